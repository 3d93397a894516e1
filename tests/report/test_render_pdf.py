from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader

from securebase.core import ReportError
from securebase.report import Report, to_pdf
from securebase.report._blocks import BasePicture, DiaryPicture, Sentence

from .sample import named, sample
from .test_render_html import spoken_words

ODD = ("#import *x* _y_ $z$ `q` @w <b> // \\n", "[#panic()] {{7*7}} ~ ' \"")


def read(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(to_pdf(report)))


@cache
def pages() -> list[str]:
    return [page.extract_text() for page in read(sample()).pages]


def flat(text: str) -> str:
    # Ligatures, line breaks and typographic quotes are layout, not content.
    text = text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("\u200b", "")
    return re.sub(r"[\s’']+", "", text)


def without_pictures(report: Report) -> Report:
    """Words inside drawings are read out from their description, not as page text."""
    sections = tuple(
        replace(
            section,
            blocks=tuple(
                block
                for block in section.blocks
                if not isinstance(block, BasePicture | DiaryPicture)
            ),
        )
        for section in report.sections
    )
    return replace(report, sections=sections)


def test_every_word_of_the_report_is_on_paper() -> None:
    shown = flat("".join(pages()))
    silent = {flat(spoken) for spoken in spoken_marks(sample())}
    missing = [
        words
        for words in spoken_words(without_pictures(sample()))
        if flat(words) not in shown and flat(words) not in silent
    ]
    assert missing == []


def spoken_marks(report: Report) -> list[str]:
    return [
        mark.spoken
        for section in report.sections
        for block in section.blocks
        if block.kind == "strip"
        for row in block.rows
        for mark in row.marks
    ]


def test_it_is_a_tagged_a4_document_with_a_language_and_a_neutral_title() -> None:
    told = read(sample())
    catalogue: Any = told.trailer["/Root"]
    assert catalogue["/Lang"] == "en"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert told.metadata is not None
    assert told.metadata.title == "Report"
    assert told.metadata.creation_date is None
    assert [round(float(side)) for side in told.pages[0].mediabox[2:]] == [595, 842]


def test_every_page_carries_its_number() -> None:
    last = len(pages())
    assert all(f"{n} / {last}" in text for n, text in enumerate(pages(), start=1))


def test_a_made_up_couple_is_called_made_up_on_every_page() -> None:
    assert all("Made-up example" in text for text in pages())
    real = read(replace(sample(), made_up=False))
    assert not any("Made-up" in page.extract_text() for page in real.pages)


@pytest.mark.parametrize("odd", ODD)
def test_a_name_is_never_markup(odd: str) -> None:
    text = flat("".join(page.extract_text() for page in read(named(odd, "Theo")).pages))
    assert flat(f"{odd} & Theo") in text
    assert flat(f"{odd} is glad when things go well for Theo") in text


@pytest.mark.parametrize(
    "name", ["مارا", "Ольга", "日本", "🙂", "W" * 60, "a b" * 20, ""]
)
def test_a_name_of_any_kind_gets_its_page(name: str) -> None:
    assert len(read(named(name, "Theo")).pages) >= len(pages())


def test_only_bundled_letters_are_used() -> None:
    resources: list[Any] = [page["/Resources"] for page in read(sample()).pages]
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1].split("-")[0]
        for resource in resources
        for font in resource["/Font"].values()
    }
    assert fonts == {"Newsreader", "Figtree"}


def test_no_heading_stands_alone_at_the_foot_of_a_page() -> None:
    headings = {section.title for section in sample().sections}
    for text in pages():
        lines = [line for line in text.splitlines() if "securebase" not in line]
        assert not {line.strip() for line in lines[-2:]} & headings


def test_a_source_that_is_not_listed_stops_the_report() -> None:
    claim = Sentence(text="It is so.", sources=("nowhere",))
    with pytest.raises(ReportError, match="Got 'nowhere' instead"):
        to_pdf(replace(sample(), glance=(claim,)))
