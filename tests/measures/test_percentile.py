from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from securebase.core import Basis, Estimate
from securebase.measures import Percentile, Scale, percentile
from tests.measures.made import comparison, one_scale

# 40 people at 1, 60 at 2, 100 at 3: two hundred in all.
SAMPLE = comparison([1, 2, 3], [40, 60, 100])
SCALE: Scale = one_scale("+", comparison=SAMPLE).scales[0]


@pytest.mark.parametrize(
    ("score", "rank"),
    [
        (0.5, 0.0),
        (1.0, 10.0),  # half of the 40 of 200
        (1.5, 20.0),
        (2.0, 35.0),  # 40 below and half of 60
        (3.0, 75.0),  # 100 below and half of 100
        (3.5, 100.0),
        (1 + 1e-9, 10.0),  # the same score, rounded elsewhere
    ],
)
def test_ties_count_half(score: float, rank: float) -> None:
    expected = Percentile(
        value=rank, low=None, high=None, n=200, label="made-up people"
    )
    assert percentile(score, SCALE) == expected


def test_an_estimate_brings_the_ranks_of_its_band() -> None:
    estimate = Estimate(
        value=2.0, se=0.6, lo=1.0, hi=5.0, basis=Basis.MEASURED, answered=1, asked=1
    )  # band 0.82 (kept at 1) to 3.18
    found = percentile(estimate, SCALE)
    assert found is not None
    assert (found.low, found.value, found.high) == (10.0, 35.0, 100.0)


def test_fewer_than_two_hundred_people_are_hidden() -> None:
    few = replace(SCALE, comparison=comparison([1, 2], [100, 99]))
    assert percentile(1.0, few) is None


def test_nothing_to_compare_gives_none() -> None:
    assert percentile(1.0, replace(SCALE, comparison=None)) is None
    assert percentile(np.nan, SCALE) is None


def test_an_estimate_on_another_range_is_not_compared() -> None:
    elsewhere = Estimate(
        value=2.0, se=0.6, lo=1.0, hi=7.0, basis=Basis.MEASURED, answered=1, asked=1
    )
    assert percentile(elsewhere, SCALE) is None
