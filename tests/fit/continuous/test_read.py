"""The text of a model: what it means, and what is refused."""

from __future__ import annotations

import pytest

from securebase.core import FitError
from securebase.fit.continuous import ContinuousModel

LINES = """
rate of closeness: closeness + closeness_partner + stress
rate of stress: stress + stress_partner
level of closeness: weekend
push on stress: quarrel + quarrel_partner
""".strip()


def test_names_alone_let_everything_move_everything() -> None:
    effects = ContinuousModel("closeness, stress").effects
    assert effects.variables == ("closeness", "stress")
    every = ("closeness", "stress", "closeness_partner", "stress_partner")
    assert effects.rates == {"closeness": every, "stress": every}


def test_lines_say_what_moves_what() -> None:
    effects = ContinuousModel(LINES).effects
    assert effects.rates["stress"] == ("stress", "stress_partner")
    assert effects.levels == {"closeness": ("weekend",)}
    assert effects.pushes == {"stress": ("quarrel", "quarrel_partner")}


def test_a_text_is_printed_as_it_can_be_read() -> None:
    model = ContinuousModel(f"# a study\n{LINES}   # of days")
    assert model.effects.text == LINES
    again = ContinuousModel(ContinuousModel("closeness, stress").effects.text)
    assert again.effects == ContinuousModel("closeness, stress").effects


def test_equations_name_the_rate_and_the_unit() -> None:
    text = ContinuousModel(LINES, alike=["rates"]).equations()
    assert "rate of closeness per day = a closeness + a closeness_partner" in text
    assert "; at once + m quarrel + m quarrel_partner" in text
    assert (
        "answer of closeness = level + c weekend + couple + closeness + error" in text
    )
    steps = ContinuousModel("closeness", clock="steps", errors=False).equations()
    assert "next closeness = a[role] closeness" in steps


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "must name the columns that it is about"),
        ("closeness ~ support", "must name the columns that it is about"),
        ("speed of x: x", "must begin with 'rate of', 'level of' or 'push on'"),
        ("rate of x: x + 2", "must depend on variables of the model"),
        ("rate of x: x +", "must begin with 'rate of'"),
        ("rate of x: x\nrate of x: x", "must have one line 'rate of x'. Got two"),
        ("rate of x: x_partner", "must depend on x itself"),
        ("rate of x: x + stress", "write 'push on x: stress'"),
        (
            "rate of x: x\nlevel of y: w",
            "must have a line of its rate. Got none for 'y'",
        ),
        ("rate of x: x\npush on x: x_partner", "Put it into 'rate of x'"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, says: str) -> None:
    with pytest.raises(FitError, match=says):
        ContinuousModel(text)


@pytest.mark.parametrize("choice", ["initial", "clock", "unit"])
def test_a_choice_that_there_is_not_is_refused(choice: str) -> None:
    with pytest.raises(
        FitError, match=f"{choice} must be one of .* Got 'moon' instead"
    ):
        ContinuousModel("x", **{choice: "moon"})  # type: ignore[arg-type]


def test_parts_that_are_alike_are_a_list_of_names() -> None:
    with pytest.raises(FitError, match=r"Write alike=\['rates'\]"):
        ContinuousModel("x", alike="rates")
    with pytest.raises(FitError, match="alike must be one of rates, levels"):
        ContinuousModel("x", alike=["everything"])


def test_a_day_in_common_is_a_part_of_the_errors() -> None:
    with pytest.raises(FitError, match="common_day must go with errors"):
        ContinuousModel("x", errors=False, common_day=True)
