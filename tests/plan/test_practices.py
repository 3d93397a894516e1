"""The library of practices, how it is read, and the order within a stage."""

import dataclasses
import re
import runpy
import sys
from importlib import resources
from pathlib import Path

import pytest

from securebase import evidence, plan
from securebase.core import CONSTRUCTS, EvidenceError, PracticeError
from securebase.plan import STAGES, Practice, practice_for, practices
from securebase.plan._page import page
from securebase.plan._practice import (
    WORDS,
    HardTrait,
    Side,
    Strength,
    in_words,
    parse,
    practice_of,
    practices_for,
)

PAGE = Path(__file__).parents[2] / "docs" / "practices.md"
REMAKE = "python -m securebase.plan._page > docs/practices.md"
REST = resources.files("securebase.plan") / "practices" / "rest.toml"


def broken(old: str, new: str) -> str:
    """The file of one practice with one thing changed in it."""
    text = REST.read_text("utf-8")
    assert text.count(old) == 1
    return text.replace(old, new)


def refusal(old: str, new: str) -> str:
    """What is said of the changed file."""
    with pytest.raises(PracticeError) as caught:
        parse("rest.toml", broken(old, new))
    return str(caught.value)


# Which practice is the first for a stage.


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_of_the_chain_is_given_the_practice_of_its_own_name(stage: str) -> None:
    assert practice_for(stage).id == practice_for(stage).stage == stage


def test_after_its_namesake_a_stage_is_given_what_takes_less_time() -> None:
    found = practices_for("haven")
    assert len(found) > 2
    assert found[0] is practice_for("haven")
    assert found[0].id == "haven"
    assert [it.minutes for it in found[1:]] == sorted(it.minutes for it in found[1:])


def test_every_practice_is_found_through_its_stage() -> None:
    served = [
        stage for stage in CONSTRUCTS if any(p.stage == stage for p in practices())
    ]
    found = [it.id for stage in served for it in practices_for(stage)]
    assert sorted(found) == [it.id for it in practices()]


def test_an_unknown_stage_is_refused_with_what_there_is() -> None:
    with pytest.raises(PracticeError, match=r"must be one .*attending.*Got 'sleep'"):
        practice_for("sleep")


# What a file must hold.


def test_a_file_is_read_as_it_stands() -> None:
    read = parse("rest.toml", REST.read_text("utf-8"))
    assert read == practice_for("energy")
    assert read.trains == {"rest": 1.0}
    assert isinstance(read.hard_traits[0], HardTrait)
    assert read.hard_traits[0].side is Side.HIGH


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "rest"', 'id = "sleep"', "its own id. Got 'sleep' instead"),
        ('"S20", ', '"S99", ', r"known statements.*Got \['S99'\]"),
        ('stage = "energy"', 'stage = "naps"', r"a known stage.*Got \['naps'\]"),
        ("giving = false\n", "", "must have exactly the fields"),
        ("giving = false", 'giving = "no"', "must be true or false. Got 'no' instead"),
        ("minutes = 15", "minutes = 90", "whole, from 1 to 20. Got 90 instead"),
        ("minutes = 15", "minutes = true", "whole, from 1 to 20. Got True instead"),
        ("minutes = 15", "minutes = 2.5", "whole, from 1 to 20. Got 2.5 instead"),
        ("rest = 1.0", "sleep = 1.0", "must be one of attending,.*Got 'sleep'"),
        ("rest = 1.0", "rest = 0.0", "above 0 and at most 1. Got 0.0 instead"),
        ("rest = 1.0", "rest = 1.5", "above 0 and at most 1. Got 1.5 instead"),
        ("rest = 1.0", "rest = true", "above 0 and at most 1. Got True instead"),
        ("rest = 1.0", 'rest = "all"', "above 0 and at most 1. Got 'all' instead"),
        ("rest = 1.0", "rest = 0.9, net = 0.2", "add up to 1 at most. Got 1.1 instead"),
        ("{ rest = 1.0 }", "{ }", r"a table that is not empty. Got \{\} instead"),
        ("{ rest = 1.0 }", '"rest"', "a table that is not empty. Got 'rest' instead"),
        ("leave_when = []", "leave_when = true", "a list of tables. Got True instead"),
        ("leave_when = []", 'leave_when = ["load"]', "a list of tables"),
        (
            "leave_when = []",
            'leave_when = [{ construct = "naps", side = "low" }]',
            "leave_when of rest.toml must be one of .*Got 'naps'",
        ),
        (
            "leave_when = []",
            'leave_when = [{ construct = "load", side = "left" }]',
            "must be one of low, high. Got 'left' instead",
        ),
        (
            "leave_when = []",
            'leave_when = [{ construct = "load" }]',
            "must have exactly the fields",
        ),
        (
            'trait = "conscientiousness"',
            'trait = "patience"',
            "must be one of .*neuroticism.*Got 'patience'",
        ),
        (
            "keep it like the dentist.",
            "keep it like the dentist",
            "must be a clause and a sentence",
        ),
        ("always something left to do", "always something left to do.", "full stop"),
        (', side = "high", why = "being', ', why = "being', "exactly the fields"),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(old: str, new: str, said: str) -> None:
    message = refusal(old, new)
    assert re.search(said, message)
    assert "rest.toml" in message
    assert message.endswith(".")


def test_a_week_has_four_to_seven_steps() -> None:
    steps = re.search(r"^steps = \[.*?^\]", REST.read_text("utf-8"), re.M | re.S)
    assert steps is not None
    message = refusal(steps[0], 'steps = ["Sleep."]')
    assert "steps of rest.toml must be whole, from 4 to 7. Got 1 instead" in message


def test_a_practice_is_hard_for_somebody() -> None:
    hard = re.search(r"^hard_traits = \[.*?^\]", REST.read_text("utf-8"), re.M | re.S)
    assert hard is not None
    assert "from 1 to 3. Got 0 instead" in refusal(hard[0], "hard_traits = []")


def test_a_practice_stands_on_rows_that_exist() -> None:
    with pytest.raises(EvidenceError, match="naps_to_bliss"):
        parse("rest.toml", broken("one_sided_provision_to_exhaustion_healthy",
            "naps_to_bliss"))  # fmt: skip


# How strong the evidence is.


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("skills_programme_to_skill", "good evidence"),
        ("enacted_responsiveness_to_partner_state", "some evidence"),
        ("novelty_to_vitality", "sign only"),
        ("anxiety_to_intrusive_provision", "sign only"),
        ("openness_to_encouragement", "judgement, not a finding"),
        ("neuroticism_to_avoidance", "judgement, not a finding"),
    ],
)
def test_the_strength_of_a_row_follows_from_its_record(row: str, word: str) -> None:
    assert Strength.of(evidence.row(row)) == word


@pytest.mark.parametrize("row", evidence.rows(), ids=lambda it: it.id)
def test_only_a_finding_is_called_evidence(row: evidence.Row) -> None:
    assert ("evidence" in Strength.of(row)) is row.is_finding


def test_what_is_untested_of_a_practice_comes_from_its_records() -> None:
    interest = next(it for it in practices() if it.id == "interest")
    assert "whether openness helps to support exploring" in interest.untested
    assert len(set(interest.untested)) == len(interest.untested)


def test_the_words_hold_the_practice_apart_from_what_it_leans_on() -> None:
    assert {it.caveat[:36] for it in practices()} == {
        "Untested as a practice of its own: n"
    }


# The page.


def test_the_page_of_practices_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), f"Remake the page: {REMAKE}"


def test_the_command_writes_the_page(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    # A module that is run must not be loaded already.
    sys.modules.pop("securebase.plan._page")
    runpy.run_module("securebase.plan._page", run_name="__main__")
    sys.stdout.flush()
    assert capfdbinary.readouterr().out.decode("utf-8") == page()


@pytest.mark.parametrize("one", practices(), ids=lambda it: it.id)
def test_the_page_holds_every_word_of_a_practice(one: Practice) -> None:
    section = page().split(f"{{ #{one.id} }}")[1].split("\n## ")[0]
    words = (*one.steps, one.notice, one.hard_for, one.easier, one.not_when, one.caveat)
    assert [it for it in words if it not in section] == []
    assert [it.why for it in one.hard_traits if it.why not in section] == []
    for key, strength in one.strength.items():
        assert f"- {strength}: {evidence.row(key).link} (`{key}`)" in section


def test_public_names_are_there() -> None:
    assert all(hasattr(plan, name) for name in plan.__all__)


# The words of another language.

GERMAN = resources.files("securebase.plan") / "practices" / "rest.de.toml"


def test_every_practice_is_there_in_german_and_only_its_words_differ() -> None:
    for english, german in zip(practices(), practices("de"), strict=True):
        for name in ("title", "notice", "hard_for", "easier", "not_when"):
            assert getattr(german, name) != getattr(english, name)
        assert not set(english.steps) & set(german.steps)
        assert {it.why for it in german.hard_traits}.isdisjoint(
            it.why for it in english.hard_traits
        )
        words = {name: getattr(english, name) for name in WORDS}
        assert dataclasses.replace(german, **words) == english


def test_a_practice_is_found_in_a_language_by_the_same_id() -> None:
    assert practice_of("rest", "de").title == "Eine Viertelstunde, die dir gehört"
    assert practice_of("rest", "de").minutes == practice_of("rest").minutes


def test_a_language_that_nobody_began_is_refused() -> None:
    with pytest.raises(PracticeError, match=r"Translate it into \w+\.xx\.toml"):
        practices("xx")


@pytest.mark.parametrize(
    ("pattern", "new", "said"),
    [
        (r"^notice = .*\n", "", "must have exactly the fields"),
        (r"^title = .*", 'title = " "', "must say something"),
        (r"^    \"Wähl heute Abend .*\n", "", "must have 7 steps"),
        (r'trait = "conscientiousness"', 'trait = "openness"', "of the traits"),
        (r"^title = ", 'stage = "rest"\ntitle = ', "must have exactly the fields"),
        (r", easier = [^}]*}", ', easier = "ohne Punkt" }', "a clause and a sentence"),
    ],
)
def test_words_that_do_not_fit_are_refused(pattern: str, new: str, said: str) -> None:
    text = GERMAN.read_text("utf-8")
    broken_words, times = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
    assert times == 1
    with pytest.raises(PracticeError, match=said):
        in_words(practice_of("rest"), "rest.de.toml", broken_words)
