from __future__ import annotations

import datetime as dt

from securebase import measures
from securebase.core import CONSTRUCTS, Role
from securebase.measures import Verdict
from securebase.report._blocks import Block, Paragraph, Section, Sentence, Table
from securebase.report._context import Context
from securebase.report._numbers import Key, Person
from securebase.report._words import band, capital, number

SIDES = {Role.RECEIVED: ", received", Role.PROVIDED: ", given", Role.SELF: ""}


def write(context: Context) -> Section | None:
    """What changed between the first and the latest answers, if it reliably did."""
    told = [person for person in context.shown if person.earlier]
    if not told:
        return None
    return Section(
        id="moved",
        title="What moved since the first time",
        blocks=(
            Paragraph(
                text=(
                    "A change counts as reliable only if the wobble of the answers "
                    "alone would bring one so large no more than one time in twenty. "
                    "A change is not the effect of anything one did."
                )
            ),
            *(block for person in told for block in _told(context, person)),
        ),
    )


def _told(context: Context, person: Person) -> list[Block]:
    moved = [key for key in person.earlier if _verdict(person, key) is not Verdict.NONE]
    sentence = _sentence(context, person, len(moved))
    if not moved:
        return [sentence]
    whose = capital(context.voice.possessive(person.partner))
    table = Table(
        title=f"{whose} answers, then and now",
        columns=("What", "Then", "Now", "Change"),
        rows=tuple(_row(person, key) for key in moved),
        caption="Behind each number, where it probably lies (95%).",
    )
    return [sentence, table]


def _sentence(context: Context, person: Person, moved: int) -> Sentence:
    total = len(person.earlier)
    whose = context.voice.possessive(person.partner)
    count = "none" if moved == 0 else str(moved)
    return Sentence(
        text=(
            f"Of {whose} {total} scores, {count} changed reliably "
            f"({_dates(person)}); about {number(total / 20)} would by chance."
        )
    )


def _dates(person: Person) -> str:
    first = min(level.occasion for level in person.earlier.values())
    last = max(person.latest[key].occasion for key in person.earlier)
    return f"{_day(first)} to {_day(last)}"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _verdict(person: Person, key: Key) -> Verdict:
    before, now = person.earlier[key], person.latest[key]
    return measures.reliable_change(before.estimate, now.estimate, now.scale).verdict


def _row(person: Person, key: Key) -> tuple[str, ...]:
    before, now = person.earlier[key], person.latest[key]
    construct, role = key
    return (
        capital(CONSTRUCTS[construct].label) + SIDES[role],
        f"{number(before.estimate.value)} ({band(before.estimate)})",
        f"{number(now.estimate.value)} ({band(now.estimate)})",
        _verdict(person, key).value,
    )
