"""Write the three made-up couples of this folder.

    python examples/make_examples.py            # into this folder
    python examples/make_examples.py elsewhere  # into another

Nobody in them is real. Each answer is a level that was chosen by hand, plus chance,
rounded to the answer scale: a plain generator of plausible files, not a model of how
couples work, and no evidence for anything. The same seeds give the same files.
"""

from __future__ import annotations

import datetime as dt
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from numpy.random import PCG64, Generator

from securebase import couples
from securebase.core import CONSTRUCTS, Role, Topic
from securebase.couples import Answer, Audience, DiaryDay, Share
from securebase.measures import Instrument, Item, checkin, instrument, instruments

STORIES = Path(__file__).with_name("stories.toml")

FIRST_OCCASION = dt.date(2025, 9, 28)
FIRST_DAY = dt.date(2025, 9, 29)
LAST_DAY = dt.date(2025, 11, 9)
SECOND_OCCASION = dt.date(2025, 11, 9)
TODAY = dt.date(2025, 11, 10)

# How far answers lie from their level, in steps of the scale: between the questions
# of one questionnaire, from day to day, and from question to question of one day.
ITEM_NOISE = 0.75
DAY_NOISE = 0.8
MOMENT_NOISE = 0.6
# How much of today's mood is left tomorrow.
CARRY_OVER = 0.4
SKIPPED = 0.015


@dataclass(frozen=True, kw_only=True)
class Character:
    """One made-up person; ``stories.toml`` says what each field means."""

    name: str
    traits: Mapping[str, float]
    gives: Mapping[str, float]
    about: Mapping[str, float]
    shares: tuple[Share, ...]
    keen: float
    starts: dt.date = FIRST_DAY
    away: tuple[dt.date, ...] = ()
    moved: Mapping[str, float] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Story:
    """One made-up couple."""

    folder: str
    id: str
    time_zone: str
    together_since: int
    seed: int
    a: Character
    b: Character


def stories() -> Iterator[Story]:
    """The couples of ``stories.toml``."""
    text = STORIES.read_text(encoding="utf-8")
    for folder, raw in tomllib.loads(text).items():
        a, b = _character(raw.pop("a")), _character(raw.pop("b"))
        yield Story(folder=folder, a=a, b=b, **raw)


def _character(raw: dict[str, Any]) -> Character:
    shares = tuple(_shares(raw.pop("shares")))
    return Character(**{**raw, "away": tuple(raw.get("away", ())), "shares": shares})


def _shares(raw: Mapping[str, list[str]]) -> Iterator[Share]:
    for audience in Audience:
        with_diary = raw[f"{audience}_with_diary"]
        for topic in [*raw[audience], *with_diary]:
            yield Share(
                topic=Topic(topic), audience=audience, diary=topic in with_diary
            )


def make(story: Story) -> couples.Couple:
    """The couple of a story."""
    chance = Generator(PCG64(story.seed))
    zone = ZoneInfo(story.time_zone)
    return couples.Couple(
        id=story.id,
        made_up=True,
        time_zone=story.time_zone,
        together_since=story.together_since,
        private=(
            _person(story.a, story.b, zone, chance),
            _person(story.b, story.a, zone, chance),
        ),
    )


def _person(
    me: Character, other: Character, zone: ZoneInfo, chance: Generator
) -> couples.Person:
    levels = _levels(me, other)
    later = {key: level + me.moved.get(key, 0.0) for key, level in levels.items()}
    first = [it for one in instruments(core=True) for it in _sheet(one, levels, chance)]
    again = [it for one in _again(me) for it in _sheet(one, later, chance)]
    return couples.Person(
        name=me.name,
        language="en",
        shares=me.shares,
        answers=(
            *(_dated(it, FIRST_OCCASION) for it in first),
            *(_dated(it, SECOND_OCCASION) for it in again),
        ),
        diary=tuple(_diary(me, levels, zone, chance)),
    )


def _levels(me: Character, other: Character) -> dict[str, float]:
    """Level of everything that is asked, by ``construct`` or ``construct_role``."""
    received = {f"{it}_received": level for it, level in other.gives.items()}
    # Most people see a little more of what they give than the other does.
    provided = {f"{it}_provided": level + 0.4 for it, level in me.gives.items()}
    return {**me.traits, **me.about, **received, **provided}


def _again(me: Character) -> list[Instrument]:
    return [instrument(it) for it in ("sb_base", "sb_resp", "sb_vital") if me.moved]


def _sheet(
    one: Instrument, levels: Mapping[str, float], chance: Generator
) -> Iterator[tuple[str, str, int | None]]:
    for item in one.items:
        level = levels[_key(one, item)] + ITEM_NOISE * _bell(chance)
        answer = _answer(level, item.lo, item.hi, item.reverse)
        yield one.id, item.code, None if chance.random() < SKIPPED else answer


def _key(one: Instrument, item: Item) -> str:
    # A scale that sums others up stands after them.
    scale = next(it for it in one.scales if item.code in it.items)
    return _level_key(str(scale.construct), scale.role)


def _level_key(construct: str, role: Role) -> str:
    return construct if role is Role.SELF else f"{construct}_{role}"


def _dated(told: tuple[str, str, int | None], occasion: dt.date) -> Answer:
    name, item, answer = told
    return Answer(occasion=occasion, instrument=name, item=item, answer=answer)


def _diary(
    me: Character, levels: Mapping[str, float], zone: ZoneInfo, chance: Generator
) -> Iterator[DiaryDay]:
    mood, missed = 0.0, False
    for number in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + dt.timedelta(days=number)
        mood = CARRY_OVER * mood + DAY_NOISE * _bell(chance)
        missed = _misses(me, day, missed, chance)
        answers = tuple(_check_in(day, levels, mood, chance))
        moment = _evening(day, zone, chance)
        note = me.notes.get(day.isoformat())
        if note is None and (missed or day < me.starts or day in me.away):
            continue
        yield DiaryDay(day=day, answers=answers, answered_at=moment, note=note)


def _misses(me: Character, day: dt.date, before: bool, chance: Generator) -> bool:
    # Gaps come in runs, and more often at the weekend.
    weekend = 0.12 if day.weekday() >= 5 else 0.0
    return bool(chance.random() < 1 - me.keen + weekend + (0.25 if before else 0.0))


def _check_in(
    day: dt.date, levels: Mapping[str, float], mood: float, chance: Generator
) -> Iterator[tuple[str, int]]:
    for item in checkin.items_for(day):
        level = levels[_level_key(item.construct, item.role)]
        # A good day raises what is welcome and lowers the rest.
        swing = mood if CONSTRUCTS[item.construct].good > 0 else -mood
        value = level + swing + MOMENT_NOISE * _bell(chance)
        answered = chance.random() >= SKIPPED
        if answered:
            yield item.code, _answer(value, item.lo, item.hi, item.reverse)


def _evening(day: dt.date, zone: ZoneInfo, chance: Generator) -> dt.datetime | None:
    minutes = 20 * 60 + 30 + int(chance.random() * 250)
    if chance.random() < 0.1:
        return None
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=zone)
    # Adding to a time on the wall keeps it on the wall, also when clocks change.
    wall = midnight + dt.timedelta(minutes=minutes)
    return wall.replace(tzinfo=dt.timezone(wall.utcoffset() or dt.timedelta()))


def _answer(level: float, lo: int, hi: int, reverse: bool) -> int:
    answer = min(hi, max(lo, int(level + 0.5 + 100) - 100))
    return lo + hi - answer if reverse else answer


def _bell(chance: Generator) -> float:
    # Twelve even numbers make a bell; unlike `normal`, the stream behind them is
    # promised to stay the same in later versions of NumPy.
    return sum(chance.random() for _ in range(12)) - 6.0


def main() -> None:
    """Write all couples into the folder that was named, or into this one."""
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else STORIES.parent
    for story in stories():
        couples.write(make(story), home / story.folder, today=TODAY)
        print(f"Written: {home / story.folder}")


if __name__ == "__main__":
    main()
