from __future__ import annotations

from securebase import measures
from securebase.core import CONSTRUCTS, Role
from securebase.measures import Verdict
from securebase.report._blocks import Block, Paragraph, Section, Sentence, Table
from securebase.report._context import UNVALIDATED, Context
from securebase.report._layout import day_long
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
                    "A change alone does not tell what brought it about."
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
