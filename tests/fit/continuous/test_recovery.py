"""Made-up diaries give back what they were made from, as often as they should."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from securebase.fit.continuous import ContinuousModel, Fit
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame

STUDIES = 20


class Study(NamedTuple):
    """A truth, how it is asked, the model that is fitted, and how often."""

    truth: Truth
    plan: Plan
    model: ContinuousModel
    times: int = STUDIES


PUSHED = """
rate of closeness: closeness + closeness_partner
level of closeness: weekend
push on closeness: quarrel
"""
STUDIES_OF = {
    "a diary": Study(Truth(), Plan(couples=80, days=24), ContinuousModel("closeness")),
    "two fifths missing, odd times": Study(
        Truth(),
        Plan(couples=80, days=24, missing=0.4, jitter=0.45),
        ContinuousModel("closeness"),
    ),
    "one follows the other": Study(
        Truth(rates=((-0.9, 0.6), (0.0, -0.4))),
        Plan(couples=80, days=24),
        ContinuousModel("closeness"),
    ),
    "one couple for long": Study(
        Truth(intercepts=((0.0, 0.0), (0.0, 0.0)), errors=(0.1, 0.1)),
        Plan(couples=1, days=600),
        ContinuousModel("closeness", random_intercepts=False),
        times=10,
    ),
    "many couples, few days": Study(
        Truth(), Plan(couples=800, days=5), ContinuousModel("closeness")
    ),
    "quarrels and weekends": Study(
        Truth(push=(-0.8, -0.4), shift=(0.5, 0.2)),
        Plan(couples=48, days=24),
        ContinuousModel(PUSHED),
    ),
}


@cache
def fits(name: str) -> list[Fit]:
    truth, plan, model, times = STUDIES_OF[name]
    made = []
    for seed in range(times):
        frame = diary_frame(truth, plan, seed=seed)
        diary = Diary.from_frame(frame, couple="couple", role="role", time="time")
        made.append(model.fit(diary))
    return [fit for fit in made if fit.outcome.trusted]


def covered(tables: list[pd.DataFrame], place: int, true: float) -> None:
    """Within the interval about as often as it promises, and right on average."""
    rows = pd.DataFrame([table.iloc[place] for table in tables])
    inside = ((rows["low"] <= true) & (true <= rows["high"])).sum()
    # Fewer happen by chance less than once in a thousand times.
    assert inside >= binom.ppf(0.001, len(rows), 0.95)
    errors = (rows["estimate"] - true) / rows["se"]
    assert abs(errors.mean()) < 3.5 / np.sqrt(len(rows))


# Where errors and chance are hard to tell apart, one of them is often at nought, and
# standard errors of the other are as if it had been left out.
SHARP = ("a diary", "two fifths missing, odd times", "one follows the other")


# What takes long to fit, or says little that the first does not.
LONG = (
    "two fifths missing, odd times", "one follows the other", "one couple for long",
    "many couples, few days", "quarrels and weekends",
)  # fmt: skip


# One test a study, so that no two processes fit the same.
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(it, marks=[pytest.mark.long] if it in LONG else [])
        for it in STUDIES_OF
    ],
)
def test_what_is_true_is_found(name: str) -> None:
    assert len(fits(name)) >= 0.9 * STUDIES_OF[name].times
    rates_are_found(name)
    levels_pushes_and_shifts_are_found(name)
    if name in SHARP:
        what_the_process_keeps_is_found(name)


def rates_are_found(name: str) -> None:
    tables = [fit.rates() for fit in fits(name)]
    for place, true in enumerate(np.ravel(STUDIES_OF[name].truth.rates)):
        covered(tables, place, float(true))


def levels_pushes_and_shifts_are_found(name: str) -> None:
    truth = STUDIES_OF[name].truth
    every = [fit.levels().set_index("part") for fit in fits(name)]
    wanted = {"levels": truth.levels, "shifts": truth.shift, "pushes": truth.push}
    for part, true in wanted.items():
        for place, value in enumerate(true):
            covered([table.loc[[part]] for table in every], place, value)


def what_the_process_keeps_is_found(name: str) -> None:
    every = [fit.variances().query("quantity == 'variance'") for fit in fits(name)]
    tables = [table[table["part"] == "process"] for table in every]
    for place, true in enumerate(np.diag(STUDIES_OF[name].truth.kept)):
        covered(tables, place, float(true))
