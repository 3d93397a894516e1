r"""How the state goes from one occasion to the next: exactly, whatever the interval.

Over an interval $t$ the state is multiplied by $A = e^{Ft}$, and chance of covariance
$Q = \int_0^t e^{Fs} G e^{F's} ds$ is added. A process that returns to its level has a
stationary covariance $\Sigma$ with $F\Sigma + \Sigma F' = -G$, and
$Q = \Sigma - A \Sigma A'$, so that no integral is left.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

from ._small import Matrix, added, between, split, times

# Below this the closed form for two processes loses digits, and a series does not.
_CLOSE = 1e-2
# The series of e^x up to |x| = 1, to the last digit.
_TERMS = 18


def stationary(rates: Array, noise: Array, *, steps: bool) -> Array:
    """The covariance that the process keeps, n by n.

    It is positive definite if and only if the process returns to its level (Lyapunov);
    whoever uses it must check.
    """
    n = len(rates)
    if n == 2 and not steps:
        return _kept_by_two(rates, noise)
    one = jnp.eye(n)
    if steps:
        turned = jnp.eye(n * n) - jnp.kron(rates, rates)
    else:
        turned = -(jnp.kron(rates, one) + jnp.kron(one, rates))
    found = jnp.linalg.solve(turned, noise.reshape(-1)).reshape(n, n)
    return (found + found.T) / 2


def _kept_by_two(rates: Array, noise: Array) -> Array:
    r"""In closed form (Gardiner's Handbook of Stochastic Methods, ch. 4).

    With $d = \det F$, $s = \mathrm{tr} F$ and $H = F - sI$ it is
    $(d G + H G H') / (-2 s d)$. Less to trace and to compile than a solver.
    """
    trace = rates[0, 0] + rates[1, 1]
    determinant = rates[0, 0] * rates[1, 1] - rates[0, 1] * rates[1, 0]
    other = rates - trace * jnp.eye(2)
    return (determinant * noise + other @ noise @ other.T) / (-2 * trace * determinant)


def transitions(
    rates: Array, kept: Array, gaps: Array, *, squarings: int
) -> tuple[Matrix, Matrix]:
    """A and Q of every interval.

    Args:
        rates: F, n by n.
        kept: The stationary covariance, n by n.
        gaps: Intervals, of any shape.
        squarings: How often the short interval of the series is doubled. With more than
            two processes the rates times the longest interval must not be above two to
            this power.

    Returns:
        Two matrices with entries of the shape of ``gaps``.
    """
    if len(rates) == 1:
        a = [[jnp.exp(rates[0, 0] * gaps)]]
    elif len(rates) == 2:
        a = _of_two(rates, gaps)
    else:
        a = _doubled(rates, gaps, squarings)
    before = split(kept)
    lost = between(a, before)
    return a, added(before, [[-it for it in row] for row in lost])


def _of_two(rates: Array, gaps: Array) -> Matrix:
    r"""In closed form: $e^{mt}(\cosh(rt) I + \sinh(rt)/r\,(F - mI))$.

    Here $m$ is the mean of the diagonal, and $r^2 = -\det(F - mI)$.
    """
    m = (rates[0, 0] + rates[1, 1]) / 2
    half = (rates[0, 0] - rates[1, 1]) / 2
    square = half**2 + rates[0, 1] * rates[1, 0]
    cosh, sinh = _hyperbolic(m, square, gaps)
    return [
        [cosh + sinh * half, sinh * rates[0, 1]],
        [sinh * rates[1, 0], cosh - sinh * half],
    ]


def _hyperbolic(m: Array, square: Array, t: Array) -> tuple[Array, Array]:
    r"""$e^{mt}\cosh(rt)$ and $e^{mt}\sinh(rt)/r$, for a real or an imaginary $r$."""
    z = square * t**2
    near, real = jnp.abs(z) < _CLOSE, square > 0
    # Where a branch is not taken its argument is harmless, so that derivatives are too.
    r = jnp.sqrt(jnp.where(near, 1.0, jnp.abs(z))) / jnp.where(near, 1.0, t)
    # Not cosh and sinh: these overflow where their product with e^{mt} is small.
    slow = jnp.exp(jnp.where(real, m + r, m) * t)
    lost = jnp.expm1(jnp.where(real, -2 * r * t, 0.0))
    cosh_real, sinh_real = slow * (1 + lost / 2), -slow * lost / (2 * r)
    damped = jnp.exp(m * t)
    cosh_bent, sinh_bent = damped * jnp.cos(r * t), damped * jnp.sin(r * t) / r
    small = jnp.where(near, z, 0.0)
    cosh_near = damped * _series(small, (2, 12, 30, 56, 90))
    sinh_near = damped * t * _series(small, (6, 20, 42, 72, 110))
    return (
        jnp.where(near, cosh_near, jnp.where(real, cosh_real, cosh_bent)),
        jnp.where(near, sinh_near, jnp.where(real, sinh_real, sinh_bent)),
    )


def _series(z: Array, quotients: tuple[int, ...]) -> Array:
    total = jnp.ones_like(z)
    for quotient in reversed(quotients):
        total = 1 + z / quotient * total
    return total


def _doubled(rates: Array, gaps: Array, squarings: int) -> Matrix:
    """The series for a short interval, doubled until it is the whole.

    Powers of F do not depend on the interval, so the series is one product of matrices.
    """
    n = len(rates)
    short = gaps / 2.0**squarings
    powers = [jnp.eye(n)]
    weights = [jnp.ones_like(short)]
    for term in range(1, _TERMS + 1):
        powers.append(powers[-1] @ rates)
        weights.append(weights[-1] * short / term)
    series = jnp.tensordot(jnp.stack(powers), jnp.stack(weights), ((0,), (0,)))

    def double(a: Array, _: None) -> tuple[Array, None]:
        entries = split(a)
        return jnp.stack([jnp.stack(row) for row in times(entries, entries)]), None

    return split(lax.scan(double, series, None, length=squarings)[0])
