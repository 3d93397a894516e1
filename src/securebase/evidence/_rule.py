"""The rule: only what was read or computed may be told as a finding."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a number comes from."""

    SEEN = "seen"  # read in the source itself
    COMPUTED = "computed"  # computed from a public data file
    MEMORY = "memory"  # known, but not read again
    PRIOR = "prior"  # a judgement: no usable published number


class Checked(StrEnum):
    """Whether a direction, a source, a title or a DOI was read or is remembered."""

    SEEN = "seen"
    MEMORY = "memory"
    NONE = "none"


class Confidence(StrEnum):
    """How far a number can be trusted."""

    A = "A"  # a meta-analysis or a very large sample, number seen or computed
    B = "B"  # good studies; the number seen in one sample, or partly remembered
    C = "C"  # only the direction was seen, or a pure judgement


class Standing(StrEnum):
    """What the evidence makes of the theory at one point."""

    SUPPORTED = "supported"
    QUALIFIED = "qualified"
    PARTLY = "partly"
    INDIRECT = "indirect"
    CONSISTENT = "consistent"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    UNTESTED = "untested"
    NONE = "none"  # the theory says nothing here, or there is nothing to test

    @property
    def words(self) -> str:
        """The word or words that a reader sees."""
        weak = {Standing.PARTLY: "partly supported", Standing.INDIRECT: "indirect only"}
        return weak.get(self, self.value)


class Label(StrEnum):
    """How a number must be introduced, in words that a reader sees."""

    PUBLISHED = "published"
    COMPUTED = "computed from public data"
    DIRECTION = "direction published, size assumed"
    MEMORY = "from memory, not re-checked"
    ASSUMPTION = "assumption, untested"


FINDINGS = frozenset({Label.PUBLISHED, Label.COMPUTED})
_MEASURED = {Status.SEEN: Label.PUBLISHED, Status.COMPUTED: Label.COMPUTED}
_BY_DIRECTION = {
    Checked.SEEN: Label.DIRECTION,
    Checked.MEMORY: Label.MEMORY,
    Checked.NONE: Label.ASSUMPTION,
}


def label_of(
    status: Status,
    direction: Checked,
    *,
    confidence: Confidence = Confidence.B,
    standing: Standing = Standing.NONE,
) -> Label:
    """The one label that a number must carry.

    The order matters: an untested claim stays untested whatever its number, and
    a confidence of C takes the name of a finding away from any number.
    """
    if standing is Standing.UNTESTED:
        return Label.ASSUMPTION
    if status is Status.MEMORY:
        return Label.MEMORY
    if status in _MEASURED and confidence is not Confidence.C:
        return _MEASURED[status]
    return _BY_DIRECTION[direction]
