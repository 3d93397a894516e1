"""The language of a report: its sentences, as the catalogue of that language has them.

Every sentence is written in English, whole, with named places for what changes, and is
looked up by itself. Nothing here knows the language of the machine.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from securebase.core import ReportError

ORIGINAL = "en"
LOCALE = Path(__file__).parent / "locale"
DOMAIN = "report"


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language.

    Attributes:
        language: Language tag such as ``de``.
    """

    language: str

    @property
    def original(self) -> bool:
        """Whether it is the language in which the sentences are written."""
        return self.language == ORIGINAL

    def say(self, text: str, /, **values: object) -> str:
        """A sentence, with its places filled."""
        said = _catalogue(self.language).gettext(text) if text else text
        return said.format(**values) if values else said

    def say_as(self, context: str, text: str, /, **values: object) -> str:
        """The same for a word that another language says in more than one way.

        Args:
            context: Where it stands.
            text: The word.
            values: What fills its places.
        """
        said = _catalogue(self.language).pgettext(context, text)
        return said.format(**values) if values else said

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """A sentence in the singular or the plural, with the number as ``{n}``."""
        said = _catalogue(self.language).ngettext(one, many, number)
        return said.format(n=number, **values)

    def decimal(self, number: str) -> str:
        """A written number, with the decimal mark of the language."""
        return number.replace(".", self.say_as("decimal mark", "."))


ENGLISH = Tongue(ORIGINAL)


def to_say(text: str) -> str:
    """Mark a text that is said elsewhere, with `Tongue.say`."""
    return text


def to_say_as(context: str, text: str) -> str:
    """Mark a word that is said elsewhere, with `Tongue.say_as`."""
    return text


def tongues() -> tuple[str, ...]:
    """The languages in which a report can be written."""
    return (ORIGINAL, *sorted(it.name for it in LOCALE.iterdir() if it.is_dir()))


def tongue(language: str) -> Tongue:
    """A language by its tag.

    Raises:
        ReportError: If no report is written in it.
    """
    if language not in tongues():
        raise ReportError(
            f"The language of a report must be one of {', '.join(tongues())}. "
            f"Got {language!r} instead. Choose one of these."
        )
    return Tongue(language)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ORIGINAL:
        return gettext.NullTranslations()
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
