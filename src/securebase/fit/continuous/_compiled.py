"""The likelihood, compiled once for each shape and kept between processes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import jax
import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import cache_folder

from ._filter import Answers, Shape, value_and_slopes
from ._model import Clock, ContinuousModel, Initial
from ._panel import Panel
from ._system import Bases, loads_of, matrices_of, parts_of

# Rates, per usual interval, up to which the series for more than two processes is
# exact. Anything that fast is gone before the next answer.
_FASTEST = 32.0
# Up to so many occasions each number of them has a program of its own.
_FEW = 8


@cache
def keep_compiled() -> None:
    """Keep compiled programs on the disk: compiling takes seconds, a fit does not.

    A folder that somebody chose for JAX is left as it is. Where ours cannot be written
    programs are compiled anew in each process.
    """
    config: Any = jax.config
    if config.jax_compilation_cache_dir is not None:
        return
    folder = cache_folder() / "jax"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        config.update("jax_compilation_cache_dir", str(folder))
        config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        config.update("jax_persistent_cache_min_entry_size_bytes", 0)


def objective_of(
    model: ContinuousModel, panel: Panel, bases: Bases
) -> Callable[[Float[ndarray, " free"]], tuple[float, Float[ndarray, " free"]]]:
    """Minus twice the log-likelihood in units of spread, with its slopes."""
    keep_compiled()
    with jax.enable_x64(True):
        answers = Answers(*map(jax.numpy.asarray, arrays_of(panel)))
    shape, places = shape_of(model, panel), parts_of(bases)

    def objective(
        free: Float[ndarray, " free"],
    ) -> tuple[float, Float[ndarray, " free"]]:
        with jax.enable_x64(True):
            value, by_entry = value_and_slopes(
                matrices_of(bases, free), answers, shape=shape
            )
        # Matrices are linear in the free numbers, so this is the chain rule, and the
        # program is the same whichever entries are free or equal.
        slope = np.empty_like(free)
        for part, basis, slopes in zip(places, bases, by_entry, strict=True):
            slope[part] = np.tensordot(basis, np.asarray(slopes), 2)
        return float(value), slope

    return objective


def shape_of(model: ContinuousModel, panel: Panel) -> Shape:
    """What the program of a model is compiled for."""
    return Shape(
        steps=model.clock == Clock.STEPS,
        begun=model.initial != Initial.STATIONARY,
        intercepts=model.random_intercepts,
        squarings=squarings_of(model, panel),
        loads=loads_of(model) if model.effects.items else (),
    )


def arrays_of(panel: Panel) -> tuple[ndarray, ...]:
    """What the filter is given, with occasions and couples of nobody at the end.

    Processors take eight numbers at a time, and studies of a like size share one
    compiled program; of few occasions each one more would cost too much.
    """
    more = -len(panel.couples) % 8
    rounded = 4 if len(panel.y) > _FEW else 1

    def wider(block: ndarray) -> ndarray:
        if block is panel.gaps and block.size == 1:
            return block
        later = -len(block) % rounded
        between = [(0, 0)] * (block.ndim - 2)
        return np.pad(block, [(0, later), *between, (0, more)])

    blocks = (
        panel.y,
        panel.there.astype(float),
        panel.gaps,
        panel.shifts,
        panel.pushes,
        np.zeros((0, *panel.y.shape[1:])),
    )
    return tuple(map(wider, blocks))


def squarings_of(model: ContinuousModel, panel: Panel) -> int:
    """See `transitions`; even, so that studies of a like length share a program."""
    if model.members * len(model.effects.variables) <= 2:
        return 0
    needed = np.ceil(np.log2(_FASTEST * max(float(panel.gaps.max()), 1.0)))
    return int(needed + needed % 2)
