"""How the forecasts along a diary came out, summed up against honest baselines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from securebase.core import Z95, Partner

from ._forecast import Horizon
from ._skill import Scored

# Fewer forecasts say nothing.
ENOUGH = 20
# Days in a week.
_WEEK = 7


class Came(StrEnum):
    """How forecasts did against one's own average."""

    BETTER = "better than {average}"
    SAME = "no better than {average}"
    WORSE = "worse than {average}"
    FEW = "too few to say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """A baseline on the same days.

    Attributes:
        error: Its mean error (CRPS, in points of the scale).
        smaller: How much smaller the model's error was.
        se: Standard error of that over days, of pairs; forecasts of weeks share days,
            and all of one week count once.
    """

    error: float
    smaller: float
    se: float

    @property
    def came(self) -> Came:
        """Whether the model did better, beyond what luck explains (95%)."""
        if abs(self.smaller) <= Z95 * self.se:
            return Came.SAME
        return Came.BETTER if self.smaller > 0 else Came.WORSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Forecasts of one thing at one distance, for one partner.

    Attributes:
        partner: Whose answers.
        construct: What they told of.
        horizon: How far ahead.
        forecasts: How many came out by now.
        error: The model's mean error (CRPS, in points of the scale).
        against: Each baseline.
        cover80: Share of outcomes inside the middle 80%.
        cover95: The same for 95%.
    """

    partner: Partner
    construct: str
    horizon: Horizon
    forecasts: int
    error: float
    against: Mapping[str, Against]
    cover80: float
    cover95: float

    @property
    def came(self) -> Came:
        """How the forecasts did against one's own average."""
        if self.forecasts < ENOUGH:
            return Came.FEW
        return self.against["own_mean"].came


def records(scored: Iterable[Scored]) -> tuple[Record, ...]:
    """Forecasts summed up by partner, thing and distance, in their first order."""
    groups: dict[tuple[Partner, str, Horizon], list[Scored]] = {}
    for it in scored:
        groups.setdefault((it.partner, it.construct, it.horizon), []).append(it)
    places = {horizon: place for place, horizon in enumerate(Horizon)}
    things = list(dict.fromkeys(construct for _, construct, _ in groups))
    order = sorted(
        groups, key=lambda it: (it[0].value, things.index(it[1]), places[it[2]])
    )
    return tuple(_record(*key, groups[key]) for key in order)


def _record(
    partner: Partner, construct: str, horizon: Horizon, group: Sequence[Scored]
) -> Record:
    # Forecasts of weeks share days: all of one week count once.
    length = _WEEK if horizon is Horizon.WEEK else 1
    apart = len({it.day.toordinal() // length for it in group})
    error = _mean([it.crps for it in group])
    against = {}
    for name in group[0].rivals:
        gaps = [it.rivals[name] - it.crps for it in group]
        rival = _mean([it.rivals[name] for it in group])
        against[name] = Against(error=rival, smaller=_mean(gaps), se=_se(gaps, apart))
    return Record(
        partner=partner, construct=construct, horizon=horizon, forecasts=len(group),
        error=error, against=against,
        cover80=_mean([_inside(it, 0.1) for it in group]),
        cover95=_mean([_inside(it, 0.025) for it in group]),
    )  # fmt: skip


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _se(gaps: Sequence[float], apart: int) -> float:
    """Standard error of a mean of so many gaps that do not share their days."""
    if len(gaps) < 2:
        return math.inf
    mean = _mean(gaps)
    variance = math.fsum((gap - mean) ** 2 for gap in gaps) / (len(gaps) - 1)
    return math.sqrt(variance / apart)


def _inside(it: Scored, tail: float) -> float:
    """How much of an outcome lies in the middle of its forecast.

    A whole-number answer takes up a stretch of chance, which may lie inside in part.
    """
    if it.high <= it.low:
        return float(tail <= it.low <= 1 - tail)
    inside = min(it.high, 1 - tail) - max(it.low, tail)
    return max(inside, 0.0) / (it.high - it.low)
