"""Single steps in plain NumPy, on the same Brownian paths whatever the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from numpy import ndarray

from securebase.dynamics import Cohort, Parameters, fixed_rows, state_rows
from securebase.dynamics._maths import NUMPY
from securebase.dynamics._plain import plain_numbers
from securebase.dynamics._states import Noise, own_states, shared_states
from securebase.dynamics._step import Numbers, Side, advance

# Numbers that are drawn, by side and name.
Drawn = Mapping[str, Mapping[str, ndarray]]
SIDES = ("a", "b", "us")
# So near to 1 that no event falls to it.
NO_EVENT = 1.0 - 1e-9


def silent(couples: int) -> dict[str, dict[str, ndarray]]:
    """Draws of a step in which chance does nothing."""
    still = np.zeros(couples)
    own = {s.id: still for s in own_states() if s.noise is not Noise.NONE}
    own |= {"gesture": still, "response": still, "wave": still}
    own |= {"chance": still + NO_EVENT}
    shared = {s.id: still for s in shared_states() if s.noise is not Noise.NONE}
    return {"a": own, "b": dict(own), "us": shared | {"chance": still + NO_EVENT}}


def stepped(
    couples: Cohort,
    state: Mapping[str, Mapping[str, ndarray]],
    drawn: Drawn,
    numbers: Numbers,
) -> dict[str, dict[str, ndarray]]:
    """States after one step, by side and name."""
    home, fixed = split(state_rows(), couples.home), split(fixed_rows(), couples.fixed)
    a, b, us = (Side(state[s], home[s], fixed[s], drawn[s]) for s in SIDES)
    after = advance(a, b, us, numbers, NUMPY)
    return {"a": after.a, "b": after.b, "us": after.us}


def split(rows: tuple[str, ...], table: ndarray) -> dict[str, dict[str, ndarray]]:
    found: dict[str, dict[str, ndarray]] = {side: {} for side in SIDES}
    for row, values in zip(rows, table, strict=True):
        side, _, name = row.partition(".")
        found[side][name] = values
    return found


def joined(state: Mapping[str, Mapping[str, ndarray]]) -> ndarray:
    parts = (row.partition(".") for row in state_rows())
    return np.array([state[side][name] for side, _, name in parts])


def lived(
    couples: Cohort,
    parameters: Parameters,
    steps: int,
    days: float,
    drawn: Callable[[int], Drawn] | None = None,
) -> ndarray:
    """States after so many days in so many steps, with these draws or none."""
    numbers = plain_numbers(parameters, days / steps, np.float64)
    state = split(state_rows(), couples.state)
    still = silent(couples.couples)
    for k in range(steps):
        state = stepped(couples, state, drawn(k) if drawn else still, numbers)
    return joined(state)


class Paths:
    """Unrest on a fine grid, from which the unrest of longer steps is put together.

    Within a step of several fine ones, what the early ones add has decayed by its end:
    so the same Brownian path drives steps of every length. Moods of the hour, on which
    no other state depends, are left silent.
    """

    def __init__(
        self, couples: int, steps: int, days: float, parameters: Parameters, seed: int
    ) -> None:
        self.steps, self.days, self.parameters = steps, days, parameters
        rng = np.random.default_rng(seed)
        self.rows = [
            (side, state.id)
            for side in SIDES
            for state in (shared_states() if side == "us" else own_states())
            if state.noise is not Noise.NONE and state.clock != "hours"
        ]
        # Each path with its mirror image, which cancels what is odd in it.
        half = rng.standard_normal((steps, len(self.rows), couples // 2))
        self.normals = np.concatenate([half, -half], axis=2)
        self.silent = silent(couples)

    def of(self, steps: int) -> Callable[[int], Drawn]:
        """Draws for so many equal steps over the same days."""
        many = self.steps // steps
        fine = plain_numbers(self.parameters, self.days / self.steps, np.float64).c
        coarse = plain_numbers(self.parameters, self.days / steps, np.float64).c

        @cache
        def weights(name: str) -> ndarray:
            left = fine[f"{name}.stay"] ** np.arange(many - 1, -1, -1.0)
            return left * fine[f"{name}.noise"] / coarse[f"{name}.noise"]

        def drawn(k: int) -> Drawn:
            found = {side: dict(self.silent[side]) for side in SIDES}
            here = self.normals[k * many : (k + 1) * many]
            for place, (side, name) in enumerate(self.rows):
                found[side][name] = weights(name) @ here[:, place]
            return found

        return drawn


def fitted_order(steps: ndarray, errors: ndarray) -> float:
    """Slope of the logarithm of the error over that of the step's length."""
    return float(np.polyfit(np.log(1.0 / np.asarray(steps)), np.log(errors), 1)[0])
