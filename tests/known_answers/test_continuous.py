"""A made-up study whose truth and best likelihoods are known from elsewhere.

100 couples on 40 days, a tenth of the answers missing, times off by minutes.
The best -2 log-likelihoods are near 17645.58 for the columns y0 (OpenMx and ctsem, 14
numbers) and near 18067.83 for y, with a covariance of its own for the first occasion.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from securebase.fit.continuous import ContinuousModel, Fit, Outcome
from securebase.fit.mixed import Diary

DATA = Path(__file__).parents[1] / "data" / "ctdyad_100x40.csv"
RATES = {("a", "a"): -0.7, ("a", "b"): 0.25, ("b", "a"): 0.15, ("b", "b"): -0.55}
AFTER_A_DAY = {
    ("a", "a"): 0.5064107709699216, ("a", "b"): 0.1347792310164979,
    ("b", "a"): 0.08086753860989875, ("b", "b"): 0.5872783095798204,
}  # fmt: skip
VARIANCES = {
    ("noise", "a"): 0.6, ("noise", "b"): 0.5,
    ("error", "a"): 0.25, ("error", "b"): 0.36,
    ("intercept", "a"): 0.36, ("intercept", "b"): 0.49,
    ("process", "a"): 0.5323741007194245, ("process", "b"): 0.5338129496402877,
}  # fmt: skip
# Every true value within this many standard errors: seventeen or so are looked at.
FAR = 3.0


@cache
def couples() -> Diary:
    wide = pd.read_csv(DATA, na_values="NA")
    return Diary.from_wide(
        wide, couple="id", time="time", suffixes={"a": "_a", "b": "_b"}
    )


@cache
def fitted(column: str, initial: str = "spread") -> Fit:
    own = column == "y"
    return ContinuousModel(column, random_intercepts=own, initial=initial).fit(
        couples()
    )


@pytest.mark.parametrize(
    ("column", "printed", "numbers"), [("y0", 17645.58, 14), ("y", 18067.83, 17)]
)
def test_the_best_likelihood_is_reached(
    column: str, printed: float, numbers: int
) -> None:
    fit = fitted(column)
    assert fit.outcome is Outcome.GOOD
    assert fit.parameters == numbers
    assert fit.minus_two_log_likelihood == pytest.approx(printed, abs=0.01)


@pytest.mark.parametrize("column", ["y0", "y"])
def test_the_truth_is_near(column: str) -> None:
    fit = fitted(column)
    after_a_day = fit.lagged(1)
    for table, truth in ((fit.rates(), RATES), (after_a_day, AFTER_A_DAY)):
        for row in table.to_dict("records"):
            to, source = (str(row[it])[-2] for it in ("to", "source"))
            assert abs(row["estimate"] - truth[to, source]) < FAR * row["se"]
    for row in fit.variances().query("quantity == 'variance'").to_dict("records"):
        true = VARIANCES.get((row["part"], str(row["first"])[-2]))
        assert true is None or abs(row["estimate"] - true) < FAR * row["se"]


def test_a_first_occasion_like_any_other_is_a_special_case() -> None:
    gain = [
        fitted("y0", initial).minus_two_log_likelihood
        for initial in ("stationary", "spread", "free")
    ]
    assert gain == sorted(gain, reverse=True)
    assert np.diff([fitted("y0", it).parameters for it in ("stationary", "free")]) == 5
