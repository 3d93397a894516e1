"""A belief, heard day by day, against all days at once and exact answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from securebase.fit.couple._belief import Belief, hear_check_ins, live_on, prior

from .belief_gibbs import Answers, gibbs

DIARIES: dict[str, Sequence[Answers]] = {
    "both answer": (
        {("a", "d_secure"): 3, ("a", "d_load"): 4, ("b", "d_secure"): 5},
        {("a", "d_secure"): 2, ("a", "d_energy"): 2, ("b", "d_satisfied"): 4},
        {("a", "d_vital"): 2, ("b", "d_secure"): 4, ("b", "d_room"): 1},
    ),
    "the ends of the scale": (
        {("a", "d_secure"): 0, ("b", "d_secure"): 6, ("a", "d_load"): 6},
        {("b", "d_room"): 0, ("a", "d_attending"): 6},
        {("a", "d_secure"): 0, ("b", "d_load"): 0},
    ),
    "one silent, days missing": (
        {("a", "d_secure"): 4, ("a", "d_explore"): 2},
        {},
        {},
        {("a", "d_secure"): 1, ("a", "d_energy"): 1, ("a", "d_inhibition"): 4},
    ),
    "one question again and again": ({("b", "d_secure"): 5},) * 6,
}


def heard(days: Sequence[Answers]) -> Belief:
    belief = prior()
    for answers in days:
        belief = hear_check_ins(live_on(belief), answers)
    return belief


@pytest.mark.parametrize("days", DIARIES.values(), ids=DIARIES)
def test_a_belief_agrees_with_a_gibbs_sampler(days: Sequence[Answers]) -> None:
    exact, belief = gibbs(days, seed=1, chains=400, sweeps=500), heard(days)
    sd = np.sqrt(np.diag(exact.spread))
    error = exact.error / sd
    assert error.max() < 0.01
    gap = np.abs(belief.mean - exact.mean) / sd
    assert (gap < 0.02 + 4 * error).all()
    np.testing.assert_allclose(np.sqrt(np.diag(belief.spread)) / sd, 1, atol=0.02)


def test_without_answers_both_know_what_the_prior_knows() -> None:
    days: list[Answers] = [{}, {}, {("a", "d_secure"): 3}]
    exact, belief = gibbs(days, seed=2, sweeps=400), heard(days)
    # One answer to one question: expectation propagation is exact.
    sd = np.sqrt(np.diag(exact.spread))
    assert (np.abs(belief.mean - exact.mean) < 5 * exact.error + 1e-9 * sd).all()
    np.testing.assert_allclose(np.sqrt(np.diag(belief.spread)) / sd, 1, atol=0.003)
