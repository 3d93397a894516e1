"""A data file that does not hold what it must is refused, by name."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from securebase import evidence
from securebase.core import EvidenceError
from securebase.evidence import Fact, Row, Source, Verdict
from securebase.evidence._library import Library, joined
from securebase.evidence._load import parse

GOOD = """
[[row]]
id = "calm_to_care"
row = 7
link = "calm people care more"
cause = "calm"
effect = "care"
value = 0.2
low = 0.1
high = 0.3
metric = "beta"
timescale = "trait"
level = "B"
sources = ["somebody_2000"]
status = "prior"
direction_status = "seen"
confidence = "C"
statements = ["S8"]
verdict = "qualified"
"""
SOMEBODY = {"somebody_2000": evidence.source("harris_orth_2020")}


def read(text: str) -> dict[str, Row]:
    return parse(text, "effects.toml", "row", Row)


def library(text: str, *, verdicts: str = "", facts: str = "") -> Library:
    return Library(
        rows=read(text),
        facts=parse(facts, "facts.toml", "fact", Fact) if facts else {},
        verdicts=(
            parse(verdicts, "verdicts.toml", "verdict", Verdict) if verdicts else {}
        ),
        sources=SOMEBODY,
    )


def test_a_good_record_is_read() -> None:
    row = read(GOOD)["calm_to_care"]
    assert (row.value, row.sources) == (0.2, ("somebody_2000",))
    assert library(GOOD).rows["calm_to_care"] == row


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ("value = 0.2", "value = 0.4", "hold low <= value <= high"),
        ("value = 0.2", "value = nan", "value"),
        ("value = 0.2", "value = inf", "value"),
        ("value = 0.2", 'value = "0.2"', "value"),
        ("value = 0.2", "value = true", "value"),
        ("value = 0.2", "", "value"),
        ("value = 0.2", "value = 2020-01-01", "value"),
        ("row = 7", 'row = 7\nsize = "big"', "size"),
        ('metric = "beta"', 'metric = "bets"', "metric"),
        ('level = "B"', 'level = "between"', "level"),
        ('status = "prior"', 'status = "published"', "status"),
        ('confidence = "C"', 'confidence = "A"', "confidence B or C"),
        ('status = "prior"', 'status = "seen"\nnote = 1', "note"),
        ('id = "calm_to_care"', 'id = "calm to care"', "valid Python name"),
        ('id = "calm_to_care"', 'id = "class"', "valid Python name"),
        ('sources = ["somebody_2000"]', 'sources = "somebody_2000"', "sources"),
        ('direction_status = "seen"', 'direction_status = "maybe"', "direction_status"),
    ],
)
def test_a_bad_field_is_refused_with_file_and_id(
    line: str, instead: str, said: str
) -> None:
    assert line in GOOD
    with pytest.raises(EvidenceError) as caught:
        read(GOOD.replace(line, instead))
    message = str(caught.value)
    assert message.startswith("effects.toml, row ")
    assert re.search(r"'c[\w ]+'", message)
    assert said in message
    assert "must" in message
    assert "Got" in message


def test_a_number_that_was_seen_needs_a_source_and_a_direction() -> None:
    seen = GOOD.replace('status = "prior"', 'status = "seen"', 1)
    with pytest.raises(EvidenceError, match="name its source"):
        read(seen.replace('sources = ["somebody_2000"]', "sources = []"))
    with pytest.raises(EvidenceError, match="direction seen"):
        read(seen.replace('direction_status = "seen"', 'direction_status = "none"'))


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(EvidenceError, match=r"effects.toml, row 'calm_to_care'.*twice"):
        read(GOOD + GOOD)


@pytest.mark.parametrize(
    "text", ["", "[[rows]]\nid = 1", "row = 3", "other = 1\n" + GOOD]
)
def test_a_file_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(EvidenceError, match=r"effects.toml must hold \[\[row\]\]"):
        read(text)


def test_broken_toml_is_refused_with_its_place() -> None:
    with pytest.raises(EvidenceError, match=r"effects.toml must be valid TOML.*line 2"):
        read("[[row]]\nid = what")


def test_an_unknown_source_key_is_refused() -> None:
    with pytest.raises(EvidenceError, match=r"'calm_to_care'.*nobody_1999"):
        library(GOOD.replace("somebody_2000", "nobody_1999"))


def test_an_unknown_statement_is_refused() -> None:
    with pytest.raises(EvidenceError, match=r"'calm_to_care'.*'S25'"):
        library(GOOD.replace('"S8"', '"S25"'))


def verdict_text(name: str, key: str = "S8") -> str:
    return (
        f'[[verdict]]\nid = "{key}"\nkind = "statement"\nverdict = "partly"\n'
        f'text = "So far."\nuntested = "the rest"\nuntested_records = ["{name}"]\n'
    )


def test_a_record_cannot_hide_what_its_verdict_calls_untested() -> None:
    verdict = verdict_text("calm_to_care")
    with pytest.raises(EvidenceError, match="'calm_to_care' must say what is untested"):
        library(GOOD, verdicts=verdict)
    honest = GOOD + 'untested = "the rest"\n'
    assert (
        "Untested: the rest."
        in library(honest, verdicts=verdict).rows["calm_to_care"].sentence()
    )


def test_a_verdict_cannot_speak_of_records_that_are_not_there() -> None:
    with pytest.raises(EvidenceError, match="'S8' must name known records"):
        library(GOOD, verdicts=verdict_text("nothing"))


def test_one_id_cannot_stand_in_two_files() -> None:
    with pytest.raises(EvidenceError, match="one file only"):
        library(GOOD, verdicts=verdict_text("calm_to_care", key="calm_to_care"))


def test_the_assumptions_cannot_hide_an_effect() -> None:
    with pytest.raises(EvidenceError, match=r"measurement.toml.*'calm_to_care'"):
        joined(read(GOOD), read(GOOD), "measurement.toml")


FACT = """
[[fact]]
id = "F1"
text = "it holds"
kind = "band"
status = "prior"
direction_status = "seen"
bands = [{ of = "r", low = 0.5, high = 0.2 }]
"""


@pytest.mark.parametrize(
    ("band", "said"),
    [
        ('{ of = "r", low = 0.5, high = 0.2 }', "low <= value <= high"),
        ('{ of = "r" }', "have an end"),
        ('{ of = "r", low = 0.1, top = 0.2 }', "top"),
    ],
)
def test_a_bad_band_is_refused(band: str, said: str) -> None:
    text = FACT.replace('{ of = "r", low = 0.5, high = 0.2 }', band)
    with pytest.raises(EvidenceError, match=said) as caught:
        parse(text, "facts.toml", "fact", Fact)
    assert str(caught.value).startswith("facts.toml, fact 'F1'")


def test_a_source_needs_a_key_that_bibtex_takes() -> None:
    text = '[[source]]\nkey = "a b"\nkind = "article"\nchecked = "seen"\n'
    with pytest.raises(EvidenceError, match=r"sources.toml, source 'a b'"):
        parse(text, "sources.toml", "source", Source, id_field="key")


@pytest.mark.parametrize(
    "door", [evidence.row, evidence.fact, evidence.verdict, evidence.source]
)
def test_every_door_refuses_an_unknown_id(door: Callable[[str], object]) -> None:
    with pytest.raises(EvidenceError, match=r"must have a known id. Got 'nowhere'"):
        door("nowhere")
