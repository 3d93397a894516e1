from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ._checks import NO_OTHER_FIELDS, check_name, check_origin, check_range, told
from ._rule import FINDINGS, Checked, Confidence, Label, Standing, Status, label_of


class Metric(StrEnum):
    """What kind of number it is."""

    R = "r"
    PARTIAL_R = "partial_r"
    BETA = "beta"
    D = "d"
    LOG_ODDS = "log_odds"
    AR = "ar"
    SHARE = "share"
    R2 = "r2"
    POINTS = "points"

    @property
    def words(self) -> str:
        """The words for a reader."""
        return _METRIC_WORDS[self]


_METRIC_WORDS = {
    Metric.R: "correlation",
    Metric.PARTIAL_R: "partial correlation",
    Metric.BETA: "standardised effect",
    Metric.D: "standardised difference d",
    Metric.LOG_ODDS: "log-odds per standard deviation",
    Metric.AR: "carry-over",
    Metric.SHARE: "share",
    Metric.R2: "explained variance R²",
    Metric.POINTS: "standard deviation (on a scale from 0 to 6)",
}


class Level(StrEnum):
    """What is compared with what."""

    WITHIN = "W"  # one person's better and worse moments
    BETWEEN = "B"  # people with each other
    LONGITUDINAL = "L"  # people later, given where they began
    EVENT = "event"  # occasions of one kind
    EXPERIMENT = "experiment"  # people who were treated differently on purpose


_ASSUMED = {
    Label.MEMORY: "remembered ",
    Label.DIRECTION: "assumed ",
    Label.ASSUMPTION: "assumed ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One coefficient: how strongly one thing goes with another, and how we know.

    Attributes:
        id: Identifier, a valid Python name.
        row: Number that coefficients judged together share; None for an
            assumption about our own scales.
        link: What leads to what, as a clause in plain words.
        cause, effect: The two ends.
        value: The coefficient, in units of ``metric``.
        low, high: Ends of its 95% range, which is wider than one study's interval.
        metric: What kind of number it is.
        timescale: Over which span it holds.
        level: Within persons, between persons, over time, by event, by experiment.
        sources: Keys of sources.
        status: Where the number comes from.
        direction_status: Whether at least its direction was read.
        confidence: A, B or C.
        statements: The statements of the theory that it serves.
        verdict: What the evidence makes of the theory at this point.
        note: What else must be known.
        untested: What nobody has tested; always shown.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = NO_OTHER_FIELDS

    id: str
    link: str
    cause: str
    effect: str
    value: float
    low: float
    high: float
    metric: Metric
    timescale: str
    level: Level
    status: Status
    direction_status: Checked
    confidence: Confidence
    verdict: Standing
    row: int | None = None
    sources: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    note: str = ""
    untested: str = ""

    def __post_init__(self) -> None:
        check_name(self.id)
        check_range(self.id, self.low, self.value, self.high)
        check_origin(
            self.id,
            self.status,
            self.direction_status,
            self.confidence,
            self.sources,
        )

    @property
    def label(self) -> Label:
        """The words with which the number must be introduced."""
        return label_of(
            self.status,
            self.direction_status,
            confidence=self.confidence,
            standing=self.verdict,
        )

    @property
    def is_finding(self) -> bool:
        """Whether it may be told as an established finding."""
        return self.label in FINDINGS

    @property
    def size(self) -> str:
        """Value and range in words, such as ``correlation 0.42 (95% range …)``."""
        return (
            f"{_ASSUMED.get(self.label, '')}{self.metric.words} {self.value:.2f}"
            f" (95% range {self.low:.2f} to {self.high:.2f}; {self.timescale})"
        )

    def sentence(self) -> str:
        """One sentence with label, link, value and range, and what is untested."""
        return told(self.label, f"{self.link}; {self.size}", self.untested)
