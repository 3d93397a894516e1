"""Why a case may need a look, in words; `signs` works the reasons out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from securebase.core import Sureness

# By chance alone, one comparison in forty looks reliably worse: half of one in twenty.
_ONE_WAY = 40
_WEIGHTS = {"worse": 4, "load": 3, "uneven": 2, "few": 1, "better": 0}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words, with how often it is a false alarm.

    Attributes:
        words: The reason.
        caveat: What else it may be.
        weight: How soon it asks for a look; 0 for what is merely good to know.
    """

    words: Promise
    caveat: Promise
    weight: int


def in_words(kept: bytes) -> list[Reason]:
    """What was worked out, in the language of whoever reads; the weightiest first."""
    told = [_reason(it) for it in _together(json.loads(kept))]
    return sorted(told, key=lambda it: -it.weight)


def needs_a_look(reasons: Iterable[Reason]) -> int:
    """How soon a case asks for a look, compared with others."""
    return sum(it.weight for it in reasons)


def _together(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is of one kind and about one person, as one reason."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for it in kept:
        held = found.setdefault((it["kind"], it["who"]), {**it, "what": []})
        held["what"] += it["what"]
    return list(found.values())


def _reason(told: Mapping[str, Any]) -> Reason:
    words = format_lazy(
        _WORDS[told["kind"]],
        who=told["who"],
        what=", ".join(told["what"]),
        number=told["number"],
    )
    return Reason(words, _caveat(told), _WEIGHTS[told["kind"]])


def _caveat(told: Mapping[str, Any]) -> Promise:
    if told["kind"] in ("worse", "better"):
        by_chance = f"{told['number'] / _ONE_WAY:.1f}"
        return format_lazy(_BY_CHANCE, chance=by_chance, number=told["number"])
    if told["kind"] == "few":
        return _GAPS
    return _ONE_IN_TWENTY if told["sure"] == Sureness.VERY.value else _ONE_IN_FIVE


_WORDS = {
    "worse": _("{who}: reliably worse than the time before: {what}"),
    "better": _("{who}: reliably better than the time before: {what}"),
    "uneven": _("Giving flows more from {who} than back, by a point of six or more"),
    "load": _("Giving costs {who} a lot"),
    "few": _("{who}: check-ins on {number} of the last seven days, more before"),
}
_BY_CHANCE = _("By chance alone, about {chance} of {number} levels would look so.")
_GAPS = _("It may be a holiday, another choice of what to share, or nothing at all.")
_ONE_IN_FIVE = _("Up to one such reason in five is a false alarm.")
_ONE_IN_TWENTY = _("Up to one such reason in twenty is a false alarm.")
