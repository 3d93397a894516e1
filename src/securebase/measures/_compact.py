"""The compact form of a key file: a name, a range, and who belongs to which scale.

    {"id": "my_scale", "range": [1, 7],
     "key": {"anxiety": [1, 2, 3], "avoidance": [4, 5, 6], "reverse": [2, 5]}}

Items are named by their place, counted from 1, or by a code of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from securebase.core import InstrumentError, Problem

from ._file import KeyFile, Name, Strict, Text, parse

Place = int | str


class CompactFile(Strict):
    """What a compact key file may hold."""

    id: Name
    range: list[int] = Field(min_length=2, max_length=2)
    key: dict[str, list[Place]] | list[Literal["+", "-"]]
    title: Text | None = None
    items: list[Text] | dict[Name, Text] | None = None
    n_items: int | None = Field(default=None, ge=1, le=2000)
    item_max: dict[str, int] = Field(default_factory=dict)
    method: Literal["mean", "sum"] = "mean"
    min_answered: int | None = Field(default=None, ge=1)
    constructs: dict[str, str] = Field(default_factory=dict)
    frame: str = ""
    anchors: dict[str, Text] = Field(default_factory=dict)
    language: str = "en"
    licence: Text = "Not stated by the person who supplied it."
    reference: Text = "Supplied by the user."


def is_compact(raw: Any) -> bool:
    """Whether this looks like the compact form."""
    return isinstance(raw, dict) and ("key" in raw or "range" in raw)


def expand(raw: Any, file: str) -> KeyFile:
    """Rewrite the compact form as a whole key file.

    Raises:
        InstrumentError: If a field is wrong, or a place or code leads nowhere.
    """
    return parse(KeyFile, _Expansion(parse(CompactFile, raw, file), file).raw(), file)


class _Expansion:
    def __init__(self, compact: CompactFile, file: str) -> None:
        self.compact, self.file = compact, file
        self.scales, self.reverse = _split(compact)

    def raw(self) -> dict[str, Any]:
        c = self.compact
        self._agree_on_length()
        scales = self.scales or {"total": list(self.codes)}
        return {
            "id": c.id,
            "title": c.title or c.id,
            "validated": False,
            "licence": c.licence,
            "reference": c.reference,
            "lo": c.range[0],
            "hi": c.range[1],
            "items": self._items(),
            "scales": [self._scale(*scale) for scale in scales.items()],
            "words": self._words(),
        }

    @cached_property
    def codes(self) -> list[str]:
        """Codes in printed order; where there are none, the places make them."""
        if isinstance(self.compact.items, dict):
            return list(self.compact.items)
        named = [p for some in (*self.scales.values(), self.reverse) for p in some]
        if any(isinstance(place, str) for place in named):
            return list(dict.fromkeys(str(place) for place in named))
        last = max((place for place in named if isinstance(place, int)), default=0)
        size = next(iter(self._lengths().values()), last)
        return [f"q{place}" for place in range(1, size + 1)]

    def _lengths(self) -> dict[str, int]:
        """How many items there are, by each field that says so."""
        c = self.compact
        lengths = {"n_items": c.n_items or 0, "items": len(c.items or ())}
        lengths["key"] = len(c.key) if isinstance(c.key, list) else 0
        return {field: length for field, length in lengths.items() if length}

    def _agree_on_length(self) -> None:
        for field, length in self._lengths().items():
            if length != len(self.codes):
                raise self._error(field, f"agree on {len(self.codes)} items", length)

    def _code(self, place: Place, field: str) -> str:
        codes = self.codes
        if isinstance(place, int) and 1 <= place <= len(codes):
            return codes[place - 1]
        if isinstance(place, str) and place in codes:
            return place
        must = f"be a place from 1 to {len(codes)} or an item's code"
        raise self._error(field, must, place)

    def _error(self, field: str, must: str, got: object) -> InstrumentError:
        problem = Problem(
            file=self.file,
            column=field,
            must=must,
            got=repr(got),
            remedy="Correct it, or list the items.",
        )
        return InstrumentError(str(problem))

    def _items(self) -> list[dict[str, Any]]:
        most = dict(self.compact.item_max)
        others = most.pop("others", self.compact.range[1])
        top = {self._code(_place(p), "item_max"): hi for p, hi in most.items()}
        turned = {self._code(place, "key.reverse") for place in self.reverse}
        return [
            {"code": code, "reverse": code in turned, "hi": top.get(code, others)}
            for code in self.codes
        ]

    def _scale(self, name: str, places: list[Place]) -> dict[str, Any]:
        c = self.compact
        return {
            "id": name,
            "title": name.replace("_", " ").capitalize(),
            "construct": c.constructs.get(name),
            "items": [self._code(place, f"key.{name}") for place in places],
            "method": c.method,
            "min_answered": c.min_answered,
        }

    def _words(self) -> Mapping[str, Any] | None:
        c = self.compact
        if c.items is None:
            return None
        texts = c.items
        if isinstance(texts, list):
            texts = dict(zip(self.codes, texts, strict=True))
        words = {"language": c.language, "frame": c.frame, "anchors": c.anchors}
        return words | {"items": texts}


def _split(compact: CompactFile) -> tuple[dict[str, list[Place]], list[Place]]:
    """Scales by name, and the reversed items."""
    if isinstance(compact.key, list):
        signs = enumerate(compact.key, start=1)
        return {}, [place for place, sign in signs if sign == "-"]
    scales = {name: list(map(_place, some)) for name, some in compact.key.items()}
    return scales, scales.pop("reverse", [])


def _place(named: Place) -> Place:
    """A place that was written as text (as the keys of JSON must be) is a place."""
    return int(named) if isinstance(named, str) and named.isdecimal() else named
