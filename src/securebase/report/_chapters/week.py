"""One week in words: what went well, out and back again, and how sure that is."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

from securebase import evidence
from securebase.core import Z95, Partner
from securebase.couples import CheckIn
from securebase.fit.couple import Horizon, forecast, moved, told
from securebase.measures import checkin
from securebase.report._ahead_words import between, skill_words, thing
from securebase.report._blocks import Block, Paragraph, Section, Sentence, Table
from securebase.report._context import Context
from securebase.report._plan_words import hundredths
from securebase.report._tongue import to_say
from securebase.report._words import capital, listed, number

from .heading import MODEL
from .moved import way

# Fewer evenings of a week say too little about it.
ENOUGH_IN_A_WEEK = 3
# Answers from here on count as an evening on which it was so.
_HIGH = 5
_MOST_SHOWN = 4
# Evenings before this week, so that it can be set beside what is usual.
_BEFORE = 7
# Pairs of evenings below which a link is not even reckoned.
_PAIRS = 21

WELL = {
    "d_secure": to_say("you felt sure that {other} is there for you"),
    "d_vital": to_say("there was life between you"),
    "d_satisfied": to_say("you were happy with the two of you"),
    "d_haven": to_say("{other} gave you a feeling of calm"),
    "d_available": to_say("{other} had an open ear for you"),
    "d_attending": to_say("{other} noticed how you felt"),
    "d_understanding": to_say("{other} understood what was on your mind"),
    "d_acting": to_say("{other} did something that helped you"),
    "d_encourage": to_say("{other} took your plans to heart"),
    "d_joy": to_say("{other} enjoyed something good of yours with you"),
    "d_accept": to_say("{other} took a slip of yours kindly"),
    "d_attending_given": to_say("you noticed how {other} felt"),
    "d_acting_given": to_say("you did something that helped {other}"),
    "d_explore": to_say("you tried something that was new to you"),
    "d_explore_career": to_say("you took on something new in your work or studies"),
    "d_explore_skill": to_say("you worked at a skill that you are still learning"),
    "d_explore_creative": to_say("you made something from an idea of your own"),
    "d_explore_social": to_say("you reached out to someone you hardly knew"),
    "d_growth": to_say("you got closer to a goal of yours"),
    "d_energy": to_say("you had plenty of energy"),
}
"""Questions whose high answers are good news, as clauses, the closest to home first."""

LOOP = {
    "threat": to_say("under pressure"),
    "haven_received": to_say("calm from the other"),
    "felt_security": to_say("sure that the other is there"),
    "encouragement_received": to_say("plans taken to heart"),
    "exploration": to_say("trying, learning or starting something"),
    "inhibition": to_say("backing away from something"),
}
"""The way home and the way out, in the order of the loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The evenings of a week of the one who reads, and those before it.

    Attributes:
        reader: Who reads.
        first: Its Monday.
        days: Its check-ins.
        before: All earlier ones.
    """

    reader: Partner
    first: dt.date
    days: tuple[CheckIn, ...]
    before: tuple[CheckIn, ...]


def went_well(context: Context, week: Week) -> Section:
    """What was good news on several evenings."""
    sentences = tuple(good_news(context, week))
    return Section(
        id="well",
        title=context.say("What went well"),
        blocks=sentences
        or (
            Paragraph(
                text=context.say(
                    "No answer stood out as high on two evenings or more. That says "
                    "something of these evenings, and nothing of anybody."
                )
            ),
        ),
    )


def good_news(context: Context, week: Week) -> Iterator[Sentence]:
    """What was told as high on at least two evenings, the most frequent first."""
    other = context.voice.name(week.reader.other)
    found = []
    for place, (code, words) in enumerate(WELL.items()):
        answers = [it.answers[code] for it in week.days if code in it.answers]
        high = sum(answer >= _HIGH for answer in answers)
        if high >= 2 and 2 * high > len(answers):
            found.append((-high / len(answers), -high, place, len(answers), words))
    for _, high, _, asked, words in sorted(found)[:_MOST_SHOWN]:
        text = context.say(
            _often(-high, asked),
            high=-high,
            asked=asked,
            what=context.say(words, other=other),
        )
        yield context.from_answers(text)


def _often(high: int, asked: int) -> str:
    if high < asked:
        return SOME
    return BOTH if asked == 2 else EVERY


SOME = to_say("On {high} of the {asked} evenings that told of it, {what}.")
BOTH = to_say("On both evenings that told of it, {what}.")
EVERY = to_say("On all {asked} evenings that told of it, {what}.")


def out_and_back(context: Context, week: Week) -> Section:
    """The way home and the way out, this week and before."""
    rows = tuple(_row(context, week, key) for key in LOOP if _mean(week.days, key))
    blocks: list[Block] = [
        Paragraph(
            text=context.say(
                "A base is a way home and a way out: to be calmed when something "
                "presses, and to set out again because there is somewhere to return to."
            )
        )
    ]
    if rows:
        blocks.append(
            Table(
                title=context.say("This week"),
                columns=tuple(map(context.say, COLUMNS)),
                rows=rows,
                caption=context.say(
                    "Averages of your answers, from 0 (not at all) to 6 (completely). "
                    "Before: of all earlier evenings."
                ),
                label=context.unvalidated,
            )
        )
    blocks.append(_link(context, week))
    blocks.append(context.cited.claim("security_to_exploration"))
    return Section(
        id="loop", title=context.say("Out and back again"), blocks=tuple(blocks)
    )


COLUMNS = (
    to_say("What"),
    to_say("This week"),
    to_say("Evenings"),
    to_say("Before"),
)


def _row(context: Context, week: Week, key: str) -> tuple[str, ...]:
    now, before = _mean(week.days, key), _mean(week.before, key)
    assert now is not None
    return (
        capital(context.say(LOOP[key])),
        number(now[0], context.tongue),
        str(now[1]),
        "–"
        if before is None or before[1] < _BEFORE
        else number(before[0], context.tongue),
    )


def _mean(days: tuple[CheckIn, ...], key: str) -> tuple[float, int] | None:
    values = list(_values(days, key).values())
    return (math.fsum(values) / len(values), len(values)) if values else None


def _values(days: tuple[CheckIn, ...], key: str) -> dict[dt.date, float]:
    means = {it.day: checkin.means(it.answers) for it in days}
    return {day: told_[key][0] for day, told_ in means.items() if key in told_}


def _link(context: Context, week: Week) -> Sentence:
    """Whether more was tried on the day after an evening that felt safe."""
    every = (*week.before, *week.days)
    safe, tried = _values(every, "felt_security"), _values(every, "exploration")
    pairs = [
        (safe[day], tried[day + dt.timedelta(days=1)])
        for day in safe
        if day + dt.timedelta(days=1) in tried
    ]
    if len(pairs) < _PAIRS or (found := _correlation(pairs)) is None:
        return Sentence(
            text=context.say(
                "Whether the one has to do with the other in your days cannot be said "
                "yet: it takes {needed} evenings with one told the day after, and "
                "there are {count}.",
                needed=_PAIRS,
                count=len(pairs),
            )
        )
    low, high = found
    parts = [
        context.say(
            "Over {count} evenings, how safe you felt and how much you tried the day "
            "after went together by something between {low} and {high} (a correlation, "
            "95%).",
            count=len(pairs),
            low=hundredths(low, context.tongue),
            high=hundredths(high, context.tongue),
        )
    ]
    if low < 0 < high:
        parts.append(context.say("So far it could be either way."))
    parts.append(
        context.say("That one goes with the other does not tell which brings which.")
    )
    return context.from_answers(" ".join(parts))


def _correlation(pairs: list[tuple[float, float]]) -> tuple[float, float] | None:
    """The 95% range of a correlation; wider, for days are like the day before."""
    n = len(pairs)
    x, y = ([it[side] for it in pairs] for side in (0, 1))
    mean_x, mean_y = math.fsum(x) / n, math.fsum(y) / n
    xx = math.fsum((it - mean_x) ** 2 for it in x)
    yy = math.fsum((it - mean_y) ** 2 for it in y)
    if not xx or not yy:
        return None
    r = math.fsum((a - mean_x) * (b - mean_y) for a, b in pairs) / math.sqrt(xx * yy)
    pull = evidence.row("security_day_to_day_inertia").value
    independent = max(4.0, n * (1 - pull) / (1 + pull))
    z = math.atanh(max(-0.999, min(0.999, r)))
    half = Z95 / math.sqrt(independent - 3)
    return math.tanh(z - half), math.tanh(z + half)


def how_sure(context: Context, week: Week) -> Section:
    """What has changed reliably, what next week may tell, and how little that is."""
    return Section(
        id="sure",
        title=context.say("How sure this is"),
        blocks=(
            changed(context, week),
            *_ahead(context, week),
            Paragraph(
                text=context.say(
                    "One week tells of that week and of little more. An evening that "
                    "was not told of is a gap and means nothing."
                )
            ),
        ),
    )


def changed(context: Context, week: Week) -> Sentence:
    """What the week changed, if it reliably did."""
    since = week.first - dt.timedelta(days=1)
    shown = {target.construct for target in told(context.view, week.reader)}
    found = [
        it
        for it in moved(context.view, since)
        if it.partner is week.reader and it.construct in shown
    ]
    if len(week.before) < _BEFORE or not found:
        return Sentence(
            text=context.say(
                "Whether anything has changed cannot be said yet: there are too few "
                "evenings before this week to set it beside."
            )
        )
    sure = [way(context, it) for it in found if it.reliable]
    if sure:
        text = context.say(
            "Since the Sunday before, {ways}.", ways=listed(sure, context.tongue)
        )
    else:
        names = [context.label(it.construct) for it in found]
        text = context.say(
            "Of {names}, nothing changed reliably: what differs is within the doubt.",
            names=listed(names, context.tongue),
        )
    return Sentence(text=text, label=context.say(MODEL))


def _ahead(context: Context, week: Week) -> Iterator[Sentence]:
    if len(week.before) < _BEFORE:
        return
    shown = {target.construct for target in told(context.view, week.reader)}
    for it in forecast(context.belief, week.reader):
        if it.horizon is Horizon.WEEK and it.construct in shown:
            tongue = context.tongue
            yield Sentence(
                text=context.say(
                    "{thing} next week, as you would tell it: about {middle} of\u00a06 "
                    "on average, in eight weeks of ten {span}. Against your own "
                    "average such forecasts had: {skill}.",
                    thing=capital(context.say(thing(it.construct))),
                    middle=number(it.told.middle, tongue),
                    span=between(it.told.low80, it.told.high80, tongue),
                    skill=skill_words(it.construct, Horizon.WEEK, tongue),
                ),
                label=context.say(MODEL),
            )
