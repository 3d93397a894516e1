"""The proof of dyadic models runs, and the committed report is of this code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from proofs._dyads import SCENARIOS, Scenario, study
from proofs._uniform import outside
from proofs.dyadic import MISTAKES, committed_lock, judge, lock


def test_outcomes_are_drawn_as_it_is_said() -> None:
    scenario = replace(SCENARIOS[1], couples=400, days=3)
    diary, outcomes = study(scenario, 20, seed=1)
    made = diary.frame
    first = made["day"].to_numpy() == 0
    wives = first & (made["role"].to_numpy() == "f")
    mean = 5 + 0.4 * made["support"] + 0.2 * made["support_partner"]
    left = outcomes[wives] - mean.to_numpy()[wives, None]
    assert np.var(left) == pytest.approx(0.5 + 0.6, rel=0.05)


def test_the_truth_is_inside_and_a_mistake_is_not() -> None:
    scenario = Scenario(name="small", couples=30, days=4, along=0.0)
    good = judge(scenario, 200, seed=3)
    assert good.ended == 1
    assert outside(good.band(2000)) == []
    mistake = MISTAKES["own and partner's answers are turned"][1]
    assert outside(judge(scenario, 200, 3, mistake).band(2000))


def test_the_committed_report_is_of_this_code() -> None:
    kept = committed_lock()
    if kept != lock():
        pytest.skip(
            "The report in proofs/results is older than the code. Make it anew with "
            "`python -m proofs.dyadic`."
        )
