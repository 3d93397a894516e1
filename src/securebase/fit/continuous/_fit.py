"""What a fit found; everything else is read off it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray

from ._climb import Lowest, inverse
from ._model import ContinuousModel
from ._outcome import Outcome
from ._panel import Panel
from ._priors import Priors, laws_of
from ._system import Bases, Matrices, size_of

if TYPE_CHECKING:
    import xarray as xr

    from securebase.fit.mixed import Diary

    from ._refit import Refits


@dataclass(frozen=True, eq=False, kw_only=True)
class Fit:
    """A fitted model. Look at ``outcome`` first: its text says what is the matter.

    Attributes:
        model: What was asked.
        diary: The data.
        panel: The answers that were used.
        bases: What each matrix is made of.
        found: Where the search ended, or None if there was nothing to search.
        outcome: How the fit ended.
        priors: What was held to be likely before, or None for maximum likelihood.
    """

    model: ContinuousModel
    diary: Diary
    panel: Panel
    bases: Bases
    found: Lowest | None
    outcome: Outcome
    priors: Priors | None = None

    @property
    def free(self) -> Float[ndarray, " free"]:
        """The free numbers, in units of spread."""
        none = np.full(size_of(self.bases), np.nan)
        return none if self.found is None else self.found.free

    @cached_property
    def doubt(self) -> Float[ndarray, "free free"]:
        """Covariance matrix of the free numbers, from the second derivatives."""
        if self.found is None:
            return np.full((size_of(self.bases),) * 2, np.nan)
        return inverse(self.found.hessian / 2)

    @cached_property
    def around(self) -> Matrices:
        """Matrices in the diary's units: here, and a step along each free number."""
        from ._natural import around, in_units

        return in_units(self, around(self.free))

    @property
    def parameters(self) -> int:
        """How many numbers were estimated."""
        return size_of(self.bases)

    @property
    def minus_two_log_likelihood(self) -> float:
        """With all its constants; of the likelihood alone, also where priors helped."""
        if self.found is None:
            return np.nan
        return self.found.value - self._penalty + self._units

    @property
    def _penalty(self) -> float:
        """What priors add to the deviance."""
        if self.priors is None:
            return 0.0
        return laws_of(self.model, self.bases, self.priors).penalty(self.free)[0]

    @property
    def _units(self) -> float:
        """What the units of the answers add to the deviance."""
        answers = self.model.effects.answers
        return sum(
            2 * np.log(self.panel.spreads[name])
            * int(self.panel.there[:, number :: len(answers)].sum())
            for number, name in enumerate(answers)
        )  # fmt: skip

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return self.minus_two_log_likelihood + 2 * self.parameters

    @property
    def bic(self) -> float:
        """Schwarz's criterion, with the couples as the sample."""
        couples = max(len(self.panel.couples), 1)
        return self.minus_two_log_likelihood + self.parameters * float(np.log(couples))

    def rates(self, *, level: float = 0.95) -> pd.DataFrame:
        """What each rate of change depends on, per unit of time (the drift matrix).

        By steps these are the effects from one step to the next.

        Args:
            level: Of the interval from ``low`` to ``high``.

        Returns:
            A row per effect: ``to``, ``source``, ``estimate``, ``se``, ``z``, ``p``,
            ``low``, ``high``.
        """
        from ._tables import rate_table

        return rate_table(self, level=level)

    def lagged(self, *intervals: int | float, level: float = 0.95) -> pd.DataFrame:
        """What one more now means after an interval, in the diary's unit of time.

        These depend on the interval, in size and even in sign: an effect after a day
        says nothing by itself about one after a week.

        Args:
            *intervals: A day and a week if left out, and one unit if it is another.
            level: Of the interval from ``low`` to ``high``.

        Returns:
            A row per interval and effect, with ``interval`` and the columns of `rates`.

        Raises:
            FitError: If an interval is not above nought, or not a whole step.
        """
        from ._tables import lagged_table, usual_intervals

        wanted = intervals or usual_intervals(self)
        return lagged_table(self, wanted, level=level)

    def levels(self, *, level: float = 0.95) -> pd.DataFrame:
        """Levels to which the processes return, and what columns do to them.

        Returns:
            A row each: ``part`` and the columns of `rates`. Parts are levels, shifts,
            pushes, start (where the first occasion departs from the level), first (its
            mean), rate_intercept (the rate at nought: what other programs estimate
            instead of levels), loading, and threshold (between two categories; the
            first is nought).
        """
        from ._tables import level_table

        return level_table(self, level=level)

    def variances(self, *, level: float = 0.95) -> pd.DataFrame:
        """Variances and correlations, with standard errors by the delta method.

        Returns:
            A row each: ``part`` (noise: of the process, per unit of time; error;
            intercept: of couples' own levels; start; process: of departures from the
            level at any one time), ``quantity`` (variance, correlation), ``first``,
            ``second``, ``estimate``, ``se``, ``low``, ``high``. At the edge of what is
            possible the last three are missing.
        """
        from ._tables import variance_table

        return variance_table(self, level=level)

    def fitted(self, *, level: float = 0.95) -> pd.DataFrame:
        """Fitted diaries: what answers without error would be, given all answers.

        Args:
            level: Of the interval from ``low`` to ``high``, which does not count the
                doubt about the estimates.

        Returns:
            A row per couple, partner, time and ``variable``: ``answer``, ``fitted``,
            ``low``, ``high``. For ordinal, binary and count answers the last three are
            on the scale of the process.

        Raises:
            FitError: If there are no estimates.
        """
        from ._look import fitted_table

        return fitted_table(self, level=level)

    def residuals(self) -> pd.DataFrame:
        """Answers less what those before them foresaw, in standard deviations.

        If the model is right these are normal, with variance one, and do not depend on
        those before.

        Returns:
            A row per answer: ``couple``, ``partner``, ``time``, ``variable``,
            ``residual``. Those of ordinal, binary and count answers are of the numbers
            that say as much, and only roughly normal.

        Raises:
            FitError: If there are no estimates.
        """
        from ._look import residual_table

        return residual_table(self)

    def autocorrelation(self, *, lags: int = 10, level: float = 0.95) -> pd.DataFrame:
        """Autocorrelation of the residuals, from occasion to occasion.

        Args:
            lags: How many occasions back.
            level: Of the band in which they lie if the model is right.

        Returns:
            A row per variable and ``lag``: ``estimate``, ``pairs``, ``low``, ``high``.

        Raises:
            FitError: If there are no estimates, or no lags.
        """
        from ._look import autocorrelation_table

        return autocorrelation_table(self, lags=lags, level=level)

    def predictive_check(
        self, *, draws: int = 200, seed: int = 0, level: float = 0.95
    ) -> pd.DataFrame:
        """Whether the model would make data like these.

        New answers of the same couples at the same times are drawn, with the doubt
        about the estimates, and compared with those that were given.

        Args:
            draws: How many studies.
            seed: Of the draws.
            level: Of the interval from ``low`` to ``high`` of what the model makes.

        Returns:
            A row per ``statistic`` (mean, sd within couples, sd of means, correlation
            with the occasion before, and with another variable at the same time) and
            ``variable``: ``seen``, ``expected``, ``low``, ``high``, ``p``. In standard
            deviations of the answers.

        Raises:
            FitError: If there are no estimates, or too few draws.
        """
        from ._look import predictive_table

        return predictive_table(self, draws=draws, seed=seed, level=level)

    def simulate(
        self, studies: int = 1, *, seed: int = 0
    ) -> Float[ndarray, "study occasion answer couple"]:
        """Answers of made-up studies, drawn from this fit at its estimates.

        They are of the same couples at the same times, and missing where these are.

        Args:
            studies: How many.
            seed: Of the draws.

        Returns:
            In the units of the diary, NaN where there is no answer; categories count
            from nought. The axes are those of ``panel.y``, with one of studies before
            them: all columns of one partner, then those of the other.

        Raises:
            FitError: If there are no estimates, or no process returns to its level.
        """
        from ._draw import simulated

        return simulated(self, studies, seed=seed)

    def refit(
        self,
        answers: Float[ndarray, "study occasion answer couple"],
        *,
        standard_errors: bool = False,
    ) -> Refits:
        """Fit the model to many studies at once: for power, for calibration.

        All are computed together. Each search begins at this fit, so that this is best
        one of similar answers; where that leads to an edge of what is possible it also
        begins where a fit by itself does, and the better end counts. Priors, if there
        are any, and what is one unit for them stay those of this fit.

        Args:
            answers: As `simulate` draws them; what stands where this diary has no
                answer is not looked at.
            standard_errors: Whether to find second derivatives, which takes two to
                three times as long; power needs them.

        Raises:
            FitError: If the shape does not match, answers are in categories, or this
                fit found nothing.
        """
        from ._refit import refitted

        return refitted(self, answers, standard_errors=standard_errors)

    def bootstrap(
        self, studies: int = 1000, *, seed: int = 0, level: float = 0.95
    ) -> pd.DataFrame:
        """Intervals by the parametric bootstrap: how estimates differ between studies.

        Studies are drawn from this fit and fitted again. Intervals are percentiles
        (Efron 1979, doi:10.1214/aos/1176344552); they do not rest on a normal law, so
        they are of use near an edge and for variances.

        Args:
            studies: How many.
            seed: Of the draws.
            level: Of the interval from ``low`` to ``high``.

        Returns:
            A row per estimate: ``part``, ``quantity``, ``first``, ``second``,
            ``interval``, ``estimate``, ``se``, ``low``, ``high``, ``bias`` (mean of the
            studies less the estimate), ``studies`` (how many searches ended well).

        Raises:
            FitError: As `simulate` and `refit`.
        """
        from ._refit import bootstrapped

        return bootstrapped(self, studies, seed=seed, level=level)

    def to_frame(self) -> pd.DataFrame:
        """All estimates in one table, for saving."""
        from ._tables import one_table

        return one_table(self)

    def to_datatree(self, *, draws: int = 1000, seed: int = 0) -> xr.DataTree:
        """Everything as a labelled tree in the schema of ArviZ.

        The group ``posterior`` holds draws from the normal law around the estimates
        (what a large sample and no prior would give), ``point_estimate`` the estimates,
        ``observed_data`` the answers.

        Args:
            draws: How many.
            seed: Of the draws.
        """
        from ._tree import tree_of

        return tree_of(self, draws=draws, seed=seed)

    def table(
        self,
        *,
        format: str = "text",  # noqa: A002
        level: float = 0.95,
    ) -> str | bytes:
        """All estimates as one table for a paper.

        Args:
            format: ``"text"``, ``"html"``, ``"latex"`` or ``"docx"``.
            level: Of the intervals.

        Returns:
            Text, or the bytes of a file for ``"docx"``.

        Raises:
            FitError: If there is no such format.
        """
        from ._publish import table

        return table(self, kind=format, level=level)

    def plot(self, what: str) -> Any:
        """A picture, as an Altair chart.

        Args:
            what: ``"effects"`` (rates with intervals), ``"intervals"`` (effects over
                the time between two occasions), ``"diary"`` (fitted diaries) or
                ``"autocorrelation"`` (of residuals).

        Raises:
            FitError: If there is no such picture, or there are no estimates.
        """
        from ._plots import plotted

        return plotted(self, what)

    def diagram(self) -> str:
        """A path diagram with the estimates, as SVG with a description in words."""
        from ._diagram import diagram

        return diagram(self)

    def equations(self) -> str:
        """The model as it would stand in a paper, with the estimates."""
        from ._words import equations

        return equations(self)

    def summary(self) -> str:
        """What was fitted to what, how it ended, and all estimates, as text."""
        from ._words import summary

        return summary(self)

    def methods_text(self) -> str:
        """A paragraph for the methods section of a paper, with versions and sources."""
        from ._words import methods_text

        return methods_text(self)

    def __repr__(self) -> str:
        good = "" if self.outcome is Outcome.GOOD else f", {self.outcome.name.lower()}"
        return (
            f"Fit({', '.join(self.model.effects.variables)}; "
            f"{len(self.panel.couples)} {self.whose}, {self.panel.answers} "
            f"answers{good})"
        )

    @property
    def whose(self) -> str:
        """What those are called who differ: couples, or persons."""
        return "persons" if self.model.single else "couples"
