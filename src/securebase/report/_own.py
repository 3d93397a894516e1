"""Strips of what a person tells about themselves, each answer scale on its own axis."""

from __future__ import annotations

from collections.abc import Mapping

from securebase.core import CONSTRUCTS, Role
from securebase.measures import Instrument

from ._blocks import Strip, StripRow
from ._context import UNVALIDATED, Context
from ._numbers import Level, Person
from ._words import capital

# The axis of our own questionnaires.
LO, HI = 0.0, 6.0


def own_strips(
    context: Context,
    person: Person,
    constructs: Mapping[str, str],
    *,
    title: str,
    caption: str,
) -> list[Strip]:
    """One strip for our own questions, and one for every other questionnaire.

    Args:
        context: What the chapter is written from.
        person: Who tells it.
        constructs: What is shown, with a hint for each.
        title: Words above each strip.
        caption: Words below the strip of our own questions.
    """
    elsewhere = {
        construct: level
        for construct in constructs
        if (level := person.latest.get((construct, Role.SELF))) is not None
        and (level.scale.lo, level.scale.hi) != (LO, HI)
    }
    ours = {it: hint for it, hint in constructs.items() if it not in elsewhere}
    found = []
    if any(person.level(construct) is not None for construct in ours):
        found.append(_ours(context, person, ours, title, caption))
    by_axis: dict[tuple[str, float, float], list[Level]] = {}
    for level in elsewhere.values():
        key = (level.instrument.id, level.scale.lo, level.scale.hi)
        by_axis.setdefault(key, []).append(level)
    return found + [_other(context, person, it, title) for it in by_axis.values()]


def status_label(instrument: Instrument) -> str | None:
    """The label that stands beside its numbers; a validated one needs none."""
    return None if instrument.validated else instrument.status


def _ours(
    context: Context,
    person: Person,
    constructs: Mapping[str, str],
    title: str,
    caption: str,
) -> Strip:
    return Strip(
        title=title,
        lo=LO,
        hi=HI,
        low_means="not at all",
        high_means="completely",
        rows=tuple(
            context.own_row(person, construct, hint=hint)
            for construct, hint in constructs.items()
        ),
        caption=caption,
        ticks=(2.0, 4.0),
        label=UNVALIDATED,
    )


def _other(context: Context, person: Person, levels: list[Level], title: str) -> Strip:
    instrument, scale = levels[0].instrument, levels[0].scale
    third = (scale.hi - scale.lo) / 3
    return Strip(
        title=title,
        lo=scale.lo,
        hi=scale.hi,
        low_means="low",
        high_means="high",
        rows=tuple(
            StripRow(
                label=capital(CONSTRUCTS[it.scale.construct or ""].label),
                hint="",
                marks=(context.mark(person.partner, "own", it.estimate),),
            )
            for it in levels
        ),
        caption=f"{instrument.title}, {instrument.status}.",
        ticks=(scale.lo + third, scale.hi - third),
        label=status_label(instrument),
    )
