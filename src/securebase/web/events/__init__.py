"""The log of what happened, without a word of what was in it."""

from ._log import broken_at as broken_at, last as last, note as note

__all__ = ["broken_at", "last", "note"]
