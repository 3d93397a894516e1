"""What a fit found; everything else is read off it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray

from ._covariance import Covariance
from ._design import Design
from ._likelihood import Batch, Evaluation
from ._model import DyadicModel, Method
from ._outcome import Outcome

if TYPE_CHECKING:
    import xarray as xr

    from ._diary import Diary
    from ._refit import Refits


@dataclass(frozen=True, eq=False, kw_only=True)
class Fit:
    """A fitted model. Look at ``outcome`` first: its text says what is the matter.

    Attributes:
        model: What was asked.
        method: By which likelihood.
        diary: The data.
        design: The rows that were used.
        covariance: What the covariance matrices are made of.
        batches: The couples as they were computed.
        evaluation: The likelihood at the best fit, or None if there is none.
        free: The free numbers of the covariance matrices.
        entries: The entries of the covariance matrices.
        slopes: How each entry moves with each free number.
        doubt: Covariance matrix of the free numbers.
        outcome: How the fit ended.
    """

    model: DyadicModel
    method: Method
    diary: Diary
    design: Design
    covariance: Covariance | None
    batches: Sequence[Batch]
    evaluation: Evaluation | None
    free: Float[ndarray, " free"]
    entries: Float[ndarray, " entry"]
    slopes: Float[ndarray, "entry free"]
    doubt: Float[ndarray, "free free"]
    outcome: Outcome

    @property
    def estimates(self) -> Float[ndarray, " p"]:
        """Fixed effects, in the order of ``design.names``."""
        if self.evaluation is None:
            return np.full(len(self.design.names), np.nan)
        return self.design.first_guess + self.evaluation.beta

    @property
    def estimates_covariance(self) -> Float[ndarray, "p p"]:
        """Covariance matrix of the fixed effects, (X'WX)^{-1}."""
        if self.evaluation is None:
            return np.full((len(self.design.names),) * 2, np.nan)
        return self.evaluation.unscaled

    @property
    def minus_two_log_likelihood(self) -> float:
        """By ML, or of the residuals by REML, with SAS's constants.

        By REML it depends on how the fixed effects are coded: compare only fits with
        the same columns.
        """
        return np.nan if self.evaluation is None else self.evaluation.value

    @property
    def parameters(self) -> int:
        """How many numbers were estimated, fixed effects and covariances together."""
        return len(self.design.names) + self.free.size

    @property
    def aic(self) -> float:
        """Akaike's criterion; by REML of the covariances' numbers only, as in SAS."""
        many = self.free.size if self.method == "reml" else self.parameters
        return self.minus_two_log_likelihood + 2 * many

    @property
    def bic(self) -> float:
        """Schwarz's criterion, with the couples as the sample, as in SAS."""
        many = self.free.size if self.method == "reml" else self.parameters
        couples = max(self.design.couples, 1)
        return self.minus_two_log_likelihood + many * float(np.log(couples))

    def criteria(self) -> pd.DataFrame:
        """Akaike's and Schwarz's criteria as programs print them.

        Programs count differently: by REML, SAS counts the covariances' numbers only,
        and takes couples for the sample; nlme counts all, and takes rows.

        Returns:
            A row for ``sas`` and for ``nlme``: ``parameters``, ``aic``, ``bic``.
        """
        from ._tables import criteria

        return criteria(self)

    def fixed(self, *, robust: bool | str = False, level: float = 0.95) -> pd.DataFrame:
        """The fixed effects.

        Args:
            robust: Standard errors from how couples differ, whatever their covariance.
                ``True`` is a sandwich with the factor n / (n - 1), with as many degrees
                of freedom as couples less one; ``"cr2"`` has a correction for few
                couples, with its own degrees of freedom (Pustejovsky and Tipton 2018,
                doi:10.1080/07350015.2016.1247004).
            level: Of the interval from ``low`` to ``high``.

        Returns:
            A row per effect: ``estimate``, ``se``, ``df`` (Satterthwaite's; Giesbrecht
            and Burns 1985, doi:10.2307/2530872), ``t``, ``p``, ``low``, ``high``.
        """
        from ._tables import fixed_table

        return fixed_table(self, robust=robust, level=level)

    def variances(self, *, level: float = 0.95) -> pd.DataFrame:
        """Variances and correlations, with standard errors by the delta method.

        Returns:
            A row each: ``part`` (random, residual, over_time), ``quantity`` (variance,
            correlation, autocorrelation), ``first``, ``second``, ``estimate``, ``se``,
            ``low``, ``high``. At the edge of what is possible the last three are
            missing.
        """
        from ._variances import variance_table

        return variance_table(self, level=level)

    def fitted(self, *, level: float = 0.95) -> pd.DataFrame:
        """Fitted diaries: what a person would answer on average at each time.

        Args:
            level: Of the interval from ``low`` to ``high``, which is about the person's
                own effects, and does not count the doubt about the estimates.

        Returns:
            A row per answer that was used: ``couple``, ``partner``, ``time``,
            ``answer``, ``fitted``, ``low``, ``high``.

        Raises:
            FitError: If there are no estimates.
        """
        from ._look import fitted_table

        return fitted_table(self, level=level)

    def persons(self, *, level: float = 0.95) -> pd.DataFrame:
        """Each person's own random effects, drawn to the mean as they should be.

        Returns:
            A row per person and effect: ``couple``, ``partner``, ``effect``,
            ``estimate``, ``se``, ``low``, ``high``.

        Raises:
            FitError: If there are no estimates, or no random effects.
        """
        from ._look import persons_table

        return persons_table(self, level=level)

    def residuals(self) -> pd.DataFrame:
        """Answers less what the model foresees from those before, in standard errors.

        If the model is right these are normal with variance one, and independent.

        Returns:
            A row per answer: ``couple``, ``partner``, ``time``, ``residual``.

        Raises:
            FitError: If there are no estimates.
        """
        from ._look import residual_table

        return residual_table(self)

    def autocorrelation(self, *, lags: int = 10, level: float = 0.95) -> pd.DataFrame:
        """Autocorrelation of the residuals, never across a gap.

        Args:
            lags: How many units of time back.
            level: Of the band in which they lie if the model is right.

        Returns:
            A row per partner and ``lag``: ``estimate``, ``pairs``, ``low``, ``high``.

        Raises:
            FitError: If there are no estimates, or no lags.
        """
        from ._look import autocorrelation_table

        return autocorrelation_table(self, lags=lags, level=level)

    def predictive_check(
        self, *, draws: int = 200, seed: int = 0, level: float = 0.95
    ) -> pd.DataFrame:
        """Whether the model would make data like these, at its estimates.

        Returns:
            A row per ``statistic`` (means, spread between and within persons, how
            partners go together): ``seen``, ``expected``, ``low``, ``high``, ``p``.

        Raises:
            FitError: If there are no estimates, or too few draws.
        """
        from ._look import predictive_table

        return predictive_table(self, draws=draws, seed=seed, level=level)

    def to_datatree(self, *, draws: int = 1000, seed: int = 0) -> xr.DataTree:
        """Everything as a labelled tree in the schema of ArviZ.

        The group ``posterior`` holds draws from the normal law around the estimates
        (what a large sample and no prior would give), ``point_estimate`` the estimates,
        ``observed_data`` the answers.

        Raises:
            FitError: If there are no estimates.
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
            what: ``"effects"`` (with intervals), ``"couples"`` (each person's own
                effect), ``"diary"`` (fitted diaries), ``"autocorrelation"`` (of
                residuals) or ``"predictive"`` (what the model would make).

        Raises:
            FitError: If there is no such picture, or there are no estimates.
        """
        from ._plots import plotted

        return plotted(self, what)

    def diagram(self) -> str:
        """A path diagram with the estimates, as SVG with a description in words.

        Raises:
            FitError: If there are no estimates.
        """
        from ._diagram import diagram

        return diagram(self)

    def to_frame(self) -> pd.DataFrame:
        """Fixed effects, variances and correlations in one table, for saving."""
        from ._tables import one_table

        return one_table(self)

    def combine(
        self, weights: Mapping[str, int | float], *, level: float = 0.95
    ) -> pd.DataFrame:
        """A weighted sum of fixed effects, such as actor plus partner effect.

        Args:
            weights: Of each effect; those that are not named have none.
            level: Of the interval.

        Raises:
            FitError: If there is no such effect.
        """
        from ._tables import combined

        return combined(self, weights, level=level)

    def test(self, *effects: str) -> pd.DataFrame:
        """Whether several fixed effects are all nought: F, by Fai and Cornelius.

        Returns:
            One row: ``f``, ``df_effects``, ``df_error``, ``p`` (Fai and Cornelius
            1996, doi:10.1080/00949659608811740).

        Raises:
            FitError: If there is no such effect.
        """
        from ._tables import joint

        return joint(self, effects)

    def k_ratio(
        self,
        actor: str,
        partner: str,
        *,
        level: float = 0.95,
        draws: int = 20_000,
        seed: int = 0,
        profile: bool = False,
        bootstrap: int = 0,
    ) -> pd.DataFrame:
        """Partner effect over actor effect (Kenny and Ledermann 2010).

        Near 1 both count the same, near 0 only one's own, near -1 the difference
        (doi:10.1037/a0019651).

        Args:
            actor: Name of the actor effect.
            partner: Name of the partner effect.
            level: Of all intervals.
            draws: For the Monte Carlo interval.
            seed: Of the draws, and of the bootstrap.
            profile: Add an interval by the profile likelihood; by ML only, since
                restricted likelihoods with different effects cannot be compared.
            bootstrap: Add one by so many studies, drawn from this fit and fitted again.

        Returns:
            One row: ``estimate``, ``se``, ``low``, ``high`` by the delta method,
            ``mc_low``, ``mc_high``, ``fieller_low``, ``fieller_high`` (with degrees of
            freedom by Satterthwaite; Fieller 1954,
            doi:10.1111/j.2517-6161.1954.tb00159.x), ``profile_low`` and
            ``bootstrap_low`` likewise where they were asked for, and ``note``: where
            the actor effect may be nought, that the ratio may be anything. There the
            interval by Fieller, or by the profile, is without bounds; others look
            narrow and are not to be trusted.

        Raises:
            FitError: If there is no such effect, a profile is asked of a fit by REML,
                or the bootstrap has fewer than 20 studies.
        """
        from ._ratio import k_ratio

        return k_ratio(
            self, actor, partner, level=level, draws=draws, seed=seed, profile=profile,
            bootstrap=bootstrap,
        )  # fmt: skip

    def explained(self) -> float:
        """Share of the variance that the fixed effects take away.

        One less the mean total variance over that of the model with an intercept only
        (the squared correlation of Kenny, Kashy and Cook 2006).
        """
        from ._tables import explained

        return explained(self)

    def simulate(
        self, studies: int = 1, *, seed: int = 0
    ) -> Float[ndarray, "row study"]:
        """Outcomes of made-up studies, drawn from this fit for the rows it used.

        Raises:
            FitError: If the fit found nothing.
        """
        from ._draws import drawn

        return drawn(self, studies, seed=seed)

    def refit(self, outcomes: Float[ndarray, "row study"]) -> Refits:
        """Fit the model to many outcomes at once: for power, for calibration.

        Much quicker than one after the other where many couples answered on the same
        days. It starts from here, so that this fit is best one of similar outcomes.
        Tests of all studies have the degrees of freedom of this fit, not their own.

        Args:
            outcomes: A column for each study, in the rows that this fit used;
                `simulate` draws them.

        Raises:
            FitError: If the rows do not match, or this fit found nothing.
        """
        from ._refit import refitted

        return refitted(self, outcomes)

    def equations(self) -> str:
        """The model as it would stand in a paper, with the estimates."""
        from ._words import equations

        return equations(self)

    def summary(self) -> str:
        """What was fitted to what, how it ended, and all estimates, as text."""
        from ._words import summary

        return summary(self)

    def methods_text(self) -> str:
        """A paragraph for the methods section of a paper, with the version."""
        from ._words import methods_text

        return methods_text(self)

    def __repr__(self) -> str:
        good = "" if self.outcome is Outcome.GOOD else f", {self.outcome.name.lower()}"
        return (
            f"Fit({self.model.formula!r}, {self.method}, "
            f"{self.design.couples} couples, {len(self.design.y)} rows{good})"
        )


def nothing(
    model: DyadicModel, method: Method, diary: Diary, design: Design, outcome: Outcome
) -> Fit:
    """A fit that found nothing, and says why."""
    none = np.zeros(0)
    return Fit(
        model=model, method=method, diary=diary, design=design, covariance=None,
        batches=(), evaluation=None, free=none, entries=none,
        slopes=np.zeros((0, 0)), doubt=np.zeros((0, 0)), outcome=outcome,
    )  # fmt: skip
