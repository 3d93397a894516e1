from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import Generator

from securebase import evidence
from securebase.core import Z95, ModelError

BIG_FIVE = (
    "extraversion",
    "agreeableness",
    "conscientiousness",
    "neuroticism",
    "openness",
)
ATTACHMENT = ("attachment_anxiety", "attachment_avoidance")
TRAITS = BIG_FIVE + ATTACHMENT

# Of what each attachment dimension is made, by the ids of the evidence.
_ANXIETY = {trait: f"{trait}_to_anxiety" for trait in ("neuroticism", "openness")}
_AVOIDANCE = {trait: f"{trait}_to_avoidance" for trait in BIG_FIVE}
_PAIRING = {trait: f"pairing_on_{trait}" for trait in BIG_FIVE} | dict.fromkeys(
    ATTACHMENT, "pairing_on_attachment"
)
# How often ranges are drawn again until they fit together.
_PATIENCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlations:
    """How traits go together inside a person and between partners.

    Attributes:
        within: Correlations of the seven traits in one person, in the order of
            ``TRAITS``.
        between: Correlation of the two partners on each trait.
        rows: Ids of the evidence rows behind them, for `evidence.cite`.
    """

    within: Float[ndarray, "7 7"]
    between: Float[ndarray, " 7"]
    rows: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The rows, so that a population can be cited."""
        return self.rows


def published() -> Correlations:
    """The correlations at the values of their evidence rows.

    Raises:
        ModelError: If the values do not fit together.
    """
    found = _assembled({key: evidence.row(key).value for key in _rows()})
    if found is None:
        raise ModelError(
            "Correlations of traits must fit together (be positive definite). "
            "Got values that do not. Correct the evidence rows."
        )
    return found


def drawn(rng: Generator) -> Correlations:
    """Correlations drawn from the 95% ranges of their rows, for parameter doubt.

    Each is drawn from a normal distribution kept inside its range; sets that do not
    fit together are drawn again.

    Args:
        rng: Source of randomness.

    Raises:
        ModelError: If the ranges hardly ever fit together.
    """
    for _ in range(_PATIENCE):
        found = _assembled({key: _from_range(key, rng) for key in _rows()})
        if found is not None:
            return found
    raise ModelError(
        "The ranges of trait correlations must fit together now and then. "
        f"Got none in {_PATIENCE} draws. Correct the ranges of the evidence rows."
    )


def _rows() -> tuple[str, ...]:
    return (
        *(_pair_row(a, b) for a, b in combinations(BIG_FIVE, 2)),
        *_ANXIETY.values(),
        *_AVOIDANCE.values(),
        "anxiety_with_avoidance",
        *dict.fromkeys(_PAIRING.values()),
    )


def _pair_row(first: str, second: str) -> str:
    known = {row.id for row in evidence.rows()}
    name = f"{first}_with_{second}"
    return name if name in known else f"{second}_with_{first}"


def _from_range(key: str, rng: Generator) -> float:
    row = evidence.row(key)
    spread = (row.high - row.low) / (2 * Z95)
    return float(np.clip(rng.normal(row.value, spread), row.low, row.high))


def _assembled(values: dict[str, float]) -> Correlations | None:
    within = _within(values)
    if within is None:
        return None
    between = np.array([values[_PAIRING[trait]] for trait in TRAITS])
    # Partners share a part of each trait and nothing across traits: what is left of
    # the correlations inside a person must still be possible.
    if np.linalg.eigvalsh(within - np.diag(between))[0] <= 0:
        return None
    return Correlations(within=within, between=between, rows=_rows())


def _within(values: dict[str, float]) -> Float[ndarray, "7 7"] | None:
    big_five = np.eye(5)
    for i, j in combinations(range(5), 2):
        value = values[_pair_row(BIG_FIVE[i], BIG_FIVE[j])]
        big_five[i, j] = big_five[j, i] = value
    if np.linalg.eigvalsh(big_five)[0] <= 0:
        return None
    weights = np.stack(
        [_weights(big_five, values, known) for known in (_ANXIETY, _AVOIDANCE)]
    )
    explained = weights @ big_five @ weights.T
    left = 1 - np.diag(explained)
    if left.min() <= 0:
        return None
    residual = values["anxiety_with_avoidance"] * np.sqrt(left.prod())
    attachment = explained + np.array([[left[0], residual], [residual, left[1]]])
    across = big_five @ weights.T
    return np.block([[big_five, across], [across.T, attachment]])


def _weights(
    big_five: Float[ndarray, "5 5"], values: dict[str, float], known: dict[str, str]
) -> Float[ndarray, " 5"]:
    """Weights that give the known correlations; those with other traits follow."""
    places = [BIG_FIVE.index(trait) for trait in known]
    weights = np.zeros(5)
    weights[places] = np.linalg.solve(
        big_five[np.ix_(places, places)], [values[row] for row in known.values()]
    )
    return weights
