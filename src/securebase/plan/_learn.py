"""What a practice would change, learnt from couples who live on with and without it.

Made-up couples live the same weeks twice, once with one partner practising; the
difference is learnt as a curved function of where the couple stands. So a plan weighs
a thousand possible couples in a moment, and its doubt is about the couple and about
the model, not about the luck of a simulation.

    python -m securebase.plan._learn
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.dynamics import (
    PRACTICES,
    Cohort,
    Parameters,
    ensemble,
    evolve,
    fixed_rows,
    out_rows,
)
from securebase.fit.couple import known_of
from securebase.simulate._people import BATCH, people
from securebase.simulate._sets import digest, model_digest

from ._gains import FUTURE, MEASURED, Gains, curved, feature_names, scaled, write_gains
from ._goal import outcomes

SEED = 20_261_126
# Sets of parameters whose spread is the model's own doubt, the calibrated one first.
MEMBERS = 9
BATCHES, SETTLE, FUTURES = 8, 56, 2
FEATURES = 10
_RIDGE = 1e-6


def learn(
    sets: Sequence[Parameters], *, batches: int = BATCHES, workers: int = 2
) -> Gains:
    """What each practice changes of each outcome, for every set of parameters.

    Args:
        sets: The calibrated set first: it decides what a practice's effect is seen to
            depend on.
        batches: Of 1,024 couples each; fewer is quicker and rougher.
        workers: How many threads.
    """
    looked = [_lived(each, batches, workers) for each in sets]
    chosen = _depends_on(*looked[0][:2])
    fits = [_fitted(*each, chosen) for each in looked]
    return Gains(
        chosen=chosen,
        slopes=np.array([slopes for slopes, _ in fits]),
        left=fits[0][1],
        model=f"{model_digest()}-{digest(sets)}",
    )


def _lived(
    parameters: Parameters, batches: int, workers: int
) -> tuple[ndarray, ndarray, ndarray]:
    """Where couples stand, what each practice changes for them, and chance's share."""
    cohort = people(SEED, [parameters], 0, batches * BATCH)
    cohort, _ = evolve(
        cohort, [parameters], SETTLE, seed=SEED, every=SETTLE, workers=workers
    )
    each = np.array(
        [
            differences(cohort, parameters, PRACTICES, SEED + luck, workers)
            for luck in range(FUTURES)
        ]
    )
    chance = each.var(axis=0, ddof=1).mean(axis=-1) / FUTURES
    return features_of(cohort), each.mean(axis=0), chance


def features_of(cohort: Cohort) -> Float[ndarray, "feature couple"]:
    """What the effect of a practice may depend on, of couples of the model."""
    known = known_of(cohort)
    slopes = [fixed_rows().index(name) for name in feature_names()[len(known) :]]
    return np.concatenate([known, cohort.fixed[slopes]])


def differences(
    cohort: Cohort,
    parameters: Parameters,
    practices: Sequence[str],
    seed: int,
    workers: int = 1,
    partner: str = "a",
) -> Float[ndarray, "practice outcome couple"]:
    """What practising each thing changes in these couples' own coming weeks.

    Args:
        cohort: Couples where they stand.
        parameters: One set.
        practices: Names of the model's practices.
        seed: Of the weeks, the same with and without.
        workers: How many threads.
        partner: Who practises.
    """
    with_all: list[Mapping[str, float | ndarray]] = [{name: 1.0} for name in practices]
    return changes(cohort, parameters, with_all, seed, workers, partner)


def changes(
    cohort: Cohort,
    parameters: Parameters,
    doings: Sequence[Mapping[str, float | ndarray]],
    seed: int,
    workers: int = 1,
    partner: str = "a",
) -> Float[ndarray, "doing outcome couple"]:
    """The same for several things done together, each from 0 to 1.

    Numbers may differ from couple to couple.
    """
    without = _weeks(cohort, parameters, {}, seed, workers, partner)
    return np.array(
        [
            _weeks(cohort, parameters, doing, seed, workers, partner) - without
            for doing in doings
        ]
    )


def _weeks(
    cohort: Cohort,
    parameters: Parameters,
    doing: Mapping[str, float | ndarray],
    seed: int,
    workers: int,
    partner: str,
) -> Float[ndarray, "outcome couple"]:
    fixed = cohort.fixed.copy()
    for name, intensity in doing.items():
        fixed[fixed_rows().index(f"{partner}.{name}")] = intensity
    _, out = evolve(
        replace(cohort, fixed=fixed), [parameters], FUTURE,
        seed=seed, every=MEASURED, workers=workers,
    )  # fmt: skip
    other = {"a": "b", "b": "a"}[partner]
    letter = {"me": partner, "you": other, "us": "us"}
    rows = [
        out_rows().index(f"{letter[whose]}.{what}")
        for whose, _, what in (name.partition(".") for name in outcomes())
    ]
    return out[-1, rows].astype(np.float64)


def _depends_on(features: ndarray, change: ndarray) -> ndarray:
    """The features that matter most for each effect, by a straight fit."""
    straight = scaled(features)
    one = np.concatenate([np.ones((1, straight.shape[1])), straight])
    inner = one @ one.T / one.shape[1] + _RIDGE * np.eye(len(one))
    flat = change.reshape(-1, change.shape[-1])
    slopes = np.linalg.solve(inner, one @ flat.T / one.shape[1])[1:].T
    order = np.argsort(-np.abs(slopes), axis=1, kind="stable")[:, :FEATURES]
    return np.sort(order, axis=1).reshape(*change.shape[:2], FEATURES)


def _fitted(
    features: ndarray, change: ndarray, chance: ndarray, chosen: ndarray
) -> tuple[ndarray, ndarray]:
    """Slopes of each effect, and the standard deviation of what they leave out."""
    straight = scaled(features)
    found = np.empty((*chosen.shape[:2], curved(straight[:FEATURES]).shape[0]))
    left = np.empty(chosen.shape[:2])
    for place in np.ndindex(*chosen.shape[:2]):
        bent = curved(straight[chosen[place]])
        inner = bent @ bent.T / bent.shape[1] + _RIDGE * np.eye(len(bent))
        found[place] = np.linalg.solve(inner, bent @ change[place] / bent.shape[1])
        gap = change[place] - found[place] @ bent
        spread = float(np.mean(gap**2)) - float(chance[place])
        left[place] = max(spread, 0.0) ** 0.5
    return found, left


def main() -> None:
    """Learn from the calibrated model and its ensemble, and write what was learnt."""
    place = Path(__file__).parent / "data" / "gains.npz"
    write_gains(learn(ensemble()[:MEMBERS]), place)


if __name__ == "__main__":
    main()
