import pickle
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from securebase import Couple
from securebase.core import ModelError
from securebase.simulate import Person, Spell

SCORES = st.floats(-3, 3)
PERSONS = st.fixed_dictionaries(
    {},
    optional={
        "anxiety": SCORES,
        "openness": SCORES,
        "skills": SCORES | st.dictionaries(st.sampled_from(["asking"]), SCORES),
        "growth": SCORES,
        "starts": st.dictionaries(st.sampled_from(["threat", "mood"]), SCORES),
        "practice": st.dictionaries(st.sampled_from(["attending"]), st.floats(0, 1)),
    },
)
COUPLES = st.fixed_dictionaries(
    {"a": PERSONS, "b": PERSONS},
    optional={"years_together": st.floats(0, 60), "bond": SCORES},
)


@settings(max_examples=30, deadline=None)
@given(COUPLES)
def test_swapping_twice_gives_the_couple_back(fields: dict[str, Any]) -> None:
    couple = Couple(**fields)
    once = couple.swapped()
    assert (once.a, once.b) == (couple.b, couple.a)
    assert once.swapped() == couple


@settings(max_examples=30, deadline=None)
@given(COUPLES)
def test_a_couple_is_typed_as_it_is_shown_and_survives_a_journey(
    fields: dict[str, Any],
) -> None:
    couple = Couple(**fields)
    assert eval(repr(couple), {"Couple": Couple, "Person": Person}) == couple
    assert pickle.loads(pickle.dumps(couple)) == couple


def test_fields_by_name_are_a_person() -> None:
    couple = Couple(a={"anxiety": 1.0, "skills": {"asking": -1.0}}, b=Person())
    assert couple.a == Person(anxiety=1.0, skills={"asking": -1.0})
    assert repr(couple) == (
        "Couple(a=Person(anxiety=1.0, skills={'asking': -1.0}), b=Person())"
    )


def test_practising_leaves_the_couple_as_it_is() -> None:
    couple = Couple(b={"practice": {"rest": 0.5}})
    other = couple.practising(a={"attending": 1.0})
    assert couple.person("a").practice == {}
    assert other.person("a").practice == {"attending": 1.0}
    assert other.person("b").practice == {"rest": 0.5}
    assert other.spells(30) == (
        Spell(0, 30, "a", "attending", 1.0),
        Spell(0, 30, "b", "rest", 0.5),
    )


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"anxeity": 1.0}, "Did you mean 'anxiety'"),
        ({"anxiety": float("nan")}, "anxiety must be a number from -6 to 6"),
        ({"anxiety": 7.0}, "anxiety must be a number from -6 to 6"),
        ({"skills": {"atending": 1.0}}, "Did you mean 'attending'"),
        ({"skills": {"growth": 1.0}}, "Take one of attending"),
        ({"homes": {"vitality": 1.0}}, "state with a home must be one"),
        ({"starts": {"thret": 1.0}}, "Did you mean 'threat'"),
        ({"slopes": {"talking": 1.0}}, "Did you mean 'taking'"),
        ({"practice": {"askin": 1.0}}, "Did you mean 'asking'"),
        ({"practice": {"asking": 1.5}}, "The intensity of asking must be"),
    ],
)
def test_what_cannot_be_is_refused_in_words(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ModelError, match=says):
        Couple(a=fields)


@pytest.mark.parametrize("years", [-1.0, 200.0, float("inf")])
def test_years_together_are_those_of_a_life(years: float) -> None:
    with pytest.raises(ModelError, match="years_together must be"):
        Couple(years_together=years)


@pytest.mark.parametrize(
    ("spell", "says"),
    [
        ((5, 5, "a", "attending"), "end after it begins"),
        ((-1, 5, "a", "attending"), "whole number"),
        ((0, 5, "a", "attending", 2.0), "from 0 to 1"),
        ((0, 5, "a", "listening"), "practice must be one"),
    ],
)
def test_a_spell_that_cannot_be_is_refused(spell: Any, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        Spell(*spell)


def test_a_spell_swaps_with_its_couple() -> None:
    spell = Spell(0, 9, "a", "asking", 0.5)
    assert spell.swapped() == Spell(0, 9, "b", "asking", 0.5)
    assert Spell(0, 9, "both", "rest").swapped() == Spell(0, 9, "both", "rest")
