"""Truths from the priors, diaries from the truths, and what both are compared by.

All of it from its definition, not by the package that is tried.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import solve_continuous_lyapunov

from proofs.continuous import unscaled
from securebase.fit.continuous import ContinuousModel, Fit, Priors, _weigh as weighing
from securebase.fit.continuous._panel import Panel, panel_of
from securebase.fit.continuous._system import parts_of
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame

SEED = 20_261_127


class Scenario(NamedTuple):
    """How a study asks, and the model.

    Attributes:
        name: How it is called.
        plan: Who is asked when.
        model: What is fitted.
        rarely: Share of the second partner's answers that are missing besides.
    """

    name: str
    plan: Plan
    model: ContinuousModel
    rarely: float = 0.0


USUAL = ContinuousModel("closeness")
ALONE = ContinuousModel("closeness", random_intercepts=False)
SCENARIOS = (
    Scenario("sparse", Plan(couples=60, days=6), USUAL),
    Scenario("dense", Plan(couples=16, days=40), USUAL),
    Scenario("asymmetric", Plan(couples=40, days=15), USUAL, rarely=0.6),
    Scenario("40% missing", Plan(couples=40, days=15, missing=0.4, jitter=0.45), USUAL),
    Scenario("single couple", Plan(couples=1, days=200), ALONE),
    Scenario("cohort", Plan(couples=200, days=10), USUAL),
)  # fmt: skip
BY_NAME = {it.name: (place, it) for place, it in enumerate(SCENARIOS)}


class Known(NamedTuple):
    """What one diary was drawn from; of two processes, one of each partner."""

    rates: Float[ndarray, "2 2"]
    levels: Float[ndarray, " 2"]
    noise: Float[ndarray, "2 2"]
    errors: Float[ndarray, " 2"]
    intercepts: Float[ndarray, "2 2"]


def asked(scenario: Scenario) -> tuple[Diary, Panel]:
    """Who is asked when, drawn once for each scenario, in the units of the truth."""
    frame = diary_frame(Truth(), scenario.plan, seed=SEED)
    rng = np.random.default_rng(SEED)
    silent = (frame["role"] == "m") & (rng.random(len(frame)) < scenario.rarely)
    frame.loc[silent, "closeness"] = np.nan
    diary = Diary.from_frame(frame, couple="couple", role="role", time="time")
    return diary, unscaled(panel_of(scenario.model, diary))


def drawn_truth(scenario: Scenario, rng: np.random.Generator) -> Known:
    """From the priors as their documentation has them, where couples return."""
    usual = Priors()
    while True:
        rates = rng.normal(0, usual.other, (2, 2))
        rates[[0, 1], [0, 1]] = rng.normal(*usual.own, 2)
        if np.linalg.eigvals(rates).real.max() < 0:
            break
    factors = []
    for _ in range(2):
        factor = np.diag(rng.gamma(2, usual.size, 2))
        factor[1, 0] = rng.normal(0, usual.together)
        factors.append(factor)
    noise, own = factors
    return Known(
        rates, rng.normal(0, usual.level, 2), noise, rng.gamma(2, usual.size, 2),
        own * scenario.model.random_intercepts,
    )  # fmt: skip


def drawn_answers(
    panel: Panel, truth: Known, rng: np.random.Generator
) -> Float[ndarray, "occasion 2 couple"]:
    """A diary, from the stochastic equations; nought where nothing was answered."""
    occasions, _, couples = panel.y.shape
    chance = truth.noise @ truth.noise.T
    kept = solve_continuous_lyapunov(truth.rates, -chance)
    values, vectors = np.linalg.eig(truth.rates)
    back = np.linalg.inv(vectors)
    own = truth.levels + rng.normal(size=(couples, 2)) @ truth.intercepts.T
    state = rng.normal(size=(couples, 2)) @ np.linalg.cholesky(kept).T
    found = np.empty((occasions, 2, couples))
    for t in range(occasions):
        if t:
            gap = np.nan_to_num(panel.times[t] - panel.times[t - 1], nan=1.0)
            grown = np.exp(values * gap[:, None])
            carry = np.einsum("ij,cj,jk->cik", vectors, grown, back).real
            left = kept - carry @ kept @ carry.transpose(0, 2, 1)
            size, axes = np.linalg.eigh(left)
            root = axes * np.sqrt(np.maximum(size, 0))[:, None]
            state = np.einsum("cij,cj->ci", carry, state)
            state += np.einsum("cij,cj->ci", root, rng.normal(size=state.shape))
        error = rng.normal(size=state.shape) * truth.errors
        found[t] = (own + state + error).T
    return np.where(panel.there, found, 0.0)


def quantities_of_truth(truth: Known, differ: bool) -> dict[str, float]:
    """What is compared, of the truth."""
    found = _named(
        truth.rates[None], (truth.noise @ truth.noise.T)[None], truth.levels[None],
        truth.errors[None], (truth.intercepts @ truth.intercepts.T)[None], differ,
    )  # fmt: skip
    return {name: float(value[0]) for name, value in found.items()}


def quantities(fit: Fit, free: Float[ndarray, "draw free"]) -> dict[str, ndarray]:
    """The same, of draws."""
    m = {
        name: np.tensordot(free[:, part], basis, 1)
        for name, part, basis in zip(
            fit.bases._fields, parts_of(fit.bases), fit.bases, strict=True
        )
    }
    square = {it: m[it] @ m[it].transpose(0, 2, 1) for it in ("noise", "intercepts")}
    return _named(
        m["rates"], square["noise"], m["levels"][:, :, 0],
        np.abs(np.diagonal(m["errors"], axis1=1, axis2=2)), square["intercepts"],
        fit.model.random_intercepts,
    )  # fmt: skip


def _named(
    rates: ndarray, chance: ndarray, levels: ndarray, errors: ndarray, own: ndarray,
    differ: bool,
) -> dict[str, ndarray]:  # fmt: skip
    later, kept = _after_a_day(rates), _kept(rates, chance)
    found = {}
    for i, to in enumerate("fm"):
        for j, source in enumerate("fm"):
            found[f"rate {source} → {to}"] = rates[:, i, j]
            found[f"day {source} → {to}"] = later[:, i, j]
        found[f"level {to}"] = levels[:, i]
        found[f"process {to}"] = kept[:, i, i]
        found[f"error {to}"] = errors[:, i]
        if differ:
            found[f"couples {to}"] = own[:, i, i]
    found["together"] = chance[:, 0, 1] / np.sqrt(chance[:, 0, 0] * chance[:, 1, 1])
    return found


def _after_a_day(rates: Float[ndarray, "draw 2 2"]) -> Float[ndarray, "draw 2 2"]:
    values, vectors = np.linalg.eig(rates)
    grown = vectors * np.exp(values)[:, None]
    return np.asarray((grown @ np.linalg.inv(vectors)).real)


def _kept(rates: ndarray, chance: ndarray) -> Float[ndarray, "draw 2 2"]:
    """The stationary covariance."""
    one = np.eye(2)
    both = np.einsum("dij,kl->dikjl", rates, one) + np.einsum(
        "dij,kl->dkilj", rates, one
    )
    flat = both.reshape(len(rates), 4, 4)
    found = np.linalg.solve(flat, -chance.reshape(-1, 4, 1))
    return np.asarray(found.reshape(-1, 2, 2))


def likely(fit: Fit, truth: Known) -> float | None:
    """The deviance at the truth, where the model has the same numbers."""
    wanted = {
        "rates": truth.rates, "levels": truth.levels[:, None], "noise": truth.noise,
        "errors": np.diag(truth.errors), "intercepts": truth.intercepts,
    }  # fmt: skip
    free = np.concatenate(
        [
            np.tensordot(basis, wanted[name], 2) if len(basis) else np.zeros(0)
            for name, basis in zip(fit.bases._fields, fit.bases, strict=True)
        ]
    )
    return float(weighing._deviances(fit, free[None]).sum())
