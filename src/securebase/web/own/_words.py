"""The words of what was asked, in the language of whoever answered."""

from __future__ import annotations

from securebase.core import InstrumentError
from securebase.measures import Instrument, checkin, instrument


def questionnaire(name: str, language: str | None) -> Instrument:
    """A questionnaire with its words; in English where it does not speak another."""
    try:
        return instrument(name, language or "en")
    except InstrumentError:
        return instrument(name)


def questions(name: str, language: str | None) -> dict[str, str | None]:
    """The words of each item of a questionnaire."""
    return {it.code: it.text for it in questionnaire(name, language).items}


def daily(language: str | None) -> dict[str, str]:
    """The words of each question of the check-in."""
    try:
        return {it.code: it.text for it in checkin.items(language or "en")}
    except InstrumentError:
        return {it.code: it.text for it in checkin.items()}
