"""People without a partner: the same law, and the same words less the partner."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from securebase.core import FitError
from securebase.fit.continuous import ContinuousModel, Fit, Outcome
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame

BOTH = ContinuousModel("near, calm", single=True)


@cache
def rows() -> pd.DataFrame:
    return diary_frame(Truth(), Plan(couples=56, days=16), seed=7)


@cache
def alone() -> Diary:
    """Both partners' closeness as two variables of one person."""
    wide = rows().pivot(index=["couple", "time"], columns="role", values="closeness")
    wide = wide.reset_index().rename(columns={"f": "near", "m": "calm"})
    return Diary.from_frame(wide, couple="couple", person="couple", time="time")


@cache
def fitted() -> Fit:
    return BOTH.fit(alone())


def test_two_variables_of_one_are_as_one_variable_of_two() -> None:
    couples = Diary.from_frame(rows(), couple="couple", role="role", time="time")
    together = ContinuousModel("closeness").fit(couples)
    assert fitted().outcome is Outcome.GOOD
    assert_allclose(
        fitted().minus_two_log_likelihood, together.minus_two_log_likelihood, rtol=1e-8
    )
    one, other = (it.rates()[["estimate", "se"]] for it in (fitted(), together))
    assert_allclose(one, other, rtol=1e-2, atol=1e-4)


def test_nothing_is_said_of_partners() -> None:
    assert fitted().rates()["source"].tolist() == ["near", "calm"] * 2
    for text in (fitted().summary(), fitted().methods_text(), fitted().equations(),
            BOTH.equations(), repr(fitted())):  # fmt: skip
        assert "partner" not in text
        assert "couple" not in text
    assert "56 persons" in fitted().methods_text()
    assert fitted().to_datatree(draws=2)["observed_data"]["near"].sizes["partner"] == 1


def test_what_other_programs_print_instead_of_levels() -> None:
    free = ContinuousModel("near, calm", single=True, errors=False, initial="free")
    fit = free.fit(alone())
    part = fit.levels().set_index("part")["estimate"]
    drift = fit.rates()["estimate"].to_numpy().reshape(2, 2)
    assert_allclose(part["rate_intercept"], -drift @ part["levels"], rtol=1e-9)
    assert_allclose(part["first"], part["levels"] + part["start"].to_numpy())


def test_one_person_and_one_variable_for_a_year() -> None:
    rng = np.random.default_rng(3)
    value, days = [rng.normal()], np.arange(400)
    for _ in days[1:]:
        value.append(0.6 * value[-1] + 0.8 * rng.normal())
    frame = pd.DataFrame({"id": 1, "day": days, "mood": value})
    diary = Diary.from_frame(frame, couple="id", person="id", time="day")
    model = ContinuousModel("mood", single=True, random_intercepts=False, errors=False)
    fit = model.fit(diary)
    assert fit.outcome is Outcome.GOOD
    later = fit.lagged(1).iloc[0]
    assert abs(later["estimate"] - 0.6) < 3 * later["se"]
    # Yule and Walker's estimate is close to the best one in a year of days.
    x = frame["mood"] - frame["mood"].mean()
    usual = float((x[1:].to_numpy() @ x[:-1].to_numpy()) / (x @ x))
    assert later["estimate"] == pytest.approx(usual, abs=0.02)


def test_two_in_a_couple_are_not_alone() -> None:
    couples = Diary.from_frame(rows(), couple="couple", role="role", time="time")
    with pytest.raises(FitError, match="must be one person each for single=True"):
        ContinuousModel("closeness", single=True).fit(couples)
    with pytest.raises(FitError, match="single must be False to say how partners"):
        ContinuousModel("closeness", single=True, exchangeable=True)
    with pytest.raises(FitError, match="must depend on variables of the model: x"):
        ContinuousModel("rate of x: x + x_partner", single=True)
