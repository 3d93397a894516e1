from __future__ import annotations

import datetime as dt
import math

from securebase import evidence
from securebase.core import CONSTRUCTS, Estimate, Sureness, normal_cdf
from securebase.core.estimate import Basis
from securebase.couples import CheckIn
from securebase.measures import checkin
from securebase.report._blocks import (
    DiaryPanel,
    DiaryPicture,
    DiaryPoint,
    Paragraph,
    Section,
    Sentence,
)
from securebase.report._context import Context
from securebase.report._numbers import Person
from securebase.report._words import capital, of_scale

PANELS = {
    "felt_security": "feeling that there is a place to come back to",
    "exploration": "trying, learning or starting something",
    "vitality": "the relationship felt alive",
    "load": "being there cost more than there was",
    "energy": "having energy in reserve",
}
# Fewer days than this say nothing about a direction.
ENOUGH_DAYS = 14
LATEST_DAYS = 14


def write(context: Context) -> Section | None:
    """The diary in pictures, gaps as gaps, and what it says in words."""
    told = [person for person in context.shown if person.check_ins]
    panels = [panel for it in PANELS if (panel := _panel(told, it)) is not None]
    if not panels:
        return None
    days = [check_in.day for person in told for check_in in person.check_ins]
    return Section(
        id="diary",
        title="The diary",
        blocks=(
            _counts(context, told),
            *sentences(context),
            DiaryPicture(
                title="Day by day",
                first_day=min(days).isoformat(),
                last_day=max(days).isoformat(),
                label="not yet validated",
                people=tuple(person.name for person in told),
                panels=tuple(panels),
                caption=(
                    "Each dot is one day's answers, from 0 (not at all) to 6 "
                    "(completely). A day without a dot is a gap. A single day says "
                    "little."
                ),
            ),
        ),
    )


def sentences(context: Context) -> list[Sentence]:
    """What each person's diary says of their felt security."""
    return [it for person in context.shown for it in _sentences(context, person)]


def _counts(context: Context, told: list[Person]) -> Paragraph:
    voice = context.voice
    parts = []
    for person in told:
        days = [check_in.day for check_in in person.check_ins]
        span = (max(days) - min(days)).days + 1
        parts.append(
            f"{voice.subject(person.partner)} on {len(days)} days out of {span}"
        )
    return Paragraph(text=f"Check-ins shown here: {', '.join(parts)}.")


def _panel(told: list[Person], construct: str) -> DiaryPanel | None:
    points = tuple(
        DiaryPoint(day=day.isoformat(), who=person.name, value=value, answered=answered)
        for person in told
        for day, value, answered in _series(person.check_ins, construct)
    )
    if not points:
        return None
    label = capital(CONSTRUCTS[construct].label)
    return DiaryPanel(label=label, hint=PANELS[construct], points=points)


def _series(
    check_ins: tuple[CheckIn, ...], construct: str
) -> list[tuple[dt.date, float, int]]:
    found = []
    for check_in in check_ins:
        means = checkin.means(check_in.answers)
        if construct in means:
            value, answered = means[construct]
            found.append((check_in.day, value, answered))
    return found


def _sentences(context: Context, person: Person) -> list[Sentence]:
    series = _series(person.check_ins, "felt_security")
    if len(series) < 2:
        return []
    values = [value for _, value, _ in series]
    whose = capital(context.voice.possessive(person.partner))
    found = [
        Sentence(
            text=(
                f"{whose} felt security over these days: "
                f"{of_scale(_mean(values))} on average."
            )
        )
    ]
    found.append(_direction(context, person, series))
    return found


def _mean(values: list[float]) -> Estimate:
    """The mean of a person's days, its error widened for the pull of the day before."""
    n = len(values)
    mean = math.fsum(values) / n
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    inertia = evidence.row("security_day_to_day_inertia").value
    independent = max(2.0, n * (1 - inertia) / (1 + inertia))
    return Estimate(
        value=mean,
        # Answers are whole numbers: even equal ones leave the doubt of rounding.
        se=math.sqrt(max(variance, 1 / 12) / independent),
        lo=0.0,
        hi=6.0,
        basis=Basis.SPREAD,
        answered=n,
        asked=n,
    )


def _direction(
    context: Context, person: Person, series: list[tuple[dt.date, float, int]]
) -> Sentence:
    cut = series[-1][0] - dt.timedelta(days=LATEST_DAYS)
    before = [value for day, value, _ in series if day <= cut]
    latest = [value for day, value, _ in series if day > cut]
    whose = context.voice.possessive(person.partner)
    if len(series) < ENOUGH_DAYS or min(len(before), len(latest)) < ENOUGH_DAYS // 2:
        return Sentence(
            text=(
                f"There are too few days yet to say whether {whose} felt security is "
                f"moving; about {ENOUGH_DAYS} more would tell."
            )
        )
    first, last = _mean(before), _mean(latest)
    gap = last.value - first.value
    z = abs(gap) / math.hypot(first.se, last.se)
    # Two-sided: nobody said beforehand which way it would go.
    sure = Sureness.of(2 * normal_cdf(z) - 1)
    if sure in (Sureness.UNKNOWN, Sureness.LEANING):
        return Sentence(
            text=f"No clear change in {whose} felt security over the last two weeks."
        )
    way = "higher" if gap > 0 else "lower"
    return Sentence(
        text=(
            f"In the last two weeks {whose} felt security was {way} than before, "
            f"by {abs(gap):.1f} points of\u00a06."
        ),
        sure=sure,
    )
