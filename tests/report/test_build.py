import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from securebase import evidence
from securebase.core import CONSTRUCTS, Partner, Viewer
from securebase.couples import look, read
from securebase.fit.couple import told
from securebase.report import build
from securebase.report._blocks import (
    BasePicture,
    DiaryPicture,
    PracticeCard,
    Report,
    Sentence,
    SourceList,
    Strip,
    Table,
)

from .random_couples import random_couple

EXAMPLES = Path(__file__).parents[2] / "examples"
COUPLES = sorted(path.parent.name for path in EXAMPLES.glob("*/couple.toml"))
NEVER = re.compile(
    r"diagnos(?!is, not)|disorder|compatib|toxic|\bnorms?\b(?! for couples)|"
    r"break.?up|divorce|anxious type|avoidant type|your score of",
    re.IGNORECASE,
)

every_couple = pytest.mark.parametrize("name", COUPLES)
every_viewer = pytest.mark.parametrize("viewer", list(Viewer))


def report_of(name: str, viewer: Viewer) -> Report:
    return build(look(read(EXAMPLES / name), viewer))


def parts(value: object) -> Iterator[object]:
    """Every value inside a report, at any depth."""
    yield value
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for it in value:
            yield from parts(it)


@every_couple
@every_viewer
def test_the_top_is_three_sentences(name: str, viewer: Viewer) -> None:
    glance = report_of(name, viewer).glance
    assert len(glance) == 3
    assert all(sentence.text.endswith(".") for sentence in glance)


@every_couple
@every_viewer
def test_words_that_we_never_use_do_not_occur(name: str, viewer: Viewer) -> None:
    words = [it for it in parts(report_of(name, viewer)) if isinstance(it, str)]
    # What the report says that it is not may be named once, in that place.
    words = [it for it in words if not it.startswith("Not a diagnosis")]
    assert not [it for it in words if NEVER.search(it)]


@every_couple
@every_viewer
def test_every_source_that_is_named_is_listed(name: str, viewer: Viewer) -> None:
    report = report_of(name, viewer)
    named = {
        key
        for it in parts(report)
        if isinstance(it, Sentence | PracticeCard)
        for key in it.sources
    }
    (listing,) = (it for it in parts(report) if isinstance(it, SourceList))
    assert named <= {entry.key for entry in listing.entries}


@every_couple
@every_viewer
def test_only_findings_are_called_published(name: str, viewer: Viewer) -> None:
    for it in parts(report_of(name, viewer)):
        if isinstance(it, Sentence) and it.label == "published":
            assert all(evidence.row(key).is_finding for key in it.sources)
        if isinstance(it, Sentence) and it.label is None and it.sources:
            raise AssertionError(f"no label: {it.text}")


@every_couple
@every_viewer
def test_unvalidated_pictures_say_so(name: str, viewer: Viewer) -> None:
    for it in parts(report_of(name, viewer)):
        if isinstance(it, Strip) and it.hi == 6:
            assert it.label == "not yet validated"
        if isinstance(it, BasePicture | DiaryPicture):
            assert it.label == "not yet validated"


@every_couple
@every_viewer
def test_everybody_reads_the_same_safety_text(name: str, viewer: Viewer) -> None:
    asides = [it for it in parts(report_of(name, viewer)) if hasattr(it, "tone")]
    safety = [it for it in asides if it.tone == "safety"]
    reference = [
        it
        for it in parts(report_of(COUPLES[0], Viewer.A))
        if getattr(it, "tone", "") == "safety"
    ]
    assert safety == reference
    assert len(safety) == 1


def test_the_worn_out_giver_gets_relief_and_a_fair_share_and_not_more_giving() -> None:
    report = report_of("one-sided", Viewer.A)
    (card,) = cards(report)
    assert (card.who, card.title) == ("Ines", "A quarter of an hour that is yours")
    words = " ".join(getattr(it, "text", "") for it in parts(report))
    assert "nothing that asks to give more" in words
    assert "two of “Say plainly what is too much”" in words


def test_those_who_hold_back_are_shown_how_to_train_their_weakest_stage() -> None:
    for viewer in (Viewer.A, Viewer.B):
        (card,) = cards(report_of("held-back", viewer))
        # What they give is lowest in understanding, as both of them tell it.
        assert card.title == "Say it back first"


@pytest.mark.parametrize("name", COUPLES)
def test_nothing_is_forecast_of_which_no_answer_is_shown(name: str) -> None:
    view = look(read(EXAMPLES / name), Viewer.OURS)
    shown = {
        CONSTRUCTS[target.construct].label.lower()
        for partner in Partner
        for target in told(view, partner)
    }
    ahead = [
        row[0].lower()
        for it in parts(report_of(name, Viewer.OURS))
        if isinstance(it, Table) and "Next week" in it.columns
        for row in it.rows
    ]
    assert set(ahead) == shown


@every_viewer
def test_the_couple_in_which_all_is_well_is_told_so(viewer: Viewer) -> None:
    words = [getattr(it, "text", "") for it in parts(report_of("both-work", viewer))]
    well = [it for it in words if it.startswith("All is well on ")]
    assert len(well) == (1 if viewer.partner else 2)


def test_a_partner_alone_is_only_asked_for_their_own_doing() -> None:
    for name in COUPLES:
        for viewer, who in ((Viewer.A, 0), (Viewer.B, 1)):
            couple = read(EXAMPLES / name)
            assert {card.who for card in cards(report_of(name, viewer))} <= {
                couple.private[who].name
            }


def cards(report: Report) -> list[PracticeCard]:
    return [it for it in parts(report) if isinstance(it, PracticeCard)]


def test_what_was_withheld_looks_like_what_was_never_asked() -> None:
    couple = random_couple(np.random.default_rng(3))
    a, b = couple.private
    silent = dataclasses.replace(b, answers=(), diary=())
    withheld = dataclasses.replace(b, shares=())
    reports = [
        build(look(dataclasses.replace(couple, private=(a, it)), Viewer.A))
        for it in (silent, withheld)
    ]
    assert reports[0] == reports[1]


def test_a_couple_without_any_answers_still_has_a_report() -> None:
    couple = random_couple(np.random.default_rng(3))
    a, b = (
        dataclasses.replace(it, answers=(), diary=(), shares=())
        for it in couple.private
    )
    empty = (a, b)
    for viewer in Viewer:
        report = build(look(dataclasses.replace(couple, private=empty), viewer))
        assert report.glance[0].text == "There is nothing to show here yet."
        assert [section.id for section in report.sections] == ["limits", "sources"]
        assert report.data_until is None
