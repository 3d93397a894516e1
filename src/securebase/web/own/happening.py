"""The lines of the log of events that concern one person, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from securebase.web.accounts.models import User
from securebase.web.events.models import Event

_MOST = 500

# A kind of event without words here is not shown; a test finds those that are missing.
WORDS: dict[str, Promise] = {
    "agreed": _("You agreed that your answers are kept here."),
    "became-practitioner": _("This account became a practitioner's."),
    "brought": _("You brought answers in from a file."),
    "closed-case": _("Your practitioner ended the work with you here."),
    "chose-sharing": _("You chose what you share."),
    "deleted-answers": _("You deleted answers."),
    "exported": _("You took your data along."),
    "invited": _("You asked somebody in."),
    "joined": _("You and somebody were put together as a pair."),
    "joined-case": _("You agreed to be connected with a practitioner."),
    "left-case": _("You left a practitioner."),
    "parted": _("Your pair ended."),
    "ran-out": _("Your answers were deleted: you had told nothing new for long."),
    "took-brief": _("Your practitioner kept the brief as a file."),
    "took-report": _("Your practitioner kept the whole report as a file."),
    "viewed-brief": _("Your practitioner opened the brief."),
    "viewed-list": _("Your practitioner saw what may need a look."),
    "viewed-report": _("Your practitioner opened the whole report."),
    "viewed-session": _("Your practitioner opened the page for sessions together."),
}
# Kinds that nobody is left to read.
UNREAD = frozenset({"erased", "opened-case"})
# What may be told though somebody did it who is no practitioner: it happened to both.
_OF_BOTH = ("joined",)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened with somebody's data; the hour is told to nobody."""

    day: dt.date
    words: Promise


def happenings(person: User) -> list[Happening]:
    """What happened with somebody's data, the latest first.

    What a partner does is not among it, even where it concerns the same data.
    """
    practitioners = User.objects.filter(practitioner=True).values("pk")
    told = Q(actor=None) | Q(actor=person.id) | Q(actor__in=practitioners)
    told |= Q(kind__in=_OF_BOTH)
    lines = Event.objects.filter(told, concerns=person.id, kind__in=WORDS)
    return [
        Happening(timezone.localdate(it.at), WORDS[it.kind])
        for it in lines.order_by("-number")[:_MOST]
    ]
