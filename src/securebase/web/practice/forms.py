from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

# Goals of the planner, as the end of "I would like …"; the first leaves it open.
GOALS = {
    "": _("Whatever has the most room"),
    "safer": _("To feel safer with my partner"),
    "explore": _("To dare and explore more"),
    "lighter": _("To be less worn out by giving"),
    "closer": _("To be happier with us"),
    "lively": _("More life between us"),
    "base": _("To be a better base for my partner"),
}
# What the planner takes where nobody says.
USUAL = 15
_FEWEST, _MOST = 3, 20


class AimForm(forms.Form):
    """What somebody wants, and how many minutes a day there are for it."""

    goal = forms.ChoiceField(
        label=_("What would you like?"),
        choices=list(GOALS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    minutes = forms.TypedChoiceField(
        label=_("How many minutes a day, at most?"),
        choices=[(it, str(it)) for it in (_FEWEST, 5, 10, USUAL, _MOST)],
        coerce=int,
    )
