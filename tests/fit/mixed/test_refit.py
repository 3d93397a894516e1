"""Many outcomes at once against one after the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from securebase.core import FitError
from securebase.fit.mixed import Diary, DyadicModel, Fit
from securebase.fit.mixed._refit import refitted
from tests.fit.mixed.made import Truth, diary_frame

MODELS = {
    "diary": DyadicModel(
        "closeness ~ support", by_role="all", random=["1"], over_time="ar1"
    ),
    "slopes": DyadicModel("closeness ~ support", random=["1", "support"]),
    "alike": DyadicModel("closeness ~ support", random=["1"], exchangeable=True),
}


def fitted(name: str, method: str = "reml", missing: float = 0.0) -> Fit:
    frame = diary_frame(Truth(slopes=0.1), couples=30, days=6, missing=missing, seed=2)
    diary = Diary.from_frame(frame, couple="couple", role="role", time="day")
    return MODELS[name].fit(diary, method)


def alone(fit: Fit, outcome: np.ndarray) -> Fit:
    """The same model of one outcome, by the ordinary search."""
    frame = fit.diary.frame.copy()
    frame.loc[fit.design.used, "closeness"] = outcome
    return fit.model.fit(replace(fit.diary, frame=frame), fit.method)


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("name", MODELS)
def test_all_at_once_is_one_after_the_other(name: str, method: str) -> None:
    fit = fitted(name, method, missing=0.1 if name == "diary" else 0.0)
    outcomes = fit.simulate(3, seed=4)
    many = fit.refit(outcomes)
    assert many.converged.all()
    for place, outcome in enumerate(outcomes.T):
        one = alone(fit, outcome)
        assert_allclose(
            many.minus_two_log_likelihood[place], one.minus_two_log_likelihood,
            atol=1e-5,
        )  # fmt: skip
        assert_allclose(many.estimates[place], one.estimates, atol=1e-4)
        assert_allclose(many.se[place], one.fixed()["se"], rtol=1e-2)


def test_what_is_drawn_has_the_covariance_of_the_fit() -> None:
    fit = fitted("diary")
    made = fit.simulate(4000, seed=1) - (fit.design.x @ fit.estimates)[:, None]
    rows = np.flatnonzero(fit.design.couple == 0)
    assert fit.covariance is not None
    (batch,) = fit.batches
    v = fit.covariance.value(fit.entries, batch.over)[0]
    # In the order of the batch: by time, then by member.
    assert_allclose(np.cov(made[rows]), v, atol=0.15)


def test_power_is_the_share_of_small_p() -> None:
    fit = fitted("diary")
    many = fit.refit(fit.simulate(40, seed=3))
    power = many.power()
    assert power["support[f]"] > 0.9
    table = many.to_frame()
    assert len(table) == 40 * len(fit.design.names)
    share = (table["p"] < 0.05).groupby("effect").mean()
    assert_allclose(power.sort_index(), share.sort_index())


def test_outcomes_must_have_the_rows_of_the_fit() -> None:
    fit = fitted("alike")
    with pytest.raises(FitError, match="must be numbers in 360 rows"):
        refitted(fit, np.ones((3, 2)))
