"""What a viewer may see of a couple, as a belief hears it: day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from securebase.core import Partner
from securebase.couples import CheckIn, Sheet, View, Visible
from securebase.measures import checkin, instrument, score_person

from ._sheets import score_names

Key = tuple[str, str]
LETTER = {Partner.A: "a", Partner.B: "b"}


@dataclass(frozen=True, slots=True)
class Heard:
    """What came on one day.

    Attributes:
        day: The day.
        scores: Of questionnaires about the weeks before, by letter and score.
        answers: To the check-in of the evening, by letter and question.
    """

    day: dt.date
    scores: Mapping[Key, float]
    answers: Mapping[Key, int]


def until(view: View, day: dt.date) -> View:
    """The view as it was on a day: without what came later."""
    people = {
        partner: Visible(
            sheets=tuple(it for it in seen.sheets if it.occasion <= day),
            check_ins=tuple(it for it in seen.check_ins if it.day <= day),
        )
        for partner, seen in view.people.items()
    }
    return replace(view, people=people)


def heard(view: View) -> tuple[Heard, ...]:
    """Everything in a view that a belief can hear, in the order of days."""
    scores: dict[dt.date, dict[Key, float]] = {}
    answers: dict[dt.date, dict[Key, int]] = {}
    for partner, letter in LETTER.items():
        seen = view.people[partner]
        for sheet in seen.sheets:
            found = _scores(sheet)
            if found:
                own = scores.setdefault(sheet.occasion, {})
                own.update({(letter, name): value for name, value in found.items()})
        for check_in in seen.check_ins:
            own_answers = answers.setdefault(check_in.day, {})
            own_answers.update(_answers(letter, check_in))
    days = sorted({*scores, *(day for day, told in answers.items() if told)})
    return tuple(Heard(day, scores.get(day, {}), answers.get(day, {})) for day in days)


def _scores(sheet: Sheet) -> dict[str, float]:
    one = instrument(sheet.instrument)
    wanted = [it for it in score_names() if it.startswith(f"{one.id}.")]
    if not wanted:
        return {}
    estimates = score_person(sheet.answers, one)
    found = {name: estimates[name.partition(".")[2]] for name in wanted}
    return {name: it.value for name, it in found.items() if it is not None}


def _answers(letter: str, check_in: CheckIn) -> dict[Key, int]:
    known = {one.code for one in checkin.items()}
    return {
        (letter, code): answer
        for code, answer in check_in.answers.items()
        if code in known
    }
