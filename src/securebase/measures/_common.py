"""What all questionnaires say alike, in each language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from securebase.core import InstrumentError

from ._file import Strict, Text, parse

ORIGINAL = "en"
"""The language of the keys and of all that is not translated."""

_HOME = Path(__file__).parent


class Status(Strict):
    """How far a questionnaire is validated."""

    validated: Text
    not_yet: Text
    translation: Text
    not_known: Text


class Paper(Strict):
    """What a paper form says besides the questionnaire."""

    head: Text
    tick: Text
    bring_words: Text


class Common(Strict):
    """The content of ``common.<language>.toml``."""

    language: str
    missing_rule: Text
    from_memory: Text
    status: Status
    paper: Paper


@cache
def begun() -> tuple[str, ...]:
    """Languages that somebody has begun with, the original first."""
    others = {path.name.split(".")[1] for path in _HOME.glob("common.*.toml")}
    return (ORIGINAL, *sorted(others - {ORIGINAL}))


@cache
def common(language: str) -> Common:
    """What all questionnaires say in this language.

    Raises:
        InstrumentError: If nobody has begun with this language.
    """
    check_begun(language)
    path = _HOME / f"common.{language}.toml"
    return parse(Common, tomllib.loads(path.read_text(encoding="utf-8")), path.name)


def check_begun(language: str) -> None:
    """Refuse a language of which there is not a word."""
    if language not in begun():
        raise InstrumentError(
            f"The language of a questionnaire must be one of {', '.join(begun())}. "
            f"Got {language!r} instead. Choose one of these, or translate all words."
        )


def near(language: str) -> Common:
    """The same for a questionnaire of any language: the original where need be."""
    return common(language if language in begun() else ORIGINAL)
