from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from securebase import measures
from securebase.core import Z95, Estimate, Partner, Role
from securebase.fit.couple import Moved, moved, told
from securebase.measures import Verdict
from securebase.report._blocks import Block, Paragraph, Section, Sentence, Table
from securebase.report._context import Context
from securebase.report._layout import day_long
from securebase.report._numbers import Key, Person
from securebase.report._plan_words import hundredths
from securebase.report._tongue import to_say
from securebase.report._words import band, capital, listed, number

from .heading import ENOUGH_DAYS, MODEL

# Days over which the diary is looked back on.
BACK = 28
SIDES = {
    Role.RECEIVED: to_say("{label}, received"),
    Role.PROVIDED: to_say("{label}, given"),
    Role.SELF: "{label}",
}
"""A construct by its side."""

FIRST = to_say("What moved since the first time")
LATELY = to_say("What moved lately")


def write(context: Context) -> Section | None:
    """What changed between the first and the latest answers, if it reliably did."""
    asked = [person for person in context.shown if person.earlier]
    diaries = tuple(_in_the_diary(context))
    if not asked and not diaries:
        return None
    return Section(
        id="moved",
        title=context.say(FIRST if asked else LATELY),
        blocks=(
            Paragraph(
                text=context.say(
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
    changed = [it for it in found if it.reliable]
    day = day_long(since.isoformat(), context.tongue)
    if not changed:
        text = context.either(
            person,
            "In your check-ins, nothing changed reliably since {day}, of {names}: what "
            "differs is within the doubt.",
            "In {name}'s check-ins, nothing changed reliably since {day}, of {names}: "
            "what differs is within the doubt.",
            day=day,
            names=listed([context.label(it.construct) for it in found], context.tongue),
        )
    else:
        text = context.either(
            person,
            "In your check-ins since {day}: {ways}. The rest is within doubt.",
            "In {name}'s check-ins since {day}: {ways}. The rest is within doubt.",
            day=day,
            ways=listed([way(context, it) for it in changed], context.tongue),
        )
    return Sentence(text=text, label=context.say(MODEL))


def _told(context: Context, person: Person) -> list[Block]:
    moved = [key for key in person.earlier if verdict(person, key) is not Verdict.NONE]
    sentence = _sentence(context, person, len(moved))
    if not moved:
        return [sentence]
    table = Table(
        title=context.either(
            person.partner,
            "Your answers, then and now",
            "{name}'s answers, then and now",
        ),
        columns=tuple(map(context.say, COLUMNS)),
        rows=tuple(_row(context, person, key) for key in moved),
        caption=context.say("Behind each number, where it probably lies (95%)."),
        label=_label(context, person, moved),
    )
    return [sentence, table]


COLUMNS = (to_say("What"), to_say("Then"), to_say("Now"), to_say("Change"))


def _label(context: Context, person: Person, moved: list[Key]) -> str | None:
    every = all(person.latest[key].instrument.validated for key in moved)
    return None if every else context.unvalidated


def _sentence(context: Context, person: Person, moved: int) -> Sentence:
    total = len(person.earlier)
    values = {
        "moved": str(moved) if moved else context.say_as("scores", "none"),
        "dates": _dates(context, person),
        "by_chance": number(total / 20, context.tongue),
    }
    if person.partner is context.voice.reader:
        text = context.tongue.count(
            "Of your {n} score, {moved} changed reliably ({dates}). By chance alone, "
            "about {by_chance} would.",
            "Of your {n} scores, {moved} changed reliably ({dates}). By chance alone, "
            "about {by_chance} would.",
            total,
            **values,
        )
    else:
        text = context.tongue.count(
            "Of {name}'s {n} score, {moved} changed reliably ({dates}). By chance "
            "alone, about {by_chance} would.",
            "Of {name}'s {n} scores, {moved} changed reliably ({dates}). By chance "
            "alone, about {by_chance} would.",
            total,
            name=person.name,
            **values,
        )
    return Sentence(text=text)


def _dates(context: Context, person: Person) -> str:
    first = min(level.occasion for level in person.earlier.values())
    last = max(person.latest[key].occasion for key in person.earlier)
    return context.say(
        "{first} to {last}",
        first=day_long(first.isoformat(), context.tongue),
        last=day_long(last.isoformat(), context.tongue),
    )


def verdict(person: Person, key: Key) -> Verdict:
    """Whether a level reliably differs from the first one on the same scale."""
    before, now = person.earlier[key], person.latest[key]
    return measures.reliable_change(before.estimate, now.estimate, now.scale).verdict


def _row(context: Context, person: Person, key: Key) -> tuple[str, ...]:
    before, now = person.earlier[key], person.latest[key]
    return (
        capital(sided(context, key)),
        _cell(context, before.estimate),
        _cell(context, now.estimate),
        context.say(verdict(person, key).value),
    )


def sided(context: Context, key: Key) -> str:
    """A construct, and whether it is given or received."""
    construct, role = key
    return context.say(SIDES[role], label=context.label(construct))


def _cell(context: Context, estimate: Estimate) -> str:
    tongue = context.tongue
    return f"{number(estimate.value, tongue)} ({band(estimate, tongue)})"


def way(context: Context, it: Moved) -> str:
    """How far something has changed, and the doubt about it."""
    size, doubt, tongue = abs(it.change), Z95 * it.se, context.tongue
    return context.say(
        _HIGHER if it.change > 0 else _LOWER,
        label=context.label(it.construct),
        size=hundredths(size, tongue),
        low=hundredths(size - doubt, tongue),
        high=hundredths(size + doubt, tongue),
    )


_HIGHER = to_say(
    "{label} is higher than on that evening, by {size} standard deviations between "
    "people (likely {low} to\u00a0{high})"
)
_LOWER = to_say(
    "{label} is lower than on that evening, by {size} standard deviations between "
    "people (likely {low} to\u00a0{high})"
)
