from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Brought(forms.Form):
    """A file that was taken along."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("It is called mine.zip, unless you named it otherwise."),
        error_messages={
            "required": _("Choose the file first. It may have ten megabytes at most."),
            "empty": _("This file is empty. Choose the one that you downloaded."),
        },
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )

    def refuse(self) -> None:
        """Say that it is another file."""
        self.add_error(
            "file",
            _("This is not a file that was taken along here. Choose mine.zip."),
        )
