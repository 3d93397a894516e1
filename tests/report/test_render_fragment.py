from __future__ import annotations

import re
from dataclasses import replace

import pytest

from securebase.core import ReportError
from securebase.report import stylesheet, to_fragment, to_html
from securebase.report._blocks import Sentence

from .sample import named, sample
from .test_render_html import Page, flat, spoken_words

# What is said to screen readers: a part says less of the strokes of its drawings.
TOLD = r' (?:role|aria-[a-z]+)="[^"]*"'


def test_every_word_of_the_report_is_in_the_part() -> None:
    shown = flat(Page(to_fragment(sample())).words)
    missing = [words for words in spoken_words(sample()) if flat(words) not in shown]
    assert missing == []


def test_a_part_is_one_article_and_nothing_of_a_page() -> None:
    text = to_fragment(sample())
    # Its words are English, whatever the page around it speaks.
    assert text.startswith('<article class="report" lang="en">')
    assert text.rstrip().endswith("</article>")
    # A title is what a drawing has too.
    assert Page(text).tags().isdisjoint({"html", "head", "body", "main", "meta"})
    assert text.count("<h1>") == 1


def test_a_part_says_what_the_page_says() -> None:
    def content(text: str, end: str) -> list[str]:
        inside = text.split('<header class="top">')[1].rsplit(end, 1)[0]
        return re.sub(rf"</?main>|{TOLD}", "", inside).split()

    assert content(to_fragment(sample()), "</article>") == content(
        to_html(sample()), "</body>"
    )


def test_a_part_holds_nothing_that_a_strict_page_forbids() -> None:
    part = Page(to_fragment(sample()))
    assert part.tags().isdisjoint({"script", "style", "link", "img", "iframe", "form"})
    assert part.all("style") == []
    attributes = {key for _, told in part.elements for key in told}
    assert [it for it in attributes if it.startswith("on")] == []


def test_a_drawing_is_one_picture_with_a_name_and_not_many_strokes() -> None:
    part = to_fragment(sample())
    drawings = re.findall(r"<svg[^>]*viewBox.*?</svg>", part, re.DOTALL)
    pictures = [it for it in drawings if 'role="img"' in it]
    assert len(pictures) == 4
    for it in pictures:
        head, _, strokes = it.partition(">")
        assert "aria-labelledby" in head
        assert not re.search(r"role=|aria-", strokes)


def test_a_name_with_markup_in_it_is_a_name() -> None:
    hostile = "<script>alert(1)</script>"
    assert "script" not in Page(to_fragment(named(hostile, "Theo"))).tags()


def test_a_source_that_is_not_listed_stops_the_part_too() -> None:
    claim = Sentence(text="It is so.", sources=("nowhere",))
    with pytest.raises(ReportError, match="Got 'nowhere' instead"):
        to_fragment(replace(sample(), glance=(claim,)))


def selectors(style: str) -> list[str]:
    """Every selector, with the conditions taken off."""
    flat = re.sub(r"@media [^{]*\{", "", style)
    preludes = re.findall(r"([^{}]+)\{[^{}]*\}", flat)
    return [it.strip() for prelude in preludes for it in prelude.split(",")]


def test_every_rule_is_held_to_the_report() -> None:
    assert len(selectors(stylesheet())) > 100
    beside = [it for it in selectors(stylesheet()) if not re.match(r"\.report\b", it)]
    assert beside == []


def test_the_style_of_the_part_keeps_what_the_page_declares() -> None:
    # One that parts long words, as not every language wants.
    made = replace(sample(), language="de")
    page = re.search(r"<style>(.*?)</style>", to_html(made), re.DOTALL)
    assert page is not None

    def declared(style: str) -> set[str]:
        style = re.sub(
            r"/\*.*?\*/|@font-face\{[^}]*\}|@page \{[^}]*\}", "", style, flags=re.S
        )
        return {" ".join(it.split()) for it in re.findall(r"\{([^{}]+)\}", style)}

    assert declared(stylesheet()) == declared(page[1])


def test_every_brace_of_the_style_is_closed() -> None:
    assert stylesheet().count("{") == stylesheet().count("}")


def test_the_style_asks_nobody_for_anything() -> None:
    assert "url(" not in stylesheet()
    assert "@import" not in stylesheet()
