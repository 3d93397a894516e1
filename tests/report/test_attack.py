"""What a partner who knows their own answers and the code learns from their reports."""

from math import log2
from pathlib import Path

import pytest

from securebase.core import Viewer
from securebase.couples import Couple, read

from .attack import (
    LEVELS,
    bits,
    last_days,
    seen,
    with_nothing_shared,
    with_secret,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
WEEKS, SOME = 2, (0, 6)


@pytest.fixture(scope="module")
def couple() -> Couple:
    return read(EXAMPLES / "both-work")


@pytest.mark.parametrize("viewer", [Viewer.A, Viewer.OURS])
def test_where_nothing_is_shared_the_partner_learns_no_bit(
    couple: Couple, viewer: Viewer
) -> None:
    private = with_nothing_shared(couple)
    days = last_days(couple, WEEKS)
    views = [seen(with_secret(private, level), days, viewer) for level in SOME]
    assert bits(views) == 0.0


def test_the_attack_finds_what_is_shared(couple: Couple) -> None:
    days = last_days(couple, 1)
    views = [seen(with_secret(couple, level), days, Viewer.A) for level in SOME]
    assert bits(views) == pytest.approx(log2(len(SOME)))


def test_bits_count_what_looks_alike() -> None:
    assert bits([("x",)] * len(LEVELS)) == 0.0
    assert bits([(str(level),) for level in LEVELS]) == pytest.approx(log2(7))
    assert bits([("x",), ("x",), ("y",), ("y",)]) == 1.0
