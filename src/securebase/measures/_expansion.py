"""From the compact form of a key to the whole one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from securebase.core import InstrumentError, Problem

from ._compact import ByScale, BySigns, CompactFile, Place, names_reversed
from ._file import KeyFile, parse

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def expand(compact: ByScale | BySigns, file: str) -> KeyFile:
    """Rewrite the compact form as a whole key file.

    Raises:
        InstrumentError: If its parts do not agree, or a place or code leads nowhere.
    """
    return parse(KeyFile, _Expansion(compact, file).raw(), file)


class _Expansion:
    def __init__(self, compact: ByScale | BySigns, file: str) -> None:
        self.compact, self.file = compact, file
        if compact.key is None and compact.score is None:
            raise self._error("key", "name the items of each scale", "nothing")
        self.scales, self.reverse = self._split()
        self.method, self.score_ends = _score(compact)

    def raw(self) -> dict[str, Any]:
        c = self.compact
        self._agree_on_length()
        scales = self.scales or {"total": list(self.codes)}
        items = self._items()
        self._agree_on_score(items)
        return {
            "id": c.id,
            "title": c.title or c.id,
            "validated": c.validated,
            "licence": c.licence,
            "reference": c.reference,
            "lo": self.range[0],
            "hi": self.range[1],
            "items": items,
            "scales": [self._scale(*scale) for scale in scales.items()],
            "words": self._words(),
        }

    @cached_property
    def codes(self) -> list[str]:
        """Codes in printed order; where there are none, the places make them."""
        if isinstance(self.compact.items, dict):
            return list(self.compact.items)
        if self._items_are_codes:
            return list(self.compact.items or ())
        named = [p for some in (*self.scales.values(), self.reverse) for p in some]
        if any(isinstance(place, str) for place in named):
            return list(dict.fromkeys(str(place) for place in named))
        last = max((place for place in named if isinstance(place, int)), default=0)
        size = next(iter(self._lengths().values()), last)
        return [f"q{place}" for place in range(1, size + 1)]

    @property
    def _items_are_codes(self) -> bool:
        """Whether the list of items holds names such as ``E1`` rather than words."""
        items = self.compact.items
        return isinstance(items, list) and all(map(_PLAIN.fullmatch, items))

    @cached_property
    def range(self) -> tuple[int, int]:
        """Ends of the answers: told, or else those of which the sum is made."""
        c = self.compact
        if c.range is not None:
            return c.range[0], c.range[1]
        if self.score_ends is None or not self.codes:
            raise self._error("range", "be given", "nothing")
        lo, hi = (end // len(self.codes) for end in self.score_ends)
        return lo, c.item_max.get("others", hi)

    def _lengths(self) -> dict[str, int]:
        """How many items there are, by each field that says so."""
        c = self.compact
        lengths = {"n_items": c.n_items or 0, "items": len(c.items or ())}
        lengths["key"] = len(c.key) if isinstance(c.key, list) else 0
        return {field: length for field, length in lengths.items() if length}

    def _agree_on_length(self) -> None:
        for field, length in self._lengths().items():
            if length != len(self.codes):
                must = f"agree on {len(self.codes)} items"
                raise self._error(field, must, repr(length))

    def _agree_on_score(self, items: list[dict[str, Any]]) -> None:
        if self.score_ends is None or self.scales:
            return
        ends = self.range[0] * len(items), sum(row["hi"] for row in items)
        if ends != self.score_ends:
            must = f"be what the answers add up to, {ends[0]}..{ends[1]}"
            raise self._error("score", must, repr(self.compact.score))

    def _code(self, place: Place, field: str) -> str:
        codes = self.codes
        if isinstance(place, int) and 1 <= place <= len(codes):
            return codes[place - 1]
        if isinstance(place, str) and place in codes:
            return place
        must = f"be a place from 1 to {len(codes)} or an item's code"
        raise self._error(field, must, repr(place))

    def _error(self, field: str, must: str, got: str) -> InstrumentError:
        problem = Problem(
            file=self.file,
            column=field,
            must=must,
            got=got,
            remedy="Correct it, or list the items.",
        )
        return InstrumentError(str(problem))

    def _items(self) -> list[dict[str, Any]]:
        most = dict(self.compact.item_max)
        others = most.pop("others", self.range[1])
        top = {self._code(_place(p), "item_max"): hi for p, hi in most.items()}
        turned = {self._code(place, "key.reverse") for place in self.reverse}
        return [
            {"code": code, "reverse": code in turned, "hi": top.get(code, others)}
            for code in self.codes
        ]

    def _scale(self, name: str, places: list[Place]) -> dict[str, Any]:
        c = self.compact
        words = name.replace("_", " ").capitalize()
        return {
            "id": _identifier(name),
            "title": words if _PLAIN.fullmatch(name) else name,
            "construct": c.constructs.get(name),
            "items": [self._code(place, f"key.{name}") for place in places],
            "method": self.method,
            "min_answered": c.min_answered,
        }

    def _words(self) -> Mapping[str, Any] | None:
        c = self.compact
        if c.items is None or self._items_are_codes:
            return None
        texts = c.items
        if isinstance(texts, list):
            texts = dict(zip(self.codes, texts, strict=True))
        words = {"language": c.language, "frame": c.frame, "anchors": c.anchors}
        return words | {"items": texts}

    def _split(self) -> tuple[dict[str, list[Place]], list[Place]]:
        """Scales by name, and the reversed items."""
        key, reverse = self.compact.key, list(map(_place, self.compact.reverse))
        if isinstance(key, list):
            signs = enumerate(key, start=1)
            return {}, [*reverse, *(place for place, sign in signs if sign == "-")]
        scales: dict[str, list[Place]] = {}
        for name, places in (key or {}).items():
            if names_reversed(name):
                reverse += map(_place, places)
            else:
                scales[name] = places
        return self._without_minus(scales, reverse)

    def _without_minus(
        self, scales: dict[str, list[Place]], reverse: list[Place]
    ) -> tuple[dict[str, list[Place]], list[Place]]:
        """The same where the reversed items of a scale carry a minus."""
        signed = [str(place) for places in scales.values() for place in places]
        turned = [_place(place[1:].strip()) for place in signed if place[:1] == "-"]
        bare: dict[str, list[Place]] = {}
        for name, places in scales.items():
            plain = [_place(place) for place in places if str(place)[:1] != "-"]
            if both := [place for place in plain if place in turned]:
                must = "turn an item wherever it stands, or nowhere"
                raise self._error(f"key.{name}", must, repr(both[0]))
            bare[name] = [_place(str(place).lstrip("-").strip()) for place in places]
        return bare, [*reverse, *turned]


def _score(compact: CompactFile) -> tuple[str, tuple[int, int] | None]:
    """How a score is made, and the ends of a sum where the file names them."""
    method, _, ends = (compact.score or "mean").partition(" ")
    named = tuple(map(int, ends.split(".."))) if ends and method == "sum" else None
    both = (named[0], named[1]) if named else None
    return compact.method or method, both


def _place(named: Place) -> Place:
    """A place that was written as text (as the keys of JSON must be) is a place."""
    return int(named) if isinstance(named, str) and named.isdecimal() else named


def _identifier(name: str) -> str:
    """A name for columns: ``Attachment anxiety`` is ``Attachment_anxiety`` there."""
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", latin.strip()).strip("_") or name
