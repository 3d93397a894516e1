"""The same reminder as a file for a calendar, for whoever wants no mail."""

from __future__ import annotations

import datetime as dt
import hmac
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from securebase.measures import checkin

from .models import Reminder

_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONG = dt.timedelta(minutes=5)


def calendar(wish: Reminder) -> bytes:
    """A calendar with one event that comes on the chosen days; nothing says of what."""
    zone = ZoneInfo(wish.person.time_zone)
    begins = _first(wish, zone)
    event = Event()
    # The same for the same person: brought in again, it replaces what was there.
    event.add("uid", _uid(wish))
    # Not the moment of asking: the file is the same whenever it is asked for on a day.
    event.add("dtstamp", begins.astimezone(dt.UTC))
    event.add("summary", _("Reminder"))
    event.add("dtstart", begins)
    event.add("duration", _LONG)
    event.add("rrule", {"freq": "weekly", "byday": _days(wish)})
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Reminder"))
    alarm.add("trigger", dt.timedelta(0))
    event.add_component(alarm)
    made = Calendar()
    made.add("prodid", "-//reminder//")
    made.add("version", "2.0")
    made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _first(wish: Reminder, zone: ZoneInfo) -> dt.datetime:
    day = checkin.day_of(timezone.now(), zone)
    while not wish.is_on(day):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day + _night(wish), wish.at, tzinfo=zone)


def _days(wish: Reminder) -> list[str]:
    # Early in the morning it is the next day on the calendar.
    shift = _night(wish).days
    return [
        _NAMES[(number + shift) % 7] for number in range(7) if wish.days >> number & 1
    ]


def _night(wish: Reminder) -> dt.timedelta:
    return dt.timedelta(days=int(wish.at.hour < checkin.NIGHT_OWL_HOUR))


def _uid(wish: Reminder) -> str:
    told = f"calendar:{wish.person_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, "sha256").hexdigest()[:32]
