"""Which column of a file answers which item."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from securebase.core import DataError, Problem

from ._instrument import Instrument
from ._text import Text, read_text

_SHOWN = 12
_REMEDY = (
    'Say which is which with --map, such as --map "Q1=E1,Q2=E2" or --map "item_{n}" '
    "(n counts the items in printed order)."
)


def match_columns(
    text: Text, instrument: Instrument, mapping: Mapping[str, str] | str | Path | None
) -> dict[str, int]:
    """Item code to the position of its column.

    A name from `mapping` comes first, then the item's code: exactly, in any case, or
    with leading zeros in its number.

    Raises:
        DataError: Columns are missing, doubled or unknown; each is named.
    """
    named, problems = _named(text, instrument, mapping)
    found: dict[str, int] = {}
    missing: list[str] = []
    for item in instrument.items:
        wanted = named.get(item.code, item.code)
        places = places_of(text.header, wanted)
        if len(places) > 1:
            problems.append(_doubled(text, wanted, places))
        elif places:
            found[item.code] = places[0]
        else:
            missing.append(wanted)
    if missing:
        problems.append(_missing(text, missing, len(instrument.items)))
    problems.extend(_shared(text, found))
    if problems:
        raise DataError(problems)
    return found


def places_of(header: tuple[str, ...], wanted: str) -> list[int]:
    """Positions of a column by its name: exactly, in any case, or as ``q01`` for q1."""
    for alike in (str, str.casefold, _without_zeros):
        found = [at for at, name in enumerate(header) if alike(name) == alike(wanted)]
        if found:
            return found
    return []


def _without_zeros(name: str) -> str:
    """A name whose numbers are written without leading zeros."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", name.casefold())


def several(names: list[str]) -> str:
    """Names in a sentence, cut short where they are many."""
    shown = ", ".join(
        name if len(name) <= 40 else name[:39] + "…" for name in names[:_SHOWN]
    )
    more = len(names) - _SHOWN
    return shown if more <= 0 else f"{shown} and {more} more"


def _named(
    text: Text, instrument: Instrument, mapping: Mapping[str, str] | str | Path | None
) -> tuple[dict[str, str], list[Problem]]:
    """Item code to the column that the user named for it."""
    if mapping is None:
        return {}, []
    if isinstance(mapping, str) and re.search(r"\{(n|code)", mapping):
        return _from_pattern(mapping, instrument), []
    pairs = _pairs(text, mapping)
    codes = {item.code.casefold(): item.code for item in instrument.items}
    named: dict[str, str] = {}
    problems = []
    for column, item in pairs:
        code = codes.get(item.casefold())
        if code is None:
            problems.append(_unknown_item(text, item, instrument))
        elif code in named and named[code] != column:
            problems.append(_two_columns(text, code, named[code], column))
        else:
            named[code] = column
    return named, problems


def _from_pattern(pattern: str, instrument: Instrument) -> dict[str, str]:
    def name(n: int, code: str) -> str:
        filled = re.sub(
            r"\{n(?::0?(\d)d?)?\}", lambda m: str(n).zfill(int(m[1] or 0)), pattern
        )
        return filled.replace("{code}", code)

    return {i.code: name(n, i.code) for n, i in enumerate(instrument.items, start=1)}


def _pairs(
    text: Text, mapping: Mapping[str, str] | str | Path
) -> list[tuple[str, str]]:
    if isinstance(mapping, Mapping):
        return [(column.strip(), item.strip()) for column, item in mapping.items()]
    if isinstance(mapping, str) and "=" in mapping:
        return _inline(text, mapping)
    return list(_from_file(Path(mapping)))


def _inline(text: Text, mapping: str) -> list[tuple[str, str]]:
    parts = [part for part in re.split(r"[,;\n]", mapping) if part.strip()]
    for part in parts:
        if part.count("=") != 1:
            raise DataError(
                [
                    text.blame(
                        "be mapped by pairs column=item, separated by commas",
                        repr(part.strip()[:60]),
                        'Write it like "Q1=E1,Q2=E2".',
                    )
                ]
            )
    halves = (part.split("=") for part in parts)
    return [(column.strip(), item.strip()) for column, item in halves]


def _from_file(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix.lower() == ".csv":
        return _from_csv(read_text(path))
    readers = {".json": json.loads, ".toml": tomllib.loads}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _bad_map(path, f"{str(path)[:60]!r}")
    try:
        content = reader(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _bad_map(path, (error.strerror or "an error").lower()) from error
    except (ValueError, RecursionError) as error:
        raise _bad_map(path, f"an error: {error}") from error
    return _from_table(path, content)


def _from_csv(text: Text) -> Iterator[tuple[str, str]]:
    places = [places_of(text.header, name) for name in ("column", "item")]
    if any(len(place) != 1 for place in places):
        raise _bad_map(Path(text.name), f"the columns {several(list(text.header))}")
    (column,), (item,) = places
    for _, cells in text.rows():
        padded = [*cells, "", ""]
        yield padded[column].strip(), padded[item].strip()


def _from_table(path: Path, content: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(content, dict):
        raise _bad_map(path, f"a {type(content).__name__}")
    for column, item in content.items():
        if not isinstance(item, str):
            raise _bad_map(path, f"{type(item).__name__} for {column[:40]!r}")
        yield column.strip(), item.strip()


def _bad_map(path: Path, got: str) -> DataError:
    problem = Problem(
        file=path.name,
        must="be a map of columns to items: a .csv file with the columns column and "
        "item, or a .toml or .json table, or pairs like Q1=E1, or a pattern like "
        "item_{n}",
        got=got,
        remedy="Write one of these.",
    )
    return DataError([problem])


def _missing(text: Text, missing: list[str], asked: int) -> Problem:
    near = {name: _near(name, text.header) for name in missing[:_SHOWN]}
    hints = [f"{close} for {name}" for name, close in near.items() if close]
    guess = f" Did you mean {several(hints)}?" if hints else _numbered(text, asked)
    lack = "is" if len(missing) == 1 else "are"
    one = len(text.header) == 1
    lone = " (one single column: is it separated by comma, semicolon or tab?)"
    return text.blame(
        f"have a column for each of the {asked} items; {len(missing)} {lack} missing: "
        + several(missing),
        f"the columns {several(list(text.header))}" + (lone if one else ""),
        _REMEDY + guess,
    )


def _near(wanted: str, header: tuple[str, ...]) -> str | None:
    """The one column that may well be meant: it begins alike and has the number."""
    number = re.findall(r"\d+", _without_zeros(wanted))
    alike = [
        name
        for name in header
        if name[:1].casefold() == wanted[:1].casefold()
        and re.findall(r"\d+", _without_zeros(name)) == number
    ]
    close = difflib.get_close_matches(wanted, alike, n=2, cutoff=0.6)
    return close[0] if len(close) == 1 else None


def _numbered(text: Text, asked: int) -> str:
    """A hint where as many columns as there are items are called alike and numbered."""
    numbers = defaultdict(list)
    for name in text.header:
        if hit := re.fullmatch(r"(.*?)0*(\d+)", name):
            numbers[hit[1]].append(int(hit[2]))
    for start, found in numbers.items():
        if sorted(found) == list(range(1, asked + 1)):
            return (
                f" If {start}1 to {start}{asked} are the items in printed order, say "
                f'--map "{start}{{n}}".'
            )
    return ""


def _doubled(text: Text, wanted: str, places: list[int]) -> Problem:
    names = Counter(text.header[at] for at in places)
    return text.blame(
        f"have one column {wanted}",
        " and ".join(f"{n} named {name}" for name, n in names.items()),
        "Rename or remove all but one.",
    )


def _shared(text: Text, found: dict[str, int]) -> Iterator[Problem]:
    users = defaultdict(list)
    for code, at in found.items():
        users[at].append(code)
    for at, codes in users.items():
        if len(codes) > 1:
            yield text.blame(
                "answer one item only",
                f"the items {several(codes)}",
                "Correct the map.",
                column=text.header[at],
            )


def _unknown_item(text: Text, item: str, instrument: Instrument) -> Problem:
    codes = [known.code for known in instrument.items]
    return text.blame(
        f"be mapped to items of {instrument.id}",
        repr(item[:40]),
        f"Its items are {several(codes)}.",
    )


def _two_columns(text: Text, code: str, first: str, second: str) -> Problem:
    return text.blame(
        f"have one column mapped to {code}",
        f"{first} and {second}",
        "Correct the map.",
    )
