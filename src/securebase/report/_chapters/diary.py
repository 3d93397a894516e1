from __future__ import annotations

import datetime as dt
import math

from securebase import evidence
from securebase.core import CONSTRUCTS, Z95, Estimate, Sureness, normal_cdf
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
from securebase.report._context import UNVALIDATED, Context, from_answers
from securebase.report._numbers import Person
from securebase.report._words import band, capital, number

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
    panels = [found for it in PANELS if (found := panel(told, it)) is not None]
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
                label=UNVALIDATED,
                people=tuple(person.name for person in told),
                panels=tuple(panels),
                caption=(
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
    voice = context.voice
    parts = []
    for person in told:
        days = [check_in.day for check_in in person.check_ins]
        span = (max(days) - min(days)).days + 1
        parts.append(
            f"{voice.subject(person.partner)} on {len(days)} "
            f"{'day' if len(days) == 1 else 'days'} out of {span}"
        )
    return Paragraph(text=f"Check-ins shown here: {', '.join(parts)}.")


def panel(told: list[Person], construct: str) -> DiaryPanel | None:
    """One construct of the diary, or None where nothing of it is told."""
    points = tuple(point for person in told for point in _points(person, construct))
    if not points:
        return None
    label = capital(CONSTRUCTS[construct].label)
    return DiaryPanel(label=label, hint=PANELS[construct], points=points)


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
    whose = capital(context.voice.possessive(person.partner))
    mean = _mean(values)
    return [
        from_answers(
            f"{whose} felt security on the days told of: {number(mean.value)} "
            f"of\u00a06 on average. The level that it moves around is {band(mean)}."
        ),
        _direction(context, person, series),
    ]


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
    whose = context.voice.possessive(person.partner)
    if len(series) < ENOUGH_DAYS or min(len(before), len(latest)) < ENOUGH_DAYS // 2:
        return Sentence(
            text=(
                f"There are too few days to say whether {whose} felt security is "
                f"moving; two more weeks of answers would help."
            )
        )
    first, last = _mean(before), _mean(latest)
    gap = last.value - first.value
    z = abs(gap) / math.hypot(first.se, last.se)
    # Two-sided: nobody said beforehand which way it would go.
    sure = Sureness.of(2 * normal_cdf(z) - 1)
    if sure in (Sureness.UNKNOWN, Sureness.LEANING):
        return from_answers(
            f"No clear change in {whose} felt security in the last two weeks of the "
            f"diary."
        )
    way = "higher" if gap > 0 else "lower"
    return from_answers(
        f"In the last two weeks of the diary, {whose} felt security was {way} than "
        f"before, by {number(abs(gap))} points of\u00a06.",
        sure,
    )
