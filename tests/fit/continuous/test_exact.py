"""How the state goes from one occasion to the next, against the integral itself."""

from __future__ import annotations

import numpy as np
import pytest
from jax import enable_x64, numpy as jnp
from numpy import ndarray
from numpy.testing import assert_allclose
from scipy.integrate import quad_vec
from scipy.linalg import expm

from securebase.fit.continuous._exact import stationary, transitions
from securebase.fit.continuous._natural import exponential

GAPS = np.array([[0.0, 1e-6, 0.01, 0.3], [1.0, 2.5, 14.0, 300.0]])
RATES = {
    "apart": [[-0.7, 0.25], [0.15, -0.55]],
    "alike": [[-0.5, 0.2], [0.2, -0.5]],
    "one way, equal speeds": [[-0.5, 0.3], [0.0, -0.5]],
    "nearly equal speeds": [[-0.5, 1e-9], [1e-9, -0.5 + 1e-9]],
    "oscillating": [[-0.2, 1.3], [-1.1, -0.3]],
    "slow": [[-1e-4, 0.0], [0.0, -2e-4]],
    "fast": [[-40.0, 3.0], [2.0, -60.0]],
    "four": [[-0.7, -0.2, 0.2, 0], [0.3, -0.6, 0, 0.1], [0.1, 0, -0.6, -0.9],
        [0, 0.2, 1.1, -0.8]],
}  # fmt: skip


def noise_of(n: int) -> ndarray:
    return np.eye(n) + 0.3


def found(rates: ndarray, gaps: ndarray) -> tuple[ndarray, ndarray, ndarray]:
    with enable_x64(True):
        f, g = jnp.asarray(rates), jnp.asarray(noise_of(len(rates)))
        kept = stationary(f, g, steps=False)
        a, q = transitions(f, kept, jnp.asarray(gaps), squarings=12)
        return np.array(a), np.array(q), np.asarray(kept)


@pytest.mark.parametrize("name", RATES)
def test_what_is_left_is_the_exponential(name: str) -> None:
    rates = np.array(RATES[name])
    a, _, _ = found(rates, GAPS)
    for place, gap in np.ndenumerate(GAPS):
        wanted = expm(rates * gap)
        assert_allclose(a[:, :, *place], wanted, rtol=1e-10, atol=1e-13)
        assert_allclose(exponential(rates * gap), wanted, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("name", RATES)
def test_chance_is_the_integral(name: str) -> None:
    rates = np.array(RATES[name])
    _, q, kept = found(rates, GAPS)
    noise = noise_of(len(rates))

    def density(time: float) -> ndarray:
        moved = expm(rates * time)
        return moved @ noise @ moved.T

    for place in ((0, 3), (1, 0), (1, 1)):
        wanted, _ = quad_vec(density, 0, GAPS[place], epsabs=1e-12, epsrel=1e-12)
        assert_allclose(q[:, :, *place], wanted, rtol=1e-8, atol=1e-9 * kept.max())


def test_steps_keep_what_chance_and_persistence_keep() -> None:
    rates, noise = np.array([[0.5, 0.1], [0.2, 0.4]]), noise_of(2)
    with enable_x64(True):
        kept = np.asarray(
            stationary(jnp.asarray(rates), jnp.asarray(noise), steps=True)
        )
    assert_allclose(rates @ kept @ rates.T + noise, kept, rtol=1e-12)
