r"""Draws from the posterior by weighing those from a law that is like it.

Draws come from multivariate t laws around a centre and are weighed by posterior over
law, $w = p(u) / \sum_k q_k(u)$ with all laws so far (Cornuet et al. 2012,
doi:10.1111/j.1467-9469.2011.00756.x). Each round learns a better law from the weights.
Whether these may be trusted is told by the tail of the weights: largest ones are
smoothed by a generalised Pareto law, whose shape $k$ must be below 0.7 (Vehtari et al.
2024, https://jmlr.org/papers/v25/19-556.html). All draws are weighed at once, which is
many times as quick as a chain where few numbers are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy.special import gammaln

from ._centre import centred
from ._compiled import arrays_of, keep_compiled, shape_of
from ._filter import Answers, Shape, deviances
from ._nuts import Draws, Weighed
from ._priors import Laws, laws_of
from ._system import Matrices, matrices_of

if TYPE_CHECKING:
    from ._fit import Fit

# Tails heavier than those of most posteriors.
_DEGREES = 5
# Draws of each round; how many independent ones they must be worth in the end, and
# shapes of the tail with which it ends early, well or not.
_ROUNDS = (1000, 1000, 2000, 4000, 8000, 16_000)
WORTH, _GOOD, _HOPELESS = 400, 0.6, 0.85
# How many laws are mixed at most, steps in which they are found, how many draws they
# must be learnt from for each number, and their least share of the whole spread: wide
# laws cost draws, narrow ones miss what lies around them.
_LAWS, _STEPS, _LEARN, _LEAST = 3, 12, 5, 0.3
# Standard deviations are drawn on a line that is straight above this and bends towards
# nought below it, in units of spread. Logarithms would stretch what is near nought
# without end, and much of it is likely where a study says little.
_BEND = 0.2
# Above this shape of the tail weights may not be trusted; see above.
TRUSTED = 0.7
# With fewer draws of any weight the tail cannot be judged.
_FEW = 100
# Draws that are filtered side by side: times couples, about what the caches hold.
_AT_ONCE = 4096


@dataclass(frozen=True, eq=False)
class _Law:
    """A multivariate t law.

    Attributes:
        mean: Its centre.
        root: A Cholesky factor of its scale.
    """

    mean: Float[ndarray, " free"]
    root: Float[ndarray, "free free"]

    def draw(self, rng: np.random.Generator, many: int) -> Float[ndarray, "draw free"]:
        normal = rng.normal(size=(many, self.mean.size)) @ self.root.T
        shrunk = np.sqrt(rng.chisquare(_DEGREES, many) / _DEGREES)
        return self.mean + normal / shrunk[:, None]

    def log(self, u: Float[ndarray, "draw free"]) -> Float[ndarray, " draw"]:
        """Logarithm of the density."""
        n = self.mean.size
        z = np.linalg.solve(self.root, (u - self.mean).T)
        constant = (
            gammaln((_DEGREES + n) / 2) - gammaln(_DEGREES / 2)
            - n / 2 * np.log(_DEGREES * np.pi) - np.log(np.diag(self.root)).sum()
        )  # fmt: skip
        return constant - (_DEGREES + n) / 2 * np.log1p((z**2).sum(0) / _DEGREES)


@dataclass(frozen=True, eq=False)
class _Mixture:
    """Some of these laws, each with its share."""

    laws: list[_Law]
    shares: Float[ndarray, " law"]

    def draw(self, rng: np.random.Generator, many: int) -> Float[ndarray, "draw free"]:
        counts = rng.multinomial(many, self.shares).tolist()
        return np.concatenate(
            [law.draw(rng, it) for law, it in zip(self.laws, counts, strict=True)]
        )

    def logs(self, u: Float[ndarray, "draw free"]) -> Float[ndarray, "law draw"]:
        """Logarithms of share times density."""
        each = np.array([law.log(u) for law in self.laws])
        return np.asarray(each + np.log(self.shares)[:, None])

    def log(self, u: Float[ndarray, "draw free"]) -> Float[ndarray, " draw"]:
        """Logarithm of the density."""
        return np.asarray(np.logaddexp.reduce(self.logs(u), axis=0))


@dataclass(frozen=True, eq=False)
class Coordinates:
    r"""Directions and units in which the posterior is nearly round.

    Free numbers are $y = \hat y + L u$, and of standard deviations
    $x = c \log(1 + e^{y/c})$, which is never below nought.

    Attributes:
        mode: The middle, as y.
        root: L, from the second derivatives there.
        sizes: Which are standard deviations.
    """

    mode: Float[ndarray, " free"]
    root: Float[ndarray, "free free"]
    sizes: Bool[ndarray, " free"]

    @classmethod
    def at(cls, fit: Fit, laws: Laws) -> Coordinates:
        """Around where a fit ended."""
        free, sized = fit.free, laws.sizes
        size = np.where(sized, free, 1.0)
        lost = -np.expm1(-size / _BEND)
        mode = np.where(sized, size + _BEND * np.log(lost), free)
        slope = np.where(sized, lost, 1.0)
        values, vectors = np.linalg.eigh(fit.doubt / np.outer(slope, slope))
        least = 1e-6 * values.max(initial=1e-12)
        return cls(mode, vectors * np.sqrt(np.maximum(values, least)), sized)

    def free(
        self, u: Float[ndarray, "draw free"]
    ) -> tuple[Float[ndarray, "draw free"], Float[ndarray, " draw"]]:
        """Free numbers, and the logarithm of how much the map stretches."""
        y = self.mode + u @ self.root.T
        size = _BEND * np.logaddexp(0.0, y / _BEND)
        stretch = np.where(self.sizes, -np.logaddexp(0.0, -y / _BEND), 0.0)
        return np.where(self.sizes, size, y), stretch.sum(1)


@dataclass(frozen=True, eq=False)
class _Lot:
    """Draws with what is known of each.

    Attributes:
        u: What was drawn, in the coordinates in which the posterior is nearly round.
        free: The free numbers.
        deviance: Of each couple.
        lp: Logarithm of the posterior density of ``u``, less a constant.
    """

    u: Float[ndarray, "draw free"]
    free: Float[ndarray, "draw free"]
    deviance: Float[ndarray, "draw couple"]
    lp: Float[ndarray, " draw"]


def weighed(fit: Fit, *, seed: int, draws: int) -> Draws:
    """Draw from the posterior, all weights made equal by drawing once more.

    Args:
        fit: At the posterior mode.
        seed: Of the draws.
        draws: How many are kept.
    """
    rng = np.random.default_rng(seed)
    lot, weights, shape = weights_of(fit, rng)
    # One number for all: each draw comes as often as its weight says, or once more.
    at = (rng.random() + np.arange(draws)) / draws
    which = np.minimum(np.searchsorted(weights.cumsum(), at), len(weights) - 1)
    which = rng.permutation(which)
    return Draws(
        free=lot.free[None, which], sizes=None, rates=None,
        log_likelihood=-lot.deviance[None, which] / 2,
        stats={"lp": lot.lp[None, which]},
        weighed=Weighed(
            tail=shape, worth=_worth(weights), tries=len(weights)
        ),
    )  # fmt: skip


def weights_of(
    fit: Fit, rng: np.random.Generator
) -> tuple[_Lot, Float[ndarray, " draw"], float]:
    """Draws, their weights, which sum to one, and the shape of their tail."""
    assert fit.priors is not None
    laws = laws_of(fit.model, fit.bases, fit.priors)
    around = Coordinates.at(centred(fit, laws), laws)
    free = fit.free.size
    tried = [_Mixture([_Law(np.zeros(free), np.eye(free))], np.ones(1))]
    lots: list[_Lot] = []
    for round_, many in enumerate(_ROUNDS):
        lots.append(_tried(fit, laws, around, tried[-1].draw(rng, many)))
        lot = _together(lots)
        log = lot.lp - _log_of_all(tried, lot.u)
        weights, shape = smoothed(log)
        if _ended(round_, shape, _worth(weights)):
            break
        tried.append(_learnt(lot.u, log, min(round_ + 1, _LAWS), rng))
    return lot, weights, shape


def _ended(round_: int, shape: float, worth: float) -> bool:
    """Whether draws are good enough, there may be no more, or more would not help."""
    good = round_ > 0 and shape < _GOOD and worth > WORTH
    hopeless = round_ > 2 and shape > _HOPELESS and worth < WORTH / 4
    return good or hopeless or round_ == len(_ROUNDS) - 1


def _log_of_all(
    tried: list[_Mixture], u: Float[ndarray, "draw free"]
) -> Float[ndarray, " draw"]:
    """Logarithm of the density of all mixtures, each with its share of the draws."""
    many = np.array(_ROUNDS[: len(tried)], float)
    logs = np.array([it.log(u) for it in tried])
    return np.asarray(
        np.logaddexp.reduce(logs + np.log(many / many.sum())[:, None], axis=0)
    )


def smoothed(log: Float[ndarray, " draw"]) -> tuple[Float[ndarray, " draw"], float]:
    """Weights that sum to one, the largest smoothed, and the shape of their tail."""
    import arviz_stats.base

    finite = np.isfinite(log)
    if finite.sum() < _FEW:
        return _flat(log, 1.0), np.inf
    # What is asked for is minus the logarithm, as of likelihoods that are left out.
    checked: Any = arviz_stats.base
    found, shape = checked.array_stats.psislw(-log[finite])
    weights = np.zeros_like(log)
    weights[finite] = np.exp(found - np.max(found))
    return weights / weights.sum(), float(shape)


def _tried(
    fit: Fit, laws: Laws, around: Coordinates, u: Float[ndarray, "draw free"]
) -> _Lot:
    free, stretch = around.free(u)
    deviance = _deviances(fit, free)
    lp = -(deviance.sum(1) + laws.penalties(free)) / 2 + stretch
    return _Lot(u, free, deviance, np.where(np.isfinite(lp), lp, -np.inf))


def _deviances(
    fit: Fit, free: Float[ndarray, "draw free"]
) -> Float[ndarray, "draw couple"]:
    keep_compiled()
    couples = len(fit.panel.couples)
    at_once = max(_AT_ONCE // couples, 8)
    # Always as many, so that one program does for all.
    padded = np.concatenate([free, np.repeat(free[:1], -len(free) % at_once, axis=0)])
    with jax.enable_x64(True):
        # Draws fill the processor's lanes, so that couples need not.
        answers = Answers(*(
            jnp.asarray(it if it.size == 1 else it[..., :couples])
            for it in arrays_of(fit.panel)
        ))  # fmt: skip
        shape = shape_of(fit.model, fit.panel)
        found = [
            _many(matrices_of(fit.bases, some), answers, shape=shape)
            for some in np.split(padded, len(padded) // at_once)
        ]
    return np.concatenate(found)[: len(free)]


@partial(jax.jit, static_argnames="shape")
def _many(m: Matrices, answers: Answers, *, shape: Shape) -> Array:
    return jax.vmap(lambda one: deviances(one, answers, shape))(m)


def _together(lots: list[_Lot]) -> _Lot:
    return _Lot(
        *(np.concatenate([getattr(it, name) for it in lots])
            for name in ("u", "free", "deviance", "lp"))
    )  # fmt: skip


def _learnt(
    u: Float[ndarray, "draw free"],
    log: Float[ndarray, " draw"],
    many: int,
    rng: np.random.Generator,
) -> _Mixture:
    """The mixture of so many laws that is most like the weighed draws (by EM).

    Where few draws carry all weight the weights are flattened, until enough do.
    """
    power, weights = 1.0, _flat(log, 1.0)
    while _worth(weights) < _LEARN * u.shape[1] and power > 0.01:
        power *= 0.8
        weights = _flat(log, power)
    mean = weights @ u
    whole = ((u - mean) * weights[:, None]).T @ (u - mean)
    # What few draws say of a direction is little, so that a law is never narrow there.
    least = _LEAST * whole + 1e-8 * np.eye(len(mean))
    starts = rng.choice(len(u), many, p=weights)
    laws = [_Law(u[it], np.linalg.cholesky(whole + least)) for it in starts]
    found = _Mixture(laws, np.full(many, 1 / many))
    for _ in range(_STEPS):
        found = _better(found, u, weights, least)
    return found


def _better(
    mixture: _Mixture,
    u: Float[ndarray, "draw free"],
    weights: Float[ndarray, " draw"],
    least: Float[ndarray, "free free"],
) -> _Mixture:
    """One step of EM for a mixture of t laws (Peel & McLachlan 2000)."""
    each = mixture.logs(u)
    share = np.exp(each - np.logaddexp.reduce(each, axis=0)) * weights
    laws = []
    for law, mine in zip(mixture.laws, share, strict=True):
        z = np.linalg.solve(law.root, (u - law.mean).T)
        near = mine * (_DEGREES + u.shape[1]) / (_DEGREES + (z**2).sum(0))
        mean = near @ u / max(near.sum(), 1e-12)
        apart = u - mean
        scale = (apart * near[:, None]).T @ apart / max(mine.sum(), 1e-12)
        laws.append(_Law(mean, np.linalg.cholesky(scale + least)))
    sizes = share.sum(1) + 0.01
    return _Mixture(laws, sizes / sizes.sum())


def _flat(log: Float[ndarray, " draw"], power: float) -> Float[ndarray, " draw"]:
    highest = log.max()
    # Where no draw is possible all are as good.
    able = np.isfinite(highest)
    weights = np.exp(power * (log - highest)) if able else np.ones_like(log)
    return weights / weights.sum()


def _worth(weights: Float[ndarray, " draw"]) -> float:
    """How many independent draws these are worth (Kish)."""
    return float(1 / (weights**2).sum())
