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
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from securebase import couples
from securebase.core import CONSTRUCTS, Partner, Topic, Viewer
from securebase.measures import checkin, instrument, instruments

from .accounts.models import User
from .answers.models import CheckIn, ItemAnswer, Sheet
from .pairing import consent
from .pairing.editions import Edition, edition
from .pairing.models import Consent, Pair, Seat
from .practice.models import Aim, Trial
from .reports.models import Letter, LetterPart
from .safety.models import Wish
from .vault.models import Ring, ring

# What somebody is called of whom nothing is known.
_NOBODY = "your partner"


# What is one's own.


def own_answers(person: User, sheet: Sheet) -> dict[str, int | None]:
    """Somebody's answers of one of their own sheets; None where passed over."""
    rows = ItemAnswer.objects.filter(owner=person, sheet=sheet, sheet__owner=person)
    keys = ring(person.id)
    return {row.item: row.take(keys) for row in rows}


def own_check_in(person: User, day: dt.date) -> dict[str, Any] | None:
    """Somebody's own check-in of a day: ``answers`` and ``note``."""
    row = CheckIn.objects.filter(owner=person, day=day).first()
    return None if row is None else row.take()


def own_check_ins(person: User) -> list[tuple[CheckIn, dict[str, Any]]]:
    """All of somebody's own check-ins, the latest first."""
    rows = CheckIn.objects.filter(owner=person).order_by("-day")
    keys = ring(person.id)
    return [(row, row.take(keys)) for row in rows]


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


def own_aim(person: User) -> dict[str, Any]:
    """What somebody wants from practising; None for what they left open."""
    row = Aim.objects.filter(owner=person).first()
    return {"goal": None, "minutes": None} if row is None else row.take()


def own_trials(person: User) -> list[tuple[Trial, dict[str, Any]]]:
    """Every practice that somebody took up, the latest first."""
    rows = Trial.objects.filter(owner=person).order_by("-began_at")
    return [(row, row.take()) for row in rows]


def own_trial(person: User) -> tuple[Trial, dict[str, Any]] | None:
    """The practice that somebody is trying now."""
    row = Trial.objects.filter(owner=person, ended_at=None).first()
    return None if row is None else (row, row.take())


def own_part(reader: User, kind: str, form: str) -> tuple[Letter, bytes] | None:
    """One form of the letter that a reader may open now, or None if there is none.

    A letter that holds something which was taken back since is as good as none.
    """
    letter = _letter(reader, kind)
    if letter is None:
        return None
    part = LetterPart.objects.filter(owner=reader, letter=letter, form=form).first()
    return None if part is None else (letter, part.take_bytes())


def written(reader: User, kind: str, mark: str, seen: bytes) -> Letter | None:
    """The letter that is there, if it was written from the same view."""
    found = own_part(reader, kind, "seen")
    if found is None or found[0].mark != mark or found[1] != seen:
        return None
    return found[0]


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
    """The edition of a pair that holds now."""
    return edition(timezone.now(), pair.zone)


def edition_for(person: User) -> Edition | None:
    """The edition in which somebody is read by another; None where nobody reads."""
    pair = pair_of(person)
    return None if pair is None else edition_of(pair)


# What may be seen.


def own_view(person: User) -> couples.View:
    """What somebody may see: all of their own, and what both share of the other."""
    pair = pair_of(person)
    if pair is None:
        alone = (_all_of(person), _nobody())
        return couples.look(_couple(person, None, alone), Viewer.A)
    # Of the other they see what stands in what both read, and nothing earlier: else
    # they could answer, look, and delete their answers before they are seen.
    both, side = our_view(pair), _side(pair, person)
    own = couples.look(_couple(person, pair, _at(side, person)), Viewer(side))
    return replace(
        own, people={**both.people, side: own.people[side]}, names=both.names
    )


def our_view(pair: Pair) -> couples.View:
    """What both of a pair read: only what both share."""
    one, other = _both(pair)
    given, returned = _shares(one, pair), _shares(other, pair)
    # Rows that not both share are not even read.
    topics = _topics(given) & _topics(returned)
    reach, now = (topics, _diary(given) and _diary(returned)), edition_of(pair)
    people = tuple(
        _person(who, shares, *_rows(now, reach), now)
        for who, shares in ((one, given), (other, returned))
    )
    return couples.look(_couple(one, pair, (people[0], people[1])), Viewer.OURS)


def lay_open(pair: Pair, mark: str, view: couples.View) -> bool:
    """Note what a letter shows of another, before it is laid open to its reader.

    It goes into the transaction in which the letter is kept.

    Returns:
        Whether the letter is still as it must be: nothing that it shows was taken back
        while it was written, and nobody left.
    """
    held = Pair.objects.select_for_update().filter(pk=pair.pk, ended_at=None).first()
    if held is None or mark_of(held) != mark:
        return False
    now, own = our_view(held), view.viewer.partner
    if any(now.people[it] != view.people[it] for it in Partner if it is not own):
        return False
    shown = {*held.shown.split(), *_kinds(now)}
    Pair.objects.filter(pk=pair.pk).update(shown=" ".join(sorted(shown)))
    return True


def all_laid_open(pair: Pair, mark: str, view: couples.View) -> None:
    """Note that every letter of a pair shows this and nothing else, if it is so."""
    with transaction.atomic():
        held = Pair.objects.select_for_update().filter(pk=pair.pk).first()
        if held and mark_of(held) == mark and our_view(held).people == view.people:
            held.shown = " ".join(sorted(_kinds(view)))
            held.save(update_fields=["shown"])


@contextmanager
def watching(person: User) -> Iterator[None]:
    """Do something with one's own answers or choices that others may notice.

    Whatever goes out of another's sight in it is gone for them at once: letters that
    hold it are not shown any more. What changes nothing for the other leaves no trace.
    """
    from .jobs.queue import ask

    with transaction.atomic():
        pair = _held(person)
        before = None if pair is None else _sight(person, pair)
        yield
        if pair is not None and _sight(person, pair) != before:
            changed = F("revision") + 1
            Pair.objects.filter(pk=pair.pk).update(revision=changed, shown="")
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


def _told(seen: couples.Visible, kinds: frozenset[str] | None = None) -> list[Any]:
    """Everything that is seen, or what is of some kinds of it."""

    def counts(kind: str) -> bool:
        return kinds is None or kind in kinds

    days = (
        (it.day, sorted(pair for pair in it.answers.items() if counts(_daily(pair[0]))))
        for it in seen.check_ins
    )
    sheets = (it for it in seen.sheets if counts(_kind(it.instrument)))
    return [
        *((it.instrument, it.occasion, sorted(it.answers.items())) for it in sheets),
        *(day for day in days if day[1]),
    ]


def _kinds(view: couples.View) -> set[str]:
    """What a view shows: topics, those of check-ins apart."""
    people = view.people.values()
    sheets = {_kind(it.instrument) for seen in people for it in seen.sheets}
    return sheets | {
        _daily(code)
        for seen in people
        for day in seen.check_ins
        for code in day.answers
    }


def _kind(name: str) -> str:
    topic = instrument(name).topic
    assert topic is not None
    return topic.value


def _daily(code: str) -> str:
    return f"{CONSTRUCTS[checkin.item(code).construct].topic}-diary"


def _held(person: User) -> Pair | None:
    """The pair of somebody, which nobody else changes until the transaction is over."""
    pair = pair_of(person)
    return pair and Pair.objects.select_for_update().filter(pk=pair.pk).first()


def _sight(person: User, pair: Pair) -> bytes:
    """What letters show of one person to the other, as a mark.

    It is made from their own rows and from what letters were said to show: not one row
    of the other is read, so that how long it takes tells nothing about them.
    """
    kinds = frozenset(pair.shown.split())
    topics = frozenset(it for it in Topic if kinds & {it, f"{it}-diary"})
    given = tuple(
        replace(it, audience=couples.Audience.PRACTITIONER)
        for it in _shares(person, pair)
        if it.topic in topics
    )
    reach, now = (_topics(given), _diary(given)), edition_of(pair)
    shown = _person(person, given, *_rows(now, reach), now)
    # As if for a practitioner, to whom one shows something whatever the other shows.
    view = couples.look(_couple(person, pair, (shown, _nobody())), Viewer.PRACTITIONER)
    return hashlib.sha256(repr(_told(view.people[Partner.A], kinds)).encode()).digest()


def _couple(
    owner: User,
    pair: Pair | None,
    people: tuple[couples.Person, couples.Person],
) -> couples.Couple:
    return couples.Couple(
        id=f"couple-{(pair or owner).id}",
        made_up=owner.made_up,
        time_zone=owner.time_zone if pair is None else pair.zone,
        private=people,
    )


def _at(side: Partner, person: User) -> tuple[couples.Person, couples.Person]:
    """Somebody with all of theirs on their side, and nobody on the other."""
    people = (_all_of(person), _nobody())
    return people if side is Partner.A else (people[1], people[0])


def _nobody() -> couples.Person:
    return couples.Person(name=_NOBODY)


def _both(pair: Pair) -> tuple[User, User]:
    one, other = pair.seats.select_related("person").order_by("side")
    return one.person, other.person


def _side(pair: Pair, person: User) -> Partner:
    return Partner(pair.seats.get(person=person).side)


def _all_of(person: User) -> couples.Person:
    """Somebody with everything of theirs; for their own eyes."""
    return _person(person, (), Q(), Q())


# Which rows of somebody may be read: topics of sheets, and whether check-ins too.
Reach = tuple[frozenset[Topic], bool]


def _topics(shares: tuple[couples.Share, ...]) -> frozenset[Topic]:
    return frozenset(it.topic for it in shares)


def _diary(shares: tuple[couples.Share, ...]) -> bool:
    return any(it.diary for it in shares)


def _rows(now: Edition, reach: Reach) -> tuple[Q, Q]:
    """Those rows that are within reach, and in an edition."""
    topics, diary = reach
    sheets = Q(sheet__instrument__in=_instruments_of(topics))
    sheets &= ItemAnswer.as_of(now.begins)
    days = Q(day__lt=now.week) & CheckIn.as_of(now.week_begins)
    return sheets, days if diary else Q(pk=None)


def _shares(person: User, pair: Pair) -> tuple[couples.Share, ...]:
    begins = edition_of(pair).begins
    return consent.shares(person, Consent.Matter.PARTNER, pair.id, before=begins)


def _instruments_of(topics: frozenset[Topic]) -> list[str]:
    return [it.id for it in instruments() if it.topic in topics]


def _person(
    person: User,
    shares: tuple[couples.Share, ...],
    sheets: Q,
    days: Q,
    now: Edition | None = None,
) -> couples.Person:
    """Somebody with some of their rows: as of an edition, or as they stand now."""
    keys = ring(person.id)
    rows = ItemAnswer.objects.filter(sheets, owner=person).select_related("sheet")
    diary = CheckIn.objects.filter(days, owner=person)
    return couples.Person(
        name=person.name or _NOBODY,
        language=person.language,
        shares=shares,
        answers=tuple(_answer(it, keys, now) for it in rows),
        diary=tuple(_day(it, keys, now) for it in diary),
    )


def _answer(row: ItemAnswer, keys: Ring, now: Edition | None) -> couples.Answer:
    return couples.Answer(
        occasion=row.sheet.occasion,
        instrument=row.sheet.instrument,
        item=row.item,
        answer=row.take(keys, row.column_of(now.begins) if now else "sealed"),
    )


def _day(row: CheckIn, keys: Ring, now: Edition | None) -> couples.DiaryDay:
    told = row.take(keys, row.column_of(now.week_begins) if now else "sealed")
    return couples.DiaryDay(
        day=row.day,
        answers=tuple(told["answers"].items()),
        answered_at=row.answered_at,
        note=told.get("note"),
    )
