"""What the occasion before says of the next, and which way it leans."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from securebase.fit.continuous import ContinuousModel
from securebase.fit.mixed import Diary, DyadicModel, Fit

DAYS, KEPT = 8, 0.4


@cache
def diary() -> Diary:
    """Persons have own levels; of a departure two fifths are left a day after."""
    rng = np.random.default_rng(3)
    many = 400
    level = rng.normal(size=many)
    departure = rng.normal(size=many)
    rows = []
    for day in range(DAYS):
        rows.append(pd.DataFrame({"person": range(many), "day": day,
            "mood": level + departure}))  # fmt: skip
        chance = np.sqrt(1 - KEPT**2) * rng.normal(size=many)
        departure = KEPT * departure + chance
    frame = pd.concat(rows).assign(couple=lambda it: it["person"] // 2,
        role=lambda it: np.where(it["person"] % 2, "m", "f"))  # fmt: skip
    return Diary.from_frame(frame, couple="couple", role="role", time="day")


@cache
def fit(centred: bool) -> Fit:
    lagged = diary().lag("mood")
    if centred:
        lagged = lagged.decompose("mood_lag1")
    name = "mood_lag1_within" if centred else "mood_lag1"
    return DyadicModel(f"mood ~ {name}", random=["1"]).fit(lagged)


def test_it_leans_as_it_is_told() -> None:
    up = fit(False).fixed().iloc[-1]
    down = fit(True).fixed().iloc[-1]
    assert up["estimate"] > KEPT + 0.05
    expected = KEPT - (1 + KEPT) / (DAYS - 1)
    assert abs(down["estimate"] - expected) < 0.06
    told = fit(True).summary()
    lean = (1 + down["estimate"]) / (DAYS - 1)
    assert f"here {lean:.2f} (Nickell 1981)" in told
    assert "leans upwards" in fit(False).summary()


def test_levels_that_are_not_observed_do_not_lean() -> None:
    model = ContinuousModel("mood", errors=False, clock="steps")
    rates = model.fit(diary()).rates()
    own = rates[rates["to"] == rates["source"]]
    assert len(own) == 2
    assert (abs(own["estimate"] - KEPT) < 3 * own["se"]).all()
    assert (own["se"] < 0.06).all()


def test_nothing_is_said_where_something_else_is_lagged() -> None:
    other = diary().lag("mood")
    frame = other.frame.assign(rest=np.random.default_rng(1).normal(size=len(other)))
    changed = Diary.from_frame(frame, couple="couple", role="role", time="day")
    said = DyadicModel("rest ~ mood_lag1").fit(changed).summary()
    assert "leans" not in said
