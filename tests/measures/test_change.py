from __future__ import annotations

import math
from dataclasses import replace

import pytest

from securebase.core import Basis, Estimate, ScoreError
from securebase.measures import Scale, Verdict, reliable_change
from tests.measures.made import one_scale

SCALE = one_scale("+").scales[0]
WELCOME = replace(SCALE, construct="growth")
UNWELCOME = replace(SCALE, construct="attachment_anxiety")
NEITHER = replace(SCALE, construct="extraversion")


def at(value: float, se: float = 0.3, basis: Basis = Basis.MEASURED) -> Estimate:
    return Estimate(
        value=float(value), se=se, lo=0.0, hi=60.0, basis=basis, answered=4, asked=4
    )


def test_the_worked_example_of_jacobson_and_truax() -> None:
    # Jacobson & Truax (1991, p. 14): 47.5 before, 32.5 after, standard error of the
    # difference 4.74, index 3.16 (as quoted by later tutorials, which print these
    # numbers). 4.74 is the root of two times 7.5 * sqrt(1 - .80).
    sem = 7.5 * math.sqrt(1 - 0.80)
    change = reliable_change(at(47.5, sem), at(32.5, sem), UNWELCOME)
    assert round(change.se, 2) == 4.74
    assert round(change.index, 2) == -3.16
    assert change.verdict is Verdict.IMPROVED


def test_two_different_errors_add_as_squares() -> None:
    # sqrt(0.3² + 0.4²) = 0.5, so 1.0 of difference is an index of 2.
    change = reliable_change(at(2.0, 0.3), at(3.0, 0.4), WELCOME)
    assert change.se == pytest.approx(0.5)
    assert change.index == pytest.approx(2.0)
    assert change.low == pytest.approx(1 - 1.959963984540054 * 0.5)
    assert change.high == pytest.approx(1 + 1.959963984540054 * 0.5)


@pytest.mark.parametrize(
    ("scale", "up", "down"),
    [
        (WELCOME, "improved", "worsened"),
        (UNWELCOME, "worsened", "improved"),
        (NEITHER, "higher", "lower"),
        (SCALE, "higher", "lower"),
    ],
)
def test_the_words_follow_the_welcome_direction(
    scale: Scale, up: str, down: str
) -> None:
    assert reliable_change(at(2), at(4), scale).verdict == up
    assert reliable_change(at(4), at(2), scale).verdict == down


def test_what_error_can_explain_is_no_reliable_change() -> None:
    just_under = 1.959 * math.hypot(0.3, 0.3)
    change = reliable_change(at(2), at(2 + just_under), WELCOME)
    assert change.verdict is Verdict.NONE
    assert change.low < 0 < change.high


def test_an_assumed_error_brings_a_caveat() -> None:
    assumed = at(4, basis=Basis.ASSUMED)
    caveat = reliable_change(at(2), assumed, WELCOME).caveat
    assert caveat is not None
    assert "assumed" in caveat
    assert reliable_change(at(2), at(4), WELCOME).caveat is None


def test_scores_on_two_ranges_are_not_compared() -> None:
    with pytest.raises(ScoreError, match=r"0..60 and 0..7"):
        reliable_change(at(2), replace(at(3), hi=7.0), WELCOME)


@pytest.mark.parametrize("se", [0.0, math.nan])
def test_without_error_there_is_no_verdict(se: float) -> None:
    with pytest.raises(ScoreError, match="standard error above 0"):
        reliable_change(at(2, se), at(3, se), WELCOME)
