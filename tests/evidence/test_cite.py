"""What is cited: each source once, in order, in valid BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from securebase import evidence
from securebase.core import EvidenceError
from securebase.evidence import Checked, Source, SourceKind
from securebase.evidence._bibtex import entry, escape

Entry = tuple[str, str, dict[str, str]]


def read_bibtex(text: str) -> list[Entry]:
    """A small reader: entries with balanced braces, nothing else but comments."""
    entries: list[Entry] = []
    place = 0
    while (place := text.find("@", place)) >= 0:
        head = re.compile(r"@(\w+)\{(\w+),\s*").match(text, place)
        assert head, text[place : place + 40]
        fields, place = read_fields(text, head.end())
        entries.append((head[1], head[2], fields))
    return entries


def read_fields(text: str, place: int) -> tuple[dict[str, str], int]:
    fields: dict[str, str] = {}
    while found := re.compile(r"\s*(\w+) = \{").match(text, place):
        assert found[1] not in fields
        end = closing(text, found.end())
        fields[found[1]] = text[found.end() : end]
        assert text[end + 1] == ","
        place = end + 2
    rest = re.compile(r"\s*\}").match(text, place)
    assert rest, text[place : place + 40]
    return fields, rest.end()


def closing(text: str, place: int) -> int:
    depth = 1  # like BibTeX itself, which counts braces after a backslash too
    while depth:
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        place += 1
    return place - 1


def test_a_row_cites_its_sources() -> None:
    citation = evidence.cite("relationship_to_growth")
    assert [source.key for source in citation.entries] == ["harris_orth_2020"]
    assert "Harris & Orth (2020)" in str(citation)
    assert "https://doi.org/10.1037/pspp0000265" in citation.text


def test_each_source_stands_once_in_order_of_first_mention() -> None:
    citation = evidence.cite("F17", "esplin_2024", "S18", "relationship_to_growth")
    assert [source.key for source in citation.entries] == [
        "harris_orth_2020",
        "esplin_2024",
        "erol_orth_2013",
        "canevello_crocker_2010",
    ]
    assert citation.text.count("Harris & Orth") == 1


def test_a_record_without_a_source_is_named_as_an_assumption() -> None:
    for cited in ("openness_to_encouragement", evidence.row("assumed_item_sd")):
        citation = evidence.cite(cited)
        assert citation.entries == ()
        assert "no source, an assumption" in citation.text
        assert read_bibtex(citation.bibtex) == []


@dataclass(frozen=True)
class Model:
    citations: tuple[str, ...]


@pytest.mark.parametrize("key", ["neuroticism_to_anxiety", "stress_crossover", "F14"])
def test_a_weak_number_is_not_cited_like_a_finding(key: str) -> None:
    record = evidence.fact(key) if key == "F14" else evidence.row(key)
    said = f"{key}: {record.label.value}; not a finding"
    citation = evidence.cite(key, record)
    assert citation.text.count(f"{said}.") == 1
    assert citation.bibtex.endswith(f"% {said}")
    assert len(read_bibtex(citation.bibtex)) == len(citation.entries)


def test_a_finding_or_a_bare_source_is_cited_without_a_warning() -> None:
    citation = evidence.cite("relationship_to_growth", "F17", "noftle_shaver_2006")
    assert "finding" not in citation.text
    assert citation.unproven == ()


def test_objects_that_name_their_sources_can_be_cited() -> None:
    row = evidence.row("security_to_exploration")
    finding = evidence.finding("growth_to_relationship")
    model = Model(("F17", "skills_programme_to_skill"))
    citation = evidence.cite(row, finding, model, evidence.source("luke_2012"))
    assert [source.key for source in citation.entries] == [
        "gillath_2022",
        "luke_2012",
        "harris_orth_2020",
        "hawkins_2008",
    ]


def test_nothing_cited_is_nothing_said() -> None:
    assert str(evidence.cite()) == evidence.cite().bibtex == ""


def test_an_unknown_key_is_refused_with_the_nearest() -> None:
    with pytest.raises(EvidenceError, match=r"mean.*harris_orth_2020"):
        evidence.cite("harris_orth_2002")


@pytest.mark.parametrize("thing", [3, None, evidence, ("F17",)])
def test_an_object_that_names_no_sources_is_refused(thing: object) -> None:
    with pytest.raises(EvidenceError, match="must name its sources"):
        evidence.cite(thing)


def test_all_sources_are_valid_bibtex() -> None:
    every = evidence.sources()
    entries = read_bibtex(evidence.cite(*every).bibtex)
    assert [key for _, key, _ in entries] == [source.key for source in every]
    for kind, key, fields in entries:
        assert all(fields.values()), key
        assert kind in {"article", "misc"}
        if kind == "article":
            assert {"author", "title", "journal", "year"} <= fields.keys(), key


def test_entries_say_what_was_not_checked_again() -> None:
    for source in evidence.sources():
        [(_, _, fields)] = read_bibtex(entry(source))
        note = fields.get("note", "")
        assert ("not re-checked" in note) is (source.checked is not Checked.SEEN)
        assert ("DOI from memory" in note) is (source.doi_status is Checked.MEMORY)
        assert ("title not recorded" in note or bool(source.title)) or (
            "authors and title not recorded" in note
        )


def test_what_is_remembered_is_said_in_the_text_too() -> None:
    candel = evidence.source("candel_turliuc_2019")
    assert "DOI from memory" in candel.text
    assert candel.caveat in candel.reference  # a report sets the link apart
    assert "doi.org" not in candel.reference
    assert evidence.source("le_2023").caveat == ""


def test_marks_that_mean_something_to_bibtex_are_escaped() -> None:
    assert escape("50% & {_x_} #1 $2 ~ ^ \\") == (
        r"50\% \& \textbraceleft{}\_x\_\textbraceright{} \#1 \$2 "
        r"\textasciitilde{} \textasciicircum{} "
        r"\textbackslash{}"
    )
    awkward = Source(
        key="awkward_1999",
        kind=SourceKind.ARTICLE,
        checked=Checked.SEEN,
        authors=("O'Neil", "van der Berg", "others"),
        year=1999,
        title="Up {50% & more",
        journal="A & B",
    )
    [(kind, key, fields)] = read_bibtex(entry(awkward))
    assert (kind, key) == ("article", "awkward_1999")
    assert fields["author"] == "{O'Neil} and {van der Berg} and others"
    assert fields["title"] == r"{Up \textbraceleft{}50\% \& more}"


def test_a_source_with_nothing_known_still_reads_as_a_sentence() -> None:
    bare = Source(key="bare", kind=SourceKind.ARTICLE, checked=Checked.SEEN)
    assert bare.text == "Authors not recorded (no year on record)."
    [(kind, _, fields)] = read_bibtex(entry(bare))
    assert kind == "misc"
    assert fields["note"] == "authors and title not recorded"


def test_names_are_joined_as_in_running_text() -> None:
    assert evidence.source("feeney_2007").short == "Feeney (2007)"
    assert evidence.source("lemay_2007").short == "Lemay, Clark & Feeney (2007)"
    assert evidence.source("gable_2004").short == "Gable et al. (2004)"
    assert evidence.source("demaris").short == "DeMaris et al. (no year on record)"
    unnamed = evidence.source("vowels_2022").short
    assert unnamed.startswith("Authors not recorded, Social Psychological")


def test_every_doi_looks_like_one() -> None:
    for source in evidence.sources():
        assert bool(source.doi) is (source.doi_status is not Checked.NONE), source.key
        assert not source.doi or re.fullmatch(r"10\.\d{4,9}/\S+", source.doi)
        assert bool(source.title) is (source.title_status is not Checked.NONE)
