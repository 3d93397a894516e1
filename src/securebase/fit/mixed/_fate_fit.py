"""What a fit of common fate found; everything else is read off it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from ._fate import CommonFateModel
from ._fate_parts import Level
from ._fit import Fit
from ._outcome import Outcome


@dataclass(frozen=True, eq=False, kw_only=True)
class CommonFateFit:
    """A fitted common fate model. Look at ``outcome`` first.

    Attributes:
        model: What was asked.
        stacked: The same as a fit of both variables, one below the other.
        outcome: How the fit ended; its text says what is the matter.
        edges: What is the matter with what is shared, of each level where it is at the
            edge of what is possible.
        known: Tables of effects that were made already, by the level of intervals.
    """

    model: CommonFateModel
    stacked: Fit
    outcome: Outcome
    edges: Mapping[Level, Outcome]
    known: dict[float, pd.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def minus_two_log_likelihood(self) -> float:
        """By ML, or of the residuals by REML."""
        return self.stacked.minus_two_log_likelihood

    @property
    def parameters(self) -> int:
        """How many numbers were estimated: means, variances and covariances."""
        return self.stacked.parameters

    @property
    def aic(self) -> float:
        """Akaike's criterion; by REML of the covariances' numbers only, as in SAS."""
        return self.stacked.aic

    @property
    def bic(self) -> float:
        """Schwarz's criterion, with the couples as the sample, as in SAS."""
        return self.stacked.bic

    def fixed(self, *, level: float = 0.95) -> pd.DataFrame:
        """The mean of each variable, and of each role where these tell apart.

        Returns:
            A row per mean, with the columns of `Fit.fixed`.
        """
        return self.stacked.fixed(level=level)

    def effects(self, *, level: float = 0.95) -> pd.DataFrame:
        """What one more of the predictor means for the outcome, shared and alone.

        The shared effect is the covariance of the two latent variables over the
        variance of the predictor's. Its standard error is by the delta method, its
        interval by the profile likelihood, its p by a likelihood ratio with one degree
        of freedom. The interval is bounded if and only if the data show that partners
        share the predictor, at the same level; else the effect may be anything, and
        the note says so. Of each one's own parts all is by the delta method.

        Args:
            level: Of the interval from ``low`` to ``high``.

        Returns:
            A row each: ``level`` (couple; with days what lasts, and day), ``part``
            (shared, own), ``role`` (whose, where roles tell apart), ``estimate``,
            ``se``, ``p``, ``low``, ``high``, ``note``. At the edge of what is possible
            there is no standard error, interval or p; where nothing of the predictor
            is shared there is no estimate.
        """
        from ._fate_effects import effect_table

        return effect_table(self, level=level)

    def variances(self, *, level: float = 0.95) -> pd.DataFrame:
        """Variances and correlations of what is shared and of what is each one's own.

        Returns:
            A row each: ``level``, then the columns of `Fit.variances`, with ``part``
            shared, own or over_time. The correlation of the shared parts is the
            standardised effect.
        """
        from ._fate_effects import spread_table

        return spread_table(self, level=level)

    def bootstrap(
        self, studies: int = 1000, *, seed: int = 0, level: float = 0.95
    ) -> pd.DataFrame:
        """Intervals of the shared effects by a parametric bootstrap.

        Studies are drawn from this fit, for the answers that are there, and all fitted
        again; the interval lies between percentiles of their effects.

        Returns:
            A row per level: ``level``, ``estimate``, ``low``, ``high``, ``studies``
            (whose search ended well).

        Raises:
            FitError: If there are no estimates, or fewer than 20 studies.
        """
        from ._fate_effects import bootstrap_table

        return bootstrap_table(self, studies=studies, seed=seed, level=level)

    def to_frame(self) -> pd.DataFrame:
        """Means, effects, variances and correlations in one table, for saving."""
        from ._fate_effects import one_table

        return one_table(self)

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
        from ._fate_words import table

        return table(self, kind=format, level=level)

    def equations(self) -> str:
        """The model as it would stand in a paper, with the estimates."""
        from ._fate_words import equations

        return equations(self)

    def diagram(self) -> str:
        """A path diagram with the estimates, as SVG with a description in words.

        With days it is that of a day.

        Raises:
            FitError: If there are no estimates.
        """
        from ._fate_diagram import diagram

        return diagram(self)

    def summary(self) -> str:
        """What was fitted to what, how it ended, and all estimates, as text."""
        from ._fate_words import summary

        return summary(self)

    def methods_text(self) -> str:
        """A paragraph for the methods section of a paper, with the version."""
        from ._fate_words import methods_text

        return methods_text(self)

    def __repr__(self) -> str:
        good = "" if self.outcome is Outcome.GOOD else f", {self.outcome.name.lower()}"
        return (
            f"CommonFateFit({self.model.formula!r}, {self.stacked.method}, "
            f"{self.stacked.design.couples} couples{good})"
        )
