"""Promises that every practice keeps, whoever wrote it."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from securebase import evidence
from securebase.core import CONSTRUCTS, STATEMENTS
from securebase.dynamics import PRACTICES
from securebase.plan import Practice, practices

ALL = practices()
each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)

# Words that would ask for the other's behaviour instead of one's own.
ABOUT_THE_OTHER = re.compile(
    r"\b(make|get|have|let|tell|teach|force|remind|persuade|convince)"
    r" (your partner|them|him|her)\b(?! (about|what|where|that))"
    r"|\byour partner (must|should|has to|needs to|ought to)\b",
    re.I,
)
NEVER = re.compile(
    r"diagnos|disorder|therap|compatib|toxic|narciss|patholog|symptom|codepend"
    r"|red flag|soulmate|\b(your|the|their) fault\b|to blame\b"
    r"|\b(anxious|avoidant|secure|insecure|neurotic|disagreeable|introvert|extravert)s?"
    r" (type|people|person|partner)|\b(introvert|extravert|neurotic)s?\b",
    re.I,
)
VAGUE = re.compile(
    r"communicate|quality time|work on|be more|be present|open up|self-care|boundar"
    r"|mindful|validate|hold space|love language",
    re.I,
)
GENDERED = re.compile(
    r"\b(he|she|him|his|hers?|husband|wife|boyfriend|girlfriend|spouse)\b", re.I
)
# An id, or a letter that stands for a quantity.
LETTERS = re.compile(r"\bS\d|(?<![\w’])[b-hj-zB-HJ-Z](?![\w’])|_")
WHEN = re.compile(
    r"\b(tonight|today|(every|each|same|next|last|good|working|busy|bad|heavy|quiet)"
    r" (day|morning|evening|night)|day (one|two|three|four|five|six|seven)"
    r"|days? (one|two|three)|days between|once|twice|week|morning|evening|each time"
    r"|every time|whenever|every|after a quarrel)\b",
    re.I,
)
# The ends of traits at which giving is harder, with the statements that say so.
HARDER = {
    ("neuroticism", "high"): {"S8", "S10", "S23"},
    ("agreeableness", "low"): {"S8", "S10", "S11"},
    ("extraversion", "low"): {"S11"},
    ("conscientiousness", "low"): {"S9"},
    ("openness", "low"): {"S14"},
    ("attachment_anxiety", "high"): {"S10", "S23"},
    ("attachment_avoidance", "high"): {"S11"},
}
# What one trait above all gets in the way of.
IN_THE_WAY = {
    "staying_calm": "neuroticism",
    "keeping_word": "conscientiousness",
    "leaving_room": "attachment_anxiety",
    "asking": "attachment_avoidance",
}
# What gives something back to the one who practises it.
FOR_ONESELF = {"rest", "asking", "net", "novelty"}


def texts(one: Practice) -> list[str]:
    """Everything that a reader is shown of it."""
    hard = chain.from_iterable((it.why, it.easier) for it in one.hard_traits)
    own = (one.title, *one.steps, one.notice, one.hard_for, one.easier, one.not_when)
    return [*own, *hard]


def sentences(text: str) -> list[str]:
    """Its sentences; a quoted one counts for itself."""
    return [it for it in re.split(r"[.?:;…]”?(?:\s|$)", text) if it.strip()]


def main_knob(one: Practice) -> str:
    return max(one.trains, key=lambda knob: one.trains[knob])


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [
        (ABOUT_THE_OTHER, "Get them to put the phone away."),
        (ABOUT_THE_OTHER, "Tell your partner to listen."),
        (ABOUT_THE_OTHER, "This week your partner should cook."),
        (NEVER, "Avoidant people find this hard."),
        (NEVER, "Ask whose turn it is to blame."),
        (VAGUE, "Communicate better."),
        (GENDERED, "Ask her how it went."),
        (LETTERS, "Serves S11."),
        (LETTERS, "Raise x by one."),
    ],
)
def test_what_must_not_be_said_is_found(pattern: re.Pattern[str], bad: str) -> None:
    assert pattern.search(bad)


# All of them together.


def test_there_are_practices_enough_to_choose_from() -> None:
    assert len(ALL) >= 20


def test_together_they_serve_what_a_person_can_practise() -> None:
    served = {it for one in ALL for it in one.statements}
    wanted = (5, 6, *range(8, 15), 17, *range(19, 25))
    assert {f"S{number}" for number in wanted} <= served


def test_everything_that_the_model_lets_a_person_practise_is_the_core_of_one() -> None:
    assert {f"practice_{main_knob(one)}" for one in ALL} == set(PRACTICES)


def test_no_two_have_the_same_title_or_share_a_step() -> None:
    titles = [one.title for one in ALL]
    steps = [step for one in ALL for step in one.steps]
    assert len(set(titles)) == len(titles)
    assert len(set(steps)) == len(steps)


def test_every_trait_is_thought_of_where_the_theory_finds_it_hard() -> None:
    seen = {(it.trait, it.side.value) for one in ALL for it in one.hard_traits}
    assert set(HARDER) <= seen


def test_who_is_worn_out_has_more_than_one_practice_left() -> None:
    left = [one for one in ALL if not one.giving]
    assert len(left) >= 5
    assert {"rest", "asking", "net", "novelty"} <= {main_knob(one) for one in left}


def test_there_is_something_for_somebody_with_three_minutes() -> None:
    short = [one for one in ALL if one.minutes <= 3]
    assert {one.giving for one in short} == {True, False}


# Each by itself.


@each
def test_it_is_complete(one: Practice) -> None:
    assert 4 <= len(one.steps) <= 7
    assert 1 <= one.minutes <= 20
    assert one.evidence
    assert all(it.strip() == it and it for it in texts(one))
    assert len(one.title) <= 45
    assert max(map(len, one.steps)) <= 200


@each
def test_it_stands_on_known_ground(one: Practice) -> None:
    assert set(one.statements) <= set(STATEMENTS)
    assert "S24" in one.statements
    assert one.stage in CONSTRUCTS
    for row in one.evidence:
        assert evidence.row(row).id == row


@each
def test_it_says_how_strong_its_evidence_is_and_what_is_untested(one: Practice) -> None:
    assert set(one.strength) == set(one.evidence)
    assert all(one.strength.values())
    assert "whether this holds for secure-base giving itself" in one.untested
    assert one.caveat.startswith("Untested as a practice of its own")


@each
def test_it_asks_only_for_own_doing(one: Practice) -> None:
    assert [it for it in texts(one) if ABOUT_THE_OTHER.search(it)] == []


@each
def test_it_neither_diagnoses_nor_blames_nor_sorts_people(one: Practice) -> None:
    assert [it for it in texts(one) if NEVER.search(it)] == []
    assert [it for it in texts(one) if GENDERED.search(it)] == []


@each
def test_it_is_concrete(one: Practice) -> None:
    assert [it for it in texts(one) if VAGUE.search(it)] == []


@each
def test_no_letter_or_id_stands_in_its_words(one: Practice) -> None:
    assert [it for it in texts(one) if LETTERS.search(it)] == []


@each
def test_its_signs_are_those_of_print(one: Practice) -> None:
    words = " ".join(texts(one))
    assert not set("\"'!`{}*<>") & set(words)
    assert words.count("“") == words.count("”")


@each
def test_its_sentences_end(one: Practice) -> None:
    said = (*one.steps, one.notice, one.hard_for, one.easier, one.not_when)
    assert [it for it in said if not it.endswith((".", "”", "?"))] == []


@each
def test_it_is_easy_to_read(one: Practice) -> None:
    parts = [part for text in texts(one) for part in sentences(text)]
    lengths = [len(part.split()) for part in parts]
    assert sum(lengths) / len(lengths) < 20
    assert max(lengths) <= 32


@each
def test_its_steps_say_on_which_day_or_how_often(one: Practice) -> None:
    dated = [step for step in one.steps if WHEN.search(step)]
    assert len(dated) >= 3
    assert WHEN.search(one.steps[0])


@each
def test_it_trains_as_much_as_one_week_can_hold(one: Practice) -> None:
    assert {f"practice_{knob}" for knob in one.trains} <= set(PRACTICES)
    assert 0.5 <= sum(one.trains.values()) <= 1 + 1e-9


@each
def test_what_one_does_for_oneself_is_not_called_giving(one: Practice) -> None:
    if main_knob(one) in FOR_ONESELF:
        assert not one.giving


@each
def test_nobody_who_is_worn_out_by_giving_is_asked_for_more(one: Practice) -> None:
    levels = {(it.construct, it.side.value) for it in one.leave_when}
    assert (("load", "high") in levels) is one.giving


@each
def test_where_giving_is_hard_agrees_with_the_theory(one: Practice) -> None:
    hard = [(it.trait, it.side.value) for it in one.hard_traits]
    assert len({trait for trait, _ in hard}) == len(hard)
    if one.giving:
        assert set(hard) <= set(HARDER)


@each
def test_it_thinks_of_the_trait_that_gets_in_its_way_most(one: Practice) -> None:
    knob = main_knob(one)
    if knob in IN_THE_WAY and one.trains[knob] > 0.5:
        assert IN_THE_WAY[knob] in {it.trait for it in one.hard_traits}


@each
def test_a_statement_about_a_trait_names_for_whom_it_is_hard(one: Practice) -> None:
    traits = {(it.trait, it.side.value) for it in one.hard_traits}
    for number in ("S8", "S9", "S10", "S11", "S14"):
        if number in one.statements:
            concerned = {it for it, says in HARDER.items() if number in says}
            assert traits & concerned, number


@each
def test_what_nobody_has_tested_is_called_untested(one: Practice) -> None:
    for it in one.hard_traits:
        if it.trait == "openness" and "S14" in one.statements:
            assert "untested" in it.why
