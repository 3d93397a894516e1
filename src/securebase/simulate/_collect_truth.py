"""What questions ask about: parts of the model, mixed and put on a common scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import default_rng

from securebase.core import ModelError
from securebase.dynamics import Cohort, Parameters, evolve, fixed_rows, out_rows
from securebase.measures import checkin

from ._cohort import cohort
from ._collect_records import daily, scores

# Days that a sheet asks about.
WINDOW = 28
# Couples, sets of parameters and seed of the population that answers are compared with.
_REFERENCE_COUPLES, _REFERENCE_SETS, _REFERENCE_SEED = 1024, 8, 20
_SIDES = ("a", "b")

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lives:
    """Days of some couples' lives, evening by evening.

    Attributes:
        out: As `evolve` gives it with a window of one day.
        fixed: Traits and the like, as in `Cohort`.
    """

    out: Float[ndarray, "day row couple"]
    fixed: Float[ndarray, "fixed couple"]

    def part(self, name: str, side: int) -> Float[ndarray, "day couple"]:
        """A part of the model, seen by one partner: ``"me.threat"``, or a sum."""
        return sum(
            (self._one(single, side) for single in name.split("+")),
            start=np.zeros((len(self.out), self.out.shape[2])),
        )

    def both(self, name: str) -> Float[ndarray, "day 2 couple"]:
        """A part of the model, for both partners."""
        return np.stack([self.part(name, side) for side in (0, 1)], axis=1)

    def _one(self, name: str, side: int) -> Float[ndarray, "*axes"]:
        whose, _, what = name.partition(".")
        letter = {"me": _SIDES[side], "you": _SIDES[1 - side], "us": "us"}[whose]
        row = f"{letter}.{what}"
        if row in _out_places():
            return self.out[:, _out_places()[row]]
        return self.fixed[_fixed_places()[row]]


@cache
def _out_places() -> Mapping[str, int]:
    return {row: place for place, row in enumerate(out_rows())}


@cache
def _fixed_places() -> Mapping[str, int]:
    return {row: place for place, row in enumerate(fixed_rows())}


@dataclass(frozen=True, slots=True)
class Norms:
    """Mean and standard deviation in a population, so that answers have a scale.

    The same for every cohort that is compared with it, so that couples who are doing
    better also answer higher.

    Attributes:
        parts: Of each part of the model, over persons and days.
        month: Of each score, over persons, where it is the mean of four weeks.
        day: Of each question of the check-in, over persons and days.
    """

    parts: Mapping[str, Place]
    month: Mapping[str, Place]
    day: Mapping[str, Place]

    def score(self, lives: Lives, key: str) -> Float[ndarray, "day 2 couple"]:
        """A score on each day; means of four weeks have mean 0 and SD 1."""
        return _placed(self._mixed(lives, scores()[key].mix), self.month[key])

    def question(
        self, lives: Lives, one: checkin.CheckInItem
    ) -> Float[ndarray, "day 2 couple"]:
        """What a question of the check-in asks about; days have mean 0 and SD 1."""
        mix = daily(one.code, one.key).mix
        return _placed(self._mixed(lives, mix), self.day[one.code])

    def plain(self, lives: Lives, part: str) -> Float[ndarray, "day 2 couple"]:
        """A single part of the model in its own SD."""
        return _placed(lives.both(part), self.parts[part])

    def _mixed(
        self, lives: Lives, mix: Mapping[str, float]
    ) -> Float[ndarray, "day 2 couple"]:
        return _mixed(lives, mix, self.parts)


def norms(parameters: Sequence[Parameters]) -> Norms:
    """How a population lives with these parameters, from one with a seed of its own.

    Args:
        parameters: One set or several; of many, a few that stand for them.
    """
    step = -(-len(parameters) // _REFERENCE_SETS)
    return _norms(tuple(parameters[::step]))


@lru_cache(maxsize=8)
def _norms(parameters: tuple[Parameters, ...]) -> Norms:
    lives = _reference(parameters)
    parts = {part: _place(lives.both(part)) for part in _every_part()}
    month = {
        key: _place(_mixed(lives, told.mix, parts).mean(axis=0))
        for key, told in scores().items()
    }
    day = {
        one.code: _place(_mixed(lives, daily(one.code, one.key).mix, parts))
        for one in checkin.items()
    }
    return Norms(parts, month, day)


def _reference(parameters: tuple[Parameters, ...]) -> Lives:
    rng = default_rng(_REFERENCE_SEED)
    each = _REFERENCE_COUPLES // len(parameters)
    found = [_lived(cohort(rng, each, own), own) for own in parameters]
    return Lives(
        np.concatenate([lives.out for lives in found], axis=2),
        np.concatenate([lives.fixed for lives in found], axis=1),
    )


def _lived(couples: Cohort, parameters: Parameters) -> Lives:
    later, _ = evolve(couples, [parameters], WINDOW, seed=_REFERENCE_SEED, every=WINDOW)
    _, out = evolve(later, [parameters], WINDOW, seed=_REFERENCE_SEED)
    return Lives(out, couples.fixed)


def _every_part() -> Iterator[str]:
    mixes = [told.mix for told in scores().values()]
    mixes += [daily(one.code, one.key).mix for one in checkin.items()]
    yield from dict.fromkeys(part for mix in mixes for part in mix)


def _mixed(
    lives: Lives, mix: Mapping[str, float], parts: Mapping[str, Place]
) -> Float[ndarray, "day 2 couple"]:
    total = np.zeros((len(lives.out), 2, lives.out.shape[2]))
    for part, weight in mix.items():
        total += weight * _placed(lives.both(part), parts[part])
    return total


def _place(values: Float[ndarray, "*axes"]) -> Place:
    mean, spread = float(values.mean()), float(values.std())
    if not spread > 0:
        raise ModelError(
            "What a question asks about must differ between people. "
            "Got the same for everybody instead. Check the parameters."
        )
    return mean, spread


def _placed(values: Float[ndarray, "*axes"], place: Place) -> Float[ndarray, "*axes"]:
    mean, spread = place
    return (values - mean) / spread
