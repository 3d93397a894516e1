from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ._checks import NO_OTHER_FIELDS, check_range, check_sourced, fail, told
from ._rule import FINDINGS, Checked, Label, Status, label_of


class FactKind(StrEnum):
    """In which form a fact can be checked."""

    BAND = "band"
    INEQUALITY = "inequality"
    SIGN = "sign"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A band that a simulated cohort must reach; open where an end is None."""

    __pydantic_config__: ClassVar[dict[str, str]] = NO_OTHER_FIELDS

    of: str
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            fail(f"Band {self.of!r}", "have an end", "none", "Give low or high.")
        if self.low is not None and self.high is not None:
            check_range(self.of, self.low, self.low, self.high)

    def __str__(self) -> str:
        if self.low is None:
            return f"{self.of} below {self.high:g}"
        if self.high is None:
            return f"{self.of} above {self.low:g}"
        return f"{self.of} {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that a calibrated simulation of couples must reproduce.

    Attributes:
        id: ``F1`` to ``F23``.
        text: The fact, as a clause.
        kind: In which form it can be checked.
        bands: Pass bands for a cohort of 2,000 couples or more.
        status: Where the numbers come from.
        direction_status: Whether the sign or shape was read.
        sources: Keys of sources.
        statements: The statements of the theory that it serves.
        note: What else must be known.
        untested: What nobody has tested; always shown.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = NO_OTHER_FIELDS

    id: str
    text: str
    kind: FactKind
    status: Status
    direction_status: Checked
    bands: tuple[Band, ...] = ()
    sources: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    note: str = ""
    untested: str = ""

    def __post_init__(self) -> None:
        check_sourced(self.id, self.status, self.sources)

    @property
    def label(self) -> Label:
        """The words with which the fact must be introduced."""
        return label_of(self.status, self.direction_status)

    @property
    def is_finding(self) -> bool:
        """Whether it may be told as an established finding."""
        return self.label in FINDINGS

    def sentence(self) -> str:
        """One sentence with label, fact and bands, and what is untested."""
        bands = "; ".join(str(band) for band in self.bands)
        band = f" (pass band of a simulation: {bands})" if bands else ""
        return told(self.label, f"{self.text}{band}", self.untested)
