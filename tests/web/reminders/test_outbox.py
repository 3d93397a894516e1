from __future__ import annotations

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from time_machine import Traveller

from securebase.web.accounts.models import User
from securebase.web.reminders import outbox, wishes
from securebase.web.reminders.health import health
from securebase.web.reminders.models import Mail, Reminder
from tests.web import cast

from .conftest import HOUR


def _outcomes() -> list[str]:
    return [it.outcome for it in Mail.objects.order_by("due")]


def test_nothing_is_sent_to_whoever_never_asked(ana: User, mail_is_on: None) -> None:
    outbox.remind()
    assert not Mail.objects.exists()


def test_it_comes_at_its_hour_and_once(clock: Traveller, wish: Reminder) -> None:
    outbox.remind()
    assert mail.outbox == []
    clock.shift(3 * HOUR)
    for _ in range(3):
        outbox.remind()
    assert len(mail.outbox) == 1
    clock.shift(HOUR)
    outbox.remind()
    assert len(mail.outbox) == 2
    assert _outcomes() == ["sent", "sent"]
    clock.shift(20 * HOUR)
    outbox.remind()
    assert len(mail.outbox) == 2


def test_whoever_has_checked_in_gets_none(
    clock: Traveller, wish: Reminder, ana: User
) -> None:
    clock.shift(3 * HOUR)
    outbox.remind()
    cast.checks_in(ana)
    clock.shift(HOUR)
    outbox.remind()
    assert len(mail.outbox) == 1
    assert _outcomes() == ["sent", "answered"]


def test_it_is_decided_at_the_moment_of_sending(
    clock: Traveller, wish: Reminder, ana: User
) -> None:
    clock.shift(3 * HOUR)
    wishes.write_down(dt.datetime.now(dt.UTC))
    cast.checks_in(ana)
    outbox.remind()
    assert _outcomes() == ["answered"]


def test_in_a_break_nothing_is_sent(
    clock: Traveller, wish: Reminder, ana: User
) -> None:
    ana.paused_at = dt.datetime.now(dt.UTC)
    ana.save()
    clock.shift(4 * HOUR)
    outbox.remind()
    assert _outcomes() == ["paused", "paused"]
    assert mail.outbox == []


def test_switched_off_nothing_comes(
    clock: Traveller, wish: Reminder, ana: User
) -> None:
    clock.shift(3 * HOUR)
    wishes.write_down(dt.datetime.now(dt.UTC))
    wishes.stop(ana)
    outbox.remind()
    clock.shift(24 * HOUR)
    outbox.remind()
    assert mail.outbox == []
    assert _outcomes() == ["off"]


def test_nobody_made_up_gets_mail(clock: Traveller, wish: Reminder, ana: User) -> None:
    ana.made_up = True
    ana.save()
    clock.shift(3 * HOUR)
    outbox.remind()
    assert mail.outbox == []


def test_its_window_closes_at_four(clock: Traveller, wish: Reminder) -> None:
    clock.shift(9 * HOUR)
    wishes.write_down(dt.datetime.now(dt.UTC))
    clock.shift(2 * HOUR)
    outbox.remind()
    assert mail.outbox == []
    assert _outcomes() == ["late", "late"]
    assert health().late == 2
    assert health().alarm


def test_an_evening_at_which_no_worker_ran_is_not_passed_over_in_silence(
    clock: Traveller, wish: Reminder
) -> None:
    clock.shift(36 * HOUR)
    assert health().overdue == 1
    outbox.remind()
    assert mail.outbox == []
    assert _outcomes() == ["late"] * 4
    assert health().late == 4


def test_after_a_month_without_a_worker_only_the_last_days_are_written_down(
    clock: Traveller, wish: Reminder
) -> None:
    clock.shift(30 * 24 * HOUR)
    outbox.remind()
    assert 2 <= Mail.objects.count() <= 6


def test_whoever_moves_is_reminded_by_the_new_clock(
    clock: Traveller, wish: Reminder, ana: User
) -> None:
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    clock.shift(4 * HOUR)
    outbox.remind()
    assert mail.outbox == []
    # Half past eight in Tokyo.
    clock.move_to(dt.datetime(2026, 1, 6, 11, 45, tzinfo=dt.UTC))
    outbox.remind()
    assert len(mail.outbox) == 1


def test_a_day_that_comes_twice_on_a_journey_has_one_reminder(
    clock: Traveller, wish: Reminder, ana: User
) -> None:
    clock.shift(3 * HOUR)
    outbox.remind()
    ana.time_zone = "America/Los_Angeles"
    ana.save()
    outbox.remind()
    clock.shift(8 * HOUR)
    outbox.remind()
    assert Mail.objects.filter(which="first").count() == 1
    assert [it.outcome for it in Mail.objects.filter(which="first")] == ["sent"]


def test_two_senders_never_take_the_same_mail(clock: Traveller, wish: Reminder) -> None:
    clock.shift(3 * HOUR)
    wishes.write_down(dt.datetime.now(dt.UTC))
    assert outbox.claim() is not None
    assert outbox.claim() is None


def test_a_sender_that_slept_until_another_took_over_sends_nothing(
    clock: Traveller, wish: Reminder
) -> None:
    clock.shift(3 * HOUR)
    wishes.write_down(dt.datetime.now(dt.UTC))
    sleeper = outbox.claim()
    assert sleeper is not None
    clock.shift(HOUR / 4)
    outbox.remind()
    outbox.send(sleeper)
    assert len(mail.outbox) == 1
    assert _outcomes() == ["sent"]


class _Fails(EmailBackend):
    error: Exception

    def send_messages(self, messages: Any) -> int:
        raise self.error


class _Away(EmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError


REFUSED = smtplib.SMTPRecipientsRefused({"ana@example.org": (550, b"nobody here")})
FULL = smtplib.SMTPRecipientsRefused({"ana@example.org": (452, b"full")})


@pytest.mark.parametrize(
    ("error", "outcome", "tried_again"),
    [
        (smtplib.SMTPServerDisconnected("gone"), "unknown", False),
        (TimeoutError(), "unknown", False),
        (smtplib.SMTPDataError(554, b"spam"), "refused", False),
        (REFUSED, "refused", False),
        (FULL, "sent", True),
        (smtplib.SMTPDataError(451, b"later"), "sent", True),
    ],
)
def test_only_what_was_certainly_not_handed_over_is_tried_again(
    clock: Traveller,
    wish: Reminder,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    outcome: str,
    tried_again: bool,
) -> None:
    working = settings.EMAIL_BACKEND
    monkeypatch.setattr(_Fails, "error", error, raising=False)
    settings.EMAIL_BACKEND = f"{__name__}._Fails"
    clock.shift(3 * HOUR)
    outbox.remind()
    settings.EMAIL_BACKEND = working
    clock.shift(HOUR / 4)
    outbox.remind()
    assert _outcomes() == [outcome]
    assert len(mail.outbox) == tried_again
    assert health().alarm != tried_again


def test_while_the_server_is_away_it_waits_and_then_gives_up_loudly(
    clock: Traveller, wish: Reminder, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}._Away"
    clock.shift(3 * HOUR)
    outbox.remind()
    assert Mail.objects.get().failed == "ConnectionRefusedError"
    assert not health().alarm
    for _ in range(20):
        clock.shift(HOUR / 2)
        outbox.remind()
    assert set(_outcomes()) == {"late"}
    assert health().alarm


def test_what_is_settled_is_forgotten_after_a_month(
    clock: Traveller, wish: Reminder
) -> None:
    clock.shift(3 * HOUR)
    outbox.remind()
    wishes.stop(wish.person)
    clock.shift(31 * 24 * HOUR)
    outbox.remind()
    assert not Mail.objects.exists()


def test_the_command_counts_and_its_exit_code_is_an_alarm(
    clock: Traveller, wish: Reminder, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    clock.shift(3 * HOUR)
    outbox.remind()
    call_command("outbox")
    assert "1 were sent" in capsys.readouterr().out
    settings.MAIL = False
    with pytest.raises(SystemExit) as stopped:
        call_command("outbox")
    assert stopped.value.code == 1
    told = capsys.readouterr()
    assert "no mail server is set" in told.out
    assert "Is the worker running?" in told.err


def test_a_round_that_fails_does_not_keep_the_others_from_being_done(
    monkeypatch: pytest.MonkeyPatch, ana: User
) -> None:
    done = []

    def fails() -> None:
        raise ValueError("the answer was 6")

    command = "securebase.web.jobs.management.commands.work.ROUNDS"
    monkeypatch.setattr(command, (fails, lambda: done.append(1)))
    call_command("work", "--once")
    assert done == [1]
