from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from securebase.core import Partner
from securebase.fit.couple import (
    TARGETS,
    Band,
    Came,
    Fan,
    Forecast,
    Horizon,
    Record,
    Target,
    fans,
    forecast,
    known,
    questions_range,
    records,
    scenarios,
    told,
    track_record,
)
from securebase.report._ahead_words import known_words, no_prediction, skill_words
from securebase.report._blocks import (
    Block,
    DiaryPanel,
    DiaryPicture,
    DiaryPoint,
    FanBand,
    Paragraph,
    Section,
    Sentence,
    Table,
)
from securebase.report._context import Context
from securebase.report._tongue import Tongue, to_say
from securebase.report._words import capital, number

from .diary import PANELS

MODEL = to_say("calculated by a model")
Told = Mapping[Partner, Sequence[Target]]
"""What may be seen of each person's own answers."""
# Fewer days of one's own say too little about where it is heading.
ENOUGH_DAYS = 7
# Days of the diary that the picture looks back, and days that it looks ahead.
BACK, AHEAD = 21, 28
WHEN = (Horizon.DAY, Horizon.WEEK)
CAME = {
    Came.BETTER: to_say("better"),
    Came.SAME: to_say("no better"),
    Came.WORSE: to_say("worse"),
    Came.FEW: to_say("too few yet"),
}
COLUMNS = (
    to_say("What"),
    to_say("Next day"),
    to_say("Next week"),
    to_say("In three months"),
    to_say("Usual"),
)

MONTHS = (
    to_say("What"),
    to_say("Hard month"),
    to_say("After a hard one"),
    to_say("Easy month"),
    to_say("After an easy one"),
)


def write(context: Context) -> Section | None:
    """The coming days, weeks and months, with the doubt and the record of forecasts."""
    people = {
        it: told(context.view, it)
        for it in context.readers
        if len(context.people[it].check_ins) >= ENOUGH_DAYS
    }
    people = {person: targets for person, targets in people.items() if targets}
    if not people or context.belief.day is None:
        return None
    record = records(track_record(context.view))
    blocks: list[Block] = [_opening(context, people)]
    blocks += [_picture(context, people)]
    blocks += [_table(context, *it) for it in people.items()]
    blocks += [_scenarios(context, *it) for it in people.items()]
    blocks += list(_skill(context, people, record))
    blocks += [_known(context, person) for person in people]
    return Section(
        id="heading", title=context.say("Where it is heading"), blocks=tuple(blocks)
    )


def _opening(context: Context, people: Told) -> Paragraph:
    how = context.say(
        "The model of two people carries the answers shown here forward, and its doubt "
        "with them. The next days and the week are forecasts."
    )
    what = _what_comes(context, list(people))
    return Paragraph(text=f"{what} {how} {no_prediction(context.tongue)}")


def _what_comes(context: Context, people: Sequence[Partner]) -> str:
    if len(people) > 1:
        return context.say(
            "What {first}'s and {second}'s next check-ins would tell if life goes on "
            "as it has.",
            first=context.voice.name(people[0]),
            second=context.voice.name(people[1]),
        )
    return context.either(
        people[0],
        "What your next check-ins would tell if life goes on as it has.",
        "What {name}'s next check-ins would tell if life goes on as it has.",
    )


def _all_told(people: Told) -> list[Target]:
    return [it for it in TARGETS if any(it in told_ for told_ in people.values())]


def _picture(context: Context, people: Told) -> DiaryPicture:
    last = context.belief.day
    assert last is not None
    first = last - dt.timedelta(days=BACK - 1)
    return DiaryPicture(
        title=context.say("The last three weeks, and the next four"),
        first_day=first.isoformat(),
        last_day=(last + dt.timedelta(days=AHEAD)).isoformat(),
        label=context.unvalidated,
        people=tuple(context.people[person].name for person in people),
        panels=tuple(
            _panel(context, people, target, first, last) for target in _all_told(people)
        ),
        caption=context.say(
            "Dots are answers to the one question that is forecast. The broken line, "
            "calculated by the model, is what would be told on an average evening; the "
            "darker band holds eight evenings in ten, the paler one nineteen in "
            "twenty. Single answers scatter more, because each also has its moment."
        ),
    )


def _panel(
    context: Context, people: Told, target: Target, first: dt.date, last: dt.date
) -> DiaryPanel:
    own = [person for person, targets in people.items() if target in targets]
    return DiaryPanel(
        label=capital(context.label(target.construct)),
        hint=context.say(PANELS[target.construct]),
        points=tuple(
            DiaryPoint(
                day=check_in.day.isoformat(),
                who=context.people[person].name,
                value=float(check_in.answers[target.code]),
                answered=1,
            )
            for person in own
            for check_in in context.people[person].check_ins
            if check_in.day >= first and target.code in check_in.answers
        ),
        fan=tuple(
            band
            for person in own
            for fan in fans(context.belief, person)
            if fan.construct == target.construct
            for band in _bands(context, person, fan, last)
        ),
    )


def _bands(
    context: Context, person: Partner, fan: Fan, last: dt.date
) -> Iterator[FanBand]:
    for day, band in zip(fan.days, fan.bands, strict=True):
        if day <= AHEAD:
            yield FanBand(
                day=(last + dt.timedelta(days=day)).isoformat(),
                who=context.people[person].name,
                low95=round(band.low95, 2),
                low80=round(band.low80, 2),
                middle=round(band.middle, 2),
                high80=round(band.high80, 2),
                high95=round(band.high95, 2),
            )


def _table(context: Context, person: Partner, targets: Sequence[Target]) -> Table:
    found = forecast(context.belief, person)
    by = {(it.construct, it.horizon): it for it in found}
    constructs = [target.construct for target in targets]
    return Table(
        title=context.either(
            person, "Your coming check-ins", "{name}'s coming check-ins"
        ),
        columns=tuple(map(context.say, COLUMNS)),
        rows=tuple(_row(context, name, by) for name in constructs),
        caption=context.say(
            "From 0 (not at all) to 6 (completely), as averages of evenings; behind "
            "each number, where eight in ten lie. Three months: a scenario."
        ),
        label=context.say(MODEL),
    )


def _row(
    context: Context, construct: str, by: dict[tuple[str, Horizon], Forecast]
) -> tuple[str, ...]:
    ahead = [by[construct, horizon] for horizon in Horizon]
    cells = [_range(it.told, context.tongue) for it in ahead]
    return (
        capital(context.label(construct)),
        *cells,
        _range(ahead[0].usual, context.tongue),
    )


def _range(band: Band, tongue: Tongue) -> str:
    lo, hi = questions_range()
    if band.high80 - band.low80 < 0.05 and band.middle in (lo, hi):
        top = band.middle == hi
        return tongue.say("at the top of the scale" if top else "at its bottom")
    return tongue.say(
        "{middle} ({low} to\u00a0{high})",
        middle=number(band.middle, tongue),
        low=number(band.low80, tongue),
        high=number(band.high80, tongue),
    )


AT_THE_ENDS = (to_say("at the top of the scale"), to_say("at its bottom"))


def _scenarios(context: Context, person: Partner, targets: Sequence[Target]) -> Table:
    """What a hard month and an easy one would do: if it came, not that it comes."""
    hard, easy = (scenarios(context.belief, person, it) for it in (1.0, -1.0))
    return Table(
        title=context.either(
            person,
            "Your next month and three months, if they are hard or easy",
            "{name}'s next month and three months, if they are hard or easy",
        ),
        columns=tuple(map(context.say, MONTHS)),
        rows=tuple(
            (
                capital(context.label(it.construct)),
                *(_range(band, context.tongue) for band in (it.weeks, it.months)),
                *(_range(band, context.tongue) for band in (other.weeks, other.months)),
            )
            for it, other in zip(hard, easy, strict=True)
            if it.construct in [target.construct for target in targets]
        ),
        caption=context.say(
            "Scenarios, not predictions: what the model would expect if pressure on "
            "both were one standard deviation above, or below, its usual course for "
            "four weeks. After: the level about three months from now. How little "
            "is left of a hard month is what the model expects; no study showed it."
        ),
        label=context.say(MODEL),
    )


def _skill(context: Context, people: Told, record: Sequence[Record]) -> Iterator[Block]:
    """How good such forecasts have been, where that could be measured."""
    constructs = [target.construct for target in _all_told(people)]
    own = [
        context.either(it, "Your own next days", "{name}'s own next days")
        for it in people
    ]
    yield Table(
        title=context.say("How good such forecasts have been"),
        columns=(*map(context.say, COLUMNS[:3]), *own),
        rows=tuple(
            (
                capital(context.label(name)),
                *(skill_words(name, horizon, context.tongue) for horizon in WHEN),
                *(_in_this_diary(context, name, it, record) for it in people),
            )
            for name in constructs
        ),
        caption=context.say(
            "Against simply expecting a person's own average. Next day and next week: "
            "on made-up couples of the model's own kind, with the 95% range; the bands "
            "held as many outcomes as they say. Own next days: the forecasts that "
            "could be checked in this diary, and how many."
        ),
        label=context.say("measured on made-up couples"),
    )
    yield Sentence(
        text=context.say(
            "On real couples nobody has measured it yet. So take a forecast as mostly "
            "one's own average, with honest bands."
        ),
        label=context.say("untested on real couples"),
    )


def _in_this_diary(
    context: Context, construct: str, person: Partner, record: Sequence[Record]
) -> str:
    for it in record:
        if (it.partner, it.construct, it.horizon) == (person, construct, Horizon.DAY):
            return f"{context.say(CAME[it.came])} ({it.forecasts})"
    return context.say("none yet")


def _known(context: Context, person: Partner) -> Sentence:
    seen = context.people[person].check_ins
    codes = {code for check_in in seen for code in check_in.answers}
    found = [
        it
        for it in known(context.belief, person)
        if not it.name.startswith("d_") or it.name in codes
    ]
    opening = context.either(
        person,
        "How much the answers shown here tell of your lasting ways.",
        "How much the answers shown here tell of {name}'s lasting ways.",
    )
    return Sentence(
        text=" ".join((opening, *known_words(found, context.tongue))),
        label=context.say(MODEL),
    )
