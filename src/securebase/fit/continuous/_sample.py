"""Draws from the posterior with everything that is read off them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from securebase.core import FitError

from ._fit import Fit
from ._model import one_of
from ._natural import Names, in_units
from ._nuts import Draws, Weighed, nuts
from ._priors import Priors
from ._tree import tree_of_draws
from ._weigh import TRUSTED, WORTH, weighed

if TYPE_CHECKING:
    from securebase.fit.mixed import Diary

    from ._model import ContinuousModel

# Vehtari et al. 2021, doi:10.1214/20-BA1221.
_RHAT, _ESS = 1.01, 400
METHODS = ("nuts", "weighing")
_CALLED = {
    "process": "first", "answer": "first", "source": "second", "with": "second"
}  # fmt: skip


def sampled(
    model: ContinuousModel,
    diary: Diary,
    *,
    seed: int,
    draws: int,
    warmup: int,
    chains: int,
    priors: Priors,
    random_rates: bool,
    method: str,
) -> Sample:
    """See `ContinuousModel.sample`."""
    one_of("method", method, list(METHODS))
    for name, value, least in (("draws", draws, 4), ("warmup", warmup, 10),
            ("chains", chains, 1)):  # fmt: skip
        if value < least:
            raise FitError(
                f"{name} must be {least} or more. Got {value} instead. Leave it out."
            )
    if model.effects.scales:
        raise FitError(
            "Answers must be numbers with equal steps to draw from the posterior. Got "
            f"{', '.join(model.effects.scales)} instead. Use fit(…, priors=Priors())."
        )
    fit = model.fit(diary, priors=priors)
    if not fit.outcome.has_estimates:
        raise FitError(
            f"A diary must tell something to draw from. It does not. {fit.outcome}"
        )
    if random_rates and method == "weighing":
        raise FitError(
            "Rates of couples must be drawn by chains. Got method='weighing' with "
            "random_rates instead. Use method='nuts'."
        )
    if random_rates and len(fit.panel.couples) < 3:
        raise FitError(
            "Couples must be three at least for rates that differ between them. Got "
            f"{len(fit.panel.couples)} instead. Leave random_rates out."
        )
    if method == "weighing":
        return Sample(fit, weighed(fit, seed=seed, draws=draws * chains))
    found = nuts(
        fit, width=priors.couples if random_rates else 0.0, seed=seed, draws=draws,
        warmup=warmup, chains=chains,
    )  # fmt: skip
    return Sample(fit, found)


@dataclass(frozen=True, eq=False)
class Sample:
    """Draws from the posterior. Look at ``warnings`` first.

    Attributes:
        mode: The fit at the posterior mode.
        draws: What was drawn, in units of spread.
    """

    mode: Fit
    draws: Draws

    @cached_property
    def tree(self) -> xr.DataTree:
        """All draws by name, in the schema of ArviZ.

        The groups are ``posterior``, ``sample_stats``, ``log_likelihood`` (of couples)
        and ``observed_data``. Where rates differ between couples, ``posterior`` has
        ``rates_sd`` (of the logarithm of a variable's own rate, of other rates as they
        are) and ``couple_rates``.
        """
        tree = tree_of_draws(self.mode, self.draws.free)
        posterior = tree["posterior"].to_dataset()
        couples = {"couple": self.mode.panel.couples}
        if self.draws.sizes is not None and self.draws.rates is not None:
            posterior = posterior.assign(self._differing()).assign_coords(couples)
        log = self.draws.log_likelihood + self._units
        dims = ("chain", "draw")
        coords = {it: posterior[it] for it in dims}
        return xr.DataTree.from_dict(
            {
                "posterior": posterior,
                "sample_stats": xr.Dataset(
                    {it: (dims, value) for it, value in self.draws.stats.items()},
                    coords=coords,
                ),
                "log_likelihood": xr.Dataset(
                    {"answers": ((*dims, "couple"), log)}, coords=coords | couples
                ),
                "observed_data": tree["observed_data"].to_dataset(),
            }
        )

    @property
    def _units(self) -> Any:
        """What the units of the answers add to each couple's log-likelihood."""
        answers = self.mode.model.effects.answers * self.mode.model.members
        size = np.log([self.mode.panel.spreads[it] for it in answers])
        return -(self.mode.panel.there.sum(0) * size[:, None]).sum(0)

    def _differing(self) -> dict[str, Any]:
        fit, draws = self.mode, self.draws
        assert draws.sizes is not None
        assert draws.rates is not None
        basis = fit.bases.rates
        one = in_units(fit, np.ones(fit.free.size)).rates
        scale = np.where(basis.any(0), one / np.where(basis.any(0), basis.sum(0), 1), 0)
        own = np.eye(len(scale), dtype=bool)
        sizes = np.einsum("abk,kij->abij", draws.sizes, basis)
        rates = np.einsum("abkc,kij->abcij", draws.rates, basis) * scale
        dims = ("chain", "draw")
        matrix = ("process", "source")
        return {
            "rates_sd": ((*dims, *matrix), np.where(own, sizes, sizes * scale)),
            "couple_rates": ((*dims, "couple", *matrix), rates),
        }

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """Means, intervals and how well the chains agree.

        Args:
            level: Of the interval from ``low`` to ``high`` (equal tails).

        Returns:
            A row per number: ``part``, ``first``, ``second``, ``interval``, ``mean``,
            ``sd``, ``low``, ``high``, and of chains ``rhat``, ``ess_bulk``,
            ``ess_tail``.
        """
        import arviz_stats

        checked: Any = arviz_stats
        posterior = self.tree["posterior"].to_dataset()
        parts = [str(it) for it in posterior if it != "couple_rates"]
        some = posterior[parts]
        checks = {}
        # Numbers that are nought by definition have no R-hat; they are left out below.
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.draws.weighed is None:
                checks = {
                    "rhat": checked.rhat(some),
                    "ess_bulk": checked.ess(some, method="bulk"),
                    "ess_tail": checked.ess(some, method="tail"),
                }
        low, high = (1 - level) / 2, (1 + level) / 2
        dims = ["chain", "draw"]
        tables = []
        for part in parts:
            value = some[part]
            columns = xr.Dataset(
                {
                    "mean": value.mean(dims), "sd": value.std(dims),
                    "low": value.quantile(low, dims).drop_vars("quantile"),
                    "high": value.quantile(high, dims).drop_vars("quantile"),
                    **{name: it[part] for name, it in checks.items()},
                }
            )  # fmt: skip
            table = columns.to_dataframe().reset_index()
            tables.append(table.rename(columns=_CALLED).assign(part=part))
        whole = pd.concat(tables, ignore_index=True)
        whole = whole[whole["sd"] > 0]
        order = ("part", "interval", "first", "second")
        head = [it for it in order if it in whole.columns]
        rest = ["mean", "sd", "low", "high", *checks]
        return whole[[*head, *rest]].reset_index(drop=True)

    def loo(self) -> Any:
        """Expected log predictive density by leaving out couples (PSIS-LOO).

        Returns:
            What ``arviz_stats.loo`` gives; ``arviz_stats.compare`` takes several.
        """
        import arviz_stats

        compared: Any = arviz_stats
        return compared.loo(self.tree, pointwise=True)

    @cached_property
    def warnings(self) -> list[str]:
        """What speaks against trusting the draws, a sentence each; empty if nothing."""
        if self.draws.weighed is not None:
            return _doubts(self.draws.weighed)
        table, found = self.summary(), []
        diverging = int(self.draws.stats["diverging"].sum())
        if diverging:
            found.append(
                f"{diverging} draws diverged, so a part of the posterior may be left "
                "out. Leave out a part of the model, or use narrower priors."
            )
        if (table["rhat"] > _RHAT).any():
            found.append(
                f"The chains disagree (R-hat up to {table['rhat'].max():.3f}). Draw "
                "more, or leave out a part of the model."
            )
        if (table[["ess_bulk", "ess_tail"]] < _ESS).any(axis=None):
            least = float(table[["ess_bulk", "ess_tail"]].to_numpy().min())
            found.append(
                f"Draws are worth only {int(least)} independent ones. Draw more."
            )
        return found

    def plot(self, what: str) -> Any:
        """A picture, as an Altair chart.

        Args:
            what: ``"effects"`` (rates with intervals) or, where rates differ between
                couples, ``"couples"`` (those of each).

        Raises:
            FitError: If there is no such picture, or couples do not differ.
        """
        from ._sample_plots import plotted

        return plotted(self, what)

    def methods_text(self) -> str:
        """A paragraph for the methods section of a paper, with versions and sources."""
        from ._words import fitted_text

        fit = self.mode
        assert fit.priors is not None
        differ = (
            f" Rates differed between couples, with half-normal priors of scale "
            f"{fit.priors.couples:g} on their standard deviations."
            if self.draws.sizes is not None
            else ""
        )
        how, source = self._weighing() if self.draws.weighed else self._chains()
        return (
            f"{fitted_text(fit)} {fit.priors.words(fit.panel.tick, fit.model.unit)}"
            f"{differ} {how} {' '.join(self.warnings)} Analyses were run with "
            f"securebase {version('securebase')} and JAX {version('jax')}. {source}"
        ).replace("  ", " ")

    def _chains(self) -> tuple[str, str]:
        """How draws were taken, and the source of the method."""
        chains, draws = self.draws.free.shape[:2]
        table = self.summary()
        how = (
            f"{chains} chains of {draws} draws each were taken by the No-U-Turn "
            f"sampler (NumPyro {version('numpyro')}), with states integrated out by a "
            f"Kalman filter. R-hat was {table['rhat'].max():.3f} at most, and the "
            f"effective sample size {table['ess_bulk'].min():.0f} at least."
        )
        source = (
            "Hoffman, M. D., & Gelman, A. (2014), "
            "https://jmlr.org/papers/v15/hoffman14a.html."
        )
        return how, source

    def _weighing(self) -> tuple[str, str]:
        weighed = self.draws.weighed
        assert weighed is not None
        how = (
            f"{weighed.tries:,} draws from multivariate t laws, the first around a "
            "mode that leans away from rates of nought, were weighed by adaptive "
            "importance sampling, with states integrated out by a Kalman filter; "
            "weights were smoothed (Pareto k = "
            f"{weighed.tail:.2f}) and are worth {weighed.worth:.0f} independent draws."
        )
        source = (
            "Cornuet, J.-M., et al. (2012), doi:10.1111/j.1467-9469.2011.00756.x. "
            "Vehtari, A., et al. (2024), https://jmlr.org/papers/v25/19-556.html."
        )
        return how, source

    def __repr__(self) -> str:
        chains, draws = self.draws.free.shape[:2]
        names = Names(self.mode.model, self.mode.panel.roles).variables
        chain = "chain" if chains == 1 else "chains"
        how = "" if self.draws.weighed else f"{chains} {chain} of "
        return f"Sample({', '.join(names)}; {how}{draws} draws)"


def _doubts(weighed: Weighed) -> list[str]:
    """What speaks against trusting weights, a sentence each."""
    found = []
    if not weighed.tail < TRUSTED:
        found.append(
            f"Few draws carry most of the weight (Pareto k = {weighed.tail:.2f}, which "
            f"must be below {TRUSTED}). Use method='nuts'."
        )
    if weighed.worth < WORTH:
        found.append(
            f"Draws are worth only {int(weighed.worth)} independent ones. Use "
            "method='nuts'."
        )
    return found
