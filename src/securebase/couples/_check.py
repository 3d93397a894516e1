"""What no schema can say: known questionnaires, true ranges, nothing twice."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Hashable, Iterable, Iterator

from securebase.core import Partner, Problem

from . import _fields
from ._couple import Answer, Couple, DiaryDay, Person, Share
from ._document import (
    AnswerDocument,
    CoupleHead,
    DiaryDayDocument,
    PersonHead,
    ShareDocument,
)
from ._place import MOST_PROBLEMS, Place, shown
from ._raw import ANSWERS, DIARY, HEAD, Raw, Row
from ._rows import answer_problems, diary_problems, future_problems
from ._shape import shaped

_FILE_ORDER = (HEAD, ANSWERS, DIARY)


def check(raw: Raw, today: dt.date | None) -> tuple[Couple | None, tuple[Problem, ...]]:
    """The couple, or everything that is wrong with it, in the order of the files.

    Args:
        raw: What was found.
        today: The last day on which anything can have been answered; None for
            today in the couple's own time zone.
    """
    if (newer := _newer(raw)) is not None:
        return None, (newer,)
    problems = raw.problems
    zone = _zone(raw)
    last = today or dt.datetime.now(zone or dt.UTC).date()
    head = None
    if raw.head is not None:
        head = shaped(CoupleHead, raw.head, raw.place, problems)
    if head is not None:
        problems.extend(_head_problems(head, raw.place, last))
    answers = _answers(raw.answers, last, problems)
    diary = _diary(raw.diary, zone, last, problems)
    if problems or head is None:
        return None, _in_order(problems)
    return _couple(head, answers, diary), ()


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    found = sorted(problems, key=_reading_order)
    if len(found) < MOST_PROBLEMS:
        return tuple(found)
    last = found[MOST_PROBLEMS - 1]
    stopped = Place(file=last.file, row=last.row).problem(
        must=f"have fewer than {MOST_PROBLEMS:,} problems up to here to be read on",
        got=f"{MOST_PROBLEMS:,}",
        remedy="Put these right and check again, or restore the file from a copy.",
    )
    return (*found[:MOST_PROBLEMS], stopped)


def _reading_order(problem: Problem) -> tuple[int, int]:
    known = problem.file in _FILE_ORDER
    place = _FILE_ORDER.index(problem.file) if known else len(_FILE_ORDER)
    return place, problem.row or 0


def _newer(raw: Raw) -> Problem | None:
    # Nothing else in a file of a later version can be judged by this one.
    version = raw.head.get("version") if isinstance(raw.head, dict) else None
    if type(version) is not int or version <= _fields.VERSION:
        return None
    return raw.place.at("version").problem(
        must=f"be {_fields.VERSION}",
        got=shown(version),
        remedy="It was made by a newer securebase; update securebase to read it.",
    )


def _zone(raw: Raw) -> zoneinfo.ZoneInfo | None:
    name = raw.head.get("time_zone") if isinstance(raw.head, dict) else None
    if not isinstance(name, str) or not _fields.zone_exists(name):
        return None
    return zoneinfo.ZoneInfo(name)


def _head_problems(head: CoupleHead, place: Place, last: dt.date) -> list[Problem]:
    problems = []
    if head.together_since is not None and head.together_since > last.year:
        problems.append(
            place.at("together_since").problem(
                must="not lie in the future",
                got=shown(head.together_since),
                remedy="Check the year.",
            )
        )
    for partner, who in (("a", head.partners.a), ("b", head.partners.b)):
        at = place.at("partners", partner, "shares")
        problems.extend(_share_problems(who.shares, at))
    return problems


def _share_problems(shares: list[ShareDocument], place: Place) -> list[Problem]:
    problems = []
    first: dict[ShareDocument, int] = {}
    for number, share in enumerate(shares):
        if share.since and share.until and share.until < share.since:
            problems.append(
                place.at(number, "until").problem(
                    must=f"not lie before since ({share.since})",
                    got=shown(share.until),
                    remedy="Exchange the two dates, or remove one.",
                )
            )
        if first.setdefault(share, number) != number:
            problems.append(
                place.at(number).problem(
                    must="occur once",
                    got=f"the same as number {first[share] + 1}",
                    remedy="Remove one of the two.",
                )
            )
    return problems


def _answers(
    rows: Iterable[Row], last: dt.date, problems: list[Problem]
) -> list[tuple[Partner | None, Answer]]:
    found = []
    once = _Once(problems)
    for row in _while_few(problems, rows):
        shape = shaped(AnswerDocument, row.cells, row.place, problems)
        problems.extend(future_problems(row, "occasion", last))
        problems.extend(answer_problems(row))
        once.see(row, "item", ("occasion", "instrument", "item"))
        if shape is not None:
            found.append((row.partner, Answer(**dict(shape))))
    return found


def _diary(
    rows: Iterable[Row],
    zone: zoneinfo.ZoneInfo | None,
    last: dt.date,
    problems: list[Problem],
) -> list[tuple[Partner | None, DiaryDay]]:
    found = []
    once = _Once(problems)
    for row in _while_few(problems, rows):
        shape = shaped(DiaryDayDocument, row.cells, row.place, problems)
        problems.extend(future_problems(row, "day", last))
        problems.extend(diary_problems(row, zone))
        once.see(row, "day", ("day",))
        if shape is not None:
            found.append((row.partner, _diary_day(shape)))
    return found


def _while_few(problems: list[Problem], rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        if len(problems) >= MOST_PROBLEMS:
            return


class _Once:
    """Notes every row that says again what an earlier row said."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.seen: dict[Hashable, Row] = {}

    def see(self, row: Row, field: str, names: tuple[str, ...]) -> None:
        cells = row.cells if isinstance(row.cells, dict) else {}
        key = (row.partner, *(cells.get(name) for name in names))
        if row.partner is None or not all(isinstance(it, str) for it in key):
            return
        first = self.seen.setdefault(key, row)
        if first is not row:
            self.problems.append(self._twice(row, field, first))

    def _twice(self, row: Row, field: str, first: Row) -> Problem:
        what = "partner and day" if field == "day" else "partner, occasion and item"
        number = first.place.row or f"number {int(first.place.path[-1]) + 1}"
        return row.place.at(field).problem(
            must=f"occur once for the same {what}",
            got=f"the same as {'row ' if first.place.row else ''}{number}",
            remedy="Remove one of the two.",
        )


def _diary_day(shape: DiaryDayDocument) -> DiaryDay:
    answered = [(code, it) for code, it in shape.answers.items() if it is not None]
    return DiaryDay(
        day=shape.day,
        answers=tuple(answered),
        answered_at=shape.answered_at,
        note=shape.note,
    )


def _couple(
    head: CoupleHead,
    answers: list[tuple[Partner | None, Answer]],
    diary: list[tuple[Partner | None, DiaryDay]],
) -> Couple:
    def one(partner: Partner, who: PersonHead) -> Person:
        return Person(
            name=who.name,
            language=who.language,
            shares=tuple(Share(**dict(share)) for share in who.shares),
            answers=tuple(it for whose, it in answers if whose is partner),
            diary=tuple(it for whose, it in diary if whose is partner),
        )

    partners = head.partners
    return Couple(
        id=head.id,
        made_up=head.made_up,
        time_zone=head.time_zone,
        private=(one(Partner.A, partners.a), one(Partner.B, partners.b)),
        together_since=head.together_since,
    )
