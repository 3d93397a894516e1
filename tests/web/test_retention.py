from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from securebase.core import Topic
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.models import CheckIn, ItemAnswer, Sheet, Submission
from securebase.web.jobs import rounds
from securebase.web.jobs.models import Job
from securebase.web.jobs.queue import claim, do
from securebase.web.keeping.retention import retain
from securebase.web.own.happening import WORDS, happenings
from securebase.web.pairing import joining
from securebase.web.pairing.models import Invitation, Pair
from securebase.web.practice import trials
from securebase.web.reports.models import Letter
from securebase.web.reports.writing import write_pair
from securebase.web.vault.models import PersonKey
from tests.web import cast
from tests.web.conftest import proved


def test_answers_go_after_two_years_without_a_new_one(ana: User, ben: User) -> None:
    cast.answers(ana, "sb_vital")
    trials.begin(ana, "base", {"practice": "listen", "minutes": 10})
    with _in(months=12):
        cast.checks_in(ben, note="of Ben")
    with _in(months=23):
        assert retain() == 0
    with _in(months=25):
        assert retain() == 1
        assert not access.own_trials(ana)
        assert [it.words for it in happenings(ana)] == [WORDS["ran-out"]]
        assert not Sheet.objects.filter(owner=ana).exists()
        assert len(access.own_check_ins(ben)) == 1
    assert User.objects.filter(pk=ana.id).exists()


def test_one_new_answer_keeps_all_of_them(ana: User) -> None:
    cast.answers(ana, "sb_vital")
    with _in(months=20):
        cast.checks_in(ana)
    with _in(months=30):
        assert retain() == 0
        assert Sheet.objects.exists()


def test_a_place_can_keep_them_for_shorter_or_for_ever(
    ana: User, settings: Any
) -> None:
    cast.answers(ana, "sb_vital")
    settings.RETAIN_MONTHS = 0
    with _in(months=1000):
        assert retain() == 0
    settings.RETAIN_MONTHS = 3
    with _in(months=4):
        assert retain() == 1


def test_the_key_to_old_answers_goes_too_and_new_ones_can_be_told(ana: User) -> None:
    cast.answers(ana, "sb_vital")
    with _in(months=25):
        retain()
        day = cast.checks_in(ana, note="back")
    with _in(months=27):
        retain()
        assert [it.number for it in PersonKey.objects.using("keys").all()] == [2]
        kept = access.own_check_in(ana, day)
        assert kept is not None
        assert kept["note"] == "back"


def test_what_the_other_saw_of_old_answers_is_gone(
    ana: User, ben: User, pair: Pair
) -> None:
    for who in (ana, ben):
        cast.shares(who, pair, {Topic.VITALITY: False})
        cast.answers(who, "sb_vital")
    with _in(months=24):
        cast.checks_in(ben)
        write_pair(pair.id)
        assert access.own_part(ben, Letter.Kind.OURS, "page") is not None
    with _in(months=25):
        retain()
        assert access.own_part(ben, Letter.Kind.OURS, "page") is None


def test_forms_and_work_go_after_a_month(ana: User) -> None:
    cast.checks_in(ana)
    job = claim()
    assert job is not None
    do(job, {"own": lambda subject: None})
    with _in(days=29):
        retain()
        assert Submission.objects.exists()
        assert Job.objects.filter(pk=job.pk).exists()
    with _in(days=31):
        retain()
        assert not Submission.objects.exists()
        assert not Job.objects.filter(pk=job.pk).exists()
    assert CheckIn.objects.exists()


def test_work_that_waits_is_kept(ana: User) -> None:
    cast.checks_in(ana)
    with _in(days=90):
        retain()
    assert Job.objects.filter(kind="own", done_at=None).exists()


@pytest.mark.parametrize("how", ["withdrawn", "used", "over"])
def test_an_invitation_that_ended_goes(ana: User, ben: User, how: str) -> None:
    _made, token = joining.invite(ana)
    retain()
    assert Invitation.objects.exists()
    if how == "withdrawn":
        joining.withdraw(ana)
    elif how == "used":
        joining.join(ben, token)
    with _in(days=15 if how == "over" else 0):
        retain()
    assert not Invitation.objects.exists()


def test_where_somebody_was_signed_in_goes_with_the_session(ana: User) -> None:
    proved(ana)
    retain()
    assert UserSession.objects.count() == Session.objects.count() == 1
    with _in(days=1):
        retain()
    assert UserSession.objects.count() == Session.objects.count() == 0


def test_counted_attempts_go_when_they_count_no_more() -> None:
    call_command("createcachetable", verbosity=0)
    cache.set("attempt", 1, timeout=60)
    cache.set("later", 1, timeout=10**6)
    with _in(days=1), connection.cursor() as cursor:
        retain()
        cursor.execute("SELECT cache_key FROM cache")
        assert [key.split(":")[-1] for (key,) in cursor.fetchall()] == ["later"]


def test_what_an_answer_was_before_goes_once_every_edition_has_the_new(
    ana: User,
) -> None:
    cast.answers(ana, "sb_vital", 1)
    row = ItemAnswer.objects.all()[0]
    row.earlier, row.earlier_at = row.sealed, timezone.now()
    row.save()
    with _in(days=8):
        retain()
        row.refresh_from_db()
        assert row.earlier is not None
    with _in(days=10):
        retain()
        row.refresh_from_db()
        assert row.earlier is None
        assert row.earlier_at is None
    assert row.take() == 1


def test_it_is_asked_for_once_a_night(ana: User) -> None:
    for _ in range(3):
        rounds.nights()
    job = Job.objects.get(kind="retain")
    assert job.due > timezone.now()
    with _in(days=2):
        found = claim()
        assert found == job
        rounds.nights()
        rounds.nights()
        assert Job.objects.filter(kind="retain").count() == 2


def test_the_command_says_what_it_did(
    ana: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("retain")
    assert "0 people" in capsys.readouterr().out


def _in(*, days: int = 0, months: int = 0) -> time_machine.travel:
    later = timezone.now() + dt.timedelta(days=days + 30.5 * months)
    return time_machine.travel(later, tick=False)
