from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from securebase import measures
from securebase.core import CONSTRUCTS, Z95, Partner, Role
from securebase.fit.couple import Moved, moved, told
from securebase.measures import Verdict
from securebase.report._blocks import Block, Paragraph, Section, Sentence, Table
from securebase.report._context import UNVALIDATED, Context
from securebase.report._layout import day_long
from securebase.report._numbers import Key, Person
from securebase.report._plan_words import hundredths
from securebase.report._words import band, capital, listed, number

from .heading import ENOUGH_DAYS, MODEL

# Days over which the diary is looked back on.
BACK = 28
SIDES = {Role.RECEIVED: ", received", Role.PROVIDED: ", given", Role.SELF: ""}


def write(context: Context) -> Section | None:
    """What changed between the first and the latest answers, if it reliably did."""
    asked = [person for person in context.shown if person.earlier]
    diaries = tuple(_in_the_diary(context))
    if not asked and not diaries:
        return None
    return Section(
        id="moved",
        title="What moved since the first time" if asked else "What moved lately",
        blocks=(
            Paragraph(
                text=(
                    "A change counts as reliable only if the wobble of the answers "
                    "alone would bring one so large no more than one time in twenty. "
                    "A change alone does not tell what brought it about."
                )
            ),
            *(block for person in asked for block in _told(context, person)),
            *diaries,
        ),
    )


def _in_the_diary(context: Context) -> Iterator[Sentence]:
    """What the check-ins say of the last four weeks, evening against evening."""
    last = context.belief.day
    if last is None:
        return
    since = last - dt.timedelta(days=BACK)
    people = [it for it in context.readers if _on_both_sides(context, it, since)]
    if not people:
        return
    for person in people:
        shown = {target.construct for target in told(context.view, person)}
        found = [
            it
            for it in moved(context.view, since)
            if it.partner is person and it.construct in shown
        ]
        if found:
            yield _lately(context, person, found, since)


def _on_both_sides(context: Context, person: Partner, since: dt.date) -> bool:
    days = [check_in.day for check_in in context.people[person].check_ins]
    before = sum(day <= since for day in days)
    return min(before, len(days) - before) >= ENOUGH_DAYS


def _lately(
    context: Context, person: Partner, found: Sequence[Moved], since: dt.date
) -> Sentence:
    whose = context.voice.possessive(person)
    changed = [it for it in found if it.reliable]
    when = f"since {day_long(since.isoformat())}"
    if not changed:
        names = listed([CONSTRUCTS[it.construct].label for it in found])
        text = (
            f"In {whose} check-ins, nothing changed reliably {when}, of {names}: what "
            "differs is within the doubt."
        )
    else:
        ways = [way(it) for it in changed]
        text = f"In {whose} check-ins {when}: {listed(ways)}. The rest is within doubt."
    return Sentence(text=text, label=MODEL)


def _told(context: Context, person: Person) -> list[Block]:
    moved = [key for key in person.earlier if verdict(person, key) is not Verdict.NONE]
    sentence = _sentence(context, person, len(moved))
    if not moved:
        return [sentence]
    whose = capital(context.voice.possessive(person.partner))
    table = Table(
        title=f"{whose} answers, then and now",
        columns=("What", "Then", "Now", "Change"),
        rows=tuple(_row(person, key) for key in moved),
        caption="Behind each number, where it probably lies (95%).",
        label=_label(person, moved),
    )
    return [sentence, table]


def _label(person: Person, moved: list[Key]) -> str | None:
    every = all(person.latest[key].instrument.validated for key in moved)
    return None if every else UNVALIDATED


def _sentence(context: Context, person: Person, moved: int) -> Sentence:
    total = len(person.earlier)
    whose = context.voice.possessive(person.partner)
    scores = "score" if total == 1 else "scores"
    count = "none" if moved == 0 else str(moved)
    return Sentence(
        text=(
            f"Of {whose} {total} {scores}, {count} changed reliably "
            f"({_dates(person)}). By chance alone, about "
            f"{number(total / 20)} would."
        )
    )


def _dates(person: Person) -> str:
    first = min(level.occasion for level in person.earlier.values())
    last = max(person.latest[key].occasion for key in person.earlier)
    return f"{day_long(first.isoformat())} to {day_long(last.isoformat())}"


def verdict(person: Person, key: Key) -> Verdict:
    """Whether a level reliably differs from the first one on the same scale."""
    before, now = person.earlier[key], person.latest[key]
    return measures.reliable_change(before.estimate, now.estimate, now.scale).verdict


def _row(person: Person, key: Key) -> tuple[str, ...]:
    before, now = person.earlier[key], person.latest[key]
    construct, role = key
    return (
        capital(CONSTRUCTS[construct].label) + SIDES[role],
        f"{number(before.estimate.value)} ({band(before.estimate)})",
        f"{number(now.estimate.value)} ({band(now.estimate)})",
        verdict(person, key).value,
    )


def way(it: Moved) -> str:
    """How far something has changed, and the doubt about it."""
    size, doubt = abs(it.change), Z95 * it.se
    direction = "higher" if it.change > 0 else "lower"
    return (
        f"{CONSTRUCTS[it.construct].label} is {direction} than on that evening, by "
        f"{hundredths(size)} standard deviations between people (likely "
        f"{hundredths(size - doubt)} to\u00a0{hundredths(size + doubt)})"
    )
