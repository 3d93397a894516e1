"""The likelihood as it is defined: one big normal distribution a couple, in raw units.

Nothing here knows of filters, of units of spread, or of how the free numbers become
matrices: it starts from the diary's rows and the matrices that a fit reports.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm, solve_continuous_lyapunov, solve_discrete_lyapunov
from scipy.stats import multivariate_normal

from securebase.fit.continuous import Fit
from securebase.fit.continuous._system import Matrices, column_names


@dataclass(frozen=True, eq=False)
class Law:
    """What each couple's answers are drawn from, written down at length."""

    fit: Fit
    m: Matrices

    @property
    def kept(self) -> Float[ndarray, "n n"]:
        noise = self.m.noise @ self.m.noise.T
        if self.fit.model.clock == "steps":
            return solve_discrete_lyapunov(self.m.rates, noise)
        return solve_continuous_lyapunov(self.m.rates, -noise)

    def moved(self, gap: float) -> Float[ndarray, "n n"]:
        if self.fit.model.clock == "steps":
            return np.linalg.matrix_power(self.m.rates, round(gap))
        return expm(self.m.rates * gap)

    def deviance(self, rows: pd.DataFrame) -> float:
        """Minus twice the log-likelihood of one couple's rows of the diary."""
        diary, effects = self.fit.diary, self.fit.model.effects
        answers = effects.answers
        times = np.unique(rows[diary.time])
        many = len(answers)
        p = self.fit.model.members * many
        mean, covariance = self.moments(rows, times)
        member = self.member(rows)
        place = np.searchsorted(times, rows[diary.time])
        y = np.full(len(times) * p, np.nan)
        for number, name in enumerate(answers):
            y[place * p + member * many + number] = rows[name]
        for number in range(many):
            variable = effects.variables[effects.of[number]]
            for column in effects.levels.get(variable, ()):
                gone = rows[column].isna().to_numpy()
                y[(place * p + member * many + number)[gone]] = np.nan
        there = np.isfinite(y)
        if not there.any():
            return 0.0
        law = multivariate_normal(mean[there], covariance[np.ix_(there, there)])
        return -2 * float(law.logpdf(y[there]))

    def moments(
        self, rows: pd.DataFrame, times: ndarray
    ) -> tuple[Float[ndarray, " tn"], Float[ndarray, "tn tn"]]:
        m, n = self.m, len(self.m.rates)
        begin = self.kept
        if len(self.fit.bases.start_spread):
            begin = m.start_spread @ m.start_spread.T
        push = self.columns(rows, times, "pushes") @ m.pushes.T
        shift = self.columns(rows, times, "levels") @ m.shifts.T
        reached, spread, mean = [np.eye(n)], [begin], [m.start_mean[:, 0] + push[0]]
        steps = [self.moved(gap) for gap in np.diff(times)]
        for a, pushed in zip(steps, push[1:], strict=True):
            reached.append(a @ reached[-1])
            spread.append(a @ (spread[-1] - self.kept) @ a.T + self.kept)
            mean.append(a @ mean[-1] + pushed)
        blocks = np.zeros((len(times), n, len(times), n))
        for s in range(len(times)):
            later = spread[s]
            blocks[s, :, s] = later
            for t in range(s + 1, len(times)):
                later = steps[t - 1] @ later
                blocks[t, :, s], blocks[s, :, t] = later, later.T
        covariance = blocks.reshape(len(times) * n, len(times) * n)
        own = np.vstack([np.eye(n) + it @ m.start_slope for it in reached])
        error = np.kron(np.eye(len(times)), m.errors @ m.errors.T)
        covariance += own @ m.intercepts @ m.intercepts.T @ own.T
        loading = self.loading()
        asked = np.kron(np.eye(len(times)), loading)
        level = (np.array(mean) + shift) @ loading.T + m.levels[:, 0]
        return level.ravel(), asked @ covariance @ asked.T + error

    def member(self, rows: pd.DataFrame) -> ndarray:
        if self.fit.model.single:
            return np.zeros(len(rows), int)
        return self.fit.diary.kinds.member[rows.index]

    def loading(self) -> Float[ndarray, "answer n"]:
        """What one more in a process adds to each answer; the first item's unit."""
        effects, m = self.fit.model.effects, self.m
        found = m.loadings.copy()
        for member in range(self.fit.model.members):
            for number, of in enumerate(effects.of):
                if number == effects.of.index(of):
                    place = member * len(effects.answers) + number
                    found[place, member * len(effects.variables) + of] = 1.0
        return found

    def columns(self, rows: pd.DataFrame, times: ndarray, kind: str) -> ndarray:
        """Values of the columns that push or shift, one partner beside the other."""
        names = column_names(getattr(self.fit.model.effects, kind))
        members = self.fit.model.members
        found = np.full((len(times), members * len(names)), np.nan)
        member = self.member(rows)
        place = np.searchsorted(times, rows[self.fit.diary.time])
        for number, name in enumerate(names):
            found[place, member * len(names) + number] = rows[name]
        # A push that is not known is taken to be the person's mean.
        fill = np.nan_to_num(np.nanmean(found, axis=0)) if found.size else found[0]
        return np.where(np.isnan(found), fill if kind == "pushes" else 0.0, found)


def slow_minus_two(fit: Fit, free: Float[ndarray, " free"] | None = None) -> float:
    """Minus twice the log-likelihood, from the definition."""
    from securebase.fit.continuous._natural import in_units

    law = Law(fit, in_units(fit, fit.free if free is None else free))
    return sum(
        law.deviance(rows) for _, rows in fit.diary.frame.groupby(fit.diary.couple)
    )
