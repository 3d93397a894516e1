"""Random couples with random sharing, and the same couple with b's privacy redrawn.

What counts as private here is written down a second time, topic by topic and without
dates, so that the door is not tested against itself.
"""

import datetime as dt
from dataclasses import replace

import numpy as np

from securebase.core import CONSTRUCTS, Topic
from securebase.couples import Answer, Audience, Couple, DiaryDay, Person, Share
from securebase.measures import checkin, instruments

FIRST = dt.date(2025, 3, 1)
SHAREABLE = [it for it in instruments() if it.topic is not None and it.core]
TOPICS = list(Topic)


def random_couple(rng: np.random.Generator) -> Couple:
    return Couple(
        id="random-couple",
        made_up=True,
        time_zone="Europe/Berlin",
        private=(_person("Ana", rng), _person("Ben", rng)),
    )


def mutual(couple: Couple, *, diary: bool) -> set[Topic]:
    """Topics that both share with each other."""
    a, b = (_with_partner(person, diary=diary) for person in couple.private)
    return a & b


def with_b_redrawn(couple: Couple, rng: np.random.Generator) -> Couple:
    """The same couple, with everything that b keeps from a drawn anew."""
    a, b = couple.private
    fresh = _person("Ben", rng)
    open_sheets, open_diary = mutual(couple, diary=False), mutual(couple, diary=True)
    kept = [it for it in b.answers if _topic(it) in open_sheets]
    drawn = [it for it in fresh.answers if _topic(it) not in open_sheets]
    changed = replace(
        b,
        answers=tuple(kept + drawn),
        diary=_merged(b.diary, fresh.diary, open_diary),
        shares=_shares_without_effect(a, b, fresh),
    )
    return replace(couple, private=(a, changed))


def with_shared_changed(couple: Couple, topic: Topic) -> Couple:
    """The same couple, with b's answers of one topic turned round."""
    a, b = couple.private
    turned = tuple(_turned(it) if _topic(it) is topic else it for it in b.answers)
    return replace(couple, private=(a, replace(b, answers=turned)))


def _person(name: str, rng: np.random.Generator) -> Person:
    answered = [it for it in SHAREABLE if rng.random() < 0.7]
    answers = [
        Answer(
            occasion=FIRST + dt.timedelta(days=int(rng.integers(0, 3)) * 30),
            instrument=it.id,
            item=item.code,
            answer=int(rng.integers(item.lo, item.hi + 1)),
        )
        for it in answered
        for item in it.items
        if rng.random() < 0.9
    ]
    unique = {(it.instrument, it.item): it for it in answers}
    return Person(
        name=name,
        shares=_shares(rng),
        answers=tuple(unique.values()),
        diary=_diary(rng) if rng.random() < 0.8 else (),
    )


def _shares(rng: np.random.Generator) -> tuple[Share, ...]:
    eager = rng.random()
    return tuple(
        Share(topic=topic, audience=audience, diary=bool(rng.random() < 0.5))
        for topic in TOPICS
        for audience in Audience
        if rng.random() < eager
    )


def _diary(rng: np.random.Generator) -> tuple[DiaryDay, ...]:
    days = [FIRST + dt.timedelta(days=offset) for offset in range(30)]
    return tuple(
        DiaryDay(
            day=day,
            answers=tuple(
                (item.code, int(rng.integers(0, 7))) for item in checkin.items_for(day)
            ),
            note="nobody else reads this" if rng.random() < 0.2 else None,
        )
        for day in days
        if rng.random() < 0.7
    )


def _merged(
    old: tuple[DiaryDay, ...], new: tuple[DiaryDay, ...], open_topics: set[Topic]
) -> tuple[DiaryDay, ...]:
    before, after = ({it.day: it for it in diary} for diary in (old, new))
    found = []
    for day in sorted({*before, *after}):
        kept = _answers(before.get(day), open_topics, inside=True)
        drawn = _answers(after.get(day), open_topics, inside=False)
        note = after[day].note if day in after else None
        if kept or drawn or note:
            found.append(DiaryDay(day=day, answers=(*kept, *drawn), note=note))
    return tuple(found)


def _answers(
    entry: DiaryDay | None, open_topics: set[Topic], *, inside: bool
) -> tuple[tuple[str, int], ...]:
    answers = entry.answers if entry else ()
    return tuple(
        (code, answer)
        for code, answer in answers
        if (CONSTRUCTS[checkin.item(code).construct].topic in open_topics) is inside
    )


def _shares_without_effect(a: Person, b: Person, fresh: Person) -> tuple[Share, ...]:
    mine = {it.topic for it in a.shares if it.audience is Audience.PARTNER}
    kept = [
        it for it in b.shares if it.audience is Audience.PARTNER and it.topic in mine
    ]
    drawn = [
        it
        for it in fresh.shares
        if it.audience is Audience.PRACTITIONER or it.topic not in mine
    ]
    return tuple(kept + drawn)


def _with_partner(person: Person, *, diary: bool) -> set[Topic]:
    return {
        share.topic
        for share in person.shares
        if share.audience is Audience.PARTNER and (share.diary or not diary)
    }


def _turned(answer: Answer) -> Answer:
    items = {it.id: it.by_code for it in SHAREABLE}
    item = items[answer.instrument][answer.item]
    assert answer.answer is not None
    return replace(answer, answer=item.lo + item.hi - answer.answer)


def _topic(answer: Answer) -> Topic | None:
    return next(it.topic for it in SHAREABLE if it.id == answer.instrument)


def with_unconfided_redrawn(couple: Couple, rng: np.random.Generator) -> Couple:
    """The same couple; what neither shares with a practitioner is drawn anew."""
    one, other = (_unconfided_redrawn(it, rng) for it in couple.private)
    return replace(couple, private=(one, other))


def _unconfided_redrawn(person: Person, rng: np.random.Generator) -> Person:
    fresh = _person(person.name, rng)
    told = [it for it in person.shares if it.audience is Audience.PRACTITIONER]
    topics, daily = {it.topic for it in told}, {it.topic for it in told if it.diary}
    kept = [it for it in person.answers if _topic(it) in topics]
    drawn = [it for it in fresh.answers if _topic(it) not in topics]
    partner = [it for it in fresh.shares if it.audience is Audience.PARTNER]
    return replace(
        person,
        shares=(*told, *partner),
        answers=(*kept, *drawn),
        diary=_merged(person.diary, fresh.diary, daily),
    )
