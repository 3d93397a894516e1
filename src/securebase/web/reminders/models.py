from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models


class Reminder(models.Model):
    """When somebody wants to be reminded of the check-in.

    Attributes:
        on: Whether mail is wanted; off until somebody says so.
        days: Days of the week as bits, Monday the lowest.
        at: When on such a day; before four in the morning it is still the evening.
        later: When once more, if the check-in is not there by then.
        zone: The time zone for which ``next_at`` was reckoned.
        next_at: The next moment at which one of the two is due.
    """

    ALL_DAYS = 0b1111111

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)
    on = models.BooleanField(default=False)
    days = models.PositiveSmallIntegerField(default=ALL_DAYS)
    at = models.TimeField(default=dt.time(20, 30))
    later = models.TimeField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    next_at = models.DateTimeField(null=True, db_index=True)

    def is_on(self, day: dt.date) -> bool:
        """Whether a day is one of those that were chosen."""
        return bool(self.days >> day.weekday() & 1)

    @property
    def times(self) -> dict[str, dt.time]:
        """Which, and when."""
        return {"first": self.at} | ({"later": self.later} if self.later else {})


class Mail(models.Model):
    """One mail that is to go out, and what became of it: the outbox.

    It is sent at most once. Whoever sends it takes it first, by an update that only one
    can win, and writes down that it is being handed over before the mail server gets to
    see it. If the sender dies before that, the mail is taken up again. If it dies after
    that, nobody can know whether the server has it, and it is not sent again: of a
    reminder, none is better than two, and `outbox` raises an alarm.

    Attributes:
        key: What it is about, once: person, day, which.
        day: The day whose check-in it is about.
        due: Not before then.
        closes: Not from then on.
        claimed_at: When a sender took it.
        handed_at: When the sender began to hand it over.
        settled_at: When its outcome was known.
        outcome: What became of it; empty while it waits.
        tries: How often it was taken.
        failed: Name of the error of the last try, never its words.
    """

    class Outcome(models.TextChoices):
        SENT = "sent"
        # The check-in was there already.
        ANSWERED = "answered"
        PAUSED = "paused"
        # Switched off, or not wanted for this day any more.
        OFF = "off"
        # Nobody sent it while its window was open.
        LATE = "late"
        # The mail server would not have it.
        REFUSED = "refused"
        # Handed over, perhaps: it is not sent again.
        UNKNOWN = "unknown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    which = models.CharField(max_length=8)
    day = models.DateField()
    due = models.DateTimeField(db_index=True)
    closes = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed = models.CharField(max_length=60, blank=True)
