"""The likelihood against the state space of statsmodels, where it can do the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose

from securebase.fit.continuous import ContinuousModel
from securebase.fit.continuous._natural import in_units
from securebase.fit.mixed import Diary


def test_steps_are_a_vector_autoregression_with_noise() -> None:
    rng = np.random.default_rng(6)
    a = np.array([[0.6, 0.2], [0.1, 0.5]])
    state, rows = np.zeros(2), []
    for _ in range(150):
        state = a @ state + rng.normal(size=2)
        rows.append(state + 0.6 * rng.normal(size=2) + [3.0, 2.0])
    y = np.array(rows)
    y[rng.random(y.shape) < 0.15] = np.nan
    frame = pd.DataFrame({"id": 1, "day": range(150), "x": y[:, 0], "z": y[:, 1]})
    diary = Diary.from_frame(frame, couple="id", person="id", time="day")
    for clock in ("steps", "continuous"):
        model = ContinuousModel(
            "x, z", single=True, random_intercepts=False, clock=clock
        )
        fit = model.fit(diary)
        m = in_units(fit, fit.free)
        after = fit.lagged(1)["estimate"].to_numpy().reshape(2, 2)
        kept = _kept(m.rates, m.noise @ m.noise.T, steps=clock == "steps")
        twin = _log_likelihood(
            y - m.levels[:, 0], after, kept - after @ kept @ after.T,
            m.errors @ m.errors.T,
        )  # fmt: skip
        assert_allclose(fit.minus_two_log_likelihood, -2 * twin, rtol=1e-9)


def _kept(rates: np.ndarray, noise: np.ndarray, *, steps: bool) -> np.ndarray:
    from scipy.linalg import solve_continuous_lyapunov, solve_discrete_lyapunov

    if steps:
        return solve_discrete_lyapunov(rates, noise)
    return solve_continuous_lyapunov(rates, -noise)


def _log_likelihood(
    y: np.ndarray, carry: np.ndarray, chance: np.ndarray, error: np.ndarray
) -> float:
    from statsmodels.tsa.statespace.kalman_filter import (  # type: ignore[import-untyped]
        KalmanFilter,
    )

    twin: Any = KalmanFilter(k_endog=2, k_states=2, tolerance=0)
    twin.bind(y)
    twin["design"] = twin["selection"] = np.eye(2)
    twin["transition"], twin["state_cov"], twin["obs_cov"] = carry, chance, error
    twin.initialize_stationary()
    return float(twin.loglike())
