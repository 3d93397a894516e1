"""Made-up cohorts, each with coefficients and a population of its own.

They live in the real, nonlinear model, and answer on the days on which couples of the
cohort did. They come in pairs that share all their luck: what is true of one lies as
far on the other side of the middle as it does of its mate, so that half their
difference tells what it changes, with little of chance and nothing of what is even. A
few pairs at a time share how people answer, which is drawn too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import Generator

from securebase.dynamics import (
    LIMIT,
    TRAITS,
    Cohort,
    Parameters,
    calibrated,
    evolve,
    fixed_rows,
    starting_homes,
)
from securebase.simulate import collect_from
from securebase.simulate._cohort import settled_at
from securebase.simulate._collect_truth import WINDOW
from securebase.simulate._people import joined, part, people

from ._coefficients_answers import Answers
from ._coefficients_prior import answering, expected, habits_of
from ._coefficients_sums import summary
from ._differ import Law, before, law
from ._learn import scored_sheets
from ._sites import everybody
from ._space import lasting
from ._twins import among_law

# Couples in a made-up cohort, at most: what larger ones tell follows from it.
EACH = 32
# Days that they live before a study's own weeks before it, and pairs at a time.
SETTLE, _AT_ONCE = 28, 8
# Every check-in is sent, every sheet filled in; which of them count is the design's.
_ALL = {
    "presence.kept": 0.999,
    "presence.late": 0.0,
    "presence.leaving": 0.0,
    "questionnaire.skipped": 0.0,
}


@dataclass(frozen=True, eq=False)
class Truth:
    """What is true of some cohorts.

    Attributes:
        coefficients: Standard numbers, see `Expected`.
        population: Standard numbers, see `law`.
    """

    coefficients: Float[ndarray, "cohort coefficient"]
    population: Float[ndarray, "cohort number"]

    def __len__(self) -> int:
        return len(self.coefficients)

    def of(self, places: slice) -> Truth:
        """Of some of them."""
        return Truth(self.coefficients[places], self.population[places])

    def joined(self, other: Truth) -> Truth:
        """Of these cohorts, then of others."""
        return Truth(
            np.concatenate([self.coefficients, other.coefficients]),
            np.concatenate([self.population, other.population]),
        )


def drawn(rng: Generator, count: int, middle: Float[ndarray, " number"]) -> Truth:
    """Coefficients as they are expected, in populations about a middle."""
    coefficients = rng.standard_normal((count, len(expected())))
    return Truth(coefficients, middle + rng.standard_normal((count, len(middle))))


@dataclass(frozen=True, eq=False, repr=False)
class Pool:
    """Pairs of cohorts, in numbers.

    Attributes:
        truth: Of the first of each pair, then of the second.
        habits: Standard numbers of how people answer in a pair, see `habits_of`.
        means: Their numbers, see `summary`, in the same order.
        spread: Covariance of a couple's numbers about those of its cohort.
        each: Couples in each cohort.
    """

    truth: Truth
    habits: Float[ndarray, "pair habit"]
    means: Float[ndarray, "cohort number"]
    spread: Float[ndarray, "number number"]
    each: int


def pool(
    asked: Answers,
    middle: Float[ndarray, " number"],
    pairs: int,
    *,
    seed: int,
    progress: Callable[[int, int], None],
) -> Pool:
    """Pairs of made-up cohorts.

    Args:
        asked: Of which questions there are answers, see `design`.
        middle: Standard numbers about which their populations lie.
        pairs: How many.

    Other Args:
        seed: Of all that chance does.
        progress: Told how many cohorts lived by now, and how many will.
    """
    rng = np.random.default_rng([seed, 1])
    first, each = drawn(rng, pairs, middle), min(len(asked), EACH)
    second = Truth(-first.coefficients, 2 * middle - first.population)
    spread, means = np.zeros((1, 1)), []
    habits = rng.standard_normal((-(-pairs // _AT_ONCE), len(answering())))
    habits = np.repeat(habits, _AT_ONCE, axis=0)[:pairs]
    for start in range(0, pairs, _AT_ONCE):
        some = slice(start, min(start + _AT_ONCE, pairs))
        both = first.of(some).joined(second.of(some))
        told = lived(
            both, habits[start], each, len(asked.diary), seed=seed + 10 * (start + 1),
            mates=True,
        )  # fmt: skip
        like = np.concatenate(
            [rng.permutation(len(asked))[:each] for _ in range(len(both) // 2)] * 2
        )
        found = [summary(it) for it in told.as_told_by(asked.of(like)).by(each)]
        # By which of the pair, then pair by pair.
        means.append(np.array([it.mean for it in found]).reshape(2, len(both) // 2, -1))
        apart = np.concatenate([it.each for it in found]).astype(np.float32)
        spread = spread + apart.T @ apart
        progress(2 * some.stop, 2 * pairs)
    return Pool(
        truth=first.joined(second),
        habits=habits,
        means=np.concatenate(means, axis=1).reshape(2 * pairs, -1),
        spread=spread / (2 * pairs * max(each - 1, 1)),
        each=each,
    )


def lived(
    truth: Truth,
    habits: Float[ndarray, " habit"],
    each: int,
    days: int,
    *,
    seed: int,
    mates: bool = False,
) -> Answers:
    """What couples of some cohorts tell if all of them answer every day.

    Args:
        truth: Of each cohort.
        habits: Standard numbers of how all of them answer, see `habits_of`.
        each: Couples in each.
        days: Of the diary.

    Other Args:
        seed: Of all that chance does.
        mates: Whether the second half of the cohorts shares the luck of the first.

    Returns:
        The couples of the first cohort, then those of the next.
    """
    sets = expected().sets(truth.coefficients)
    lucks = each * len(sets) // (2 if mates else 1)
    base, laws = people(seed, [calibrated()], 0, lucks), before()
    cohorts = []
    for place, own in enumerate(sets):
        here = place * each % lucks
        some = part(base, slice(here, here + each))
        made = _living_by(some, law(truth.population[place], laws), own)
        cohorts.append(replace(made, which=np.full(each, place)))
    cohort = joined(cohorts)
    cohort, _ = evolve(cohort, sets, SETTLE, seed=seed, every=SETTLE)
    _, lives = evolve(cohort, sets, WINDOW + days, seed=seed + 1)
    # Answers have one scale, whatever the coefficients: that of the calibrated set.
    told = collect_from(
        lives, replace(cohort, which=np.zeros_like(cohort.which)), [calibrated()],
        seed=seed + 2, occasions=(0,), habits=_ALL | habits_of(habits),
        at_random=True,
    )  # fmt: skip
    diary = np.where(told.diary >= 0, told.diary, np.nan).astype(np.float32)
    sheets = scored_sheets(told.sheet_codes, told.sheets[0]).astype(np.float32)
    return Answers(diary, sheets)


def _living_by(cohort: Cohort, it: Law, own: Parameters) -> Cohort:
    """Couples of everybody become couples of a law who live by other coefficients.

    Traits set where states are at home by these coefficients, but for the cohort's
    mean, which is the law's; all settle where that puts them.
    """
    start, one = calibrated(), everybody()
    found = among_law(cohort, it, start)
    away = found.fixed.copy()
    for place, name in enumerate(lasting()):
        if name.partition(".")[2] in TRAITS:
            mean = one.mean[place] + one.sd[place] * it.mean[place]
            away[fixed_rows().index(name)] -= mean
    home = found.home + starting_homes(away, own) - starting_homes(away, start)
    moved = settled_at(home, own) - settled_at(found.home, start)
    state = np.clip(found.state + moved, -LIMIT, LIMIT)
    return replace(found, state=state, home=home)
