"""Sending what is due: at most once each, and never silently nothing."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from securebase.web.answers import progress

from .letters import reminder
from .models import Mail, Reminder
from .wishes import write_down

# A mail that was taken so long ago belongs to a sender that is gone.
_GONE = dt.timedelta(minutes=10)
_TRIES = 5
# What is settled says nothing of use after that.
_KEPT = dt.timedelta(days=30)
# At most so many before other work gets its turn.
_AT_ONCE = 50
_log = logging.getLogger(__name__)

# The server said no, so it does not have the mail. Whatever else goes wrong leaves that
# open: a line that breaks may break after the server has taken it.
_NO = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)


def remind() -> None:
    """Write down and send what is due."""
    if not settings.MAIL:
        return
    now = timezone.now()
    write_down(now)
    tidy(now)
    for _ in range(_AT_ONCE):
        mail = claim()
        if mail is None or not send(mail):
            return


def claim() -> Mail | None:
    """The next mail for this sender, or None if nothing is due."""
    now = timezone.now()
    due = _free(now).filter(due__lte=now, closes__gt=now, tries__lt=_TRIES)
    for mail in due.order_by("due", "pk")[:5]:
        taken = due.filter(pk=mail.pk, claimed_at=mail.claimed_at).update(
            claimed_at=now, tries=mail.tries + 1
        )
        if taken:
            mail.refresh_from_db()
            return mail
    return None


def send(mail: Mail) -> bool:
    """Send a mail that was taken, unless it is not wanted any more.

    Returns:
        Whether the mail server can be asked for more.
    """
    if reason := _why_not(mail):
        _settle(mail, reason)
        return True
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        return _again(mail, error)
    try:
        return _hand_over(mail, reminder(mail, connection))
    finally:
        connection.close()


def _hand_over(mail: Mail, message: EmailMessage) -> bool:
    if not _mine(mail).update(handed_at=timezone.now()):
        # This sender slept so long that another took the mail.
        return True
    try:
        message.send()
    except _NO as error:
        if _for_good(error):
            _settle(mail, Mail.Outcome.REFUSED, error)
            return True
        return _again(mail, error)
    except Exception as error:
        _settle(mail, Mail.Outcome.UNKNOWN, error)
        return False
    _settle(mail, Mail.Outcome.SENT)
    return True


def tidy(now: dt.datetime) -> None:
    """Settle what nobody sent in time or a sender left behind; forget old rows."""
    open_ = Mail.objects.filter(outcome="")
    gone = open_.filter(claimed_at__lt=now - _GONE)
    gone.filter(handed_at__isnull=False).update(
        outcome=Mail.Outcome.UNKNOWN, settled_at=now
    )
    late = _free(now).filter(Q(closes__lte=now) | Q(tries__gte=_TRIES))
    late.update(outcome=Mail.Outcome.LATE, settled_at=now)
    Mail.objects.filter(settled_at__lt=now - _KEPT).delete()


def _free(now: dt.datetime) -> QuerySet[Mail]:
    """What nobody is sending: not taken, or by one who died before handing it over."""
    left = Q(claimed_at__lt=now - _GONE, handed_at=None)
    return Mail.objects.filter(Q(claimed_at=None) | left, outcome="")


def _mine(mail: Mail) -> QuerySet[Mail]:
    """The mail, as long as it is this sender who has it."""
    return Mail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at, outcome="")


def _why_not(mail: Mail) -> Mail.Outcome | None:
    """Why it is not wanted, at the moment of sending; None if it is."""
    person = mail.person
    wish = Reminder.objects.filter(person=person).first()
    if wish is None or not wish.on or mail.which not in wish.times:
        return Mail.Outcome.OFF
    if person.made_up or not person.is_active:
        return Mail.Outcome.OFF
    if person.paused_at is not None:
        return Mail.Outcome.PAUSED
    if progress.checked_in(person, mail.day):
        return Mail.Outcome.ANSWERED
    return None


def _again(mail: Mail, error: Exception) -> bool:
    """It certainly was not handed over: let it wait a little."""
    later = timezone.now() + dt.timedelta(minutes=2**mail.tries)
    _mine(mail).update(
        claimed_at=None, handed_at=None, due=later, failed=type(error).__name__
    )
    _log.warning("a mail waits: %s", type(error).__name__)
    return False


def _settle(mail: Mail, outcome: Mail.Outcome, error: Exception | None = None) -> None:
    failed = "" if error is None else type(error).__name__
    _mine(mail).update(outcome=outcome, settled_at=timezone.now(), failed=failed)
    if error is not None:
        # What the server says may hold an address, so only the error's name is kept.
        _log.warning("a mail was not sent: %s, %s", outcome, failed)


def _for_good(error: Exception) -> bool:
    """Whether trying again would be of no use."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPNotSupportedError) or (
        isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500
    )
