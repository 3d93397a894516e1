"""Mistakes put into draws from the posterior on purpose.

Not among them is a map that is taken not to stretch: it bends so little that this
hardly matters, and ranks do not show it. A test holds the map to its slopes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import numpy as np

from securebase.fit.continuous import ContinuousModel, _weigh as weighing
from securebase.fit.continuous._panel import Panel
from securebase.fit.continuous._priors import Laws

Made = tuple[ContinuousModel, Panel]


@dataclass(frozen=True)
class Mistake:
    """One mistake.

    Attributes:
        where: The scenario that must show it.
        made: The model and the answers with it; what is patched stays so until the
            stack is left.
    """

    where: str
    made: Callable[[ContinuousModel, Panel, ExitStack], Made]


def _patched(on: Any, name: str, wrong: Callable[..., Any]) -> Callable[..., Made]:
    def made(model: ContinuousModel, panel: Panel, stack: ExitStack) -> Made:
        stack.enter_context(patch.object(on, name, wrong))
        return model, panel

    return made


def _answers(change: Callable[[Panel], Panel]) -> Callable[..., Made]:
    return lambda model, panel, _: (model, change(panel))


def _exchanged(panel: Panel) -> Panel:
    """Partners of every second couple."""
    y, there = panel.y.copy(), panel.there.copy()
    y[:, :, ::2], there[:, :, ::2] = y[:, ::-1, ::2], there[:, ::-1, ::2]
    return replace(panel, y=y, there=there)


def _twice(panel: Panel) -> Panel:
    """With every couple once more at the end."""

    def again(block: np.ndarray) -> np.ndarray:
        return np.concatenate([block, block], axis=-1)

    gaps = panel.gaps if panel.gaps.size == 1 else again(panel.gaps)
    return replace(
        panel, couples=again(panel.couples), times=again(panel.times),
        y=again(panel.y), there=again(panel.there), gaps=gaps,
        shifts=again(panel.shifts), pushes=again(panel.pushes),
    )  # fmt: skip


def _late(panel: Panel) -> Panel:
    """The second partner's answers, as if they were the next day's."""
    y, there = panel.y.copy(), panel.there.copy()
    y[1:, 1], there[1:, 1] = panel.y[:-1, 1], panel.there[:-1, 1]
    there[0, 1] = False
    y[0, 1] = 0.0
    return replace(panel, y=y, there=there)


def _alone(model: ContinuousModel, panel: Panel, _: ExitStack) -> Made:
    return replace(model, random_intercepts=False), panel


def _equal(log: np.ndarray, right: Any = weighing.smoothed) -> tuple[np.ndarray, float]:
    _weights, tail = right(log)
    return np.isfinite(log) / np.isfinite(log).sum(), tail


def _overheard(self: Laws, free: np.ndarray, right: Any = Laws.penalties) -> np.ndarray:
    return 2 * np.asarray(right(self, free))


MISTAKES = {
    "couples have no levels of their own": Mistake("dense", _alone),
    "what is missing is nought": Mistake(
        "40% missing",
        _answers(lambda it: replace(it, there=np.ones_like(it.there))),
    ),
    "partners of every second couple are exchanged": Mistake(
        "dense", _answers(_exchanged)
    ),
    "one partner's answers are a day late": Mistake("dense", _answers(_late)),
    "time goes a quarter faster": Mistake(
        "dense", _answers(lambda it: replace(it, gaps=1.25 * it.gaps))
    ),
    "every couple counts twice": Mistake("sparse", _answers(_twice)),
    "priors count twice": Mistake(
        "sparse", _patched(Laws, "penalties", _overheard)
    ),
    "all draws weigh the same": Mistake(
        "sparse", _patched(weighing, "smoothed", _equal)
    ),
}  # fmt: skip
"""Each mistake by name."""
