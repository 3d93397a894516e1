from __future__ import annotations

from collections.abc import Iterator

from securebase.core import Role
from securebase.report._blocks import (
    Block,
    DiaryPicture,
    Mark,
    Section,
    Strip,
    StripRow,
)
from securebase.report._chapters import base, diary
from securebase.report._context import Context
from securebase.report._own import HI, LO
from securebase.report._tongue import to_say
from securebase.report._words import capital

# What is laid side by side: little enough for a page that is taken in at one look.
ROWS = (
    ("haven", Role.RECEIVED, to_say("Safe haven, received")),
    ("base", Role.RECEIVED, to_say("Support for new steps, received")),
    ("exploration", Role.SELF, ""),
    ("inhibition", Role.SELF, ""),
    ("growth", Role.SELF, ""),
    ("load", Role.SELF, ""),
    ("vitality", Role.SELF, ""),
    ("satisfaction", Role.SELF, ""),
)
PANELS = ("felt_security", "load")


def write(context: Context) -> Section | None:
    """One page of pictures."""
    blocks = (*_base(context), *_side_by_side(context), *_days(context))
    if not blocks:
        return None
    return Section(id="plots", title=context.say("In pictures"), blocks=blocks)


def _base(context: Context) -> Iterator[Block]:
    drawn = base.picture(context)
    if drawn is not None:
        yield drawn


def _side_by_side(context: Context) -> Iterator[Block]:
    rows = tuple(
        StripRow(
            label=context.say(label) or capital(context.label(construct)),
            hint="",
            marks=_marks(context, construct, role),
        )
        for construct, role, label in ROWS
    )
    if any(row.marks for row in rows):
        yield Strip(
            title=context.say("Side by side"),
            lo=LO,
            hi=HI,
            low_means=context.say("not at all"),
            high_means=context.say("completely"),
            rows=rows,
            caption=context.say(
                "Each as that person tells it. For holding back and load of giving, "
                "less is lighter."
            ),
            ticks=(2.0, 4.0),
            label=context.unvalidated,
        )


def _marks(context: Context, construct: str, role: Role) -> tuple[Mark, ...]:
    found = []
    for person in context.shown:
        level = person.level(construct, role)
        # Another questionnaire has another axis; it stands in the whole report.
        if level is not None and (level.lo, level.hi) == (LO, HI):
            found.append(context.mark(person.partner, "own", level))
    return tuple(found)


def _days(context: Context) -> Iterator[Block]:
    told = [person for person in context.shown if person.check_ins]
    panels = tuple(
        it for name in PANELS if (it := diary.panel(context, told, name)) is not None
    )
    if not panels:
        return
    days = [check_in.day for person in told for check_in in person.check_ins]
    yield DiaryPicture(
        title=context.say("Day by day"),
        first_day=min(days).isoformat(),
        last_day=max(days).isoformat(),
        label=context.unvalidated,
        people=tuple(person.name for person in told),
        panels=panels,
        caption=context.say(
            "Each dot is one evening, from 0 to 6. Without a dot, it is a gap."
        ),
    )
