from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from securebase.core import CONSTRUCTS, Partner
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
from securebase.report._context import UNVALIDATED, Context
from securebase.report._words import capital, listed, number

from .diary import PANELS

MODEL = "calculated by a model"
Told = Mapping[Partner, Sequence[Target]]
"""What may be seen of each person's own answers."""
# Fewer days of one's own say too little about where it is heading.
ENOUGH_DAYS = 7
# Days of the diary that the picture looks back, and days that it looks ahead.
BACK, AHEAD = 21, 28
WHEN = (Horizon.DAY, Horizon.WEEK)
CAME = {
    Came.BETTER: "better",
    Came.SAME: "no better",
    Came.WORSE: "worse",
    Came.FEW: "too few yet",
}
COLUMNS = ("What", "Next day", "Next week", "In three months", "Usual")


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
    return Section(id="heading", title="Where it is heading", blocks=tuple(blocks))


def _opening(context: Context, people: Told) -> Paragraph:
    whose = listed([context.voice.possessive(it) for it in people])
    return Paragraph(
        text=(
            f"What {whose} next check-ins would tell if life goes on as it has. The "
            "model of two people carries the answers shown here forward, and its doubt "
            "with them. The next days and the week are forecasts. " + no_prediction()
        )
    )


def _all_told(people: Told) -> list[Target]:
    return [it for it in TARGETS if any(it in told_ for told_ in people.values())]


def _picture(context: Context, people: Told) -> DiaryPicture:
    last = context.belief.day
    assert last is not None
    first = last - dt.timedelta(days=BACK - 1)
    return DiaryPicture(
        title="The last three weeks, and the next four",
        first_day=first.isoformat(),
        last_day=(last + dt.timedelta(days=AHEAD)).isoformat(),
        label=UNVALIDATED,
        people=tuple(context.people[person].name for person in people),
        panels=tuple(
            _panel(context, people, target, first, last) for target in _all_told(people)
        ),
        caption=(
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
        label=capital(CONSTRUCTS[target.construct].label),
        hint=PANELS[target.construct],
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
    whose = capital(context.voice.possessive(person))
    return Table(
        title=f"{whose} coming check-ins",
        columns=COLUMNS,
        rows=tuple(_row(name, by) for name in constructs),
        caption=(
            "From 0 (not at all) to 6 (completely), as averages of evenings; behind "
            "each number, where eight in ten lie. Three months: a scenario."
        ),
        label=MODEL,
    )


def _row(construct: str, by: dict[tuple[str, Horizon], Forecast]) -> tuple[str, ...]:
    ahead = [by[construct, horizon] for horizon in Horizon]
    cells = [_range(it.told) for it in ahead]
    return (
        capital(CONSTRUCTS[construct].label),
        *cells,
        _range(ahead[0].usual),
    )


def _range(band: Band) -> str:
    lo, hi = questions_range()
    if band.high80 - band.low80 < 0.05 and band.middle in (lo, hi):
        return "at the top of the scale" if band.middle == hi else "at its bottom"
    return f"{number(band.middle)} ({number(band.low80)} to\u00a0{number(band.high80)})"


def _scenarios(context: Context, person: Partner, targets: Sequence[Target]) -> Table:
    """What a hard month and an easy one would do: if it came, not that it comes."""
    hard, easy = (scenarios(context.belief, person, it) for it in (1.0, -1.0))
    whose = capital(context.voice.possessive(person))
    return Table(
        title=f"{whose} next month and three months, if they are hard or easy",
        columns=(
            "What",
            "Hard month",
            "After a hard one",
            "Easy month",
            "After an easy one",
        ),
        rows=tuple(
            (
                capital(CONSTRUCTS[it.construct].label),
                *(_range(band) for band in (it.weeks, it.months)),
                *(_range(band) for band in (other.weeks, other.months)),
            )
            for it, other in zip(hard, easy, strict=True)
            if it.construct in [target.construct for target in targets]
        ),
        caption=(
            "Scenarios, not predictions: what the model would expect if pressure on "
            "both were one standard deviation above, or below, its usual course for "
            "four weeks. After: the level about three months from now. How little "
            "is left of a hard month is what the model expects; no study showed it."
        ),
        label=MODEL,
    )


def _skill(context: Context, people: Told, record: Sequence[Record]) -> Iterator[Block]:
    """How good such forecasts have been, where that could be measured."""
    constructs = [target.construct for target in _all_told(people)]
    own = [f"{capital(context.voice.possessive(it))} own next days" for it in people]
    yield Table(
        title="How good such forecasts have been",
        columns=("What", "Next day", "Next week", *own),
        rows=tuple(
            (
                capital(CONSTRUCTS[name].label),
                *(skill_words(name, horizon) for horizon in WHEN),
                *(_in_this_diary(name, person, record) for person in people),
            )
            for name in constructs
        ),
        caption=(
            "Against simply expecting a person's own average. Next day and next week: "
            "on made-up couples of the model's own kind, with the 95% range; the bands "
            "held as many outcomes as they say. Own next days: the forecasts that "
            "could be checked in this diary, and how many."
        ),
        label="measured on made-up couples",
    )
    yield Sentence(
        text=(
            "On real couples nobody has measured it yet. So take a forecast as mostly "
            "one's own average, with honest bands."
        ),
        label="untested on real couples",
    )


def _in_this_diary(construct: str, person: Partner, record: Sequence[Record]) -> str:
    for it in record:
        if (it.partner, it.construct, it.horizon) == (person, construct, Horizon.DAY):
            return f"{CAME[it.came]} ({it.forecasts})"
    return "none yet"


def _known(context: Context, person: Partner) -> Sentence:
    whose = context.voice.possessive(person)
    seen = context.people[person].check_ins
    codes = {code for check_in in seen for code in check_in.answers}
    found = [
        it
        for it in known(context.belief, person)
        if not it.name.startswith("d_") or it.name in codes
    ]
    return Sentence(
        text=(
            f"How much the answers shown here tell of {whose} lasting ways. "
            + " ".join(known_words(found))
        ),
        label=MODEL,
    )
