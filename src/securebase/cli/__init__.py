"""The command line: it reads arguments, calls the floors below, and prints."""

from ._main import main as main

__all__ = ["main"]
