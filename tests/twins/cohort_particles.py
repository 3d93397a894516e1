"""Laws of what couples are, weighed by very many couples of the real model.

A crowd of everybody lives on in the nonlinear model; each member explains a diary so
well, and is so much more or less probable under another law. What the diary says of
that law is the mean of the one, weighed by the other. No site, no filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy import ndarray
from scipy.special import logsumexp

from securebase.dynamics import Parameters, evolve
from securebase.fit.couple._differ import Law
from securebase.fit.couple._model import lasts
from securebase.fit.couple._sites import everybody
from securebase.simulate._collect_truth import Lives
from securebase.simulate._people import people

from .belief_particles import SETTLE, Answers, _log_chance

_AT_ONCE = 8192


@dataclass(frozen=True, eq=False)
class Crowd:
    """Couples of the real model, and how well each explains each diary.

    Attributes:
        lasting: What they are, in standard deviations from everybody's mean.
        log_chance: Logarithm of the probability of each diary.
        log_density: Of what they are, as everybody has it.
    """

    lasting: ndarray
    log_chance: ndarray
    log_density: ndarray


def crowd(
    diaries: Sequence[Sequence[Answers]],
    parameters: Parameters,
    *,
    couples: int,
    seed: int,
) -> Crowd:
    """Let a crowd live as long as the longest diary."""
    one, days = everybody(), max(map(len, diaries))
    lasting, chances = [], []
    for first in range(0, couples, _AT_ONCE):
        cohort = people(seed, [parameters], first, min(first + _AT_ONCE, couples))
        cohort, _ = evolve(cohort, [parameters], SETTLE, seed=seed, every=SETTLE)
        _, out = evolve(cohort, [parameters], days, seed=seed)
        lives = Lives(out, cohort.fixed)
        chances.append([_log_chance(it, lives, parameters) for it in diaries])
        own = lasts(cohort.home, cohort.fixed)
        lasting.append((own - one.mean[:, None]) / one.sd[:, None])
    values = np.concatenate(lasting, axis=1)
    density = _log_density(values, np.zeros(len(values)), one.alike)
    return Crowd(values, np.concatenate(chances, axis=1), density)


def gains(found: Crowd, law: Law) -> tuple[ndarray, ndarray]:
    """By diary: how much better it is explained by a law than by everybody.

    Returns:
        Logarithms of probability, and their standard errors by chance.
    """
    more = _log_density(found.lasting, law.mean, law.spread) - found.log_density
    weight = found.log_chance - logsumexp(found.log_chance, axis=1)[:, None]
    gain = logsumexp(weight + more, axis=1)
    away = np.exp(weight) * (np.exp(more - gain[:, None]) - 1)
    return gain, np.sqrt((away**2).sum(axis=1))


def _log_density(values: ndarray, mean: ndarray, spread: ndarray) -> ndarray:
    root = np.linalg.cholesky(spread)
    scores = np.linalg.solve(root, values - mean[:, None])
    return -(scores**2).sum(axis=0) / 2 - np.log(np.diag(root)).sum()
