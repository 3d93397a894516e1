"""Many couples of the real model, and where the truth falls in what is believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy import ndarray
from scipy.special import ndtr
from scipy.stats import chi2

from proofs._diaries import Diaries, diaries
from securebase.dynamics import TRAITS, calibrated
from securebase.fit.couple import _belief, _update
from securebase.fit.couple._belief import Belief
from securebase.fit.couple._items import Questions
from securebase.fit.couple._learn import moved
from securebase.fit.couple._listen import Heard
from securebase.fit.couple._model import lasts
from securebase.fit.couple._rounded import probabilities
from securebase.fit.couple._space import SIDES, names, places
from securebase.measures import checkin
from securebase.simulate._collect import FIRST
from securebase.simulate._collect_chance import Chance, Purpose

SKILLS = ("attending", "understanding", "acting", "openness_to_need")
_STATES = ("security", "drive", "quality", "exhaustion")
_HOMES = ("security", "drive", "energy", "quality", "exhaustion")
_GIVING = dict.fromkeys(SKILLS, 1 / len(SKILLS))
# Draws with which the answers of the last day are compared.
_DRAWS = 200
LAST_DAY = "how likely the last day's answers were"
TOGETHER = "how far all that people see lies from what is believed"
# What people see move, and two that move fastest, together: many small errors of doubt
# that no single number shows.
_SEEN = (
    "us.vitality",
    *(f"{side}.{name}" for side in SIDES for name in (*_STATES, "energy", "mood")),
)

ALWAYS = {"presence.kept": 0.97, "presence.late": 0.0, "presence.leaving": 0.0}
OFTEN_MISSED = {"presence.kept": 0.6, "presence.late": 0.0, "presence.leaving": 0.0}


def _quantities() -> Iterator[tuple[str, dict[str, float]]]:
    for side in SIDES:
        for state in _STATES:
            yield f"{side}.{state}", {f"{side}.{state}": 1.0}
    yield "us.vitality", {"us.vitality": 1.0}
    for side in SIDES:
        lasting = [f"home_{name}" for name in (*_HOMES, *SKILLS)]
        for name in (*SKILLS, *lasting, *TRAITS, "scale", "word_d_secure"):
            yield f"{side}.{name}", {f"{side}.{name}": 1.0}
    yield "security of both, summed", {"a.security": 1.0, "b.security": 1.0}
    theirs = {f"b.{name}": -weight for name, weight in _GIVING.items()}
    ours = {f"a.{name}": weight for name, weight in _GIVING.items()}
    yield "giving, a less b", {**ours, **theirs}


QUANTITIES: dict[str, Mapping[str, float]] = dict(_quantities())
"""What is judged: sums of a belief's numbers, as weights by name. Add to it here."""


@dataclass(frozen=True)
class Scenario:
    """How couples keep their diary.

    Attributes:
        name: For the report.
        days: How long.
        sheets: Whether questionnaires are heard too.
        at_random: Whether missed days have nothing to do with the day.
        habits: Other habits than the generator's own.
        only: Letter of the one partner who answers; both where None.
    """

    name: str
    days: int = 28
    sheets: bool = True
    at_random: bool = False
    habits: Mapping[str, float] = field(default_factory=dict)
    only: str | None = None


SCENARIOS = (
    Scenario("dense", at_random=True, habits=ALWAYS),
    Scenario("sparse", at_random=True, habits=OFTEN_MISSED),
    Scenario("one silent", at_random=True, habits=ALWAYS, only="a"),
    Scenario("90 days", days=90, at_random=True, habits=ALWAYS),
    Scenario("no sheets", sheets=False, at_random=True, habits=ALWAYS),
    Scenario("missing at random", at_random=True),
    Scenario("missing on hard days"),
)


@dataclass(frozen=True, eq=False)
class World:
    """Couples of a scenario, what they told, and what was true.

    Attributes:
        events: By couple, what came day by day.
        truth: Of each number of a belief, on the last evening.
        last: The last evening.
    """

    events: list[list[Heard]]
    truth: ndarray
    last: dt.date


def world(scenario: Scenario, couples: int, *, seed: int) -> World:
    """Couples of the population live and answer as in a scenario."""
    found = diaries(
        calibrated(), couples, scenario.days, seed=seed, sheets=scenario.sheets,
        at_random=scenario.at_random, habits=scenario.habits,
    )  # fmt: skip
    events = found.events
    if scenario.only is not None:
        events = [_said_by(scenario.only, each) for each in events]
    last = FIRST + dt.timedelta(days=scenario.days - 1)
    return World(events, _truth(found, seed), last)


def _said_by(letter: str, events: list[Heard]) -> list[Heard]:
    kept = []
    for event in events:
        scores = {key: it for key, it in event.scores.items() if key[0] == letter}
        answers = {key: it for key, it in event.answers.items() if key[0] == letter}
        if scores or answers:
            kept.append(Heard(event.day, scores, answers))
    return kept


def _truth(found: Diaries, seed: int) -> ndarray:
    """Every number of a belief, own words too, as they are on the last evening."""
    cohort = found.cohort
    known = [moved(found.on(found.days)), lasts(cohort.home, cohort.fixed)]
    # The answers were drawn with this seed, see `diaries`.
    chance = Chance.of(cohort, seed + 1)
    words = chance.normal(Purpose.DIARY_OWN_WORDS, len(checkin.items()))
    scale = chance.normal(Purpose.DIARY_OWN_SCALE)
    # The curve of giving is no number of the model's: it is not judged.
    curve = 0.0 * scale
    return np.concatenate([*known, words[:, 0], words[:, 1], scale, curve])


@dataclass(frozen=True, eq=False)
class Places:
    """Where the truth fell, by quantity; uniform from 0 to 1 where all is right."""

    uniform: dict[str, ndarray]
    spread: dict[str, float]


def places_of_truth(
    found: World,
    *,
    conclude: Callable[[list[Heard], Belief | None], Belief] | None = None,
) -> Places:
    """Where the truth falls in what is believed on the last evening.

    A sum of normal numbers is normal: the place is its distribution function at the
    truth, which is the rank among infinitely many draws.

    Args:
        found: The couples.
        conclude: How a belief is made of what came; the real way where None.
    """
    conclude = conclude or _update.after
    weight = np.array([_vector(it) for it in QUANTITIES.values()])
    wanted = weight @ found.truth
    z, sd = np.empty_like(wanted), np.empty_like(wanted)
    last_day, distance = [], np.empty(len(found.events))
    seen = np.array([places()[name] for name in _SEEN])
    for couple, events in enumerate(found.events):
        before = conclude(events[:-1], None)
        if events and events[-1].answers:
            unheard = Heard(events[-1].day, events[-1].scores, {})
            expected = conclude([unheard], before)
            last_day.append(_place_of_answers(expected, events[-1], couple))
        after = conclude(events[-1:], before)
        belief = _update.on_evening(after, found.last)
        sd[:, couple] = np.sqrt(((weight @ belief.spread) * weight).sum(axis=1))
        z[:, couple] = (wanted[:, couple] - weight @ belief.mean) / sd[:, couple]
        gap = found.truth[seen, couple] - belief.mean[seen]
        distance[couple] = gap @ np.linalg.solve(belief.spread[np.ix_(seen, seen)], gap)
    uniform = dict(zip(QUANTITIES, ndtr(z), strict=True))
    uniform[TOGETHER] = chi2.cdf(distance, len(seen))
    spread = dict(zip(QUANTITIES, sd.mean(axis=1).tolist(), strict=True))
    return Places({**uniform, LAST_DAY: np.array(last_day)}, spread)


def _vector(weights: Mapping[str, float]) -> ndarray:
    found = np.zeros(len(names()))
    for name, weight in weights.items():
        found[places()[name]] = weight
    return found


def _place_of_answers(expected: Belief, event: Heard, couple: int) -> float:
    """Rank of the day's probability among days drawn from what was expected."""
    # As the belief has it, with any mistake that is planted there.
    ask: Questions = vars(_belief)["questions"]()
    rows = np.array([ask.place[key] for key in event.answers])
    told = np.array(list(event.answers.values()))
    slope = ask.slope[rows]
    mean = slope @ expected.mean + ask.base[rows]
    spread = slope @ expected.spread @ slope.T + np.diag(ask.noise[rows])
    rng = np.random.default_rng([couple, 7])
    drawn = rng.multivariate_normal(mean, spread, _DRAWS, method="cholesky")
    drawn = np.clip(np.rint(drawn), ask.lo, ask.hi).astype(np.int64)
    chance = np.log(probabilities(mean, np.diag(spread), ask.lo, ask.hi) + 1e-300)
    row = np.arange(len(rows))
    own, others = chance[row, told].sum(), chance[row, drawn].sum(axis=1)
    same = np.isclose(others, own, rtol=0, atol=1e-9)
    under = ((others < own) & ~same).sum()
    return float((under + rng.random() * (same.sum() + 1)) / (_DRAWS + 1))
