"""The one door to private answers.

Everything above this floor sees a couple through `look` alone. What a viewer may not
see leaves no trace: no count, no date, no empty place, no order. Not shared, not
answered, deleted and never asked therefore look the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import groupby

from securebase.core import CONSTRUCTS, Partner, Topic, Viewer
from securebase.measures import checkin, instrument

from ._couple import Answer, Audience, Couple, Person, person
from ._view import CheckIn, Sheet, View, Visible

# Whether a fact of a topic and a day may be seen; the last word says if it is from
# the diary.
Rule = Callable[[Topic, dt.date, bool], bool]


def look(couple: Couple, viewer: Viewer) -> View:
    """A couple as one viewer may see it.

    One's own answers are all visible to oneself. Of the partner, what the partner
    shares is visible, in each topic in which both share answers with each other;
    `Viewer.OURS` sees both partners by the same mutual rule. A practitioner sees what
    each partner shares with the practitioner. Notes are visible to nobody.

    Args:
        couple: The couple.
        viewer: Who reads.
    """
    return View(
        viewer=viewer,
        couple=couple.id,
        made_up=couple.made_up,
        names=couple.names,
        people={
            whose: _visible(person(couple, whose), _rule(couple, viewer, whose))
            for whose in Partner
        },
    )


def _rule(couple: Couple, viewer: Viewer, whose: Partner) -> Rule:
    if viewer.partner is whose:
        return _everything
    if viewer is Viewer.PRACTITIONER:
        return _shared_by(person(couple, whose), Audience.PRACTITIONER)
    return _mutual(couple, whose)


def _everything(topic: Topic, day: dt.date, diary: bool) -> bool:
    return True


def _mutual(couple: Couple, whose: Partner) -> Rule:
    # What is shown of one depends on the answers that the other shares, never on the
    # other's shares alone: else a topic or a day of one's own that is missing would
    # tell that the other withheld something, and did not merely never answer.
    own = _shared_by(person(couple, whose), Audience.PARTNER)
    returned = _shared_topics(person(couple, whose.other))

    def both(topic: Topic, day: dt.date, diary: bool) -> bool:
        return (topic, diary) in returned and own(topic, day, diary)

    return both


def _shared_topics(who: Person) -> set[tuple[Topic | None, bool]]:
    """Topics of which a partner shares answers, and whether these are of the diary."""
    seen = _visible(who, _shared_by(who, Audience.PARTNER))
    sheets = {(instrument(sheet.instrument).topic, False) for sheet in seen.sheets}
    codes = {code for check_in in seen.check_ins for code in check_in.answers}
    return sheets | {(_topic_of(code), True) for code in codes}


def _shared_by(who: Person, audience: Audience) -> Rule:
    def shared(topic: Topic, day: dt.date, diary: bool) -> bool:
        return any(
            share.audience is audience
            and share.topic is topic
            and share.covers(day)
            and (share.diary or not diary)
            for share in who.shares
        )

    return shared


def _visible(who: Person, rule: Rule) -> Visible:
    return Visible(sheets=_sheets(who, rule), check_ins=_check_ins(who, rule))


def _sheets(who: Person, rule: Rule) -> tuple[Sheet, ...]:
    seen = [answer for answer in who.answers if _answer_is_seen(answer, rule)]
    seen.sort(key=lambda it: (it.occasion, it.instrument, it.item))
    grouped = groupby(seen, key=lambda it: (it.occasion, it.instrument))
    return tuple(
        Sheet(
            occasion=occasion,
            instrument=name,
            answers={it.item: it.answer for it in group if it.answer is not None},
        )
        for (occasion, name), group in grouped
    )


def _answer_is_seen(answer: Answer, rule: Rule) -> bool:
    topic = instrument(answer.instrument).topic
    return (
        answer.answer is not None
        and topic is not None
        and rule(topic, answer.occasion, False)
    )


def _check_ins(who: Person, rule: Rule) -> tuple[CheckIn, ...]:
    days = [
        CheckIn(
            day=entry.day,
            answers={
                code: answer
                for code, answer in sorted(entry.answers)
                if rule(_topic_of(code), entry.day, True)
            },
        )
        for entry in sorted(who.diary, key=lambda it: it.day)
    ]
    return tuple(day for day in days if day.answers)


def _topic_of(code: str) -> Topic:
    return CONSTRUCTS[checkin.item(code).construct].topic
