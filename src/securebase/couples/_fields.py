"""The single fields of a couple file: what each must hold, and what to do if not."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from securebase.core import Topic

from ._couple import Audience
from ._place import choose_from, meant

FORMAT = "securebase-couple"
VERSION = 1

_ID = r"[a-z0-9][a-z0-9-]{0,59}"
_TAG = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"
LONGEST_NAME = 60
LONGEST_TEXT = 10_000
EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2199, 12, 31)

# Characters that reorder or hide what stands beside them on a screen.
_DIRECTION = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_LINES = frozenset("\n\r\t")


def refuse(must: str, remedy: str) -> PydanticCustomError:
    """An error that carries what must hold and what to do."""
    return PydanticCustomError("must", "{must}", {"must": must, "remedy": remedy})


def to_day(value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        day = value
    elif isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        day = _calendar_day(value)
    else:
        raise refuse("be a date such as 2025-09-29", "Write year-month-day.")
    if not EARLIEST <= day <= LATEST:
        raise refuse("lie between 1900 and 2199", "Check the year.")
    return day


def _calendar_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise refuse(
            "be a day that the calendar has", "Check the month and the day."
        ) from None


def to_moment(value: Any) -> dt.datetime:
    moment = value if isinstance(value, dt.datetime) else _parsed_moment(value)
    if moment is None or moment.utcoffset() is None:
        raise refuse(
            "be a time with its offset, such as 2025-09-29T21:40:00+02:00",
            "Write date, T, time and offset, or leave it out.",
        )
    if not EARLIEST <= moment.date() <= LATEST:
        raise refuse("lie between 1900 and 2199", "Check the year.")
    return moment


def _parsed_moment(value: Any) -> dt.datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        return None


def _name(value: Any) -> str:
    name = _string(value, "Write the name between quotation marks.")
    if not any(unicodedata.category(letter)[0] in "LNSP" for letter in name):
        raise refuse("not be empty", "Write a name; a first name or a letter will do.")
    if len(name) > LONGEST_NAME:
        raise refuse(f"have at most {LONGEST_NAME} characters", "Write a shorter name.")
    if name != name.strip():
        raise refuse("start and end with a letter", "Remove the spaces around it.")
    if name[0] in "=+-@":
        raise refuse(
            "not start like a formula of a spreadsheet", "Remove the first character."
        )
    if any(_unfit(letter) for letter in name):
        raise refuse(
            "have no control or direction characters",
            "Type the name anew instead of pasting it.",
        )
    return name


def _unfit(letter: str) -> bool:
    hidden = unicodedata.category(letter) in ("Cc", "Cs", "Co", "Zl", "Zp")
    return hidden or letter in _DIRECTION


def _note(value: Any) -> str | None:
    if value is None or value == "":
        return None
    note = _string(value, "Write the note between quotation marks.")
    if len(note) > LONGEST_TEXT:
        raise refuse(f"have at most {LONGEST_TEXT:,} characters", "Shorten the note.")
    if any(_breaks_text(letter) for letter in note):
        raise refuse(
            "have no control characters but line breaks and tabs",
            "Type the note anew instead of pasting it.",
        )
    return note


def _breaks_text(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category == "Cs" or (category == "Cc" and letter not in _LINES)


def _string(value: Any, remedy: str) -> str:
    if not isinstance(value, str):
        raise refuse("be text", remedy)
    return value


def _identifier(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(_ID, value):
        raise refuse(
            "be small letters, digits and hyphens, at most 60",
            "Choose an id such as mara-and-theo or c017.",
        )
    return value


def _language(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(_TAG, value):
        raise refuse("be a language tag", "Write one such as en, de or pt-BR.")
    return value


def _zone(value: Any) -> str:
    if isinstance(value, str) and zone_exists(value):
        return value
    guess = meant(value, sorted(zoneinfo.available_timezones()), like=0.8)
    raise refuse(
        "be the name of a time zone, such as Europe/Berlin",
        f"Did you mean {guess}?" if guess else "Write it as Area/City.",
    )


def zone_exists(name: str) -> bool:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,2}", name):
        return False
    try:
        zoneinfo.ZoneInfo(name)
    # A folder of the database, such as "Europe", is met as an OSError.
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise refuse(
            "be true or false", "Write true or false, without quotation marks."
        )
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise refuse("be a whole number", "Write a whole number, or leave it empty.")
    return value


def _year(value: Any) -> int:
    year = _whole(value)
    if not EARLIEST.year <= year <= LATEST.year:
        raise refuse("lie between 1900 and 2199", "Check the year.")
    return year


def _word(value: Any) -> str:
    word = _string(value, "Write its name.")
    if not word:
        raise refuse("not be empty", "Write its name.")
    return word


def _format(value: Any) -> str:
    if value != FORMAT:
        raise refuse(f'be "{FORMAT}"', f'Write format = "{FORMAT}".')
    return FORMAT


def _version(value: Any) -> int:
    if type(value) is not int or value != VERSION:
        raise refuse(f"be {VERSION}", f"Write version = {VERSION}.")
    return VERSION


def _topic(value: Any) -> Topic:
    return Topic(_one_of(value, Topic))


def _audience(value: Any) -> Audience:
    return Audience(_one_of(value, Audience))


def _one_of(value: Any, words: Iterable[str]) -> str:
    known = [str(word) for word in words]
    if not isinstance(value, str) or value not in known:
        raise refuse(f"be one of {', '.join(known)}", choose_from(value, known))
    return value


def _field(validator: Callable[[Any], Any], **schema: Any) -> tuple[Any, Any]:
    return PlainValidator(validator), WithJsonSchema(schema)


Format = Annotated[str, *_field(_format, const=FORMAT)]
Version = Annotated[int, *_field(_version, const=VERSION)]
Identifier = Annotated[str, *_field(_identifier, type="string", pattern=f"^{_ID}$")]
Name = Annotated[
    str, *_field(_name, type="string", minLength=1, maxLength=LONGEST_NAME)
]
Language = Annotated[str, *_field(_language, type="string", pattern=f"^{_TAG}$")]
Zone = Annotated[str, *_field(_zone, type="string")]
Flag = Annotated[bool, *_field(_flag, type="boolean")]
Year = Annotated[int, *_field(_year, type="integer", minimum=EARLIEST.year)]
Day = Annotated[dt.date, *_field(to_day, type="string", format="date")]
Moment = Annotated[dt.datetime, *_field(to_moment, type="string", format="date-time")]
Whole = Annotated[int, *_field(_whole, type="integer")]
Word = Annotated[str, *_field(_word, type="string", minLength=1)]
Note = Annotated[
    str | None, *_field(_note, type=["string", "null"], maxLength=LONGEST_TEXT)
]
SharedTopic = Annotated[Topic, *_field(_topic, enum=[str(it) for it in Topic])]
SharedWith = Annotated[Audience, *_field(_audience, enum=[str(it) for it in Audience])]
