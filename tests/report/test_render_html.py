from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from securebase.core import Estimate, ReportError
from securebase.report import Report, _ink as ink, to_html
from securebase.report._blocks import (
    DiaryPicture,
    Mark,
    Section,
    Sentence,
    Strip,
    StripRow,
)

from .sample import GLANCE, SAFETY, estimate, named, sample

HOSTILE = ('<script>alert("x")</script>', "Leo' onload='x' & {{ 7*7 }}")
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """A page as a reader's program takes it in: elements, words, declared style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words, self.style = "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "every element is closed where it was opened"

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.style += data
        else:
            self.words += data

    def all(self, attribute: str) -> list[str]:
        return [told[attribute] for _, told in self.elements if attribute in told]

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


@cache
def page() -> Page:
    return Page(to_html(sample()))


def spoken_words(value: Any) -> Iterator[str]:
    """Every word of the tree that a person is meant to read."""
    skipped = {"kind", "id", "key", "viewer", "format", "account", "function", "tone"}
    skipped |= {
        "day",
        "first_day",
        "last_day",
        "data_until",
        "sources",
        "sure",
        "basis",
    }
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from spoken_words(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            if part.name not in skipped:
                yield from spoken_words(getattr(value, part.name))


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_word_of_the_report_is_on_the_page() -> None:
    shown = flat(page().words)
    missing = [words for words in spoken_words(sample()) if flat(words) not in shown]
    assert missing == []


def test_the_page_asks_nobody_for_anything() -> None:
    assert (
        page()
        .tags()
        .isdisjoint(
            {
                "script",
                "link",
                "img",
                "iframe",
                "object",
                "embed",
                "form",
                "base",
                "video",
            }
        )
    )
    assert all(address.startswith("data:") for address in fetched(page().style))
    assert "@import" not in page().style
    links = {h for h in page().all("href") if not h.startswith("#")}
    assert links == {
        "https://doi.org/10.1037/a0016961",
        "https://doi.org/10.1000/example.1",
    }
    assert page().all("src") == []
    assert [
        name for _, told in page().elements for name in told if name[:2] == "on"
    ] == []


def fetched(style: str) -> list[str]:
    return re.findall(r"url\(([^)]*)\)", style)


def test_the_policy_forbids_everything_that_is_not_inside_the_page() -> None:
    policy = page().all("content")[0]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")
    assert "http" not in policy


@pytest.mark.parametrize("mark", ["'", '"', "<b>", "&amp;", *HOSTILE])
def test_a_name_is_never_markup(mark: str) -> None:
    hostile = Page(to_html(named(f"Mara{mark}", HOSTILE[0])))
    assert hostile.tags() == page().tags()
    assert f"Mara{mark} & {HOSTILE[0]}" in hostile.words


def test_a_name_is_never_a_template() -> None:
    assert HOSTILE[1] in Page(to_html(named("Mara", HOSTILE[1]))).words


def test_ids_are_unique_and_every_reference_leads_somewhere() -> None:
    ids = page().all("id")
    assert len(ids) == len(set(ids))
    inner = [h[1:] for h in page().all("href") if h.startswith("#")]
    named_by = " ".join(page().all("aria-labelledby")).split()
    assert set(inner + named_by) <= set(ids)
    assert set(
        re.findall(r"url\(#([^)]+)\)", " ".join(page().all("clip-path")))
    ) <= set(ids)


def test_headings_form_an_outline_without_holes() -> None:
    levels = [int(tag[1]) for tag, _ in page().elements if tag in {"h1", "h2", "h3"}]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_names_its_language_and_nothing_private_in_its_title() -> None:
    assert ("html", {"lang": "en"}) in page().elements
    assert "<title>Report</title>" in to_html(sample())


def test_only_folded_chapters_start_folded() -> None:
    folds = [told for tag, told in page().elements if told.get("class") == "fold"]
    assert len(folds) == sum(section.folded for section in sample().sections)
    assert all("open" not in told for told in folds)


def test_a_made_up_couple_is_called_made_up_and_a_real_one_is_not() -> None:
    assert "Made-up example" in page().words
    assert (
        "Made-up example" not in Page(to_html(replace(sample(), made_up=False))).words
    )


@pytest.mark.parametrize(
    ("sentence", "filled"), list(zip(GLANCE, (4, 3, 1), strict=True))
)
def test_sureness_is_a_word_beside_its_dots(sentence: Sentence, filled: int) -> None:
    text = to_html(replace(sample(), glance=(sentence,), sections=()))
    legend = 4 + 3 + 2 + 1
    assert text.count('class="on"') == legend + filled
    assert sentence.sure is not None
    assert Page(text).words.count(sentence.sure.value) == 2


def test_a_dot_and_its_band_stand_where_the_estimate_says() -> None:
    told = Mark(who="Mara", account="own", estimate=estimate(4.0, 0.5), spoken="Four.")
    strip = Strip(
        title="One",
        lo=1.0,
        hi=7.0,
        low_means="low",
        high_means="high",
        rows=(StripRow(label="Row", hint="", marks=(told,)),),
        caption="",
    )
    section = Section(id="one", title="One", blocks=(strip,))
    shown = Page(to_html(replace(sample(), glance=(), sections=(section,))))
    band = next(told for _, told in shown.elements if told.get("class") == "band")
    # 4 lies halfway; 1.96 standard errors of 0.5 are 16.33% of an axis of 6.
    assert (band["x1"], band["x2"]) == ("33.67%", "66.33%")
    assert "50.00%" in shown.all("x")


def test_the_two_accounts_differ_in_shape_not_only_in_colour() -> None:
    text = to_html(sample())
    assert re.search(r'<circle r="5.6" fill="#1c5a91"', text)
    assert re.search(r'<path d="M0-6.4[^>]*stroke="#1c5a91"', text)


def test_a_row_without_an_answer_says_so_quietly() -> None:
    rows = sum(
        not row.marks
        for section in sample().sections
        for block in section.blocks
        if block.kind == "strip"
        for row in block.rows
    )
    assert page().words.count("no answer to show") == rows > 0


def test_the_safety_text_looks_the_same_wherever_it_stands() -> None:
    def aside(report: Report) -> str:
        found = re.search(
            r'<aside class="safety".*?</aside>', to_html(report), re.DOTALL
        )
        assert found is not None
        return found.group()

    section = Section(id="limits", title="Anything", blocks=(GLANCE[0], SAFETY))
    other = replace(sample(), viewer="b", title="Theo", sections=(section,))
    assert aside(other) == aside(sample())


def test_a_source_that_is_not_listed_stops_the_report() -> None:
    claim = Sentence(text="It is so.", sources=("nowhere",))
    with pytest.raises(ReportError, match=r"must be .* Got 'nowhere' instead\. Add it"):
        to_html(replace(sample(), glance=(claim,)))


def test_an_empty_report_is_still_a_page() -> None:
    empty = replace(sample(), glance=(), sections=(), data_until=None)
    assert "At a glance" in Page(to_html(empty)).words


def test_a_diary_without_a_single_day_is_still_a_page() -> None:
    diary = DiaryPicture(
        title="Nothing yet",
        first_day="2026-03-02",
        last_day="2026-03-02",
        people=("Mara",),
        panels=(),
        caption="",
    )
    section = Section(id="diary", title="Day by day", blocks=(diary,))
    assert "Nothing yet" in Page(to_html(replace(sample(), sections=(section,)))).words


def luminance(shade: str) -> float:
    parts = (int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("shade", [ink.INK, ink.QUIET, ink.FIRST_WORD, ink.SECOND_WORD])
@pytest.mark.parametrize("ground", [ink.PAPER, "#f7efe1"])
def test_words_can_be_read(shade: str, ground: str) -> None:
    assert contrast(shade, ground) >= 4.5


@pytest.mark.parametrize("shade", [ink.FIRST_PERSON, ink.SECOND_PERSON])
def test_marks_can_be_seen(shade: str) -> None:
    assert contrast(shade, ink.PAPER) >= 3.0


def test_the_two_people_differ_in_lightness() -> None:
    assert contrast(ink.FIRST_PERSON, ink.SECOND_PERSON) >= 1.4


def test_numbers_carry_as_many_places_as_their_scale_deserves() -> None:
    def shown(value: float, lo: float, hi: float) -> tuple[str, str]:
        told = Estimate(
            value=value,
            se=0.0,
            lo=lo,
            hi=hi,
            basis=estimate(4.0, 0.5).basis,
            answered=1,
            asked=1,
        )
        return ink.numbers(told)

    assert shown(4.25, 1.0, 7.0) == ("4.2", "4.2–4.2")
    assert shown(61.4, 0.0, 100.0) == ("61", "61–61")
    assert shown(-0.25, -1.0, 1.0) == ("−0.25", "−0.25–−0.25")
