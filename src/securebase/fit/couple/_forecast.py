from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import ndtri

from securebase.core import Partner

from ._belief import Belief
from ._items import questions
from ._listen import LETTER
from ._rounded import probabilities
from ._targets import HARD_DAYS, TARGETS, Reading, Target, pushed, readings, told_slope

# Answers that the expected size of surprises counts for, against those of this diary.
_PATIENCE = 80
_CHANCES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
DAYS_AHEAD = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 70, 84)


class Horizon(StrEnum):
    """How far ahead."""

    DAY = "day"
    WEEK = "week"
    MONTHS = "months"

    @property
    def days(self) -> tuple[int, int]:
        """First and last day of what is averaged, counted from tomorrow as 1."""
        return {"day": (1, 1), "week": (1, 7), "months": (64, 91)}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Where something lies, on the scale of the check-in from 0 to 6.

    Attributes:
        mean: What is expected.
        sd: Its standard deviation, before the scale cuts it.
        low95, low80, low50, middle, high50, high80, high95: The middle so many per
            cent, cut at the ends of the scale.
    """

    mean: float
    sd: float
    low95: float
    low80: float
    low50: float
    middle: float
    high50: float
    high80: float
    high95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What one partner would tell of the days ahead, of one thing.

    Attributes:
        partner: Who.
        construct: What.
        horizon: How far ahead; months are a scenario in which life goes on as it is,
            not a prediction.
        told: What lies behind the answers, averaged over the days of the horizon.
        answer: Probability of each answer from 0 to 6 on the day; of the next day
            alone.
        usual: The level that the partner would tell of in the long run.
    """

    partner: Partner
    construct: str
    horizon: Horizon
    told: Band
    answer: tuple[float, ...]
    usual: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """The days ahead as a fan: bands that widen.

    Attributes:
        partner: Who.
        construct: What.
        days: Days ahead.
        bands: One for each.
    """

    partner: Partner
    construct: str
    days: tuple[int, ...]
    bands: tuple[Band, ...]


def forecast(belief: Belief, partner: Partner) -> tuple[Forecast, ...]:
    """What a partner would tell of the next day, week and months.

    The calibrated model carries what is known forward; what it cannot know widens the
    bands. A diary that surprises more than the model expects gets wider ones.

    Args:
        belief: What is known.
        partner: Whose check-ins.
    """
    return tuple(
        _one(belief, partner, target, horizon)
        for target in TARGETS
        for horizon in Horizon
    )


def fans(belief: Belief, partner: Partner) -> tuple[Fan, ...]:
    """The same day by day, as far as three months."""
    return tuple(
        Fan(
            partner=partner,
            construct=target.construct,
            days=DAYS_AHEAD,
            bands=tuple(
                _told(belief, LETTER[partner], target, (day, day)) for day in DAYS_AHEAD
            ),
        )
        for target in TARGETS
    )


def _one(
    belief: Belief, partner: Partner, target: Target, horizon: Horizon
) -> Forecast:
    side = LETTER[partner]
    return Forecast(
        partner=partner,
        construct=target.construct,
        horizon=horizon,
        told=_told(belief, side, target, horizon.days),
        answer=tuple(next_answer(belief, side, target.code)),
        usual=usual(belief, side, target),
    )


def _told(belief: Belief, side: str, target: Target, days: tuple[int, int]) -> Band:
    mean, variance = moments(belief, readings("told", side, target.code, *days))
    return band(mean, math.sqrt(variance * stretch(belief, side)))


def moments(belief: Belief, reading: Reading) -> tuple[float, float]:
    """Mean and variance of a reading in the light of a belief."""
    mean = reading.base + float(reading.slope @ belief.mean)
    known = float(reading.slope @ belief.spread @ reading.slope)
    return mean, max(known, 0.0) + reading.unrest


def next_answer(belief: Belief, side: str, code: str, day: int = 1) -> Iterator[float]:
    """Probability of each answer to a question on a coming day, in the item's words."""
    from securebase.measures import checkin

    ask = questions()
    mean, variance = moments(belief, readings("told", side, code, day, day))
    noise = float(ask.noise[ask.place[side, code]])
    wide = (variance + noise) * stretch(belief, side)
    found = probabilities(np.array([mean]), np.array([wide]), ask.lo, ask.hi)[0]
    yield from (found[::-1] if checkin.item(code).reverse else found).tolist()


def stretch(belief: Belief, side: str) -> float:
    """How much wider than the model's this diary's bands must be, as a variance."""
    total, count = belief.surprise["ab".index(side)]
    return (_PATIENCE + total) / (_PATIENCE + count)


def usual(belief: Belief, side: str, target: Target) -> Band:
    """Where a partner's telling settles in the long run, days and moods aside."""
    mean, variance = moments(belief, readings("told", side, target.code, 365, 392))
    return band(mean, math.sqrt(variance))


def band(mean: float, sd: float) -> Band:
    """A normal law, its quantiles cut at the ends of the scale."""
    lo, hi = float(questions().lo), float(questions().hi)
    cut = [min(max(mean + sd * float(ndtri(it)), lo), hi) for it in _CHANCES]
    return Band(
        mean=min(max(mean, lo), hi), sd=sd,
        low95=cut[0], low80=cut[1], low50=cut[2], middle=cut[3],
        high50=cut[4], high80=cut[5], high95=cut[6],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What one partner would tell if the next four weeks were of a certain kind.

    Attributes:
        partner: Who.
        construct: What.
        pressure: Pressure and worry of both in the next four weeks, in standard
            deviations above what is usual for them.
        weeks: The level of these four weeks.
        months: The level of four weeks around three months from now.
    """

    partner: Partner
    construct: str
    pressure: float
    weeks: Band
    months: Band


def scenarios(
    belief: Belief, partner: Partner, pressure: float = 1.0
) -> tuple[Scenario, ...]:
    """What a hard month would do, and what would be left of it after three.

    No prediction: what would follow if it came.

    Args:
        belief: What is known.
        partner: Whose check-ins.
        pressure: How hard, in standard deviations; negative for an easy month.
    """
    return tuple(
        Scenario(
            partner=partner,
            construct=target.construct,
            pressure=pressure,
            weeks=_pressed(belief, LETTER[partner], target, pressure, (1, HARD_DAYS)),
            months=_pressed(
                belief, LETTER[partner], target, pressure, Horizon.MONTHS.days
            ),
        )
        for target in TARGETS
    )


def _pressed(
    belief: Belief, side: str, target: Target, pressure: float, days: tuple[int, int]
) -> Band:
    mean, variance = moments(belief, readings("told", side, target.code, *days))
    slope, _ = told_slope(side, target.code)
    moved = pressure * float(pushed(*days) @ slope[: len(pushed(*days))])
    return band(mean + moved, math.sqrt(variance * stretch(belief, side)))


def days_of(belief: Belief) -> tuple[dt.date, ...]:
    """The calendar days of a fan."""
    if belief.day is None:
        return ()
    return tuple(belief.day + dt.timedelta(days=day) for day in DAYS_AHEAD)
