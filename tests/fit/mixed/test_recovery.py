"""Made-up diaries give back what they were made from, as often as they should."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from securebase.fit.mixed import Diary, DyadicModel, Fit, Outcome
from tests.fit.mixed.made import Truth, diary_frame

STUDIES = 24
TRUTH = Truth()
MODEL = DyadicModel(
    "closeness ~ support + support_partner", random=["1"], over_time="ar1"
)
EFFECTS = {"Intercept": 5.0, "support": TRUTH.actor, "support_partner": TRUTH.partner}
VARIANCES = {
    "Intercept[f]": 0.5,
    "Intercept[m]": 0.4,
    "residual[f]": 0.6,
    "residual[m]": 0.9,
}


@cache
def fits() -> list[Fit]:
    """A hundred couples on 28 days each, again and again."""
    made = []
    for seed in range(STUDIES):
        frame = diary_frame(TRUTH, couples=100, days=28, seed=seed)
        diary = Diary.from_frame(frame, couple="couple", role="role", time="day")
        made.append(MODEL.fit(diary.partner("support")))
    return made


def covered(tables: list[pd.DataFrame], name: str, true: float) -> None:
    """Within the interval about as often as it promises, and right on average."""
    rows = [table.T.to_dict()[name] for table in tables]
    inside = sum(row["low"] <= true <= row["high"] for row in rows)
    # Nineteen or fewer of 24 happen by chance less than once in a hundred times.
    assert inside >= 20
    errors = [(row["estimate"] - true) / row["se"] for row in rows]
    assert abs(np.mean(errors)) < 3 / np.sqrt(STUDIES)


def test_all_searches_end_well() -> None:
    assert {fit.outcome for fit in fits()} == {Outcome.GOOD}


@pytest.mark.parametrize("effect", EFFECTS)
def test_effects_are_found(effect: str) -> None:
    covered([fit.fixed() for fit in fits()], effect, EFFECTS[effect])


@pytest.mark.parametrize("name", VARIANCES)
def test_variances_are_found(name: str) -> None:
    tables = [
        fit.variances().query("quantity == 'variance'").set_index("first")
        for fit in fits()
    ]
    covered(
        [it[["estimate", "se", "low", "high"]] for it in tables], name, VARIANCES[name]
    )


def test_the_correlation_from_day_to_day_is_found() -> None:
    tables = [fit.variances().set_index("part") for fit in fits()]
    columns = ["estimate", "se", "low", "high"]
    covered([it.loc[["over_time"], columns] for it in tables], "over_time", TRUTH.along)
