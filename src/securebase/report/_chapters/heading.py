from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from securebase.core import CONSTRUCTS, Partner
from securebase.fit.couple import (
    Band,
    Fan,
    Forecast,
    Horizon,
    Scored,
    Skill,
    fans,
    forecast,
    known,
    measured_skill,
    skill_of,
    track_record,
)
from securebase.report._blocks import (
    Block,
    DiaryPanel,
    DiaryPicture,
    FanBand,
    Paragraph,
    Section,
    Sentence,
    Table,
)
from securebase.report._context import UNVALIDATED, Context
from securebase.report._words import capital, listed, number

from .diary import PANELS, series

MODEL = "calculated by a model"
# Fewer days of one's own say too little about where it is heading.
ENOUGH_DAYS = 7
# Days of the diary that the picture looks back, and days that it looks ahead.
BACK, AHEAD = 21, 28
# Fewer own forecasts than this do not judge the forecasts.
ENOUGH_FORECASTS = 20
WHEN = {Horizon.DAY: "The next day", Horizon.WEEK: "The next week"}
COLUMNS = ("What", "Next day", "Next week", "In three months", "Usual")


def write(context: Context) -> Section | None:
    """The coming days, weeks and months, with the doubt and the record of forecasts."""
    people = [
        it for it in context.readers
        if len(context.people[it].check_ins) >= ENOUGH_DAYS
    ]  # fmt: skip
    if not people or context.belief.day is None:
        return None
    record = track_record(context.view)
    blocks: list[Block] = [_opening(context, people)]
    blocks += [_picture(context, people)]
    blocks += [_table(context, person) for person in people]
    blocks += list(_skill(context))
    blocks += [it for person in people for it in _own_record(context, person, record)]
    blocks += [_known(context, person) for person in people]
    return Section(id="heading", title="Where it is heading", blocks=tuple(blocks))


def _opening(context: Context, people: Sequence[Partner]) -> Paragraph:
    whose = listed([context.voice.possessive(it) for it in people])
    return Paragraph(
        text=(
            f"What {whose} next check-ins would tell if life goes on as it has. The "
            "model of two people carries the answers shown here forward, and its doubt "
            "with them. The next days and the week are forecasts; what stands under "
            "three months is a scenario, not a prediction: studies that tried to "
            "foresee change explained less than 5% of it."
        )
    )


def _picture(context: Context, people: Sequence[Partner]) -> DiaryPicture:
    last = context.belief.day
    assert last is not None
    first = last - dt.timedelta(days=BACK - 1)
    ahead = {person: fans(context.belief, person) for person in people}
    panels = tuple(
        DiaryPanel(
            label=capital(CONSTRUCTS[fan.construct].label),
            hint=PANELS[fan.construct],
            points=tuple(
                point
                for person in people
                for point in series(context.people[person], fan.construct)
                if dt.date.fromisoformat(point.day) >= first
            ),
            fan=tuple(
                band
                for person in people
                for band in _bands(context, person, ahead[person][place], last)
            ),
        )
        for place, fan in enumerate(ahead[people[0]])
    )
    return DiaryPicture(
        title="The last three weeks, and the next four",
        first_day=first.isoformat(),
        last_day=(last + dt.timedelta(days=AHEAD)).isoformat(),
        label=UNVALIDATED,
        people=tuple(context.people[person].name for person in people),
        panels=panels,
        caption=(
            "Dots are days told of. The broken line, calculated by the model, is what "
            "would be told on an average evening; the darker band holds eight evenings "
            "in ten, the paler one nineteen in twenty. Single answers scatter more than "
            "the band, because each also has its moment."
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


def _table(context: Context, person: Partner) -> Table:
    found = forecast(context.belief, person)
    by = {(it.construct, it.horizon): it for it in found}
    constructs = dict.fromkeys(it.construct for it in found)
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
    return f"{number(band.middle)} ({number(band.low80)} to\u00a0{number(band.high80)})"


def _skill(context: Context) -> Iterator[Block]:
    """How good such forecasts have been, where that could be measured."""
    constructs = dict.fromkeys(it.construct for it in measured_skill())
    yield Table(
        title="How good such forecasts have been",
        columns=("What", "Next day", "Next week"),
        rows=tuple(
            (
                capital(CONSTRUCTS[name].label),
                *(_gain(skill_of(name, horizon)) for horizon in WHEN),
            )
            for name in constructs
        ),
        caption=(
            "How much smaller the error was than that of simply expecting a person's "
            "own average, on made-up couples of the model's own kind (95% range). The "
            "bands held as many outcomes as they say."
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


def _gain(skill: Skill) -> str:
    if not skill.better_than("own_mean"):
        return "no better"
    gain, low, high = (
        100 * it["own_mean"] for it in (skill.gain, skill.low, skill.high)
    )
    return f"{gain:.1f}% ({low:.1f} to\u00a0{high:.1f})"


def _own_record(
    context: Context, person: Partner, record: Sequence[Scored]
) -> Iterator[Sentence]:
    own = [it for it in record if it.partner is person and it.horizon is Horizon.DAY]
    whose = context.voice.possessive(person)
    if len(own) < ENOUGH_FORECASTS:
        yield Sentence(
            text=(
                f"In {whose} own diary, {len(own)} forecasts of a next day could be "
                f"checked so far: too few to judge them."
            )
        )
        return
    gap = np.array([it.rivals["own_mean"] - it.crps for it in own])
    mean, se = gap.mean(), gap.std(ddof=1) / len(gap) ** 0.5
    base = float(np.mean([it.rivals["own_mean"] for it in own]))
    inside = np.mean([_within(it) for it in own])
    if mean > 2 * se:
        verdict = f"better than {whose} own average, by {100 * mean / base:.0f}%"
    elif mean < -2 * se:
        verdict = f"worse than {whose} own average, by {-100 * mean / base:.0f}%"
    else:
        verdict = f"no better than {whose} own average"
    yield Sentence(
        text=(
            f"In {whose} own diary, {len(own)} forecasts of a next day could be "
            f"checked so far. They were {verdict}; about {100 * inside:.0f} in 100 "
            "answers lay where 80 were expected."
        ),
        label="measured on this diary",
    )


def _within(it: Scored) -> float:
    """Share of an answer's probability that lies in the middle 80%."""
    low, high = max(it.low, 0.1), min(it.high, 0.9)
    width = it.high - it.low
    if width <= 0:
        return float(0.1 < it.low < 0.9)
    return max(high - low, 0.0) / width


def _known(context: Context, person: Partner) -> Sentence:
    found = known(context.belief, person)
    well = [it.label for it in found if it.well]
    roughly = [it.label for it in found if it.roughly and not it.well]
    later = [it for it in found if not it.roughly and it.days is not None]
    never = [it.label for it in found if not it.roughly and it.days is None]
    parts = [f"well: {_some(well)}"] if well else []
    parts += [f"roughly: {_some(roughly)}"] if roughly else []
    told = "; ".join(parts) or "little yet"
    whose = context.voice.possessive(person)
    sentence = f"Of {whose} lasting ways, the answers shown here tell {told}"
    if later:
        days = max(it.days or 0 for it in later)
        names = _some([it.label for it in later])
        sentence += f". About {days} more days of check-ins would tell {names} as well"
    if never:
        sentence += f". Even half a year of check-ins would leave open {_some(never)}"
    return Sentence(text=f"{sentence}.", label=MODEL)


def _some(words: Sequence[str], most: int = 4) -> str:
    if len(words) <= most:
        return listed(words)
    return listed([*words[: most - 1], f"{len(words) - most + 1} more"])
