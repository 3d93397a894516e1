"""What calibration left behind is whole, in its ranges, and still true."""

import numpy as np
from numpy.testing import assert_array_equal

from securebase.calibrate import QUICK, conduct, measured, met, outcomes
from securebase.dynamics import (
    Parameters,
    calibrated,
    calibration,
    ensemble,
    parameters,
)


def test_every_set_keeps_to_the_ranges() -> None:
    for each in ensemble():
        for parameter, value in zip(parameters(), each.values, strict=True):
            slack = 1e-4 * max(abs(parameter.low), abs(parameter.high))
            assert parameter.low - slack <= value <= parameter.high + slack


def test_the_first_set_is_the_calibrated_one() -> None:
    assert_array_equal(ensemble()[0].values, calibrated().values)
    assert len(ensemble()) == calibration()["kept"]


def test_sets_differ_where_the_facts_leave_doubt() -> None:
    values = np.array([each.values for each in ensemble()])
    free = np.array([parameter.free for parameter in parameters()])
    assert (np.ptp(values[:, free], axis=0) > 0).all()
    assert_array_equal(np.ptp(values[:, ~free], axis=0), 0)


def test_the_record_tells_of_every_outcome() -> None:
    told = [(it["fact"], it["of"]) for it in calibration()["outcome"]]
    assert told == [(fact, of) for fact, of, _ in outcomes()]


def test_the_record_says_that_twenty_facts_or_more_are_met() -> None:
    values = [it["value"] for it in calibration()["outcome"]]
    assert sum(met(values).values()) == calibration()["facts_met"] >= 20


def test_small_studies_with_fresh_luck_still_find_most_facts() -> None:
    # A third of the couples of the proof, so that some facts are missed by chance.
    found = met(measured(conduct(calibrated(), 9, QUICK)))
    begun = met(measured(conduct(Parameters.start(), 9, QUICK)))
    assert sum(found.values()) >= 17
    assert sum(found.values()) > sum(begun.values())
