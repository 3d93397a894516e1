from __future__ import annotations

import datetime as dt
import math

from securebase import evidence
from securebase.core import Z95, Estimate, Sureness, normal_cdf
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
from securebase.report._tongue import to_say
from securebase.report._words import band, capital, number

PANELS = {
    "felt_security": to_say("feeling that there is a place to come back to"),
    "exploration": to_say("trying, learning or starting something"),
    "vitality": to_say("the relationship felt alive"),
    "load": to_say("being there cost more than there was"),
    "energy": to_say("having energy in reserve"),
}
# Fewer days than this say nothing about a direction.
ENOUGH_DAYS = 14
LATEST_DAYS = 14


def write(context: Context) -> Section | None:
    """The diary in pictures, gaps as gaps, and what it says in words."""
    told = [person for person in context.shown if person.check_ins]
    panels = [found for it in PANELS if (found := panel(context, told, it)) is not None]
    if not panels:
        return None
    days = [check_in.day for person in told for check_in in person.check_ins]
    return Section(
        id="diary",
        title=context.say("The diary"),
        blocks=(
            _counts(context, told),
            *sentences(context),
            DiaryPicture(
                title=context.say("Day by day"),
                first_day=min(days).isoformat(),
                last_day=max(days).isoformat(),
                label=context.unvalidated,
                people=tuple(person.name for person in told),
                panels=tuple(panels),
                caption=context.say(
                    "Each dot is one day's answers, from 0 (not at all) to 6 "
                    "(completely). A day without a dot is a gap. A single day says "
                    "little; exploration asks about another field each day, so it "
                    "jumps more."
                ),
            ),
        ),
    )


def sentences(context: Context) -> list[Sentence]:
    """What each person's diary says of their felt security."""
    return [it for person in context.shown for it in person_sentences(context, person)]


def _counts(context: Context, told: list[Person]) -> Paragraph:
    parts = []
    for person in told:
        days = [check_in.day for check_in in person.check_ins]
        span = (max(days) - min(days)).days + 1
        parts.append(_count(context, person, len(days), span))
    return Paragraph(
        text=context.say("Check-ins shown here: {parts}.", parts=", ".join(parts))
    )


def _count(context: Context, person: Person, days: int, span: int) -> str:
    if person.partner is context.voice.reader:
        return context.tongue.count(
            "you on {n} day out of {span}",
            "you on {n} days out of {span}",
            days,
            span=span,
        )
    return context.tongue.count(
        "{name} on {n} day out of {span}",
        "{name} on {n} days out of {span}",
        days,
        name=person.name,
        span=span,
    )


def panel(context: Context, told: list[Person], construct: str) -> DiaryPanel | None:
    """One construct of the diary, or None where nothing of it is told."""
    points = tuple(point for person in told for point in _points(person, construct))
    if not points:
        return None
    label = capital(context.label(construct))
    hint = context.say(PANELS[construct])
    return DiaryPanel(label=label, hint=hint, points=points)


def _points(person: Person, construct: str) -> tuple[DiaryPoint, ...]:
    """One person's days of one construct, as points of a picture."""
    return tuple(
        DiaryPoint(day=day.isoformat(), who=person.name, value=value, answered=answered)
        for day, value, answered in _series(person.check_ins, construct)
    )


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


def person_sentences(context: Context, person: Person) -> list[Sentence]:
    """What one person's diary says of their felt security."""
    series = _series(person.check_ins, "felt_security")
    if len(series) < 2:
        return []
    values = [value for _, value, _ in series]
    mean = _mean(values)
    text = context.either(
        person.partner,
        "Your felt security on the days told of: {mean} of\u00a06 on average. The "
        "level that it moves around is {band}.",
        "{name}'s felt security on the days told of: {mean} of\u00a06 on average. The "
        "level that it moves around is {band}.",
        mean=number(mean.value, context.tongue),
        band=band(mean, context.tongue),
    )
    return [context.from_answers(text), _direction(context, person, series)]


def level(person: Person, construct: str) -> Estimate | None:
    """The level around which a person's days of one construct move, with its doubt."""
    values = [value for _, value, _ in _series(person.check_ins, construct)]
    return _mean(values) if len(values) >= 2 else None


def _mean(values: list[float]) -> Estimate:
    """The mean of a person's days and the doubt about the level behind them.

    The error is widened for the pull of the day before, and for the spread being
    known from these few days only (Student's t).
    """
    from scipy.special import stdtrit  # slow to load

    n = len(values)
    mean = math.fsum(values) / n
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    inertia = evidence.row("security_day_to_day_inertia").value
    independent = max(2.0, n * (1 - inertia) / (1 + inertia))
    widening = float(stdtrit(independent - 1, 0.975)) / Z95
    return Estimate(
        value=mean,
        # Answers are whole numbers: even equal ones leave the doubt of rounding.
        se=math.sqrt(max(variance, 1 / 12) / independent) * widening,
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
    if len(series) < ENOUGH_DAYS or min(len(before), len(latest)) < ENOUGH_DAYS // 2:
        return Sentence(
            text=context.either(
                person.partner,
                "There are too few days to say whether your felt security is moving; "
                "two more weeks of answers would help.",
                "There are too few days to say whether {name}'s felt security is "
                "moving; two more weeks of answers would help.",
            )
        )
    first, last = _mean(before), _mean(latest)
    gap = last.value - first.value
    z = abs(gap) / math.hypot(first.se, last.se)
    # Two-sided: nobody said beforehand which way it would go.
    sure = Sureness.of(2 * normal_cdf(z) - 1)
    if sure in (Sureness.UNKNOWN, Sureness.LEANING):
        text = context.either(
            person.partner,
            "No clear change in your felt security in the last two weeks of the diary.",
            "No clear change in {name}'s felt security in the last two weeks of the "
            "diary.",
        )
        return context.from_answers(text)
    text = context.either(
        person.partner,
        *(_HIGHER if gap > 0 else _LOWER),
        points=number(abs(gap), context.tongue),
    )
    return context.from_answers(text, sure)


_HIGHER = (
    to_say(
        "In the last two weeks of the diary, your felt security was higher than "
        "before, by {points} points of\u00a06."
    ),
    to_say(
        "In the last two weeks of the diary, {name}'s felt security was higher than "
        "before, by {points} points of\u00a06."
    ),
)
_LOWER = (
    to_say(
        "In the last two weeks of the diary, your felt security was lower than "
        "before, by {points} points of\u00a06."
    ),
    to_say(
        "In the last two weeks of the diary, {name}'s felt security was lower than "
        "before, by {points} points of\u00a06."
    ),
)
