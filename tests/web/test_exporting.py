from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from securebase import couples, report
from securebase.core import Topic, Viewer
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers import progress
from securebase.web.answers.models import CheckIn, Sheet
from securebase.web.own import exporting
from securebase.web.own.erasing import erase
from securebase.web.pairing.models import Pair
from securebase.web.practice import trials
from tests.web import cast
from tests.web.conftest import proved

R4 = json.loads((Path(__file__).parent / "fhir-r4.schema.json").read_text("utf-8"))


def test_it_can_be_downloaded_after_a_fresh_proof(ana: User, as_ana: Client) -> None:
    cast.checks_in(ana)
    assert as_ana.get(reverse("export_file")).status_code == 302
    answer = proved(ana).get(reverse("export_file"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mine.zip"'
    assert set(_opened(answer.content)) == {
        "read-me.txt",
        "couple.json",
        "answers.csv",
        "diary.csv",
        "consent.csv",
        "practices.csv",
        "fhir.json",
    }


def test_the_couple_in_it_can_be_read_like_any_other(ana: User, tmp_path: Path) -> None:
    _live(ana)
    path = tmp_path / "couple.json"
    path.write_bytes(_opened(exporting.pack(ana))["couple.json"])
    one, other = couples.read(path).private
    assert one.name == "Ana"
    assert len(one.answers) == 13
    assert [it.note for it in one.diary] == ["a note, with “marks”\nand a line"]
    assert other == couples.Person(name="nobody")


def test_a_report_can_be_made_of_it_elsewhere(ana: User) -> None:
    _live(ana)
    document = json.loads(_opened(exporting.pack(ana))["couple.json"])
    view = couples.look(couples.from_document(document), Viewer.A)
    assert "Ana" in report.to_html(report.build(view))


def test_a_file_that_is_too_large_is_not_even_taken(ana: User) -> None:
    upload = SimpleUploadedFile("mine.zip", b"0" * 10_000_001)
    page = proved(ana).post(reverse("bring"), {"file": upload})
    assert "ten megabytes at most" in page.content.decode()


def test_nothing_of_the_other_is_in_it(ana: User, ben: User, pair: Pair) -> None:
    for who in (ana, ben):
        cast.answers(who, "sb_vital", 3 if who == ana else 6)
        cast.checks_in(who, 4, note="canary" if who == ben else "")
        cast.shares(who, pair, dict.fromkeys(Topic, True))
    for content in _opened(exporting.pack(ana)).values():
        text = content.decode()
        for canary in ("canary", "Ben", str(ben.id), ben.email, str(pair.id)):
            assert canary not in text
    told = json.loads(_opened(exporting.pack(ana))["couple.json"])
    given = {it["answer"] for it in told["partners"]["a"]["answers"]}
    assert given == {3}


def test_the_other_doing_anything_changes_no_byte_of_it(
    ana: User, ben: User, pair: Pair
) -> None:
    _live(ana)
    before = _opened(exporting.pack(ana))
    _live(ben)
    cast.shares(ben, pair, dict.fromkeys(Topic, True))
    assert _opened(exporting.pack(ana)) == before


def test_taken_along_deleted_brought_back_taken_along_is_the_same(ana: User) -> None:
    _live(ana)
    first = exporting.pack(ana)
    erase(ana)
    again = cast.person("Ana")
    exporting.unpack(again, first)
    assert _without_times(exporting.pack(again)) == _without_times(first)
    assert progress.of(again, "sb_vital").done


def test_bringing_it_back_twice_changes_nothing(ana: User) -> None:
    _live(ana)
    first = exporting.pack(ana)
    exporting.unpack(ana, first)
    assert _opened(exporting.pack(ana)) == _opened(first)


def test_it_is_brought_back_by_a_page(ana: User, ben: User) -> None:
    _live(ana)
    upload = SimpleUploadedFile("mine.zip", exporting.pack(ana))
    answer = proved(ben).post(reverse("bring"), {"file": upload})
    assert answer.headers["Location"] == reverse("history")
    assert access.own_everything(ben).answers == access.own_everything(ana).answers


def test_bringing_back_shares_nothing(ana: User, ben: User, pair: Pair) -> None:
    _live(ana)
    cast.shares(ana, pair, dict.fromkeys(Topic, True))
    told = _opened(exporting.pack(ana))["couple.json"]
    assert b"shares" not in told


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", b"PK\x03\x04", "other", "list", "deep", "off the scale"],
    ids=str,
)
def test_another_file_is_refused_in_words(ana: User, content: bytes | str) -> None:
    given = content if isinstance(content, bytes) else _zip(_SPOILT[content])
    upload = SimpleUploadedFile("mine.zip", given)
    page = proved(ana).post(reverse("bring"), {"file": upload})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert not CheckIn.objects.exists()


def test_a_file_that_would_not_fit_into_memory_is_not_unpacked() -> None:
    huge = _zip(b" " * (exporting._UNPACKED + 1))
    assert len(huge) < 100_000
    with pytest.raises(exporting.NotOurs):
        exporting.unpack(cast.person("Ana"), huge)


def test_a_day_that_was_told_the_day_after_can_be_taken_along(ana: User) -> None:
    day = cast.checks_in(ana, note="\x07control\x00")
    moved = timezone.now() + timezone.timedelta(days=1)  # type: ignore[attr-defined]
    CheckIn.objects.filter(day=day).update(answered_at=moved)
    told = _opened(exporting.pack(ana))
    (entry,) = json.loads(told["couple.json"])["partners"]["a"]["diary"]
    assert entry["note"] == "control"
    assert "answered_at" not in entry
    assert moved.date().isoformat() in told["diary.csv"].decode()


@pytest.mark.parametrize("name", ["", "  =Ana", "\u202eAna", "🙂", "A" * 60])
def test_whatever_somebody_is_called_the_file_can_be_read(name: str) -> None:
    who = cast.person("X")
    who.name = name
    who.save()
    document = json.loads(_opened(exporting.pack(who))["couple.json"])
    assert couples.from_document(document).names


def test_fhir_is_as_the_standard_has_it(ana: User) -> None:
    _live(ana)
    told = json.loads(_opened(exporting.pack(ana))["fhir.json"])
    jsonschema.validate(told, R4)
    by_kind: dict[str, list[Any]] = {}
    for entry in told["entry"]:
        by_kind.setdefault(entry["resource"]["resourceType"], []).append(
            entry["resource"]
        )
    asked = {
        it["url"]: {item["linkId"] for item in it["item"]}
        for it in by_kind["Questionnaire"]
    }
    for response in by_kind["QuestionnaireResponse"]:
        links = {item["linkId"] for item in response["item"]}
        assert links <= asked[response["questionnaire"]]
    assert len(by_kind["QuestionnaireResponse"]) == Sheet.objects.count() + 1
    assert len({it["fullUrl"] for it in told["entry"]}) == len(told["entry"])


def test_the_tables_hold_the_words_and_the_ledger_says_when(
    ana: User, pair: Pair
) -> None:
    _live(ana)
    cast.shares(ana, pair, {Topic.LOAD: True})
    told = _opened(exporting.pack(ana))
    answers = _rows(told["answers.csv"])
    assert all(it["question"] and it["title"] for it in answers)
    assert [it["answer"] for it in answers].count("") == 1
    consent = _rows(told["consent.csv"])
    assert [it["matter"] for it in consent] == ["service", "partner"]
    assert consent[1]["audience"] == "1"


def _live(who: User) -> None:
    cast.answers(who, "sb_vital")
    cast.answers(who, "sb_load")
    sheet = Sheet.objects.filter(owner=who).first()
    assert sheet is not None
    row = sheet.itemanswer_set.first()
    assert row is not None
    row.put(None)
    row.save()
    cast.checks_in(who, note="a note, with “marks”\nand a line")


def _opened(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def _without_times(packed: bytes) -> dict[str, Any]:
    opened = _opened(packed)
    document = json.loads(opened["couple.json"])
    for entry in document["partners"]["a"]["diary"]:
        entry.pop("answered_at", None)
    return {
        "couple": document,
        "answers": opened["answers.csv"],
        "fhir": opened["fhir.json"],
        "days": [
            {key: it[key] for key in it if key != "answered_at"}
            for it in _rows(opened["diary.csv"])
        ],
    }


def _rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode(), newline="")))


def _zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("couple.json", content)
    return packed.getvalue()


_SPOILT = {
    "other": b'{"format": "another"}',
    "list": b"[]",
    "deep": b"[" * 100_000,
    "off the scale": json.dumps(
        {
            "format": "securebase-couple",
            "version": 1,
            "id": "mine",
            "made_up": False,
            "time_zone": "Europe/Lisbon",
            "partners": {
                "a": {
                    "name": "Ana",
                    "diary": [{"day": "2026-01-01", "answers": {"d_secure": 99}}],
                },
                "b": {"name": "nobody"},
            },
        }
    ).encode(),
}


def test_what_was_practised_is_in_a_table(ana: User) -> None:
    words = {"practice": "listen", "title": "Listening", "minutes": 10}
    trials.begin(ana, "base", words)
    trials.did(ana, progress.today(ana).day)
    (row,) = _rows(_opened(exporting.pack(ana))["practices.csv"])
    assert (row["practice"], row["minutes"]) == ("listen", "10")
    assert row["done_on"] == progress.today(ana).day.isoformat()
