from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int64
from numpy import ndarray

from securebase.core import replacing
from securebase.dynamics import PRACTICES, SLOPES
from securebase.fit.couple import model_names, one_thread, population_moments

from ._goal import outcomes

# Days practised, and the last of them over which what changed is averaged.
FUTURE, MEASURED = 56, 28
# Where so few couples were seen, effects are not carried on.
_FARTHEST = 3.0
# Spread of each of `SLOPES` between persons.
_SLOPE_SPREAD = {"exposure": 0.3}


@dataclass(frozen=True, eq=False, repr=False)
class Gains:
    """What each practice changes, as a curved function of where a couple stands.

    Attributes:
        chosen: Places of the features that each effect depends on.
        slopes: For each set of parameters, practice and outcome: a constant, then
            each chosen feature, then their products.
        left: Standard deviation between couples of what the function leaves out.
        model: Mark of the equations and sets of parameters behind it.
    """

    chosen: Int64[ndarray, "practice outcome feature"]
    slopes: Float[ndarray, "set practice outcome term"]
    left: Float[ndarray, "practice outcome"]
    model: str

    @property
    def sets(self) -> int:
        """How many sets of parameters; the first is the calibrated one."""
        return len(self.slopes)

    def of(
        self,
        features: Float[ndarray, "feature draw"],
        which: Int64[ndarray, "*way draw"],
        only: Collection[str] | None = None,
    ) -> Float[ndarray, "*way practice outcome draw"]:
        """What each practice changes of each outcome, draw by draw.

        Args:
            features: Possible couples, in the order of `feature_names`.
            which: The set of parameters that each draw lives by; several ways at once
                cost hardly more than one.
            only: Outcomes that are asked for; the others stay at nought.
        """
        straight, draws = scaled(features), np.arange(features.shape[1])
        size = self.chosen.shape[:2]
        found = np.zeros((*which.shape[:-1], *size, len(draws)))
        with one_thread():
            for place in np.ndindex(*size):
                if only is not None and outcomes()[place[1]] not in only:
                    continue
                bent = curved(straight[self.chosen[place]])
                by_set = self.slopes[(slice(None), *place)] @ bent
                found[(..., *place, slice(None))] = by_set[which, draws]
        return found


@cache
def feature_names() -> tuple[str, ...]:
    """What an effect may depend on: a belief's model part, and personal slopes."""
    own = tuple(f"{side}.{name}" for side in "ab" for name in SLOPES)
    return (*model_names(), *own)


@cache
def _scale() -> tuple[ndarray, ndarray]:
    mean, spread = population_moments()
    slopes = [_SLOPE_SPREAD.get(name, 1.0) for _ in "ab" for name in SLOPES]
    centre = np.concatenate([mean, np.zeros(len(slopes))])
    return centre, np.concatenate([np.sqrt(np.diag(spread)), slopes])


def slope_spread() -> Float[ndarray, " slope"]:
    """Standard deviations of the personal slopes in the population."""
    return _scale()[1][len(model_names()) :]


def scaled(features: Float[ndarray, "feature draw"]) -> Float[ndarray, "feature draw"]:
    """Features in standard deviations, no farther out than couples were seen."""
    centre, sd = _scale()
    z = (features - centre[:, None]) / sd[:, None]
    return np.clip(z, -_FARTHEST, _FARTHEST)


def curved(straight: Float[ndarray, "feature draw"]) -> Float[ndarray, "term draw"]:
    """A constant, the features, and the product of each two."""
    i, j = np.triu_indices(len(straight))
    one = np.ones((1, straight.shape[1]))
    return np.concatenate([one, straight, straight[i] * straight[j]])


def write_gains(found: Gains, place: Path) -> None:
    """Keep what was learnt."""
    with replacing(place) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            chosen=found.chosen.astype(np.uint8),
            slopes=found.slopes.astype(np.float32),
            left=found.left.astype(np.float32),
            model=np.array(found.model),
            practices=np.array(PRACTICES),
            outcomes=np.array(outcomes()),
        )


@cache
def gains() -> Gains:
    """What was learnt from the calibrated model and its ensemble."""
    place = files(__package__) / "data" / "gains.npz"
    with place.open("rb") as file, np.load(file) as kept:
        return Gains(
            kept["chosen"].astype(np.int64),
            kept["slopes"].astype(np.float64),
            kept["left"].astype(np.float64),
            str(kept["model"]),
        )
