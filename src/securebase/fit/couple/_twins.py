"""Made-up couples of a law, whose diaries are as long as those of a cohort.

They live in the real, nonlinear model, and are heard as the couples of the cohort were.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.dynamics import (
    LIMIT,
    Cohort,
    Parameters,
    calibrated,
    evolve,
    fixed_rows,
    starting_homes,
    state_rows,
)
from securebase.measures import checkin
from securebase.simulate import Collected, collect_from
from securebase.simulate._cohort import settled_at
from securebase.simulate._collect_truth import WINDOW
from securebase.simulate._people import people

from ._belief import Belief
from ._differ import Law
from ._items import questions
from ._learn import scored_sheets
from ._listen import Heard
from ._model import lasts
from ._sheets import score_names
from ._sites import everybody
from ._space import SIDES, lasting
from ._update import after

# Days that they live before a study's own weeks before it, and couples at a time.
SETTLE, _AT_ONCE = 56, 512
# Every check-in is sent; which of them count is the design's.
_ALL = {"presence.kept": 0.999, "presence.late": 0.0, "presence.leaving": 0.0}


@dataclass(frozen=True, order=True, slots=True)
class Design:
    """How much was asked of a couple; letters stand so that a answered more often.

    Attributes:
        days: With a check-in, by partner.
        sheets: Whether each filled in questionnaires.
        asked: Places of the questions that were ever answered.
    """

    days: tuple[int, int]
    sheets: tuple[bool, bool]
    asked: tuple[int, ...]


def design(belief: Belief) -> Design:
    """How much was asked of a couple, by what is known of it."""
    half = len(questions().base) // len(SIDES)
    a, b = belief.days_heard
    sheets = tuple(it > 0 for it in belief.sheets_heard)
    asked = sorted(belief.questions_heard)
    if b > a:
        asked = sorted((row + half) % (2 * half) for row in asked)
        return Design((b, a), (sheets[1], sheets[0]), tuple(asked))
    return Design((a, b), (sheets[0], sheets[1]), tuple(asked))


def twins(
    law: Law, designs: Sequence[Design], count: int, *, seed: int
) -> Iterator[tuple[Belief, Float[ndarray, " lasting"]]]:
    """What would be known of couples of a law, if they were asked as much.

    Args:
        law: What they lastingly are.
        designs: Of a cohort; its couples take turns.
        count: How many.

    Other Args:
        seed: They and their lives follow from it.

    Yields:
        A belief, and what is true of its couple, in standard deviations from everybody.
    """
    for first in range(0, count, _AT_ONCE):
        stop = min(first + _AT_ONCE, count)
        each = [designs[place % len(designs)] for place in range(first, stop)]
        made = among_law(people(seed, [calibrated()], first, stop), law, calibrated())
        true, told = standard(made).T, _told(made, each, seed)
        for one, own, events in zip(each, true, told, strict=True):
            yield after(_asked(events, one)), own


def _told(cohort: Cohort, each: Sequence[Design], seed: int) -> Iterator[list[Heard]]:
    """All that some couples would tell, on as many days as the longest of them."""
    parameters = calibrated()
    days = max(1, *(it.days[0] for it in each))
    cohort, _ = evolve(cohort, [parameters], SETTLE, seed=seed, every=SETTLE)
    _, lives = evolve(cohort, [parameters], WINDOW + days, seed=seed + 1)
    told = collect_from(
        lives, cohort, [parameters], seed=seed + 2, occasions=(0,), habits=_ALL,
        at_random=True,
    )  # fmt: skip
    yield from _as_heard(told, cohort.couples)


def standard(cohort: Cohort) -> Float[ndarray, "lasting couple"]:
    """What couples lastingly are, in standard deviations from everybody's mean."""
    one, own = everybody(), lasts(cohort.home, cohort.fixed)
    return (own - one.mean[:, None]) / one.sd[:, None]


def among_law(cohort: Cohort, law: Law, parameters: Parameters) -> Cohort:
    """Couples of everybody become couples of a law, each settled where it is then."""
    one = everybody()
    there = law.mean[:, None] + law.scale[:, None] * standard(cohort)
    now = one.mean[:, None] + one.sd[:, None] * there
    fixed = cohort.fixed.copy()
    traits = [name for name in lasting() if name in fixed_rows()]
    for name in traits:
        fixed[fixed_rows().index(name)] = now[lasting().index(name)]
    # Homes that traits explain in full are not among what lasts: they follow.
    home = cohort.home + starting_homes(fixed, parameters)
    home -= starting_homes(cohort.fixed, parameters)
    for place, name in enumerate(lasting()):
        if name not in traits:
            home[state_rows().index(name.replace(".home_", "."))] = now[place]
    moved = settled_at(home, parameters) - settled_at(cohort.home, parameters)
    state = np.clip(cohort.state + moved, -LIMIT, LIMIT)
    return replace(cohort, state=state, home=home, fixed=fixed)


def _as_heard(told: Collected, couples: int) -> Iterator[list[Heard]]:
    codes = [one.code for one in checkin.items()]
    scores = scored_sheets(told.sheet_codes, told.sheets[0])
    for couple in range(couples):
        answers: dict[int, dict[tuple[str, str], int]] = {0: {}}
        for day, item, side in np.argwhere(told.diary[..., couple] >= 0).tolist():
            key = (SIDES[side], codes[item])
            answers.setdefault(day, {})[key] = int(told.diary[day, item, side, couple])
        sheets = _scores(scores[..., couple])
        yield [
            Heard(told.first + dt.timedelta(days=day), {} if day else sheets, own)
            for day, own in sorted(answers.items())
        ]


def _scores(
    scores: Float[ndarray, "score 2"],
) -> dict[tuple[str, str], float]:
    return {
        (letter, name): float(value)
        for side, letter in enumerate(SIDES)
        for name, value in zip(score_names(), scores[:, side], strict=True)
        if np.isfinite(value)
    }


def _asked(told: list[Heard], one: Design) -> list[Heard]:
    """What is left if a couple is asked as much as another was."""
    begun, asked = told[0].day, set(one.asked)
    days, sheets = dict(zip(SIDES, one.days, strict=True)), one.sheets
    found = []
    for event in told:
        day = (event.day - begun).days
        scores = {
            key: it for key, it in event.scores.items() if sheets[SIDES.index(key[0])]
        }
        answers = {
            key: it for key, it in event.answers.items()
            if day < days[key[0]] and questions().place[key] in asked
        }  # fmt: skip
        if scores or answers:
            found.append(Heard(event.day, scores, answers))
    return found
