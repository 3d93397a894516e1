"""The brief for a practitioner: what is in it, how sure it is, and that it is brief."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, strategies as st
from pypdf import PdfReader

from securebase.core import Partner, Sureness, Viewer
from securebase.couples import Couple, look, read
from securebase.report import (
    Report,
    brief,
    signals,
    to_fragment,
    to_html,
    to_json,
    to_pdf,
)
from securebase.report._blocks import Paragraph, Points, Section, Sentence
from tests.effort import tried_on

from .random_couples import random_couple, with_unconfided_redrawn
from .test_build import COUPLES, EXAMPLES, NEVER, parts

seeds = st.integers(0, 2**32 - 1)
every_couple = pytest.mark.parametrize("name", COUPLES)


def brief_of(couple: Couple) -> Report:
    return brief(look(couple, Viewer.PRACTITIONER))


def example(name: str) -> Report:
    return brief_of(read(EXAMPLES / name))


def section(report: Report, name: str) -> Section:
    return next(it for it in report.sections if it.id == name)


def pages(report: Report) -> list[str]:
    return [it.extract_text() for it in PdfReader(io.BytesIO(to_pdf(report))).pages]


def called(couple: Couple, one: str, other: str) -> Couple:
    a, b = couple.private
    return replace(couple, private=(replace(a, name=one), replace(b, name=other)))


@every_couple
def test_it_is_two_pages_of_sentences_and_one_of_pictures(name: str) -> None:
    told = pages(example(name))
    assert len(told) == 3
    assert "In pictures" in told[2]
    assert not any("In pictures" in it for it in told[:2])


@pytest.mark.parametrize(
    "names",
    [
        ("Maximiliane-Charlotte von Hohenstein", "Bartholomew Featherstonehaugh III"),
        ("Wilhelmina Wolkenstein-Wunderlich von Wald zu Waldmannsheim", "M" * 30),
        ("a b" * 20, "日本"),
        ("", ""),
    ],
)
def test_long_names_do_not_make_it_longer(names: tuple[str, str]) -> None:
    couple = called(read(EXAMPLES / "one-sided"), *names)
    assert len(pages(brief_of(couple))) == 3


def test_even_names_that_fill_lines_get_their_brief() -> None:
    couple = called(read(EXAMPLES / "one-sided"), "W" * 60, "M" * 60)
    assert len(pages(brief_of(couple))) <= 4


@pytest.mark.parametrize("seed", range(6))
def test_it_stays_brief_whatever_was_answered(seed: int) -> None:
    couple = random_couple(np.random.default_rng(seed))
    assert len(pages(brief_of(couple))) <= 3


@every_couple
def test_every_level_comes_with_where_it_probably_lies(name: str) -> None:
    found = [it.text for it in parts(example(name)) if isinstance(it, Sentence)]
    levels = [it for it in found if re.search(r"\d of\u00a0\d", it)]
    assert levels
    for text in levels:
        assert text.count("likely") >= 1, text
        # A level and its band, or a difference and its band.
        bare = re.findall(r"\d of\u00a0\d(?!,? \(?likely| on average)", text)
        assert not bare, text


@every_couple
def test_three_hypotheses_are_called_so_and_say_how_sure_and_what_speaks_against(
    name: str,
) -> None:
    blocks = section(example(name), "hypotheses").blocks
    told = [it for it in blocks if isinstance(it, Sentence)]
    assert len(told) == 3
    assert all((it.label or "").startswith("hypothesis") for it in told)
    assert all(it.sure is not None for it in told)
    order = [list(Sureness).index(it.sure) for it in told if it.sure]
    assert order == sorted(order)
    against = [it for it in blocks if isinstance(it, Paragraph)][:3]
    assert all(it.text.startswith("Against it: ") for it in against)
    assert all("may" in it.text for it in told)


def test_what_is_untested_is_called_untested_where_it_stands() -> None:
    first, *_ = section(example("one-sided"), "hypotheses").blocks
    assert isinstance(first, Sentence)
    assert "Ines may carry more" in first.text
    assert first.label == "hypothesis; the link: assumption, untested"
    assert first.sources == ("one_sided_provision_to_exhaustion_healthy",)


def test_the_couple_in_which_all_is_well_is_not_talked_into_trouble() -> None:
    first, *_ = section(example("both-work"), "hypotheses").blocks
    assert isinstance(first, Sentence)
    assert "may be a secure base for the other as it is" in first.text


@every_couple
def test_the_first_question_is_put_to_each_alone(name: str) -> None:
    (points,) = section(example(name), "questions").blocks
    assert isinstance(points, Points)
    assert points.items[0].startswith("Each alone, first:")
    assert 4 <= len(points.items) <= 6


@every_couple
def test_it_says_first_to_see_each_alone_and_that_fear_is_no_part_of_it(
    name: str,
) -> None:
    report = example(name)
    assert report.sections[0].id == "first"
    assert "no answer about fear or violence is ever part of it" in to_json(report)


@every_couple
def test_words_that_we_never_use_do_not_occur(name: str) -> None:
    words = [it for it in parts(example(name)) if isinstance(it, str)]
    words = [it.replace("It is no diagnosis", "") for it in words]
    assert not [it for it in words if NEVER.search(it)]


@every_couple
def test_it_can_be_laid_out_in_every_form(name: str) -> None:
    report = example(name)
    assert to_html(report).startswith("<!doctype html>")
    assert to_fragment(report).startswith('<article class="report"')
    assert json.loads(to_json(report))["format"] == "securebase-brief/1"


@given(seeds, seeds)
@tried_on(12, phases=(Phase.generate,))
def test_what_is_not_shared_with_the_practitioner_leaves_every_byte(
    seed: int, other: int
) -> None:
    couple = random_couple(np.random.default_rng(seed))
    changed = with_unconfided_redrawn(couple, np.random.default_rng(other))
    one, two = brief_of(couple), brief_of(changed)
    assert one == two
    assert (to_html(one), to_json(one)) == (to_html(two), to_json(two))
    views = [look(it, Viewer.PRACTITIONER) for it in (couple, changed)]
    assert signals(views[0]) == signals(views[1])


def test_the_pdf_does_not_tell_either() -> None:
    couple = random_couple(np.random.default_rng(4))
    changed = with_unconfided_redrawn(couple, np.random.default_rng(5))
    assert changed != couple
    assert to_pdf(brief_of(changed)) == to_pdf(brief_of(couple))


def test_of_somebody_who_shares_nothing_it_says_just_that() -> None:
    couple = read(EXAMPLES / "one-sided")
    a, b = couple.private
    told = brief_of(replace(couple, private=(a, replace(b, shares=()))))
    (block,) = section(told, "partner-b").blocks
    assert isinstance(block, Paragraph)
    assert "Nothing is shared with you." in block.text
    silent = replace(b, shares=(), answers=(), diary=())
    assert brief_of(replace(couple, private=(a, silent))) == told


def test_of_two_who_share_nothing_there_is_still_a_brief() -> None:
    couple = read(EXAMPLES / "one-sided")
    a, b = (replace(it, shares=()) for it in couple.private)
    told = brief_of(replace(couple, private=(a, b)))
    assert section(told, "hypotheses").title == "No hypothesis"
    assert len(pages(told)) == 1


def test_the_one_who_gives_more_and_wears_out_is_a_reason_to_look() -> None:
    found = signals(look(read(EXAMPLES / "one-sided"), Viewer.PRACTITIONER))
    assert {(it.kind, it.who) for it in found} == {("uneven", "Ines"), ("load", "Ines")}


def test_where_all_is_well_nothing_asks_for_a_look() -> None:
    found = signals(look(read(EXAMPLES / "both-work"), Viewer.PRACTITIONER))
    assert {it.kind for it in found} <= {"better"}


def test_what_got_reliably_worse_since_the_time_before_is_a_reason() -> None:
    couple = read(EXAMPLES / "both-work")
    a, b = couple.private
    last = max(it.occasion for it in a.answers)
    worse = tuple(
        replace(it, answer=0)
        if it.occasion == last and it.instrument == "sb_vital"
        else it
        for it in a.answers
    )
    changed = replace(couple, private=(replace(a, answers=worse), b))
    found = signals(look(changed, Viewer.PRACTITIONER))
    assert ("worse", "Mara") in {(it.kind, it.who) for it in found}
    assert all(it.tried > 1 for it in found if it.kind == "worse")


def test_swapping_the_letters_swaps_only_the_order() -> None:
    couple = read(EXAMPLES / "held-back")
    a, b = couple.private
    swapped = brief_of(replace(couple, private=(b, a)))
    told = {it.id: it for it in brief_of(couple).sections}
    for it in swapped.sections:
        if it.id.startswith("partner-"):
            other = Partner(it.id[-1]).other
            assert it.blocks == told[f"partner-{other}"].blocks
