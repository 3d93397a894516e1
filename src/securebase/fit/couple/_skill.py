"""How good forecasts were: each made before its day came, against honest baselines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtr

from securebase.core import Partner
from securebase.couples import View
from securebase.measures import checkin

from ._baselines import BASELINES, Law, Past, Population, laws
from ._belief import Belief, prior
from ._forecast import Horizon, moments, stretch
from ._items import questions
from ._listen import LETTER, Heard, heard
from ._rounded import probabilities
from ._targets import TARGETS, readings
from ._update import after

# Answers to a question before a forecast of it is scored.
ENOUGH = 4
# Answers that a week's mean needs.
_WEEK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One forecast and how it came out.

    Attributes:
        partner: Whose answers.
        construct: What they told of.
        horizon: Day or week.
        day: The evening on which it was made.
        outcome: What was answered, or the mean of the week's answers.
        expected: What was expected.
        crps: Of the model's forecast: mean distance, doubt included; less is better.
        rivals: The same of each baseline.
        low, high: Chance that the forecast gave to less than the outcome, and to it
            or less; equal for a mean of days.
    """

    partner: Partner
    construct: str
    horizon: Horizon
    day: dt.date
    outcome: float
    expected: float
    crps: float
    rivals: Mapping[str, float]
    low: float
    high: float


def track_record(
    view: View, populations: Mapping[str, Population] | None = None
) -> tuple[Scored, ...]:
    """Every forecast that could have been made along a diary, and how it came out.

    On each evening the next day and the next week are forecast from what was known
    then, by the model and by four baselines; nothing later is used.

    Args:
        view: What `couples.look` lets the viewer see.
        populations: Mixed models by question, for the baseline that knows others;
            those of made-up couples if left out.
    """
    return tuple(scored(heard(view), populations))


def scored(
    events: Sequence[Heard], populations: Mapping[str, Population] | None = None
) -> Iterator[Scored]:
    """The same from what came day by day."""
    others = usual_populations() if populations is None else populations
    belief = prior()
    told = Told(events)
    for event in events:
        belief = after((event,), belief)
        for partner in Partner:
            for target in TARGETS:
                key = (LETTER[partner], target.code)
                past = told.until(key, event.day)
                if len(past) >= ENOUGH:
                    rivals = laws(others[target.code])
                    yield from _here(belief, partner, target.construct, key, past,
                                     told.ahead(key, event.day), rivals)  # fmt: skip


class Told:
    """Answers by partner and question, with the number of their day."""

    def __init__(self, events: Iterable[Heard]) -> None:
        self._of: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for event in events:
            for key, answer in event.answers.items():
                self._of.setdefault(key, []).append((event.day.toordinal(), answer))

    def until(self, key: tuple[str, str], day: dt.date) -> Past:
        return [it for it in self._of.get(key, ()) if it[0] <= day.toordinal()]

    def all(self, key: tuple[str, str]) -> Past:
        return self._of.get(key, [])

    def ahead(self, key: tuple[str, str], day: dt.date) -> Past:
        today = day.toordinal()
        return [it for it in self._of.get(key, ()) if today < it[0] <= today + 7]


def _here(
    belief: Belief,
    partner: Partner,
    construct: str,
    key: tuple[str, str],
    past: Past,
    ahead: Past,
    rivals: Mapping[str, object],
) -> Iterator[Scored]:
    assert belief.day is not None
    today = belief.day.toordinal()
    for horizon, came in ((Horizon.DAY, ahead[:1]), (Horizon.WEEK, ahead)):
        if horizon is Horizon.DAY and (not came or came[0][0] != today + 1):
            continue
        if horizon is Horizon.WEEK and len(came) < _WEEK:
            continue
        days = [day for day, _ in came]
        outcome = float(np.mean([answer for _, answer in came]))
        laws_here = {"model": _model_law(belief, key, [it - today for it in days])}
        for name, law in rivals.items():
            laws_here[name] = _told_law(law(past, days), len(days))  # type: ignore[operator]
        crps = {name: _crps(law, outcome, len(days)) for name, law in laws_here.items()}
        low, high = _chances(laws_here["model"], outcome, len(days))
        yield Scored(
            partner=partner, construct=construct, horizon=horizon, day=belief.day,
            outcome=outcome, expected=_expected(laws_here["model"]),
            crps=crps["model"], rivals={name: crps[name] for name in BASELINES},
            low=low, high=high,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A forecast: probabilities of answers for one day, a normal law for a mean."""

    chance: Float[ndarray, " answer"] | None
    mean: float
    sd: float


def _model_law(belief: Belief, key: tuple[str, str], days: Sequence[int]) -> _Ahead:
    side, code = key
    ask = questions()
    noise = float(ask.noise[ask.place[key]])
    wide = stretch(belief, side)
    each = [moments(belief, readings("told", side, code, day, day)) for day in days]
    mean = np.array([it[0] for it in each])
    variance = np.array([it[1] for it in each])
    chance = probabilities(mean, wide * (variance + noise), ask.lo, ask.hi)
    if checkin.item(code).reverse:
        chance = chance[:, ::-1]
    scale = np.arange(ask.lo, ask.hi + 1)
    if len(days) == 1:
        return _Ahead(chance[0], float(chance[0] @ scale), 0.0)
    told = chance @ scale
    single = chance @ scale**2 - told**2
    # Doubt that the days share stays in their mean; what each has alone averages out.
    bend = _bend(mean, wide * (variance + noise), ask.lo, ask.hi)
    whole = readings("told", side, code, days[0], days[-1])
    shared = wide * moments(belief, whole)[1] * float(bend.mean()) ** 2
    alone = np.maximum(single - bend**2 * wide * variance, 0.0)
    return _Ahead(
        None, float(told.mean()), float(np.sqrt(shared + alone.sum() / len(days) ** 2))
    )


def _bend(mean: ndarray, variance: ndarray, lo: int, hi: int) -> ndarray:
    """How far the expected answer moves with what lies behind it."""
    bars = np.arange(lo, hi) + 0.5
    sd = np.sqrt(variance)[:, None]
    z = (bars - mean[:, None]) / sd
    return (np.exp(-0.5 * z**2) / (np.sqrt(2 * np.pi) * sd)).sum(axis=1)


def _told_law(law: Law, days: int) -> _Ahead:
    mean, variance = law
    ask = questions()
    if days > 1:
        return _Ahead(None, mean, variance**0.5)
    chance = probabilities(np.array([mean]), np.array([variance]), ask.lo, ask.hi)[0]
    return _Ahead(chance, mean, 0.0)


def _expected(law: _Ahead) -> float:
    return law.mean


def _crps(law: _Ahead, outcome: float, days: int) -> float:
    """Continuous ranked probability score: Gneiting and Raftery (2007)."""
    if law.chance is not None:
        below = np.cumsum(law.chance)[:-1]
        scale = np.arange(questions().lo, questions().hi)
        return float(((below - (outcome <= scale)) ** 2).sum())
    z = (outcome - law.mean) / law.sd
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    return float(law.sd * (z * (2 * ndtr(z) - 1) + 2 * density - 1 / np.sqrt(np.pi)))


def _chances(law: _Ahead, outcome: float, days: int) -> tuple[float, float]:
    if law.chance is not None:
        upto = np.concatenate([[0.0], np.cumsum(law.chance)])
        place = int(outcome) - questions().lo
        return float(upto[place]), float(min(upto[place + 1], 1.0))
    at = float(ndtr((outcome - law.mean) / law.sd))
    return at, at


def usual_populations() -> Mapping[str, Population]:
    """Mixed models of the questions in made-up couples."""
    from ._track import populations

    return populations()


def histories(views: Iterable[View]) -> dict[str, list[Past]]:
    """Answers by question, one list a person, for fitting a population."""
    found: dict[str, list[Past]] = {target.code: [] for target in TARGETS}
    for view in views:
        told = Told(heard(view))
        for side in LETTER.values():
            for target in TARGETS:
                past = told.all((side, target.code))
                if past:
                    found[target.code].append(past)
    return found
