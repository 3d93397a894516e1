from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib.metadata import version

from securebase.core import Partner, ReportError
from securebase.couples import View, Visible
from securebase.fit.couple import until

from ._blocks import Report, Section, Sentence
from ._chapters import limits, week as chapter
from ._context import Context, context
from ._layout import day_long
from ._tongue import ORIGINAL, tongue as tongue_of

ENOUGH_DAYS = 7
"""Check-ins before the first weekly letter; of fewer it would be guesswork."""
ENOUGH_IN_A_WEEK = chapter.ENOUGH_IN_A_WEEK
"""Check-ins of the week itself."""


def weekly(view: View, monday: dt.date, *, language: str = ORIGINAL) -> Report | None:
    """A week of the one who reads, in words, from their own check-ins alone.

    Whatever may be seen of the partner plays no part in it.

    Args:
        view: What `couples.look` lets this partner see.
        monday: The Monday after the week.

    Other Args:
        language: Language of the letter, see `languages`.

    Returns:
        The letter as a report, or None where too few evenings were told of.

    Raises:
        ReportError: If the view is not one partner's own, or no report is written in
            this language.
    """
    reader = view.viewer.partner
    if reader is None:
        raise ReportError(
            "A weekly letter must be for one partner who reads alone. Got "
            f"{view.viewer.value!r} instead. Look at the couple as this partner."
        )
    written = context(_own(view, reader, monday), tongue=tongue_of(language))
    week = _week(written, reader, monday - dt.timedelta(days=7))
    if len(week.days) < ENOUGH_IN_A_WEEK:
        return None
    if len(week.days) + len(week.before) < ENOUGH_DAYS:
        return None
    last = monday - dt.timedelta(days=1)
    return Report(
        title=written.say("Your week"),
        subtitle=written.say(
            "{first} to {last}, for you alone",
            first=day_long(week.first.isoformat(), written.tongue),
            last=day_long(last.isoformat(), written.tongue),
        ),
        viewer=view.viewer.value,
        made_up=view.made_up,
        data_until=last.isoformat(),
        glance=_glance(written, week),
        sections=_sections(written, week),
        version=version("securebase"),
        language=language,
    )


def _own(view: View, reader: Partner, monday: dt.date) -> View:
    mine = until(view, monday - dt.timedelta(days=1)).people[reader]
    nothing = Visible(sheets=(), check_ins=())
    return replace(view, people={reader: mine, reader.other: nothing})


def _week(written: Context, reader: Partner, first: dt.date) -> chapter.Week:
    days = written.people[reader].check_ins
    return chapter.Week(
        reader=reader,
        first=first,
        days=tuple(it for it in days if it.day >= first),
        before=tuple(it for it in days if it.day < first),
    )


def _glance(written: Context, week: chapter.Week) -> tuple[Sentence, ...]:
    count = len(week.days)
    if count == 7:
        text = written.say("You told of all seven evenings.")
    else:
        text = written.say("You told of {count} of the seven evenings.", count=count)
    first = Sentence(text=text)
    good = list(chapter.good_news(written, week))[:1]
    return (first, *good, chapter.changed(written, week))


def _sections(written: Context, week: chapter.Week) -> tuple[Section, ...]:
    return (
        chapter.went_well(written, week),
        chapter.out_and_back(written, week),
        chapter.how_sure(written, week),
        limits.safety(written.tongue),
        # Last, because it lists the sources that the others have used.
        Section(
            id="sources",
            title=written.say("Sources"),
            blocks=(written.cited.listing(),),
            folded=True,
        ),
    )
