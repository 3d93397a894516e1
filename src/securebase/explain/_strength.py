from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from securebase.dynamics import Parameter
from securebase.evidence import Label, row

_DIRECTED = (Label.PUBLISHED, Label.COMPUTED, Label.DIRECTION)


class Strength(StrEnum):
    """How well a number is known; the weakest counts where several carry an effect."""

    PUBLISHED = "published"
    BOUNDED = "bounded"
    PRIOR = "prior"
    MEANING = "by definition"

    @property
    def words(self) -> str:
        """The words for a reader."""
        return _WORDS[self]


_WORDS = {
    Strength.PUBLISHED: "size read in a source or computed from public data",
    Strength.BOUNDED: "direction or range from published work, size assumed",
    Strength.PRIOR: "judgement; nobody has measured it",
    Strength.MEANING: "follows from what the words mean",
}
_ORDER = (Strength.PRIOR, Strength.BOUNDED, Strength.PUBLISHED)


def strength(parameter: Parameter) -> Strength:
    """Standing of one number."""
    found = [row(name) for name in parameter.rows]
    if parameter.direct and all(it.is_finding for it in found):
        return Strength.PUBLISHED
    if any(it.label in _DIRECTED for it in found):
        return Strength.BOUNDED
    return Strength.PRIOR


def strength_of(parameters: Sequence[Parameter]) -> Strength:
    """Standing of an effect that several numbers carry: that of the weakest."""
    if not parameters:
        return Strength.MEANING
    return min((strength(each) for each in parameters), key=_ORDER.index)
