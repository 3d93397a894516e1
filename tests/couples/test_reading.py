"""What may be written in more than one way, and what a couple looks like inside."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from securebase import couples
from securebase.core import Partner, Topic, Viewer
from securebase.couples import Audience, DiaryDay, Person, Share

from .spoiling import ANSWERS, DIARY, TOML, as_json, put_table, table

Change = Callable[[bytes], bytes]


@pytest.mark.parametrize("file", [TOML, ANSWERS, DIARY])
@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.rstrip(b"\n"),
        lambda data: data + b"\n\n",
    ],
    ids=["byte order mark", "windows line ends", "no last line end", "blank lines"],
)
def test_what_editors_do_to_a_file_does_not_matter(
    file: str, change: Change, good: Path
) -> None:
    before = couples.read(good)
    (good / file).write_bytes(change((good / file).read_bytes()))
    assert couples.read(good) == before


def test_the_order_of_rows_and_columns_does_not_matter(good: Path) -> None:
    before = couples.read(good)
    for file in (ANSWERS, DIARY):
        header, *rows = table(good / file)
        turned = [row[::-1] for row in (header, *reversed(rows))]
        put_table(good / file, turned)
    after = couples.read(good)
    assert after == before
    assert repr(couples.look(after, Viewer.A)) == repr(couples.look(before, Viewer.A))


def test_spaces_around_cells_and_rows_of_commas_do_not_matter(good: Path) -> None:
    before = couples.read(good)
    header, *rows = table(good / ANSWERS)
    spaced = [[f" {cell} " for cell in row] for row in rows]
    put_table(good / ANSWERS, [header, [""] * 5, *spaced, [""] * 5])
    assert couples.read(good) == before


def test_shares_may_be_written_as_tables(good: Path) -> None:
    text = (good / TOML).read_text(encoding="utf-8")
    head = text.partition("shares = [")[0]
    more = (
        '[[partners.a.shares]]\ntopic = "base"\nwith = "partner"\nsince = 2025-10-01\n'
        '[partners.b]\nname = "Mara"\n'
    )
    (good / TOML).write_text(head + more, encoding="utf-8")
    a, b = couples.read(good).private
    assert a.shares == (
        Share(topic=Topic.BASE, audience=Audience.PARTNER, since=dt.date(2025, 10, 1)),
    )
    assert (a.name, b.name) == ("Mara", "Mara")


def test_the_file_itself_may_be_named_instead_of_its_folder(good: Path) -> None:
    assert couples.read(good / TOML) == couples.read(str(good))


def test_a_blank_answer_is_kept_as_skipped(good: Path) -> None:
    rows = table(good / ANSWERS)
    rows[3][4] = ""
    put_table(good / ANSWERS, rows)
    couple = couples.read(good)
    skipped = next(it for it in couple.private[0].answers if it.answer is None)
    assert skipped.item == rows[3][3]
    (sheet, *_) = couples.look(couple, Viewer.A).people[Partner.A].sheets
    assert skipped.item not in sheet.answers


def test_a_note_may_have_lines_quotes_and_commas(good: Path) -> None:
    note = 'one,\r\ntwo "three"\n\n\tfour; =1+1'
    rows = table(good / DIARY)
    rows[1][-1] = note
    put_table(good / DIARY, rows)
    assert couples.read(good).private[0].diary[0].note == note


def test_a_day_ends_after_midnight(good: Path) -> None:
    rows = table(good / DIARY)
    rows[1][-2] = "2025-09-30T00:40:00+02:00"
    put_table(good / DIARY, rows)
    assert couples.validate(good) == ()


def test_nothing_can_have_been_answered_after_today(good: Path) -> None:
    last = max(entry.day for who in couples.read(good).private for entry in who.diary)
    assert couples.validate(good, today=last) == ()
    assert couples.validate(good, today=last - dt.timedelta(days=1))


def test_today_is_counted_where_the_couple_lives(good: Path) -> None:
    # It is always at least a day later in Kiritimati than in Pago Pago.
    today = dt.datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    rows = table(good / DIARY)
    rows[1][:2] = ["b", str(today)]
    for row in rows[1:]:
        row[-2] = ""
    put_table(good / DIARY, rows)
    text = (good / TOML).read_text(encoding="utf-8")
    for zone, problems in (("Pacific/Kiritimati", 0), ("Pacific/Pago_Pago", 1)):
        moved = text.replace("Europe/Berlin", zone)
        (good / TOML).write_text(moved, encoding="utf-8")
        assert len(couples.validate(good)) == problems


def test_a_document_without_optional_parts_is_read(good: Path) -> None:
    path = as_json(good)
    path.write_text(
        '{"format": "securebase-couple", "version": 1, "id": "x", "made_up": true,'
        ' "time_zone": "UTC", "together_since": null,'
        ' "partners": {"a": {"name": "A"}, "b": {"name": "B", "diary": ['
        '{"day": "2025-10-01", "answers": {"d_vital": null}, "note": ""}]}}}',
        encoding="utf-8",
    )
    a, b = couples.read(path).private
    assert a == Person(name="A")
    assert b.diary == (DiaryDay(day=dt.date(2025, 10, 1)),)


def test_no_answer_and_no_note_shows_in_a_repr(good: Path) -> None:
    couple = couples.read(good)
    who = couple.private[0]
    assert repr(couple) == (
        "Couple('mara-and-theo', Person(Mara: 11 answers, 11 check-ins, "
        "16 things shared), Person(Theo: 0 answers, 0 check-ins, 13 things shared))"
    )
    assert couple.summary[0] == "Mara: 11 answers, 11 check-ins, 16 things shared"
    shown = [repr(who), repr(who.diary[3]), repr(who.answers[0])]
    assert who.diary[3].note is not None
    assert all("cooked" not in text for text in shown)
    assert repr(who.diary[3]) == "DiaryDay(2025-10-02, 12 answers)"
    assert repr(who.answers[0]) == "Answer(2025-09-28, mini_ipip.A4)"


def test_a_couple_cannot_be_changed(good: Path) -> None:
    couple = couples.read(good)
    for owner in (couple, couple.private[0], couple.private[0].diary[0]):
        field = dataclasses.fields(owner)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(owner, field, None)
    assert isinstance(hash(couple), int)


def test_public_names_are_sorted_and_there() -> None:
    assert couples.__all__ == sorted(couples.__all__)
    assert set(couples.__all__) <= set(dir(couples))
