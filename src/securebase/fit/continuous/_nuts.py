r"""Draws from the posterior by the No-U-Turn sampler, states integrated out.

The likelihood is that of the Kalman filter, so that only the numbers of the model are
drawn, not the states. They are drawn in directions and units in which the posterior is
nearly round, $\theta = \hat\theta + L u$ with the mode and the second derivatives
there; standard deviations by their logarithms.

Where rates differ between couples, a couple's own rates are $F_{ii} e^{\sigma z}$ and
$F_{ij} + \sigma z$ with a standard normal $z$ of the couple: those that return a
variable to its level keep their sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy import ndarray

from ._compiled import arrays_of, keep_compiled, shape_of
from ._filter import Answers, deviances
from ._priors import Laws, laws_of
from ._system import Parts, matrices_of, parts_of

if TYPE_CHECKING:
    from ._fit import Fit


@dataclass(frozen=True)
class Weighed:
    """How far draws that were weighed may be trusted.

    Attributes:
        tail: Shape of the tail of the weights; below 0.7 they may be.
        worth: How many independent draws they are worth.
        tries: How many were weighed.
    """

    tail: float
    worth: float
    tries: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Draws:
    """Draws of all chains; the first two axes are chain and draw.

    Attributes:
        free: The free numbers, in units of spread.
        sizes: How much each free rate differs between couples, or None.
        rates: The free rates of each couple (rate, couple), or None.
        log_likelihood: Of each couple, in units of spread.
        stats: Of the sampler, by the names that ArviZ has for them.
        weighed: How weighing went; None for chains.
    """

    free: ndarray
    sizes: ndarray | None
    rates: ndarray | None
    log_likelihood: ndarray
    stats: dict[str, ndarray]
    weighed: Weighed | None = None


@dataclass(frozen=True, eq=False)
class _Target:
    """The posterior as a function of what is drawn.

    Attributes:
        fit: At the posterior mode.
        laws: The priors.
        width: Prior scale of how much rates differ, or nought if they do not.
    """

    fit: Fit
    laws: Laws
    width: float

    def places(self) -> tuple[ndarray, ndarray]:
        """The mode and the root of its doubt, where sizes are logarithms."""
        free, sized = self.fit.free, self.laws.sizes
        scale = np.where(sized, free, 1.0)
        mode = np.where(sized, np.log(np.where(sized, free, 1.0)), free)
        doubt = self.fit.doubt / np.outer(scale, scale)
        values, vectors = np.linalg.eigh(doubt)
        low = 1e-6 * values.max(initial=1e-12)
        return mode, vectors * np.sqrt(np.maximum(values, low))

    def free(self, u: Array) -> tuple[Array, Array]:
        """Free numbers, and the logarithm of how much the map stretches."""
        mode, root = self.places()
        theta = jnp.asarray(mode) + jnp.asarray(root) @ u
        sized = jnp.asarray(self.laws.sizes)
        return (
            jnp.where(sized, jnp.exp(jnp.where(sized, theta, 0.0)), theta),
            jnp.where(sized, theta, 0.0).sum(),
        )

    def log_prior(self, free: Array) -> Array:
        laws = self.laws
        sized = jnp.asarray(laws.sizes)
        positive = jnp.where(sized, free, 1.0)
        gamma = jnp.log(positive) - positive / laws.width
        normal = -0.5 * ((free - laws.mean) / laws.width) ** 2
        return jnp.where(sized, gamma, normal).sum()


def nuts(
    fit: Fit, *, width: float, seed: int, draws: int, warmup: int, chains: int
) -> Draws:
    """Draw from the posterior.

    Args:
        fit: At the posterior mode; where chains begin.
        width: Prior scale of how much rates differ between couples; nought if not.
        seed: Of the draws.
        draws: Of each chain.
        warmup: Draws before these, with which the sampler finds its step.
        chains: One after another.
    """
    # Seconds to load, which nothing else needs.
    from numpyro.infer import MCMC, NUTS  # type: ignore[import-untyped]

    assert fit.priors is not None
    keep_compiled()
    target = _Target(fit, laws_of(fit.model, fit.bases, fit.priors), width)
    with jax.enable_x64(True):
        each = _each_couple(target)
        kernel = NUTS(
            potential_fn=_potential(target, each), dense_mass=width == 0,
            target_accept_prob=0.9,
        )  # fmt: skip
        run = MCMC(
            kernel, num_warmup=warmup, num_samples=draws, num_chains=chains,
            chain_method="sequential", progress_bar=False,
        )  # fmt: skip
        key, start = jax.random.split(jax.random.key(seed))
        run.run(
            key, init_params=_starts(target, start, chains),
            extra_fields=("diverging", "num_steps", "accept_prob", "potential_energy"),
        )  # fmt: skip
        got = run.get_samples(group_by_chain=True)
        extra = run.get_extra_fields(group_by_chain=True)
        return _drawn(target, each, got, extra)


Each = Callable[[dict[str, Array]], tuple[Array, Array, Array | None]]


def _each_couple(target: _Target) -> Each:
    """From what is drawn: free numbers, deviances, and rates of each couple."""
    fit = target.fit
    shape = shape_of(fit.model, fit.panel)
    answers = Answers(*map(jnp.asarray, arrays_of(fit.panel)))
    couples = len(fit.panel.couples)
    bases = fit.bases
    place = parts_of(bases).rates
    own = jnp.asarray(np.trace(bases.rates, axis1=1, axis2=2) != 0)[:, None]

    def shared(drawn: dict[str, Array]) -> tuple[Array, Array, None]:
        free, _ = target.free(drawn["u"])
        m = Parts(*map(jnp.asarray, matrices_of(bases, free)))
        return free, deviances(m, answers, shape)[:couples], None

    many = answers.gaps.shape[1] > 1
    axes = Answers(2, 2, 1 if many else None, 2, 2, 2)  # type: ignore[arg-type]

    def differing(drawn: dict[str, Array]) -> tuple[Array, Array, Array]:
        free, _ = target.free(drawn["u"])
        moved = jnp.exp(drawn["log_size"])[:, None] * drawn["z"]
        mean = free[place][:, None]
        rates = jnp.where(own, mean * jnp.exp(moved), mean + moved)
        rest = answers.y.shape[2] - couples
        wide = jnp.concatenate([rates, jnp.repeat(mean, rest, 1)], 1)
        m = Parts(*map(jnp.asarray, matrices_of(bases, free)))
        matrix = jnp.einsum("kc,kij->cij", wide, jnp.asarray(bases.rates))

        def one(rate: Array, its: Answers) -> Array:
            its = Answers(*(it if it.ndim == 2 and not many else it[..., None]
                for it in its))  # fmt: skip
            return deviances(m._replace(rates=rate), its, shape)[0]

        return free, jax.vmap(one, (0, axes))(matrix, answers)[:couples], rates

    return differing if target.width else shared


def _potential(target: _Target, each: Each) -> Callable[[dict[str, Array]], Array]:
    def potential(drawn: dict[str, Array]) -> Array:
        free, deviance, _ = each(drawn)
        _, stretch = target.free(drawn["u"])
        log = -deviance.sum() / 2 + target.log_prior(free) + stretch
        if target.width:
            size = drawn["log_size"]
            log = log - 0.5 * (drawn["z"] ** 2).sum() + size.sum()
            log = log - 0.5 * ((jnp.exp(size) / target.width) ** 2).sum()
        return -log

    return potential


def _starts(target: _Target, key: Array, chains: int) -> dict[str, Array]:
    """Around the mode, each chain elsewhere."""
    free, rates = target.fit.free.size, len(target.fit.bases.rates)
    one, other = jax.random.split(key)
    start = {"u": 0.5 * jax.random.normal(one, (chains, free))}
    if target.width:
        couples = len(target.fit.panel.couples)
        start["log_size"] = jnp.full((chains, rates), np.log(target.width / 2))
        start["z"] = 0.3 * jax.random.normal(other, (chains, rates, couples))
    return start if chains > 1 else {name: it[0] for name, it in start.items()}


def _drawn(
    target: _Target, each: Each, got: dict[str, Array], extra: dict[str, Any]
) -> Draws:
    free, deviance, rates = jax.jit(
        lambda them: jax.lax.map(lambda chain: jax.lax.map(each, chain), them)
    )(got)
    names = {"diverging": "diverging", "num_steps": "n_steps",
        "accept_prob": "acceptance_rate", "potential_energy": "lp"}  # fmt: skip
    stats = {names[it]: np.asarray(extra[it]) for it in names}
    stats["lp"] = -stats["lp"]
    return Draws(
        free=np.asarray(free),
        sizes=np.exp(np.asarray(got["log_size"])) if target.width else None,
        rates=None if rates is None else np.asarray(rates),
        log_likelihood=-np.asarray(deviance) / 2,
        stats=stats,
    )
