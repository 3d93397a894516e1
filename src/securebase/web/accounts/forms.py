from __future__ import annotations

import zoneinfo
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import User

if TYPE_CHECKING:
    _Form = forms.ModelForm[User]
else:
    _Form = forms.ModelForm


@cache
def _zones() -> list[tuple[str, str]]:
    # To find them, hundreds of files are looked at: a fifth of a second.
    names = sorted(it for it in zoneinfo.available_timezones() if "/" in it)
    shown = [it for it in names if not it.startswith(("Etc/", "posix/", "right/"))]
    return [("UTC", "UTC"), *((it, it.replace("_", " ")) for it in shown)]


class AboutMe(_Form):
    """What somebody is called, and where they live."""

    name = forms.CharField(
        label=_("What shall we call you?"),
        help_text=_("A first name or a nickname. Your partner will see it."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Your days are counted in it. A day lasts until four at night."),
        choices=_zones,
    )
    country = forms.CharField(
        label=_("Country, as two letters"),
        help_text=_("Only for the help lines on the help page. You may leave it out."),
        max_length=2,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "country", "size": 4}),
    )

    class Meta:
        model = User
        fields = ("name", "language", "time_zone", "country")

    def clean_country(self) -> str:
        given = str(self.cleaned_data["country"]).strip().upper()
        if given and not (len(given) == 2 and given.isascii() and given.isalpha()):
            raise forms.ValidationError(
                _("A country is two letters, such as GB. Leave it out if unsure.")
            )
        return given


class Begin(AboutMe):
    """The first page after signing up: name, age, and three consents apart."""

    adult = forms.BooleanField(label=_("I am 18 or older."))
    service = forms.BooleanField(
        label=_("Keep my answers, encrypted, and write my own report from them."),
        help_text=_("Needed: without it there is nothing this place could do for you."),
    )
    sharing = forms.BooleanField(
        label=_("Later, let me choose topic by topic what my partner may see."),
        help_text=_("Nothing is shared by this. You can also decide it later."),
        required=False,
    )
    research = forms.BooleanField(
        label=_("Researchers may use my answers, without my name."),
        help_text=_("Off unless you tick it, and you can take it back at any time."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        return super().clean() or self.cleaned_data


class BeginPractice(AboutMe):
    """The same for somebody who comes as a practitioner."""

    name = forms.CharField(
        label=_("Your name, as your clients know it"),
        help_text=_("They see it before they agree to anything."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    adult = forms.BooleanField(label=_("I am 18 or older."))
    service = forms.BooleanField(
        label=_("Keep what I need to work here: my cases, and who saw what."),
        help_text=_("Each time you open what a client shares, the client can read it."),
    )
