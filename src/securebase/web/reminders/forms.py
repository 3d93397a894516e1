from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from securebase.measures import checkin

from .models import Reminder

_DAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class _Time(forms.TimeInput):
    input_type = "time"


class ReminderForm(forms.Form):
    """On which days, when, and whether once more."""

    on = forms.BooleanField(
        label=_("Send me a mail"),
        help_text=_("It says only that you wanted a reminder, and nothing of what."),
        required=False,
    )
    days = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=_DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )
    at = forms.TimeField(
        label=_("At"),
        help_text=_("After midnight and before four it is still the evening before."),
        widget=_Time(format="%H:%M"),
    )
    later = forms.TimeField(
        label=_("Once more, if it is not done by then, at"),
        widget=_Time(format="%H:%M"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        at, later = told.get("at"), told.get("later")
        if at and later and _since_four(later) <= _since_four(at):
            self.add_error("later", _("This must come after the first one."))
        return told

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        if not settings.MAIL:
            del self.fields["on"]

    def put(self, wish: Reminder) -> None:
        """Write what was chosen into a wish."""
        told = self.cleaned_data
        wish.at, wish.later = told["at"], told["later"]
        wish.on = told.get("on", False)
        wish.days = sum(1 << number for number in told["days"])


def initial(wish: Reminder) -> dict[str, Any]:
    """What a form shows of a wish."""
    return {
        "on": wish.on,
        "days": [number for number, _name in _DAYS if wish.days >> number & 1],
        "at": wish.at,
        "later": wish.later,
    }


def _since_four(at: dt.time) -> int:
    return (at.hour * 60 + at.minute - 60 * checkin.NIGHT_OWL_HOUR) % (24 * 60)
