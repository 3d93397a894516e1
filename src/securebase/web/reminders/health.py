"""How sending goes: what waits, what went out, and what should have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .models import Mail, Reminder

# A worker looks every half minute; so late, none does, or the mail server is away.
_OVERDUE = dt.timedelta(minutes=15)
_LATELY = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Numbers of mails, and of people who want some.

    Attributes:
        wanted: People who want reminders.
        waiting: In the outbox, not sent yet.
        sent: In the last two days.
        let_be: Not sent in that time because it was not wanted any more.
        overdue: Due for a quarter of an hour, and not sent.
        late: Not sent in that time, because nobody did while it could be.
        refused: Not taken by the mail server in that time.
        unknown: Handed over in that time, perhaps.
        no_server: People who want reminders where no mail server is set.
    """

    wanted: int
    waiting: int
    sent: int
    let_be: int
    overdue: int
    late: int
    refused: int
    unknown: int
    no_server: int

    @property
    def alarm(self) -> bool:
        """Whether somebody who runs this place must look."""
        return any(
            (self.overdue, self.late, self.refused, self.unknown, self.no_server)
        )


def health() -> Health:
    """How sending goes now."""
    now = timezone.now()
    wanted = Reminder.objects.filter(on=True)
    lately = Mail.objects.filter(settled_at__gte=now - _LATELY)
    count = {it: lately.filter(outcome=it).count() for it in Mail.Outcome}
    waiting = Mail.objects.filter(outcome="")
    before = now - _OVERDUE
    overdue = waiting.filter(Q(due__lt=before) | Q(closes__lt=now), claimed_at=None)
    stuck = waiting.filter(claimed_at__lt=before)
    # What no worker has even written down yet.
    unseen = wanted.filter(next_at__lt=before)
    return Health(
        wanted=wanted.count(),
        waiting=waiting.count(),
        sent=count[Mail.Outcome.SENT],
        let_be=sum(
            count[it]
            for it in (Mail.Outcome.ANSWERED, Mail.Outcome.PAUSED, Mail.Outcome.OFF)
        ),
        overdue=overdue.count() + stuck.count() + unseen.count(),
        late=count[Mail.Outcome.LATE],
        refused=count[Mail.Outcome.REFUSED],
        unknown=count[Mail.Outcome.UNKNOWN],
        no_server=0 if settings.MAIL else wanted.count(),
    )
