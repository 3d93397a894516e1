"""Made-up cohorts whose coefficients are known, what they tell, and mistakes in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from proofs._cohorts import Study, answered
from securebase.dynamics import calibrated
from securebase.fit.couple import _coefficients_learn
from securebase.fit.couple._coefficients_answers import Answers, design
from securebase.fit.couple._coefficients_learn import Learner, learner
from securebase.fit.couple._coefficients_pool import Truth, lived
from securebase.fit.couple._coefficients_prior import answering, expected
from securebase.fit.couple._coefficients_sums import summary
from securebase.fit.couple._corrected import plain
from securebase.fit.couple._differ import before, law
from securebase.fit.couple._learn import scored_sheets
from securebase.fit.couple._search import search
from securebase.fit.couple._sites import sites
from securebase.measures import checkin
from securebase.simulate import collect
from securebase.simulate._people import people

# Couples that live at one time, and answer in one way.
_AT_ONCE = 240


def asked_in(study: Study, *, seed: int) -> Answers:
    """Of which questions there are answers in a study with the usual gaps."""
    parameters = [calibrated()]
    told = collect(
        people(seed, parameters, 0, study.couples), parameters, days=study.days,
        seed=seed, occasions=(0,), at_random=True,
    )  # fmt: skip
    diary = np.where(told.diary >= 0, told.diary, np.nan).astype(np.float32)
    sheets = scored_sheets(told.sheet_codes, told.sheets[0]).astype(np.float32)
    return design(Answers(diary, sheets if study.sheets else np.nan * sheets))


def left_open(study: Study, *, seed: int) -> Float[ndarray, "number number"]:
    """What `cohort` does not know of a population, as a covariance of its numbers."""
    known = before()
    rng = np.random.default_rng([seed, 2])
    it = law(rng.standard_normal(2 * len(known.widen)), known)
    heard = sites(answered(study, it, seed=seed))
    sizes, ways = np.linalg.eigh(plain(known, heard, search(known, heard)).doubt)
    # No more than beforehand, which a level place could seem to be.
    found: ndarray = (ways * np.clip(sizes, 0.0, 1.0)) @ ways.T
    return found


def middle_of(
    rng: np.random.Generator, doubt: Float[ndarray, "number number"]
) -> Float[ndarray, " number"]:
    """Where `cohort` would find a population: drawn so that truths are as expected."""
    return rng.multivariate_normal(0 * doubt[0], np.eye(len(doubt)) - doubt)


def truths(
    rng: np.random.Generator, count: int, middle: ndarray, doubt: ndarray
) -> Truth:
    """Coefficients as expected, and populations about where `cohort` found them."""
    coefficients = rng.standard_normal((count, len(expected())))
    return Truth(coefficients, rng.multivariate_normal(middle, doubt, count))


def told_by(truth: Truth, asked: Answers, *, seed: int) -> Iterator[Answers]:
    """What cohorts tell, each asked as the couples of one study were."""
    each, rng = len(asked), np.random.default_rng([seed, 3])
    step = max(1, _AT_ONCE // each)
    for start in range(0, len(truth), step):
        some = truth.of(slice(start, start + step))
        habits = rng.standard_normal(len(answering()))
        told = lived(some, habits, each, len(asked.diary), seed=seed + 10 * start)
        like = np.tile(np.arange(each), len(some))
        yield from told.as_told_by(asked.of(like)).by(each)


def _as_told(told: Answers) -> Answers:
    return told


@dataclass(frozen=True, eq=False)
class Wrong:
    """A mistake: in how answers are read, or in how it is learnt what they say.

    Attributes:
        read: Answers as they are taken.
        learn: While it is learnt.
        times: As how many times as many couples they count.
    """

    read: Callable[[Answers], Answers] = _as_told
    learn: Callable[[], AbstractContextManager[None]] | None = None
    times: int = 1


def _others_partners(told: Answers) -> Answers:
    diary, sheets = told.diary.copy(), told.sheets.copy()
    diary[:, :, 1] = np.roll(diary[:, :, 1], 1, axis=-1)
    sheets[:, 1] = np.roll(sheets[:, 1], 1, axis=-1)
    return Answers(diary, sheets)


def _days_out_of_order(told: Answers) -> Answers:
    order = np.random.default_rng(1).permutation(len(told.diary))
    return Answers(told.diary[order], told.sheets)


def _gaps_filled(told: Answers) -> Answers:
    one = checkin.items()[0]
    middle = np.float32((one.lo + one.hi) / 2)
    there = np.isfinite(told.diary)
    return Answers(np.where(there, told.diary, middle), told.sheets)


@contextmanager
def _tried_where_learnt() -> Iterator[None]:
    def wrong(numbers: ndarray, found: Any, couples: int) -> tuple[ndarray, ndarray]:
        pairs, known = len(numbers) // 2, found.truth
        true = np.hstack([known.coefficients, known.population])
        true = (true[:pairs] - true[pairs:]) / 2
        apart = (numbers[:pairs] - numbers[pairs:]) / 2
        slopes = _coefficients_learn._slopes(true, apart)
        ways = _coefficients_learn._ways(slopes, 0 * slopes[:1], couples)
        ways = ways[:, : known.coefficients.shape[1]]
        told = numbers @ ways
        return ways[None], told - told.mean(axis=0)

    with patch.object(_coefficients_learn, "_turns", wrong):
        yield


def wrong_learner(pool: Any, couples: int, mistake: Wrong) -> Learner:
    """What is learnt with a mistake."""
    with mistake.learn() if mistake.learn else nullcontext():
        return learner(pool, mistake.times * couples)


def numbers(told: Answers, mistake: Wrong) -> Float[ndarray, " number"]:
    """A cohort in numbers, read with a mistake."""
    found: ndarray = summary(mistake.read(told)).mean
    return found


WRONG = {
    "counted as four times as many couples": Wrong(times=4),
    "tried in the cohorts it was learnt from": Wrong(learn=_tried_where_learnt),
    "partners of other couples": Wrong(read=_others_partners),
    "days out of order": Wrong(read=_days_out_of_order),
    "gaps read as the middle of the scale": Wrong(read=_gaps_filled),
}
"""Planted mistakes by name."""
