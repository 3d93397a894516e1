"""Whether single rows of answers make sense; each looks at raw cells on its own.

A row with one bad cell must still have its other cells judged, so nothing here
waits for the whole row to be well formed.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from typing import Any

from pydantic_core import PydanticCustomError

from securebase.core import InstrumentError, Problem
from securebase.measures import Instrument, checkin, instrument, instruments

from . import _fields
from ._place import Place, choose_from, shown
from ._raw import Row


def future_problems(row: Row, field: str, last: dt.date) -> Iterator[Problem]:
    """A day that has not come yet is probably a slip of the hand."""
    day = _day(_cells(row).get(field))
    if day is not None and day > last:
        yield row.place.at(field).problem(
            must=f"not lie after {last}",
            got=shown(str(day)),
            remedy="Check the year and the month.",
        )


def answer_problems(row: Row) -> Iterator[Problem]:
    """Unknown questionnaires and items, and answers off their scale."""
    cells = _cells(row)
    name, code = cells.get("instrument"), cells.get("item")
    if not isinstance(name, str) or not name:
        return
    one = _instrument(name)
    if one is None:
        known = [it.id for it in instruments() if it.topic is not None]
        yield _unknown(row.place.at("instrument"), "a known questionnaire", name, known)
        return
    if one.topic is None:
        yield _apart(row.place.at("instrument"), one)
        return
    items = one.by_code
    if not isinstance(code, str) or not code:
        return
    if code not in items:
        yield _unknown(row.place.at("item"), f"an item of {name}", code, items)
        return
    one_item, answer = items[code], cells.get("answer")
    if _outside(answer, one_item.lo, one_item.hi):
        yield _range_problem(row.place.at("answer"), answer, one_item.lo, one_item.hi)


def diary_problems(row: Row, zone: zoneinfo.ZoneInfo | None) -> Iterator[Problem]:
    """Unknown check-in items, answers off their scale, and a time of another day."""
    answers = _cells(row).get("answers")
    known = {item.code: item for item in checkin.items()}
    for code, answer in answers.items() if isinstance(answers, dict) else ():
        one = known.get(code)
        if one is None:
            at = row.place.at("answers", code)
            yield _unknown(at, "an item of the check-in", code, known)
        elif _outside(answer, one.lo, one.hi):
            at = row.place.at("answers", code)
            yield _range_problem(at, answer, one.lo, one.hi)
    if zone is not None:
        yield from _moment_problems(row, zone)


def _moment_problems(row: Row, zone: zoneinfo.ZoneInfo) -> Iterator[Problem]:
    day = _day(_cells(row).get("day"))
    moment = _tried(_fields.to_moment, _cells(row).get("answered_at"))
    if day is None or moment is None:
        return
    counted = checkin.day_of(moment, zone)
    if counted != day:
        yield row.place.at("answered_at").problem(
            must=f"lie on the day of its row ({day}) in {zone.key}",
            got=f"{moment.isoformat()}, which belongs to {counted}",
            remedy="Correct the day or the time, or leave the time out.",
        )


def _instrument(name: str) -> Instrument | None:
    try:
        return instrument(name)
    except InstrumentError:
        return None


def _outside(answer: Any, lo: int, hi: int) -> bool:
    whole = isinstance(answer, int) and not isinstance(answer, bool)
    return whole and not lo <= answer <= hi


def _range_problem(place: Place, answer: Any, lo: int, hi: int) -> Problem:
    return place.problem(
        must=f"be a whole number from {lo} to {hi}",
        got=shown(answer),
        remedy="Correct it, or leave a skipped item empty.",
    )


def _unknown(place: Place, kind: str, got: str, known: Any) -> Problem:
    return place.problem(
        must=f"be {kind}", got=shown(got), remedy=choose_from(got, known)
    )


def _apart(place: Place, one: Instrument) -> Problem:
    return place.problem(
        must="be a questionnaire that can be part of a couple",
        got=shown(one.id),
        remedy="Keep its answers apart: they are nobody else's, not even by choice.",
    )


def _cells(row: Row) -> dict[str, Any]:
    return row.cells if isinstance(row.cells, dict) else {}


def _day(value: Any) -> dt.date | None:
    return _tried(_fields.to_day, value)


def _tried(validator: Any, value: Any) -> Any:
    try:
        return validator(value)
    except PydanticCustomError:
        return None
