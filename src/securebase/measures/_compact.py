"""The compact form of a key file: a name, a range, and who belongs to which scale.

    {"id": "my_scale", "range": [1, 7],
     "key": {"anxiety": [1, 2, 3], "avoidance": [4, 5, 6], "reverse": [2, 5]}}

Items are named by their place, counted from 1, or by a code of their own; a reversed
one may also carry a minus where a scale names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from ._file import Name, Strict, Text, parse

Place = int | str

# Under any of these names, reversed items taken for a scale would stay unturned.
_REVERSED = re.compile(r"(reversed?|recoded?|invert(ed)?)([ _-].*)?", re.I)
# What a key file may tell its reader; none of it bears on a score.
_ASIDE = re.compile(
    r"embed|cutoff|from_.*|key_file|notes?|comments?|description|authors?|year|"
    r"version|sources?|doi|url",
    re.I,
)
_OTHER_NAMES = {"name": "title", "ref": "reference"}
_RANGE = re.compile(r"\s*(-?\d+)\s*(?:-|\.\.|to)\s*(-?\d+)\s*")


class CompactFile(Strict):
    """What a compact key file may hold, beside its key."""

    id: Name
    range: list[int] | None = Field(default=None, min_length=2, max_length=2)
    reverse: list[Place] = Field(default_factory=list)
    title: Text | None = None
    items: list[Text] | dict[Name, Text] | None = None
    n_items: int | None = Field(default=None, ge=1, le=2000)
    item_max: dict[str, int] = Field(default_factory=dict)
    method: Literal["mean", "sum"] | None = None
    score: str | None = Field(default=None, pattern=r"^(mean|sum)( +-?\d+\.\.-?\d+)?$")
    min_answered: int | None = Field(default=None, ge=1)
    constructs: dict[str, str] = Field(default_factory=dict)
    validated: bool = False
    frame: str = ""
    anchors: dict[str, Text] = Field(default_factory=dict)
    language: str = "en"
    licence: Text = "Not stated by the person who supplied it."
    reference: Text = "Supplied by the user."


class ByScale(CompactFile):
    """The items of each scale."""

    key: dict[str, list[Place]] | None = None


class BySigns(CompactFile):
    """One scale, with a sign for each item."""

    key: list[Literal["+", "-"]]


def is_compact(raw: Any) -> bool:
    """Whether this looks like the compact form."""
    return isinstance(raw, dict) and bool(raw.keys() & {"key", "range", "n_items"})


def read_compact(raw: Mapping[str, Any], file: str) -> ByScale | BySigns:
    """Check a compact key field by field.

    Raises:
        InstrumentError: If a field is wrong.
    """
    if isinstance(raw.get("key"), list):
        return parse(BySigns, _plainly(raw), file)
    return parse(ByScale, _plainly(raw), file)


def names_reversed(field: str) -> bool:
    """Whether this is one of the names for the list of reversed items."""
    return _REVERSED.fullmatch(field) is not None


def _plainly(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Every field under one name, without those that bear on no score."""
    plain: dict[str, Any] = {}
    turned: list[Any] = []
    for name, value in raw.items():
        if names_reversed(name) and isinstance(value, list):
            turned += value
        elif name == "scales" and isinstance(value, dict):
            plain.setdefault("key", value)
        elif not _ASIDE.fullmatch(name):
            plain.setdefault(_OTHER_NAMES.get(name, name), value)
    ends = plain.get("range")
    if isinstance(ends, str) and (hit := _RANGE.fullmatch(ends)):
        plain["range"] = [int(hit[1]), int(hit[2])]
    return plain | ({"reverse": turned} if turned else {})
