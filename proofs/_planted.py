"""Mistakes put into the update on purpose: a check that cannot fail proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from securebase.fit.couple import _belief, _update
from securebase.fit.couple._belief import Belief, leap, live_on, step
from securebase.fit.couple._items import Questions, questions
from securebase.fit.couple._space import SIDES, model_names
from securebase.fit.couple._surrogate import Surrogate, surrogate
from securebase.measures import checkin


@contextmanager
def unrest_too_small() -> Iterator[None]:
    """What a day adds, its variance 20% too small."""
    slope, constant, unrest = step()
    with patch.object(_belief, "step", lambda: (slope, constant, 0.8 * unrest)):
        # Days in a row are kept once they were put together.
        leap.cache_clear()
        yield
    leap.cache_clear()


@contextmanager
def letters_exchanged() -> Iterator[None]:
    """Half of the questions are looked up at the other partner's place."""
    other = dict(zip(SIDES, reversed(SIDES), strict=True))
    wrong = {it.code for it in checkin.items()[::2]}
    ask = questions()
    place = {
        (side, code): ask.place[other[side] if code in wrong else side, code]
        for side, code in ask.place
    }
    with _asking(replace(ask, place=place)):
        yield


@contextmanager
def day_twice() -> Iterator[None]:
    """Two days go by for each day."""

    def twice(belief: Belief, days: int = 1) -> Belief:
        once = live_on(belief, days)
        return replace(live_on(once, days), day=once.day)

    with patch.object(_update, "live_on", twice):
        yield


@contextmanager
def noise_too_large() -> Iterator[None]:
    """The moment's part in an answer, its variance 25% too large."""
    ask = questions()
    with _asking(replace(ask, noise=1.25 * ask.noise)):
        yield


@contextmanager
def own_words_left_out() -> Iterator[None]:
    """As if each question meant the same to everybody."""
    ask = questions()
    slope = ask.slope.copy()
    slope[:, len(model_names()) :] = 0.0
    with _asking(replace(ask, slope=slope)):
        yield


@contextmanager
def sheets_taken_apart() -> Iterator[None]:
    """Scores as if their errors had nothing in common, and half the variance."""
    found = surrogate()
    wrong = replace(found, sheet_left=np.diag(np.diag(found.sheet_left)) / 2)
    with _knowing(wrong):
        yield


@contextmanager
def ends_not_cut() -> Iterator[None]:
    """The ends of the scale as if they were answers like any other."""
    ask = questions()
    with _asking(replace(ask, lo=ask.lo - 1, hi=ask.hi + 1)):
        yield


@contextmanager
def population_too_alike() -> Iterator[None]:
    """Couples expected to differ less from each other, by 20% of the variance."""
    mean, spread = _belief._before()
    with patch.object(_belief, "_before", lambda: (mean, 0.8 * spread)):
        yield


@contextmanager
def _asking(ask: Questions) -> Iterator[None]:
    with patch.object(_belief, "questions", lambda: ask):
        yield


@contextmanager
def _knowing(found: Surrogate) -> Iterator[None]:
    with patch.object(_belief, "surrogate", lambda: found):
        yield


PLANTED: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "unrest of a day 20% too small": unrest_too_small,
    "letters exchanged for half of the questions": letters_exchanged,
    "each day lived through twice": day_twice,
    "noise of answers 25% too large": noise_too_large,
    "own words and own scale left out": own_words_left_out,
    "errors of scores taken apart and halved": sheets_taken_apart,
    "ends of the scale not cut": ends_not_cut,
    "couples 20% too alike": population_too_alike,
}
"""Each mistake with the way to make it."""
