"""The few operations in which every mechanism is written.

The same equation is evaluated on NumPy arrays (plain and obvious), on JAX arrays
(with derivatives) and on symbols, from which the fast kernel is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

# A number, an array over couples, a JAX array or a symbol.
Value = Any


@dataclass(frozen=True, slots=True)
class Maths:
    """Elementary functions over one kind of value."""

    exp: Callable[[Value], Value]
    log: Callable[[Value], Value]
    sqrt: Callable[[Value], Value]
    where: Callable[[Value, Value, Value], Value]

    def sigmoid(self, x: Value) -> Value:
        """From 0 to 1; the argument is cut where nothing is left to gain."""
        return 1.0 / (1.0 + self.exp(-self.clip(x, -30.0, 30.0)))

    def softplus(self, x: Value) -> Value:
        """A hinge without a corner: near 0 below, near x above."""
        return self.log(1.0 + self.exp(self.clip(x, -30.0, 30.0)))

    def log_sigmoid(self, x: Value) -> Value:
        return -self.softplus(-x)

    def above(self, x: Value) -> Value:
        """What lies above nought."""
        return self.where(x > 0.0, x, 0.0 * x)

    def clip(self, x: Value, low: float, high: float) -> Value:
        held = self.where(x < low, low + 0.0 * x, x)
        return self.where(held > high, high + 0.0 * held, held)


NUMPY = Maths(exp=np.exp, log=np.log, sqrt=np.sqrt, where=np.where)


def jax_maths() -> Maths:
    """The same on JAX arrays; loads JAX, which nothing else here does."""
    import jax.numpy as jnp

    return Maths(exp=jnp.exp, log=jnp.log, sqrt=jnp.sqrt, where=jnp.where)
