"""Studies of couples with known truth: who answers when, and outcomes by the thousand.

Outcomes are drawn here from their definition, not by the package that is tried.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from jaxtyping import Float
from numpy import ndarray

from securebase.fit.mixed import Diary, DyadicModel, Fit, Refits

TWO = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A study, and what is true in it.

    Attributes:
        name: How it is called.
        couples: How many.
        days: Of each.
        missing: Share of answers that are not there.
        between: Covariance matrix of the two persons' levels.
        within: Of what is left over on a day.
        along: How that goes on from day to day.
        slopes: Variance of each person's own actor effect.
        alike: Whether nothing tells partners apart.
    """

    name: str
    couples: int
    days: int
    missing: float = 0.0
    between: TWO = ((0.5, 0.2), (0.2, 0.4))
    within: TWO = ((0.6, 0.15), (0.15, 0.9))
    along: float = 0.3
    slopes: float = 0.0
    alike: bool = False
    effects: dict[str, float] = field(
        default_factory=lambda: {
            "Intercept": 5.0, "support": 0.4, "support_partner": 0.2
        }
    )  # fmt: skip


SCENARIOS = (
    Scenario(name="sparse", couples=40, days=5, along=0.0),
    Scenario(name="dense", couples=60, days=28),
    Scenario(
        name="asymmetric", couples=80, days=10, between=((1.2, 0.1), (0.1, 0.1)),
        within=((0.3, 0.1), (0.1, 1.6)),
    ),
    Scenario(name="40% missing", couples=60, days=10, missing=0.4),
    Scenario(
        name="same-sex", couples=60, days=10, between=((0.5, 0.2), (0.2, 0.5)),
        within=((0.7, 0.2), (0.2, 0.7)), alike=True,
    ),
    Scenario(name="cohort", couples=500, days=7),
    Scenario(name="own slopes", couples=80, days=10, slopes=0.1, along=0.0),
)  # fmt: skip


def study(scenario: Scenario, studies: int, seed: int) -> tuple[Diary, ndarray]:
    """Who answers when, with the first outcome in it, and all outcomes."""
    rng = np.random.default_rng(seed)
    shape = (scenario.couples, scenario.days, 2)
    support = rng.normal(size=shape)
    # A good day is often followed by another: only then do errors of days matter.
    for today in range(1, scenario.days):
        support[:, today] = 0.6 * support[:, today - 1] + 0.8 * support[:, today]
    support += rng.normal(size=(scenario.couples, 1, 2))
    there = rng.random(shape) >= scenario.missing
    couple, day, role = (it.ravel() for it in np.indices(shape))
    frame = pd.DataFrame({"couple": couple, "day": day, "support": support.ravel()})
    frame["person"] = np.array(["a", "b"])[role]
    outcomes = _outcomes(scenario, support, studies, rng).reshape(-1, studies)
    outcomes = np.where(there.reshape(-1, 1), outcomes, np.nan)
    frame["closeness"] = outcomes[:, 0]
    if not scenario.alike:
        frame["role"] = np.array(["f", "m"])[role]
    diary = Diary.from_frame(
        frame, couple="couple", time="day", person="person",
        role=None if scenario.alike else "role",
    ).partner("support")  # fmt: skip
    return diary, outcomes[diary.row - 2]


def _outcomes(
    scenario: Scenario,
    support: Float[ndarray, "couple day 2"],
    studies: int,
    rng: np.random.Generator,
) -> Float[ndarray, "couple day 2 study"]:
    """Effects, a person's level and slope, and what goes on from day to day."""
    couples, days, _ = support.shape
    b = scenario.effects
    mean = b["Intercept"] + b["support"] * support
    mean += b["support_partner"] * support[..., ::-1]
    level = np.linalg.cholesky(scenario.between)
    start = np.einsum("ij,cjr->cir", level, rng.normal(size=(couples, 2, studies)))
    own = np.sqrt(scenario.slopes) * rng.normal(size=(couples, 1, 2, studies))
    within = np.linalg.cholesky(scenario.within)
    shocks = np.einsum(
        "ij,cdjr->cdir", within, rng.normal(size=(couples, days, 2, studies))
    )
    for day in range(1, days):
        shocks[:, day] *= np.sqrt(1 - scenario.along**2)
        shocks[:, day] += scenario.along * shocks[:, day - 1]
    return mean[..., None] + start[:, None] + own * support[..., None] + shocks


def model_of(scenario: Scenario) -> DyadicModel:
    """The model that is right."""
    return DyadicModel(
        "closeness ~ support + support_partner",
        random=["1", "support"] if scenario.slopes else ["1"],
        over_time="ar1" if scenario.along else "none",
    )


def fits_of(
    model: DyadicModel, diary: Diary, outcomes: Float[ndarray, "row study"]
) -> tuple[Fit, Refits]:
    """The fit of the first outcome, and those of all."""
    fit = model.fit(diary)
    return fit, fit.refit(outcomes[fit.design.used])
