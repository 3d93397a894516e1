"""What practitioners and clients read of each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .models import Policy

POLICIES = {
    Policy.NO_SECRETS: _(
        "What one of you says without the other may be brought up with both of you, "
        "where it matters to you both. Your practitioner does not keep it from the "
        "other. So say alone only what may be heard."
    ),
    Policy.INDIVIDUAL: _(
        "What one of you says without the other stays with your practitioner. It is "
        "brought up with both of you only if you have said that it may be."
    ),
}

# What happened, as the client reads it; the name comes before.
TOLD = {
    "viewed-brief": _("opened the brief"),
    "viewed-report": _("opened the whole report"),
    "viewed-session": _("opened the page for sessions together"),
    "viewed-list": _("saw the list of cases, with what may need a look"),
    "took-brief": _("took the brief as a file"),
    "took-report": _("took the whole report as a file"),
    "closed-case": _("ended the work here: nothing is shared any more"),
}
OWN = {
    "joined-case": _("You agreed to be connected"),
    "chose-sharing": _("You changed what you share"),
    "left-case": _("You left: nothing is shared any more"),
}
