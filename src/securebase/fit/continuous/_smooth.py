r"""What each couple's processes were at every occasion, and what was not foreseen.

A Kalman filter and its way back (Rauch, Tung and Striebel 1965), on whole matrices. The
couple's own level is a part of the state here, so that nothing is shared with the
filter that the search uses but the matrices: each is a check of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._filter import LOG_TWO_PI
from ._model import Clock
from ._natural import loadings_of
from ._system import Matrices, loads_of, matrices_of

if TYPE_CHECKING:
    from ._fit import Fit


@dataclass(frozen=True, eq=False, kw_only=True)
class Course:
    """The course of all couples, in units of the answers' spread.

    Attributes:
        mean: What an answer without error would be, given all answers.
        variance: Of that.
        missed: Answers less what the couple's answers before them foresaw, in standard
            deviations; NaN where there is no answer.
        deviance: Minus twice the log-likelihood.
    """

    mean: Float[ndarray, "occasion answer couple"]
    variance: Float[ndarray, "occasion answer couple"]
    missed: Float[ndarray, "occasion answer couple"]
    deviance: float


@dataclass(frozen=True, eq=False)
class Space:
    """The state space: processes, then couples' own levels; axes as in `Panel`.

    Attributes:
        carry: From one occasion to the next, for each couple.
        chance: Covariance of what is added on the way.
        pushes: What is added to the state just before each occasion.
        observe: From the state to answers.
        error: Covariance of errors.
        level: What answers would be at a state of nought.
        start: Mean and covariance of the state before the first push.
    """

    carry: Float[ndarray, "occasion couple s s"]
    chance: Float[ndarray, "occasion couple s s"]
    pushes: Float[ndarray, "occasion couple s"]
    observe: Float[ndarray, "answer s"]
    error: Float[ndarray, "answer answer"]
    level: Float[ndarray, "occasion couple answer"]
    start: tuple[Float[ndarray, " s"], Float[ndarray, "s s"]]


def space_of(fit: Fit, m: Matrices) -> Space:
    """The state space of a fit at these matrices, in units of spread."""
    panel, n = fit.panel, len(m.rates)
    steps = fit.model.clock == Clock.STEPS
    occasions, _, couples = panel.y.shape
    noise, own = m.noise @ m.noise.T, m.intercepts @ m.intercepts.T
    kept = _kept(m.rates, noise, steps=steps)
    gaps = np.broadcast_to(panel.gaps, (occasions, couples))
    a = np.broadcast_to(m.rates, (*gaps.shape, n, n)) if steps else _exp(m.rates, gaps)
    carry = np.zeros((*gaps.shape, 2 * n, 2 * n))
    carry[..., :n, :n], carry[..., n:, n:] = a, np.eye(n)
    chance = np.zeros_like(carry)
    chance[..., :n, :n] = kept - a @ kept @ np.swapaxes(a, -1, -2)
    begun = len(fit.bases.start_spread) > 0
    spread = m.start_spread @ m.start_spread.T if begun else kept
    slope = m.start_slope
    start = np.block(
        [[spread + slope @ own @ slope.T, slope @ own], [own @ slope.T, own]]
    )
    loading = np.zeros((panel.y.shape[1], n))
    loads = list(loads_of(fit.model))
    loading[np.arange(len(loads)), loads] = loadings_of(fit, m)
    shifted = np.einsum("ij,tjc->tci", loading @ m.shifts, panel.shifts)
    pushes = np.zeros((occasions, couples, 2 * n))
    pushes[..., :n] = np.einsum("ij,tjc->tci", m.pushes, panel.pushes)
    return Space(
        carry=carry, chance=chance, pushes=pushes,
        observe=np.hstack([loading, loading]), error=m.errors @ m.errors.T,
        level=shifted + m.levels[:, 0],
        start=(np.concatenate([m.start_mean[:, 0], np.zeros(n)]), start),
    )  # fmt: skip


def course_of(fit: Fit) -> Course:
    """What the processes of all couples were, at the estimates."""
    space = space_of(fit, matrices_of(fit.bases, fit.free))
    there = fit.panel.there.transpose(0, 2, 1)
    told, doubt = _told(fit)
    y = np.where(there, told - space.level, 0.0)
    couples = y.shape[1]
    mean = np.broadcast_to(space.start[0], (couples, len(space.start[0])))
    spread = np.broadcast_to(space.start[1], (couples, *space.start[1].shape))
    before, after, missed, deviance = [], [], [], 0.0
    for t in range(len(y)):
        mean = mean + space.pushes[t]
        before.append((mean, spread))
        h = space.observe * there[t][..., None]
        gone = (~there[t])[:, :, None] * np.eye(there.shape[2])
        error = space.error * (there[t][:, :, None] & there[t][:, None])
        error = error + doubt[t][:, :, None] * np.eye(there.shape[2])
        f = h @ spread @ np.swapaxes(h, -1, -2) + error + gone
        v = y[t] - np.einsum("cis,cs->ci", h, mean)
        back = np.linalg.solve(f, h @ spread)
        deviance += float(np.linalg.slogdet(f)[1].sum())
        deviance += float((v * np.linalg.solve(f, v[..., None])[..., 0]).sum())
        size = np.sqrt(np.diagonal(f, axis1=1, axis2=2))
        missed.append(np.where(there[t], v / size, np.nan))
        mean = mean + np.einsum("cis,ci->cs", back, v)
        spread = spread - np.swapaxes(h @ spread, -1, -2) @ back
        after.append((mean, spread))
        mean = np.einsum("cij,cj->ci", space.carry[t], mean)
        spread = _between(space.carry[t], spread) + space.chance[t]
    means, spreads = _back(space, before, after)
    observe = space.observe
    return Course(
        mean=np.einsum("is,tcs->tic", observe, means)
        + space.level.transpose(0, 2, 1),
        variance=np.einsum("is,tcsr,ir->tic", observe, spreads, observe),
        missed=np.stack(missed).transpose(0, 2, 1),
        deviance=deviance + LOG_TWO_PI * int(there.sum()),
    )  # fmt: skip


def _told(
    fit: Fit,
) -> tuple[Float[ndarray, "occasion couple answer"], ndarray]:
    """Answers in numbers, and a variance for each beside that of its error."""
    panel = fit.panel
    y, doubt = panel.y, np.zeros_like(panel.y)
    if fit.model.effects.scales:
        from ._soft import Soft

        found = Soft(fit.model, panel, fit.bases).pseudo(fit.free)
        if found is not None:
            occasions, _, couples = panel.y.shape
            y, doubt = (it[:occasions, :, :couples] for it in found)
    return y.transpose(0, 2, 1), doubt.transpose(0, 2, 1)


def _back(
    space: Space,
    before: list[tuple[ndarray, ndarray]],
    after: list[tuple[ndarray, ndarray]],
) -> tuple[Float[ndarray, "occasion couple s"], Float[ndarray, "occasion couple s s"]]:
    """Means and covariances given later answers too."""
    means, spreads = [after[-1][0]], [after[-1][1]]
    for t in range(len(after) - 2, -1, -1):
        mean, spread = after[t]
        foreseen = _between(space.carry[t], spread) + space.chance[t]
        # Not an inverse: couples may not differ, and then their levels have no spread.
        gain = spread @ np.swapaxes(space.carry[t], -1, -2)
        gain = gain @ np.linalg.pinv(foreseen, hermitian=True)
        means.append(mean + np.einsum("cij,cj->ci", gain, means[-1] - before[t + 1][0]))
        spreads.append(spread + _between(gain, spreads[-1] - foreseen))
    return np.stack(means[::-1]), np.stack(spreads[::-1])


def _between(a: ndarray, p: ndarray) -> ndarray:
    return a @ p @ np.swapaxes(a, -1, -2)


def _kept(rates: ndarray, noise: ndarray, *, steps: bool) -> ndarray:
    n, one = len(rates), np.eye(len(rates))
    turned = -(np.kron(rates, one) + np.kron(one, rates))
    if steps:
        turned = np.eye(n * n) - np.kron(rates, rates)
    return np.linalg.solve(turned, noise.ravel()).reshape(n, n)


def _exp(rates: ndarray, gaps: ndarray) -> Float[ndarray, "occasion couple n n"]:
    """The exponential of the rates times each interval: a series, doubled."""
    m = rates * gaps[..., None, None]
    size = max(float(np.abs(m).sum(-1).max(initial=0.0)), 1e-300)
    halvings = max(0, int(np.ceil(np.log2(size))) + 1)
    total = term = np.broadcast_to(np.eye(len(rates)), m.shape)
    for number in range(1, 18):
        term = term @ m / (number * 2.0**halvings)
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total
