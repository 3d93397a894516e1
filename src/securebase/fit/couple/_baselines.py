"""What a forecast must beat: four honest ways to forecast without the model."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

# What little history there is is helped by this: so many answers of such a spread.
_HELP, _USUAL_SD = 3.0, 1.3
_LEAST = 0.05

Past = Sequence[tuple[int, int]]
"""Days, counted from any day on, and the answers given on them, in order."""
Law = tuple[float, float]
"""Mean and variance of the answer, before it is rounded and cut."""


@dataclass(frozen=True, slots=True)
class Population:
    """One question in a population: a mixed model with a memory of days.

    Attributes:
        mean: Of all answers.
        between: Variance of persons' own levels.
        lasting: Variance of what lasts from day to day and fades.
        stay: Share of it that is left after a day.
        alone: Variance of what a day has for itself.
    """

    mean: float
    between: float
    lasting: float
    stay: float
    alone: float


def own_mean(past: Past, days: Sequence[int]) -> Law:
    """A person's own average so far."""
    values = [answer for _, answer in past]
    mean, variance = math.fsum(values) / len(values), _variance(values)
    return mean, variance * (1 / len(values) + 1 / len(days))


def last_value(past: Past, days: Sequence[int]) -> Law:
    """The last answer, again."""
    values = [answer for _, answer in past]
    steps = [later - earlier for earlier, later in pairwise(values)]
    square = math.fsum(step**2 for step in steps)
    variance = (2 * _HELP * _USUAL_SD**2 + square) / (_HELP + len(steps))
    # A mean of days jumps less about the last one than a single day does.
    return float(values[-1]), variance * (1 + 1 / len(days)) / 2


def pulled_back(past: Past, days: Sequence[int]) -> Law:
    """The own average, with what is left of the last day (an AR(1))."""
    values = [answer for _, answer in past]
    mean, variance = math.fsum(values) / len(values), _variance(values)
    gone = [later[0] - earlier[0] for earlier, later in pairwise(past)]
    pairs = list(pairwise(values))
    top = math.fsum((x - mean) * (y - mean) for x, y in pairs)
    stay = min(max(top / (variance * (len(pairs) + _HELP)), 0.0), 0.95)
    usual_gap = sum(gone) / len(gone) if gone else 1.0
    daily = stay ** (1.0 / max(usual_gap, 1.0))
    last_day = past[-1][0]
    left = [daily ** (day - last_day) for day in days]
    expected = mean + (values[-1] - mean) * math.fsum(left) / len(left)
    shrunk = 1 - (math.fsum(left) / len(left)) ** 2
    return expected, variance * (1 / len(values) + max(shrunk, _LEAST) / len(days))


def mixed(population: Population) -> Callable[[Past, Sequence[int]], Law]:
    """The best linear forecast from a population's mixed model."""

    def law(past: Past, days: Sequence[int]) -> Law:
        then = np.array([day for day, _ in past], np.float64)
        told = np.array([answer for _, answer in past], np.float64)
        ahead = np.asarray(days, np.float64)
        inner = _shared(population, then, then) + population.alone * np.eye(len(then))
        across = _shared(population, ahead, then).mean(axis=0)
        weight = np.linalg.solve(inner, across)
        own = _shared(population, ahead, ahead) + population.alone * np.eye(len(ahead))
        mean = population.mean + float(weight @ (told - population.mean))
        return mean, max(float(own.mean() - weight @ across), _LEAST)

    return law


def _shared(one: Population, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    apart = np.abs(x[:, None] - y[None, :])
    return one.between + one.lasting * one.stay**apart


def _variance(values: Sequence[int]) -> float:
    mean = math.fsum(values) / len(values)
    square = math.fsum((value - mean) ** 2 for value in values)
    return (_HELP * _USUAL_SD**2 + square) / (_HELP + len(values) - 1)


def fitted(
    histories: Sequence[Past], *, help_with: Population | None = None
) -> Population:
    """A population's mixed model, from the answers of some of its people.

    By moments: the spread of people's means, and how alike days are that lie one, two
    and more apart.
    """
    many = [past for past in histories if len(past) >= 4]
    if len(many) < 8:
        return help_with or Population(3.0, 1.0, 0.3, 0.7, 1.2)
    means = np.array([np.mean([answer for _, answer in past]) for past in many])
    apart: dict[int, list[float]] = {}
    square: list[float] = []
    for past, centre in zip(many, means, strict=True):
        gap = [(day, answer - centre) for day, answer in past]
        lost = len(past) / (len(past) - 1)
        square += [value**2 * lost for _, value in gap]
        for place, (day, value) in enumerate(gap):
            for later, other in gap[place + 1 : place + 6]:
                apart.setdefault(later - day, []).append(value * other)
    within = float(np.mean(square))
    lags = [lag for lag in sorted(apart) if lag <= 8 and len(apart[lag]) >= 50]
    # Taking off a person's own mean takes this much off each product as well.
    bias = within / float(np.mean([len(past) for past in many]))
    near = np.array([np.mean(apart[lag]) + bias for lag in lags])
    lasting, stay = _memory(np.array(lags, np.float64), near, within)
    sizes = float(np.mean([1 / len(past) for past in many]))
    between = max(float(np.var(means, ddof=1)) - within * sizes, _LEAST)
    alone = max(within - lasting, _LEAST)
    return Population(float(means.mean()), between, lasting, stay, alone)


def _memory(lags: np.ndarray, near: np.ndarray, within: float) -> tuple[float, float]:
    best = (math.inf, _LEAST, 0.5)
    for stay in np.linspace(0.05, 0.97, 47):
        shape = stay**lags
        size = float(np.clip(shape @ near / max(shape @ shape, 1e-9), 0.0, within))
        loss = float(((near - size * shape) ** 2).sum()) if len(lags) else 0.0
        best = min(best, (loss, size, float(stay)))
    return best[1], best[2]


BASELINES = ("own_mean", "last_value", "pulled_back", "mixed")
"""Names of the baselines, in the order in which they are shown."""


def laws(population: Population) -> Mapping[str, Callable[[Past, Sequence[int]], Law]]:
    """Every baseline for one question."""
    return {
        "own_mean": own_mean,
        "last_value": last_value,
        "pulled_back": pulled_back,
        "mixed": mixed(population),
    }
