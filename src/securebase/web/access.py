"""The one door to private answers.

Nothing else in the app opens a sealed row; a test holds that. What somebody may see of
another person is a `View`, made by the same `couples.look` that every report on the
command line is made by. Rows that are not shared are not even read, so that not their
number, and not the time it takes, can tell anything.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from securebase import couples
from securebase.core import Partner, Topic, Viewer
from securebase.measures import instruments

from .accounts.models import User
from .answers.models import CheckIn, ItemAnswer, Sheet
from .pairing import consent
from .pairing.editions import Edition, edition
from .pairing.models import Consent, Pair, Seat
from .reports.models import Letter, LetterPart
from .safety.models import Wish

# What somebody is called of whom nothing is known.
_NOBODY = "your partner"


# What is one's own.


def own_answers(person: User, sheet: Sheet) -> dict[str, int | None]:
    """Somebody's answers of one of their own sheets; None where passed over."""
    rows = ItemAnswer.objects.filter(owner=person, sheet=sheet, sheet__owner=person)
    return {row.item: row.take() for row in rows}


def own_check_in(person: User, day: dt.date) -> dict[str, Any] | None:
    """Somebody's own check-in of a day: ``answers`` and ``note``."""
    row = CheckIn.objects.filter(owner=person, day=day).first()
    return None if row is None else row.take()


def own_check_ins(person: User) -> list[tuple[CheckIn, dict[str, Any]]]:
    """All of somebody's own check-ins, the latest first."""
    rows = CheckIn.objects.filter(owner=person).order_by("-day")
    return [(row, row.take()) for row in rows]


def own_everything(person: User) -> couples.Person:
    """Every answer, day and note of one's own; nothing of anybody else."""
    return _all_of(person)


def wishes_alone(person: User) -> bool:
    """Whether somebody wants nothing suggested that two people do together."""
    row = Wish.objects.filter(owner=person).first()
    return row is not None and bool(row.take()["alone"])


def wish_alone(person: User, *, alone: bool) -> None:
    """Keep that wish, or forget it."""
    from .jobs.queue import ask

    Wish.objects.filter(owner=person).delete()
    if alone:
        row = Wish(owner=person)
        row.put({"alone": True})
        row.save()
    ask("own", person.id)


def own_part(reader: User, kind: str, form: str) -> tuple[Letter, bytes] | None:
    """One form of the letter that a reader may open now, or None if there is none.

    A letter that holds something which was taken back since is as good as none.
    """
    letter = _letter(reader, kind)
    if letter is None:
        return None
    part = LetterPart.objects.filter(owner=reader, letter=letter, form=form).first()
    return None if part is None else (letter, part.take_bytes())


def is_written(
    reader: User, kind: str, pair: Pair | None, mark: str, seen: bytes
) -> bool:
    """Whether the letter that is there was written from the same view."""
    found = own_part(reader, kind, "seen")
    return found is not None and found[0].mark == mark and found[1] == seen


def _letter(reader: User, kind: str) -> Letter | None:
    pair = pair_of(reader)
    if pair is None and kind != Letter.Kind.OWN:
        return None
    letters = Letter.objects.filter(
        reader=reader, kind=kind, audience=None if pair is None else pair.id
    )
    letter = letters.order_by("-made_at").first()
    return letter if letter is not None and letter.mark == mark_of(pair) else None


# Who belongs to whom.


def pair_of(person: User) -> Pair | None:
    """The pair that somebody is in now."""
    seat = Seat.objects.filter(person=person, left_at=None).select_related("pair")
    found = seat.first()
    return found.pair if found is not None else None


def partner_of(person: User) -> User | None:
    """The other of the pair that somebody is in now."""
    seat = Seat.objects.filter(
        left_at=None, pair__seats__person=person, pair__seats__left_at=None
    )
    other = seat.exclude(person=person).select_related("person").first()
    return other.person if other is not None else None


def mark_of(pair: Pair | None) -> str:
    """What a letter must have been written under to be shown."""
    return "alone" if pair is None else str(pair.revision)


def edition_of(pair: Pair) -> Edition:
    """The edition of a pair that holds now; the days of side a are theirs."""
    first = pair.seats.select_related("person").get(side="a").person
    return edition(timezone.now(), first.time_zone)


# What may be seen.


def own_view(person: User) -> couples.View:
    """What somebody may see: all of their own, and what both share of the other."""
    pair = pair_of(person)
    if pair is None:
        alone = couples.Person(name=_NOBODY)
        return couples.look(_couple(person, None, (_all_of(person), alone)), Viewer.A)
    side = _side(pair, person)
    people = [
        _all_of(it, pair) if it == person else _shared_of(it, pair)
        for it in _both(pair)
    ]
    return couples.look(_couple(person, pair, (people[0], people[1])), Viewer(side))


def our_view(pair: Pair) -> couples.View:
    """What both of a pair read: only what both share."""
    one, other = _both(pair)
    shared = (_shared_of(one, pair), _shared_of(other, pair))
    return couples.look(_couple(one, pair, shared), Viewer.OURS)


@contextmanager
def watching(person: User) -> Iterator[None]:
    """Do something with one's own answers or choices that others may notice.

    Whatever goes out of another's sight in it is gone for them at once: letters that
    hold it are not shown any more. What changes nothing for the other leaves no trace.
    """
    from .jobs.queue import ask

    with transaction.atomic():
        pair = pair_of(person)
        before = _sight(person, pair)
        yield
        if pair is not None and _sight(person, pair) != before:
            Pair.objects.filter(pk=pair.pk).update(revision=F("revision") + 1)
            ask("pair", pair.id)
        Letter.objects.filter(reader=person, kind=Letter.Kind.OWN).delete()
        ask("own", person.id)


def view_mark(view: couples.View) -> bytes:
    """A mark of everything in a view; it is kept only where its reader's key seals."""
    told = repr(
        [
            (whose.value, view.names[whose], _told(seen))
            for whose, seen in view.people.items()
        ]
    )
    return hashlib.sha256(told.encode()).digest()


def _told(seen: couples.Visible) -> list[Any]:
    return [
        *(
            (it.instrument, it.occasion, sorted(it.answers.items()))
            for it in seen.sheets
        ),
        *((it.day, sorted(it.answers.items())) for it in seen.check_ins),
    ]


def _sight(person: User, pair: Pair | None) -> list[bytes]:
    """What the other one sees, as marks."""
    other = partner_of(person)
    if pair is None or other is None:
        return []
    return [view_mark(own_view(other)), view_mark(our_view(pair))]


def _couple(
    owner: User,
    pair: Pair | None,
    people: tuple[couples.Person, couples.Person],
) -> couples.Couple:
    return couples.Couple(
        id=f"couple-{(pair or owner).id}",
        made_up=owner.made_up,
        time_zone=owner.time_zone,
        private=people,
    )


def _both(pair: Pair) -> tuple[User, User]:
    one, other = pair.seats.select_related("person").order_by("side")
    return one.person, other.person


def _side(pair: Pair, person: User) -> Partner:
    return Partner(pair.seats.get(person=person).side)


def _all_of(person: User, pair: Pair | None = None) -> couples.Person:
    """Somebody with everything of theirs; for their own eyes."""
    shares = _shares(person, pair) if pair is not None else ()
    return _person(person, shares, Q(), Q())


def _shared_of(person: User, pair: Pair) -> couples.Person:
    """Somebody with only those rows in which something is shared with the partner."""
    shares = _shares(person, pair)
    now = edition_of(pair)
    topics = {it.topic for it in shares}
    sheets = Q(sheet__instrument__in=_instruments_of(topics))
    sheets &= Q(sheet__occasion__lt=now.day)
    days = Q(day__lt=now.week) if any(it.diary for it in shares) else Q(pk=None)
    return _person(person, shares, sheets, days)


def _shares(person: User, pair: Pair) -> tuple[couples.Share, ...]:
    begins = edition_of(pair).begins
    return consent.shares(person, Consent.Matter.PARTNER, pair.id, before=begins)


def _instruments_of(topics: set[Topic]) -> list[str]:
    return [it.id for it in instruments() if it.topic in topics]


def _person(
    person: User, shares: tuple[couples.Share, ...], sheets: Q, days: Q
) -> couples.Person:
    rows = ItemAnswer.objects.filter(sheets, owner=person).select_related("sheet")
    diary = CheckIn.objects.filter(days, owner=person)
    return couples.Person(
        name=person.name or _NOBODY,
        language=person.language,
        shares=shares,
        answers=tuple(map(_answer, rows)),
        diary=tuple(map(_day, diary)),
    )


def _answer(row: ItemAnswer) -> couples.Answer:
    return couples.Answer(
        occasion=row.sheet.occasion,
        instrument=row.sheet.instrument,
        item=row.item,
        answer=row.take(),
    )


def _day(row: CheckIn) -> couples.DiaryDay:
    told = row.take()
    return couples.DiaryDay(
        day=row.day,
        answers=tuple(told["answers"].items()),
        answered_at=row.answered_at,
        note=told.get("note"),
    )
