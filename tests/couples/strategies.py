"""Random couples, small enough to be many and crowded enough to collide."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from securebase.core import Topic
from securebase.couples import Answer, Audience, Couple, DiaryDay, Person, Share
from securebase.measures import checkin, instruments

ZONES = ("Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati", "UTC")

# Few days, so that windows begin and end among the answers; clocks change on one.
DAYS = tuple(dt.date(2025, 10, 24) + dt.timedelta(days=it) for it in range(5))

ITEMS = tuple((one, item) for one in instruments(core=True) for item in one.items[:3])

# The runtime type checks pick at random which item of a container they look at;
# Hypothesis sees that and warns, though no example depends on it.
CHECKS_DRAW_LOTS = "ignore:Do not use the `random` module inside strategies"

names = st.text(
    st.characters(categories=("L", "N"), include_characters="' .", codec="utf-8"),
    min_size=1,
    max_size=12,
).filter(lambda it: it == it.strip() and any(letter.isalnum() for letter in it))

notes = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"), include_characters='\n\r\t",;', codec="utf-8"
    ),
    min_size=1,
    max_size=20,
)

days = st.sampled_from(DAYS)
topics = st.sampled_from(list(Topic))


@st.composite
def shares(draw: Any) -> Share:
    since, until = draw(st.none() | days), draw(st.none() | days)
    if since and until and until < since:
        since, until = until, since
    return Share(
        topic=draw(topics),
        audience=draw(st.sampled_from(list(Audience))),
        since=since,
        until=until,
        diary=draw(st.booleans()),
    )


@st.composite
def answers(draw: Any) -> Answer:
    one, item = draw(st.sampled_from(ITEMS))
    return Answer(
        occasion=draw(days),
        instrument=one.id,
        item=item.code,
        answer=draw(st.none() | st.integers(item.lo, item.hi)),
    )


@st.composite
def diary_days(draw: Any, zone: str) -> DiaryDay:
    day = draw(days)
    asked = draw(st.lists(st.sampled_from(checkin.items()), max_size=5, unique=True))
    at = dt.time(draw(st.integers(4, 23)), draw(st.integers(0, 59)))
    wall = dt.datetime.combine(day, at, ZoneInfo(zone))
    moment = wall.replace(tzinfo=dt.timezone(wall.utcoffset() or dt.timedelta()))
    return DiaryDay(
        day=day,
        answers=tuple((it.code, draw(st.integers(it.lo, it.hi))) for it in asked),
        answered_at=draw(st.sampled_from([moment, None])),
        note=draw(st.none() | notes),
    )


@st.composite
def people(draw: Any, zone: str) -> Person:
    return Person(
        name=draw(names),
        language=draw(st.sampled_from([None, "en", "pt-BR"])),
        shares=tuple(draw(st.lists(shares(), max_size=9, unique=True))),
        answers=tuple(draw(st.lists(answers(), max_size=8, unique_by=what_it_answers))),
        diary=tuple(
            draw(st.lists(diary_days(zone), max_size=4, unique_by=lambda it: it.day))
        ),
    )


@st.composite
def couples(draw: Any) -> Couple:
    zone = draw(st.sampled_from(ZONES))
    return Couple(
        id=draw(st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)),
        made_up=draw(st.booleans()),
        time_zone=zone,
        private=(draw(people(zone)), draw(people(zone))),
        together_since=draw(st.none() | st.integers(1900, 2025)),
    )


def what_it_answers(answer: Answer) -> tuple[dt.date, str, str]:
    return answer.occasion, answer.instrument, answer.item
