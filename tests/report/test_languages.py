"""A report in another language: whole, nothing left in English, and no secret in it."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from securebase.core import CONSTRUCTS, Partner, ReportError, Sureness, Viewer
from securebase.couples import View, look, read
from securebase.evidence import rows
from securebase.plan import Tried, Verdict, goals, practices
from securebase.report import (
    Report,
    brief,
    build,
    languages,
    look_back,
    suggestion,
    suggestions,
    to_fragment,
    to_html,
    to_json,
    to_pdf,
    weekly,
)
from securebase.report._cited import row_words
from securebase.report._json import plain
from securebase.report._tongue import tongue
from securebase.report._words import chance, listed, number

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("both-work", "one-sided", "held-back")
OTHERS = [it for it in languages() if it != "en"]
# Words that no German sentence has, and that few English ones do without.
ENGLISH_WORDS = re.compile(
    r"\b(?:the|and|of|to|is|are|with|that|this|you|your|for|from|or|by|on|as|it|"
    r"no|than|they|their|other|more|less|about|what|which|very|sure|how|week|answers)\b",
    re.IGNORECASE,
)
# What is no text for a reader, or not in our words: keys, names, published titles.
NOT_WORDS = {
    "kind", "id", "key", "viewer", "format", "version", "language", "day", "first_day",
    "last_day", "data_until", "doi", "sources", "basis", "sure", "function", "account",
    "tone", "works", "who", "practice", "goal", "giver", "receiver", "left", "right",
    "people",
}  # fmt: skip
FOREIGN = re.compile(
    r"Experiences in Close Relationships|Big Five|Couples Satisfaction Index|"
    r"International Personality Item Pool|Apache-2\.0|online_programme"
)


def seen(name: str, viewer: Viewer) -> View:
    return look(read(EXAMPLES / name), viewer)


@cache
def made(name: str, viewer: Viewer, language: str) -> Report:
    return build(seen(name, viewer), language=language)


def texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key not in NOT_WORDS:
                yield from texts(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from texts(value)
    elif isinstance(tree, str):
        yield FOREIGN.sub("", tree)


@pytest.mark.parametrize("viewer", list(Viewer))
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_a_report(
    language: str, name: str, viewer: Viewer
) -> None:
    report = made(name, viewer, language)
    assert report.language == language
    for text in texts(json.loads(to_json(report))):
        assert not ENGLISH_WORDS.search(text), text
        assert not re.search(r"\d\.\d", text), text
        assert "{" not in text, text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_a_brief(language: str, name: str) -> None:
    report = brief(seen(name, Viewer.PRACTITIONER), language=language)
    for text in texts(json.loads(to_json(report))):
        assert not ENGLISH_WORDS.search(text), text


@pytest.mark.parametrize("viewer", [Viewer.A, Viewer.B])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_a_week_or_in_what_to_try(
    language: str, name: str, viewer: Viewer
) -> None:
    view = seen(name, viewer)
    assert viewer.partner is not None
    last = max(it.day for it in view.people[viewer.partner].check_ins)
    week = weekly(view, last + dt.timedelta(days=7 - last.weekday()), language=language)
    assert week is not None
    told = [json.loads(to_json(week))]
    for goal in (None, *(it.id for it in goals())):
        told.append(plain(suggestions(view, goal=goal, language=language)))
    for text in texts(told):
        assert not ENGLISH_WORDS.search(text), text


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_any_practice_or_look_back(language: str) -> None:
    view = seen("both-work", Viewer.A)
    for practice in practices():
        for goal in goals():
            told = suggestion(practice.id, goal.id, practice.minutes, language=language)
            for text in texts(plain(told)):
                assert not ENGLISH_WORDS.search(text), text
    for goal in goals():
        tried = Tried(
            partner=Partner.A,
            practice="joy",
            goal=goal.id,
            since=dt.date(2025, 10, 20),
            until=dt.date(2025, 11, 3),
            done=9,
            verdict=Verdict.SAME,
        )
        for text in texts(plain(look_back(view, tried, language=language))):
            assert not ENGLISH_WORDS.search(text), text


@pytest.mark.parametrize("language", OTHERS)
def test_every_row_of_evidence_is_told_in_full(language: str) -> None:
    words = tongue(language)
    for row in rows():
        said = row_words(row, words)
        assert not ENGLISH_WORDS.search(FOREIGN.sub("", said)), said
        assert bool(row.untested) == (words.say("Untested: {what}.")[:6] in said)


@pytest.mark.parametrize("viewer", list(Viewer))
@pytest.mark.parametrize("language", OTHERS)
def test_another_language_has_the_same_numbers_in_the_same_places(
    language: str, viewer: Viewer
) -> None:
    first, second = (made("held-back", viewer, it) for it in ("en", language))
    assert [it.id for it in first.sections] == [it.id for it in second.sections]
    for one, other in zip(first.sections, second.sections, strict=True):
        assert [it.kind for it in one.blocks] == [it.kind for it in other.blocks]


@pytest.mark.parametrize("language", languages())
def test_a_page_names_its_language(language: str) -> None:
    report = made("held-back", Viewer.A, language)
    assert f'<html lang="{language}">' in to_html(report)
    assert f'<article class="report" lang="{language}">' in to_fragment(report)
    assert json.loads(to_json(report))["language"] == language


@pytest.mark.parametrize("language", OTHERS)
def test_the_page_around_the_words_is_translated_too(language: str) -> None:
    report = made("held-back", Viewer.OURS, language)
    # Only the published titles stay as they are.
    page = re.sub(
        r'<span class="work">.*?</span>', "", to_html(report), flags=re.DOTALL
    )
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", " ", page)
    assert not ENGLISH_WORDS.findall(FOREIGN.sub("", shown))


@pytest.mark.parametrize("language", OTHERS)
def test_a_report_on_paper_names_its_language(language: str) -> None:
    report = made("held-back", Viewer.OURS, language)
    assert f"({language})".encode() in to_pdf(report)


def test_english_is_what_is_written_unless_somebody_asks() -> None:
    assert build(seen("held-back", Viewer.B)) == made("held-back", Viewer.B, "en")


def test_a_language_that_nobody_began_is_refused() -> None:
    with pytest.raises(ReportError, match=r"must be one of en, de"):
        build(seen("held-back", Viewer.A), language="xx")


def test_german_numbers_lists_and_chances() -> None:
    german = tongue("de")
    assert number(-1.26, german) == "−1,3"
    assert listed(["a", "b", "c"], german) == "a, b und c"
    assert chance(0.634, german) == "63\u00a0%"


@pytest.mark.parametrize("language", OTHERS)
def test_every_construct_and_every_word_for_sureness_has_its_own(language: str) -> None:
    words = tongue(language)
    labels = [words.say(it.label) for it in CONSTRUCTS.values()]
    assert len(set(labels)) == len(labels)
    assert len({words.say(it.value) for it in Sureness}) == len(Sureness)


@pytest.mark.parametrize("viewer", list(Viewer))
def test_the_language_of_a_partner_is_nothing_that_a_view_knows(
    viewer: Viewer,
) -> None:
    couple = read(EXAMPLES / "both-work")
    for language in ("en", "de", None):
        one, other = (replace(it, language=language) for it in couple.private)
        changed = replace(couple, private=(one, other))
        assert look(changed, viewer) == look(couple, viewer)
