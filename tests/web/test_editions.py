"""When what one tells reaches the other: at fixed hours, whatever either does."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from securebase.core import Partner, Topic
from securebase.measures import instrument
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.models import CheckIn, Submission
from securebase.web.answers.saving import save_answer, save_check_in, take_back
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent, Pair
from tests.web import cast

# A Wednesday.
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
SCALE = "sb_vital"
FIRST = instrument(SCALE).items[0].code


def at(days: float = 0, hour: int = 12) -> time_machine.travel:
    """Some days after that Wednesday, or before, at an hour in Lisbon."""
    moment = NOON.replace(hour=hour) + dt.timedelta(days=days)
    return time_machine.travel(moment, tick=False)


def seen(who: User, whom: str = "Ben") -> dict[str, int]:
    """What somebody reads of the other's questionnaire, by item."""
    return {code: it for sheet in _of(who, whom) for code, it in sheet.items()}


def days(who: User, whom: str = "Ben") -> dict[dt.date, int]:
    """What somebody reads of the other's check-ins: liveliness by day."""
    view = access.own_view(who)
    side = next(side for side, name in view.names.items() if name == whom)
    return {it.day: it.answers["d_vital"] for it in view.people[side].check_ins}


def _of(who: User, whom: str) -> list[dict[str, int]]:
    view = access.own_view(who)
    side = next(side for side, name in view.names.items() if name == whom)
    assert isinstance(side, Partner)
    return [dict(it.answers) for it in view.people[side].sheets]


@pytest.fixture
def sharing(ana: User, ben: User, pair: Pair) -> Pair:
    """Both have answered and share the topic of liveliness, since Monday."""
    with at(-2):
        for who in (ana, ben):
            cast.answers(who, SCALE, 2)
            _chooses(who, pair, diary=True)
    return pair


def _chooses(who: User, pair: Pair, *, diary: bool) -> None:
    wanted = {Topic.VITALITY: consent.Choice(diary=diary)}
    with access.watching(who):
        consent.choose(who, Consent.Matter.PARTNER, pair.id, wanted)


def _answers(who: User, answer: int) -> None:
    save_answer(who, SCALE, FIRST, answer, uuid.uuid4())


def _checks_in(who: User, day: dt.date, answer: int) -> None:
    save_check_in(who, day, {"d_vital": answer}, "", uuid.uuid4())


def test_an_answer_that_is_changed_reaches_the_other_next_morning(
    ana: User, ben: User, sharing: Pair
) -> None:
    for answer in (4, 5):
        with at():
            _answers(ben, answer)
            assert seen(ana)[FIRST] == 2
    with at(1, hour=3):
        assert seen(ana)[FIRST] == 2
    with at(1, hour=5):
        assert seen(ana)[FIRST] == 5


def test_an_answer_of_a_questionnaire_begun_days_ago_waits_too(
    ana: User, ben: User, pair: Pair
) -> None:
    with at(-2):
        for who in (ana, ben):
            _chooses(who, pair, diary=False)
        cast.answers(ana, SCALE, 2)
        _answers(ben, 3)
    with at():
        save_answer(ben, SCALE, instrument(SCALE).items[1].code, 4, uuid.uuid4())
        assert seen(ana) == {FIRST: 3}
    with at(1):
        assert len(seen(ana)) == 2


def test_the_check_in_of_sunday_that_comes_on_monday_waits_a_week(
    ana: User, ben: User, sharing: Pair
) -> None:
    sunday, monday = NOON.date() + dt.timedelta(4), 5
    for who in (ana, ben):
        with at(3):
            _checks_in(who, sunday - dt.timedelta(1), 1)
    with at(monday):
        _checks_in(ben, sunday, 6)
        assert sunday not in days(ana)
        assert len(days(ana)) == 1
    with at(monday + 7):
        assert days(ana)[sunday] == 6


def test_the_check_in_of_sunday_that_is_changed_on_monday_stays_as_it_was(
    ana: User, ben: User, sharing: Pair
) -> None:
    sunday, monday = NOON.date() + dt.timedelta(4), 5
    with at(4):
        for who in (ana, ben):
            _checks_in(who, sunday, 1)
    with at(monday):
        _checks_in(ben, sunday, 6)
        assert days(ana) == {sunday: 1}
    with at(monday + 7):
        assert days(ana) == {sunday: 6}


def test_sharing_more_of_a_topic_hides_nothing_meanwhile(
    ana: User, ben: User, pair: Pair
) -> None:
    with at(-2):
        for who in (ana, ben):
            cast.answers(who, SCALE, 2)
            _chooses(who, pair, diary=False)
    with at():
        _chooses(ben, pair, diary=True)
        assert seen(ana)


def test_what_is_taken_back_and_chosen_again_waits_for_the_morning(
    ana: User, ben: User, sharing: Pair
) -> None:
    with at():
        with access.watching(ben):
            consent.choose(ben, Consent.Matter.PARTNER, sharing.id, {})
        assert not seen(ana)
        _chooses(ben, sharing, diary=True)
        assert not seen(ana)
    with at(1):
        assert seen(ana)


def test_nobody_looks_by_answering_and_deletes_before_they_are_seen(
    ana: User, ben: User, pair: Pair
) -> None:
    with at(-2):
        for who in (ana, ben):
            _chooses(who, pair, diary=False)
        cast.answers(ben, SCALE, 2)
    with at():
        cast.answers(ana, SCALE, 3)
        assert not seen(ana)
        assert not seen(ben, "Ana")
    with at(1):
        assert seen(ana)
        assert seen(ben, "Ana")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Midway"])
def test_setting_ones_clock_brings_no_edition_nearer(
    ana: User, ben: User, sharing: Pair, zone: str
) -> None:
    with at():
        before = access.edition_of(sharing)
        for who in (ana, ben):
            who.time_zone = zone
            who.save()
        assert access.edition_of(sharing) == before


def test_a_partner_far_away_is_read_no_earlier(
    ana: User, ben: User, sharing: Pair
) -> None:
    """On the evening of a day that has begun already where the other lives."""
    ben.time_zone = "Pacific/Honolulu"
    ben.save()
    with at(hour=8):
        _answers(ben, 5)
        assert seen(ana)[FIRST] == 2


def test_a_form_that_comes_again_after_its_answers_were_deleted_brings_none_back(
    ben: User,
) -> None:
    key, day = uuid.uuid4(), NOON.date()
    with at():
        save_check_in(ben, day, {"d_vital": 3}, "", key)
        take_back(ben)
        save_check_in(ben, day, {"d_vital": 3}, "", key)
    assert not CheckIn.objects.exists()


def test_what_was_sent_cannot_be_guessed_from_its_mark_without_the_persons_key(
    ana: User, ben: User
) -> None:
    for who in (ana, ben):
        _answers(who, 3)
    told = [it.body for it in Submission.objects.all()]
    assert len(set(told)) == 2


def test_the_last_day_of_a_letter_does_not_tell_when_the_other_answered(
    ana: User, ben: User, sharing: Pair, as_ana: Client
) -> None:
    with at():
        before = access.view_mark(access.own_view(ana))
        _answers(ben, 6)
        _checks_in(ben, NOON.date(), 6)
        assert access.view_mark(access.own_view(ana)) == before
        assert as_ana.get(reverse("our_report")).status_code == 200
