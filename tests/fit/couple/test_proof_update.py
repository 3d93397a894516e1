"""What `python -m proofs.update` rests on, and that it runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kstest

from proofs._planted import PLANTED
from proofs._replications import (
    LAST_DAY,
    QUANTITIES,
    SCENARIOS,
    TOGETHER,
    places_of_truth,
    world,
)
from proofs._uniform import band_probability, chi_square_probability, outside
from proofs.update import Size, committed_lock, judge, lock, report
from securebase.fit.couple._space import names

SAMPLES = 4000


def test_uniform_numbers_leave_the_band_as_seldom_as_it_says() -> None:
    rng = np.random.default_rng(1)
    found = [band_probability(rng.random(200), samples=SAMPLES) for _ in range(400)]
    # Its probability is uniform itself, up to steps of whole numbers.
    assert kstest(found, "uniform").statistic < 0.1
    assert np.mean(np.array(found) < 0.01) < 0.03


@pytest.mark.parametrize("power", [0.8, 1.25])
def test_numbers_that_are_not_uniform_leave_the_band(power: float) -> None:
    values = np.random.default_rng(2).random(1000) ** power
    assert band_probability(values, samples=SAMPLES) < 0.001
    assert chi_square_probability(values) < 0.001


def test_too_much_and_too_little_doubt_leave_the_band() -> None:
    rng = np.random.default_rng(3)
    for shape in (1.4, 0.7):
        values = rng.beta(shape, shape, 1000)
        assert band_probability(values, samples=SAMPLES) < 0.001


def test_the_level_is_shared_as_holm_does() -> None:
    assert outside({"a": 0.004, "b": 0.0049, "c": 0.5}) == []
    assert outside({"a": 0.003, "b": 0.0049, "c": 0.5}) == ["a", "b"]
    assert outside({"a": 0.003, "b": 0.0051, "c": 0.5}) == ["a"]


def test_quantities_are_sums_of_numbers_of_a_belief() -> None:
    assert all(set(weights) <= set(names()) for weights in QUANTITIES.values())
    assert len(QUANTITIES) > 40


def test_the_truth_falls_where_a_normal_law_has_it() -> None:
    found = world(SCENARIOS[0], 4, seed=3)
    places = places_of_truth(found)
    assert places.uniform.keys() == {*QUANTITIES, TOGETHER, LAST_DAY}
    for values in places.uniform.values():
        assert len(values) == 4
        assert ((values >= 0) & (values <= 1)).all()


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_changes_the_belief_and_leaves_no_trace(name: str) -> None:
    found = world(SCENARIOS[0], 1, seed=3)
    true = places_of_truth(found).uniform
    with PLANTED[name]():
        wrong = places_of_truth(found).uniform
    again = places_of_truth(found).uniform
    assert any(true[it] != wrong[it] for it in QUANTITIES)
    assert all(true[it] == again[it] for it in QUANTITIES)


def test_a_gross_mistake_is_caught_by_the_rule() -> None:
    found = world(replace(SCENARIOS[0], days=10), 80, seed=9)
    with PLANTED["own words and own scale left out"]():
        wrong = judge(places_of_truth(found), 20_000).wrong
    assert wrong


def test_the_proof_runs_from_start_to_end() -> None:
    lines, _ = report(Size(couples=2, samples=200, sweeps=20, crowd=512))
    text = "\n".join(lines)
    assert f"Lock: `{lock()}`" in text
    assert all(it.name in text for it in SCENARIOS)
    assert all(it in text for it in PLANTED)
    assert "## Against a Gibbs sampler" in text
    assert "## Against weighed couples" in text


def test_the_committed_report_is_of_this_code() -> None:
    kept = committed_lock()
    if kept != lock():
        pytest.skip(
            "The report in proofs/results is older than the code. Make it anew with "
            "`python -m proofs.update`."
        )
