"""What somebody may want from practising."""

import pytest

from securebase.core import PracticeError
from securebase.dynamics import out_rows, state_rows
from securebase.evidence import row
from securebase.fit.couple import model_names
from securebase.plan import Goal, assumptions, goal, goals
from securebase.plan._assumed import assumed
from securebase.plan._goal import outcomes

every = pytest.mark.parametrize("one", goals(), ids=lambda it: it.id)
SIDE = {"me": "ab", "you": "ba", "us": ("us", "us")}


@every
def test_weights_add_to_one_in_size(one: Goal) -> None:
    assert sum(abs(it) for it in one.weights.values()) == pytest.approx(1.0)


@every
def test_less_is_wanted_of_exhaustion_alone(one: Goal) -> None:
    less = {name for name, weight in one.weights.items() if weight < 0}
    assert less <= {"me.exhaustion"}


def test_every_outcome_is_a_row_of_the_model_for_both_partners() -> None:
    for name in outcomes():
        whose, _, what = name.partition(".")
        for letter in SIDE[whose]:
            assert f"{letter}.{what}" in out_rows()
            assert f"{letter}.{what}" in state_rows()
            # A review looks for its change in what is believed.
            assert f"{letter}.{what}" in model_names()


def test_outcomes_are_what_goals_look_at_each_once() -> None:
    looked_at = {name for one in goals() for name in one.weights}
    assert set(outcomes()) == looked_at
    assert len(outcomes()) == len(looked_at)


@every
def test_a_goal_is_found_by_its_name(one: Goal) -> None:
    assert goal(one.id) is one


def test_names_and_titles_are_told_apart() -> None:
    assert len({one.id for one in goals()}) == len(goals())
    assert len({one.title for one in goals()}) == len(goals())


def test_an_unknown_goal_is_refused_with_those_there_are() -> None:
    with pytest.raises(PracticeError) as caught:
        goal("rich")
    assert all(one.id in str(caught.value) for one in goals())
    assert "Got 'rich' instead. Choose one of them." in str(caught.value)


@pytest.mark.parametrize("name", assumptions())
def test_a_judgement_lies_in_its_range_and_says_why(name: str) -> None:
    one = assumptions()[name]
    assert one.low < one.value < one.high
    assert assumed(name) == one.value
    assert one.why.endswith(".")
    assert [row(key).id for key in one.rows] == list(one.rows)
