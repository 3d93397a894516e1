from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import replacing


@dataclass(frozen=True, eq=False, repr=False)
class Surrogate:
    r"""The couple model as a linear system of days, learnt from the model itself.

    With $x$ the states of an evening and $s$ what the couple is,
    $x_{t+1} = A x_t + B s + c + e$, $e \sim N(0, Q)$.

    Attributes:
        stay: $A$, what is left the next evening.
        pull: $B$, where lasting things pull in a day.
        constant: $c$.
        unrest: $Q$, covariance of what a day adds.
        mean: Of states and lasting things in the population.
        spread: Their covariance.
        asked: Slopes of what each question asks about, partner a's questions first.
        asked_constant: Their constants.
        asked_curve: What several questions about one partner's giving ask of it in
            common beyond the slopes, partner a's giving first; it lasts.
        asked_left: Variance that neither explains.
        sheet: Slopes of each score of the core set, partner a's scores first.
        sheet_constant: Their constants.
        sheet_left: Covariance of scores beside that: weeks gone by, and the error of
            measurement that the questionnaires state.
        model: Mark of the equations and parameters it was learnt from.
    """

    stay: Float[ndarray, "state state"]
    pull: Float[ndarray, "state lasting"]
    constant: Float[ndarray, " state"]
    unrest: Float[ndarray, "state state"]
    mean: Float[ndarray, " known"]
    spread: Float[ndarray, "known known"]
    asked: Float[ndarray, "question known"]
    asked_constant: Float[ndarray, " question"]
    asked_curve: Float[ndarray, "2 question"]
    asked_left: Float[ndarray, " question"]
    sheet: Float[ndarray, "score known"]
    sheet_constant: Float[ndarray, " score"]
    sheet_left: Float[ndarray, "score score"]
    model: str

    @property
    def mark(self) -> str:
        """Changes whenever a number does; a saved belief names it."""
        found = sha256(self.model.encode())
        for name in _arrays():
            found.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return found.hexdigest()[:16]


def _arrays() -> list[str]:
    return [field.name for field in fields(Surrogate) if field.name != "model"]


def write_surrogate(found: Surrogate, place: Path) -> None:
    """Keep what was learnt; single precision is far finer than its doubt."""
    arrays: dict[str, Any] = {
        name: np.float32(getattr(found, name)) for name in _arrays()
    }
    with replacing(place) as part, part.open("wb") as file:
        np.savez_compressed(file, model=np.array(found.model), **arrays)


@cache
def surrogate() -> Surrogate:
    """What was learnt from the calibrated model."""
    place = files(__package__) / "data" / "surrogate.npz"
    with place.open("rb") as file, np.load(file) as kept:
        arrays = {name: kept[name].astype(np.float64) for name in _arrays()}
        return Surrogate(**arrays, model=str(kept["model"]))
