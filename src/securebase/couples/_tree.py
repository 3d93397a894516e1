"""TOML and JSON as plain nested values, strictly: nothing twice, nothing after."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from securebase.core import DataError, Problem

from ._place import MOST_PROBLEMS, Place, shown
from ._text import LARGEST_HEAD, text_of

# No whole number of a couple file has more digits; longer ones would be slow to read.
_LONGEST_NUMBER = 18


def toml_of(path: Path) -> dict[str, Any]:
    """The fields of a TOML file.

    Raises:
        DataError: If it is not TOML.
    """
    place = Place(file=path.name)
    text = _content(text_of(path, largest=LARGEST_HEAD), place)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise DataError([_too_deep(place)]) from None
    except ValueError as error:
        raise DataError([_toml_problem(place, str(error), text)]) from None


def json_of(path: Path) -> dict[str, Any]:
    """The fields of a JSON file.

    Raises:
        DataError: If it is not one JSON object, or a name occurs twice in an object.
    """
    place = Place(file=path.name)
    problems: list[Problem] = []
    reader = _JsonReader(place, problems)
    text = _content(text_of(path), place)
    # A list is refused unread: it can be long.
    listed = text.lstrip()[:1] == "["
    value: Any = [] if listed else reader.read(text)
    if not problems and not isinstance(value, dict):
        problems.append(
            place.problem(
                must="hold one object in braces",
                got=shown(value),
                remedy="Start from an example, or from the JSON Schema.",
            )
        )
    if problems:
        raise DataError(problems)
    return dict(value)


def _content(text: str, place: Place) -> str:
    if not text.strip():
        raise DataError(
            [
                place.problem(
                    must="have content",
                    got="an empty file",
                    remedy="Start from one of the examples.",
                )
            ]
        )
    return text


class _JsonReader:
    """Reads JSON and notes what the standard reader would let pass."""

    def __init__(self, place: Place, problems: list[Problem]) -> None:
        self.place = place
        self.problems = problems

    def read(self, text: str) -> Any:
        try:
            return json.loads(
                text,
                object_pairs_hook=self._object,
                parse_constant=self._constant,
                parse_int=self._whole,
            )
        except json.JSONDecodeError as error:
            self.problems.append(_json_problem(self.place, error))
        except RecursionError:
            self.problems.append(_too_deep(self.place))
        return None

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                self._note("have each name once in an object", f"{shown(name)} twice")
            found[name] = value
        return found

    def _constant(self, word: str) -> None:
        self._note("hold real numbers only", word)

    def _whole(self, digits: str) -> int:
        if len(digits) > _LONGEST_NUMBER:
            self._note("hold numbers of ordinary size", f"one of {len(digits)} digits")
            return 0
        return int(digits)

    def _note(self, must: str, got: str) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            return
        self.problems.append(
            self.place.problem(must=must, got=got, remedy="Correct or remove it.")
        )


def _json_problem(place: Place, error: json.JSONDecodeError) -> Problem:
    if error.msg == "Extra data":
        return Place(file=place.file, row=error.lineno).problem(
            must="end after the closing brace",
            got="more text after it",
            remedy="Remove everything after the closing brace.",
        )
    return Place(file=place.file, row=error.lineno).problem(
        must="be JSON",
        got=f"a break of its rules at character {error.colno} ({error.msg.lower()})",
        remedy="Check commas, quotation marks and brackets there.",
    )


def _toml_problem(place: Place, message: str, text: str) -> Problem:
    line = re.search(r"at line (\d+)", message)
    row = int(line[1]) if line else None
    rule = re.sub(r"\s*\(at .*\)$", "", message, flags=re.DOTALL)
    if "integer string conversion" in message:
        rule = "a number that is far too long"
    return Place(file=place.file, row=row).problem(
        must="be TOML",
        got=f"a break of its rules ({_tidy(rule)})",
        remedy=_toml_remedy(rule, text.split("\n")[row - 1] if row else ""),
    )


def _toml_remedy(rule: str, line: str) -> str:
    if "overwrite" in rule or "twice" in rule:
        return "Each name may be given once: remove or rename one of the two."
    if any(sign in line for sign in "“”„«»‘’"):
        return 'Write straight quotation marks, as in "Mara".'
    return "Check equals signs, quotation marks and brackets there."


def _tidy(rule: str) -> str:
    # The parser's words can quote the file; nothing of it may act on a terminal.
    return "".join(it if it.isprintable() else "?" for it in rule[:80]).lower()


def _too_deep(place: Place) -> Problem:
    return place.problem(
        must="have a few brackets inside each other, not hundreds",
        got="more than can be read",
        remedy="Start from one of the examples.",
    )
