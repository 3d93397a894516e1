"""What a reminder says: that there is one, and nothing of what."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from securebase.web.accounts.models import User

from .models import Mail

_SALT = "reminders.stop"


def reminder(mail: Mail, connection: Any = None) -> EmailMessage:
    """The mail itself.

    A lock screen, a shared inbox or whoever runs the mail server learns from it that
    somebody wanted a reminder, and no more.
    """
    person = mail.person
    stop = settings.ADDRESS + reverse("reminders_stop", args=[stop_token(person)])
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with translation.override(person.language):
        return EmailMessage(
            subject=_("Your reminder"),
            body=_body(settings.ADDRESS + reverse("today"), stop),
            from_email=formataddr((name or settings.APP_NAME, address)),
            to=[person.email],
            connection=connection,
            headers={
                # Always the same for this row: an inbox that gets it twice can tell.
                "Message-ID": f"<{mail.id}@{address.rpartition('@')[2]}>",
                # Stopped by one click in the mail program (RFC 8058).
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                # So that no absence note answers it (RFC 3834).
                "Auto-Submitted": "auto-generated",
            },
        )


def stop_token(person: User) -> str:
    """What stops somebody's reminders, wherever it is clicked."""
    return signing.dumps(str(person.id), salt=_SALT)


def whose(token: str) -> User | None:
    """Whose reminders a token stops; None if it is none of ours."""
    try:
        who = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=who).first()


def _body(there: str, stop: str) -> str:
    return "\n\n".join(
        [
            _("This is the reminder that you asked for."),
            there,
            _("If you want no more of them:"),
            stop,
        ]
    ) + "\n"  # fmt: skip
