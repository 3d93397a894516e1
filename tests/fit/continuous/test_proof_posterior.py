"""What `python -m proofs.posterior` rests on, and that it runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from proofs._misweighed import MISTAKES
from proofs._truths import (
    BY_NAME,
    asked,
    drawn_answers,
    drawn_truth,
    quantities,
    quantities_of_truth,
)
from proofs.posterior import Lot, committed_lock, lock, lot_of, report
from securebase.fit.continuous import Outcome, Priors
from securebase.fit.continuous._fit import Fit
from securebase.fit.continuous._natural import carried, in_units, kept
from securebase.fit.continuous._priors import laws_of
from securebase.fit.continuous._system import bases_of


def test_quantities_are_what_a_fit_calls_by_these_names() -> None:
    _, scenario = BY_NAME["sparse"]
    diary, panel = asked(scenario)
    bases = bases_of(scenario.model)
    blank = Fit(
        model=scenario.model, diary=diary, panel=panel, bases=bases, found=None,
        outcome=Outcome.NOT_CONVERGED,
    )  # fmt: skip
    laws = laws_of(scenario.model, bases, Priors())
    free = laws.drawn(np.random.default_rng(3))
    found = {name: it[0] for name, it in quantities(blank, free[None]).items()}
    m = in_units(blank, free)
    assert_allclose(found["rate m → f"], m.rates[0, 1])
    assert_allclose(found["day m → f"], carried(blank, m, 1)[0, 1])
    assert_allclose(found["process m"], kept(blank, m)[1, 1])
    assert_allclose(found["level f"], m.levels[0, 0])
    assert_allclose(found["error m"], abs(m.errors[1, 1]))
    own = m.intercepts @ m.intercepts.T
    assert_allclose(found["couples m"], own[1, 1])


def test_answers_have_the_moments_of_the_truth() -> None:
    """Two days apart, over very many couples."""
    _, scenario = BY_NAME["cohort"]
    _, panel = asked(scenario)
    rng = np.random.default_rng(7)
    truth = drawn_truth(scenario, rng)
    every = replace(panel, there=np.ones_like(panel.there))
    drawn = np.concatenate([drawn_answers(every, truth, rng) for _ in range(60)], -1)
    true = quantities_of_truth(truth, True)
    assert_allclose(drawn[4].mean(1), truth.levels, atol=0.1)
    whole = true["process f"] + true["couples f"] + true["error f"] ** 2
    assert_allclose(drawn[4, 0].var(), whole, rtol=0.06)
    assert_allclose(drawn[0, 0].var(), whole, rtol=0.06)


@pytest.mark.long
def test_a_lot_has_a_place_for_each_quantity() -> None:
    lot = lot_of("sparse", "", 0, 2)
    assert len(lot.places) == 18
    assert all(len(it) == 2 for it in lot.places.values())
    assert all(0 <= value <= 1 for it in lot.places.values() for value in it)


def test_a_mistake_is_made_and_undone() -> None:
    mistake = "priors count twice"
    where = MISTAKES[mistake].where
    right, wrong, again = (lot_of(where, it, 0, 1) for it in ("", mistake, ""))
    assert right.places == again.places
    assert right.places["rate m → f"] != wrong.places["rate m → f"]


def test_the_report_condemns_what_is_not_uniform() -> None:
    rng = np.random.default_rng(1)

    def lot(power: float) -> Lot:
        places = {it: (rng.random(300) ** power).tolist() for it in ("rate", "level")}
        return Lot(places, [0.3] * 300, [900.0] * 300, 1.0)

    good = {("dense", ""): lot(1), ("dense", "a mistake"): lot(2)}
    lines, passed = report(good, "0")
    assert passed
    assert "2 of 2 quantities" in lines[0]
    assert not report(good | {("sparse", ""): lot(1.5)}, "0")[1]
    assert not report(good | {("dense", "a mistake"): lot(1)}, "0")[1]


def test_the_report_is_of_this_code() -> None:
    assert committed_lock() == lock()
