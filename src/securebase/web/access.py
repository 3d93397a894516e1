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
from uuid import UUID

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
from .practitioners.models import Case, Place
from .reports.models import Letter, LetterPart
from .safety.models import Wish
from .vault.models import Ring, ring

# What a letter is about: two who are paired, the two clients of a case, oneself.
Audience = Pair | Case | None

# Which rows of somebody may be read: topics of sheets, and whether check-ins too.
Reach = tuple[frozenset[Topic], bool]

# What somebody is called of whom nothing is known.
_NOBODY = "your partner"
# Sharing with the practitioner of a case.
_CONFIDED = Consent.Matter.PRACTITIONER


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
    pair = pair_of(reader)
    if pair is None and kind != Letter.Kind.OWN:
        return None
    return _part(reader, kind, form, pair)


def own_week(reader: User) -> tuple[Letter, bytes | None] | None:
    """The letter of somebody's last week; without words where too little was told."""
    letters = Letter.objects.filter(reader=reader, kind=Letter.Kind.WEEK)
    letter = letters.order_by("-made_at").first()
    if letter is None:
        return None
    part = LetterPart.objects.filter(owner=reader, letter=letter, form="page").first()
    return letter, None if part is None else part.take_bytes()


def outdate_week(person: User) -> None:
    """The letter of somebody's week goes: what it tells of is theirs no more."""
    from .jobs.queue import ask

    if Letter.objects.filter(reader=person, kind=Letter.Kind.WEEK).delete()[0]:
        ask("week", person.id)


def case_part(
    practitioner: User, case: Case, kind: str, form: str
) -> tuple[Letter, bytes] | None:
    """One form of what was written for the practitioner of a case, or None."""
    if not _holds(practitioner, case):
        return None
    return _part(practitioner, kind, form, case)


def written(
    reader: User, kind: str, audience: Audience, mark: str, seen: bytes
) -> Letter | None:
    """The letter that is there, if it was written from the same view."""
    found = _part(reader, kind, "seen", audience)
    if found is None or found[0].mark != mark or found[1] != seen:
        return None
    return found[0]


def _part(
    reader: User, kind: str, form: str, audience: Audience
) -> tuple[Letter, bytes] | None:
    letters = Letter.objects.filter(
        reader=reader, kind=kind, audience=None if audience is None else audience.id
    )
    letter = letters.order_by("-made_at").first()
    if letter is None or letter.mark != mark_of(audience):
        return None
    part = LetterPart.objects.filter(owner=reader, letter=letter, form=form).first()
    return None if part is None else (letter, part.take_bytes())


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


def mark_of(audience: Audience) -> str:
    """What a letter must have been written under to be shown."""
    return "alone" if audience is None else str(audience.revision)


def edition_of(pair: Pair) -> Edition:
    """The edition of a pair that holds now."""
    return edition(timezone.now(), pair.zone)


def edition_for(person: User) -> Edition | None:
    """The edition in which somebody is read by another; None where nobody reads."""
    pair = pair_of(person)
    if pair is not None:
        return edition_of(pair)
    places = _places_now(person)
    return _morning(places[0]) if places else None


# Whose case it is, and who is in it.


def case_of(practitioner: User, key: UUID) -> Case | None:
    """A case of a practitioner's own; "not theirs" and "not there" are both None."""
    return Case.objects.filter(pk=key, practitioner=practitioner).first()


def places_in(case: Case) -> tuple[Place, Place]:
    """The two places of a case."""
    one, other = case.places.select_related("person").order_by("side")
    return one, other


def place_of(person: User, key: UUID) -> Place | None:
    """The place that somebody has, or had, in a case."""
    found = Place.objects.select_related("case__practitioner", "person")
    return found.filter(case=key, person=person).first()


def places_of(person: User) -> list[Place]:
    """Every place that somebody has, or had; the latest first."""
    found = Place.objects.select_related("case__practitioner", "person")
    return list(found.filter(person=person).order_by("-joined_at"))


def case_edition(case: Case) -> str:
    """The mornings that hold now for the two of a case, as one word."""
    return " ".join(_morning(it).day.isoformat() for it in places_in(case) if it.taken)


def _places_now(person: User) -> list[Place]:
    return [it for it in places_of(person) if it.taken and it.case.open]


def _holds(practitioner: User, case: Case) -> bool:
    return case.open and case.practitioner_id == practitioner.id


def _morning(place: Place, at: dt.datetime | None = None) -> Edition:
    """The edition of a client's own days.

    Check-ins come every morning too. A partner gets them by the week, so as not to see
    day by day who answered; who shares with a practitioner wants to be read.
    """
    found = edition(at or timezone.now(), place.zone)
    return replace(found, week=found.day, week_begins=found.begins)


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


def case_view(practitioner: User, case: Case) -> couples.View:
    """What the practitioner of a case may see: what each client shares with them.

    Anybody else sees two names without an answer, and so does everybody once the case
    is closed.
    """
    held = _holds(practitioner, case)
    people = [
        _confided(it) if it.taken and held else couples.Person(name=it.name)
        for it in places_in(case)
    ]
    told = _couple(practitioner, case, (people[0], people[1]))
    return couples.look(told, Viewer.PRACTITIONER)


def session_view(case: Case) -> couples.View:
    """What a practitioner may show to both clients of a case at once.

    It is what both may read anyway: what each shares with the practitioner, and with
    the other too, be it as a pair here or by agreeing to see it together in a session.
    A topic stands in it only if both share answers of it so.
    """
    one, other = places_in(case)
    if not (case.open and one.taken and other.taken):
        nobody = couples.Person(name=one.name), couples.Person(name=other.name)
        return couples.look(_couple(case.practitioner, case, nobody), Viewer.OURS)
    given, returned = _shown(one), _shown(other)
    reach = (_topics(given) & _topics(returned), _diary(given) and _diary(returned))
    people = _seen_in(one, given, reach), _seen_in(other, returned, reach)
    return couples.look(_couple(case.practitioner, case, people), Viewer.OURS)


def handed_over(person: User, place: Place) -> couples.View:
    """What the practitioner of a case could see of somebody, and nothing of the other.

    After the end of it, what they could see at last, of what was not deleted since.
    """
    assert place.person_id == person.id
    ends = [it for it in (place.left_at, place.case.closed_at) if it is not None]
    end = min(ends, default=None)
    shares = consent.shares(
        person,
        _CONFIDED,
        place.case_id,
        before=_morning(place, end).begins,
        upto=end,
    )
    mine = _seen_in(place, shares, (_topics(shares), _diary(shares)), end)
    told = _couple(person, place.case, (mine, _nobody()))
    return couples.look(told, Viewer.PRACTITIONER)


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
        confided = {it: _case_sight(it) for it in _places_now(person)}
        yield
        for place, sight in confided.items():
            if _case_sight(place) != sight:
                outdate_case(place.case_id)
        if pair is not None and _sight(person, pair) != before:
            changed = F("revision") + 1
            Pair.objects.filter(pk=pair.pk).update(revision=changed, shown="")
            ask("pair", pair.id)
        Letter.objects.filter(reader=person, kind=Letter.Kind.OWN).delete()
        ask("own", person.id)


def outdate_case(case: UUID) -> None:
    """What was written of a case is not shown any more; it is written anew."""
    from .jobs.queue import ask

    Case.objects.filter(pk=case).update(revision=F("revision") + 1)
    ask("case", case)


def outdate_cases(both: list[User]) -> None:
    """The same for those cases in which these are the two."""
    one, other = both
    for place in _places_now(one):
        if any(it.person_id == other.id for it in places_in(place.case)):
            outdate_case(place.case_id)


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


def _case_sight(place: Place) -> bytes:
    """What is written of somebody for a case, as a mark; from their own rows alone."""
    person, case = _person_in(place), place.case
    given = _confided(place)
    held = (_shown(place), consent.agrees(person, _CONFIDED, case.id))
    view = couples.look(_couple(person, case, (given, _nobody())), Viewer.PRACTITIONER)
    told = (_told(view.people[Partner.A]), held)
    return hashlib.sha256(repr(told).encode()).digest()


def _confided(place: Place) -> couples.Person:
    """A client with only those rows in which something is shared with the practitioner.

    What is answered today comes tomorrow: nobody looks on while somebody answers.
    """
    begins = _morning(place).begins
    person = _person_in(place)
    shares = consent.shares(person, _CONFIDED, place.case_id, before=begins)
    return _seen_in(place, shares, (_topics(shares), _diary(shares)))


def _shown(place: Place) -> tuple[couples.Share, ...]:
    """What of a client both clients may be shown at once.

    As if shared with a partner, for it goes by the same rule as between partners: only
    what both show is shown of either.
    """
    person, begins = _person_in(place), _morning(place).begins
    shares = consent.shares(person, _CONFIDED, place.case_id, before=begins)
    if not consent.agrees(person, _CONFIDED, place.case_id, before=begins):
        pair = _pair_in(place.case)
        shares = _common(shares, () if pair is None else _shares(person, pair))
    return tuple(replace(it, audience=couples.Audience.PARTNER) for it in shares)


def _common(
    one: tuple[couples.Share, ...], other: tuple[couples.Share, ...]
) -> tuple[couples.Share, ...]:
    """What is shared with both of two audiences."""
    return tuple(
        replace(
            here,
            since=max(filter(None, (here.since, there.since)), default=None),
            until=min(filter(None, (here.until, there.until)), default=None),
            diary=here.diary and there.diary,
        )
        for here in one
        for there in other
        if here.topic is there.topic
    )


def _seen_in(
    place: Place,
    shares: tuple[couples.Share, ...],
    reach: Reach,
    at: dt.datetime | None = None,
) -> couples.Person:
    """A client with those rows that are within reach, as of their morning."""
    now = _morning(place, at)
    return _person(_person_in(place), shares, *_rows(now, reach), now)


def _person_in(place: Place) -> User:
    assert place.person is not None
    return place.person


def _pair_in(case: Case) -> Pair | None:
    """The pair that the two clients of a case are, if they are one."""
    one, other = (it.person if it.taken else None for it in places_in(case))
    if one is None or other is None or partner_of(one) != other:
        return None
    return pair_of(one)


def _couple(
    owner: User,
    about: Audience,
    people: tuple[couples.Person, couples.Person],
) -> couples.Couple:
    return couples.Couple(
        id=f"couple-{(about or owner).id}",
        made_up=owner.made_up,
        time_zone=about.zone if isinstance(about, Pair) else owner.time_zone,
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
