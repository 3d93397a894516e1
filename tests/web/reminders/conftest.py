from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from time_machine import Traveller

from securebase.web.accounts.models import User
from securebase.web.reminders import wishes
from securebase.web.reminders.models import Reminder

# A Monday evening in Lisbon, in winter.
NOW = dt.datetime(2026, 1, 5, 18, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def mail_is_on(settings: Any) -> None:
    settings.MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ADDRESS = "https://base.example.org"


@pytest.fixture
def wish(clock: Traveller, ana: User, mail_is_on: None) -> Reminder:
    """Ana wants a mail at half past eight, and another at ten."""
    made = Reminder(person=ana, on=True, at=dt.time(20, 30), later=dt.time(22))
    wishes.keep(made)
    return made
