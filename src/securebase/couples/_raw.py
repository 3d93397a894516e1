"""A couple as it was found: every value with its place, nothing judged yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from securebase.core import DataError, Partner, Problem
from securebase.measures import checkin

from ._place import Place, meant, shown, shown_path
from ._table import Cells, table_of
from ._text import reason
from ._tree import json_of, toml_of

HEAD = "couple.toml"
ANSWERS = "answers.csv"
DIARY = "diary.csv"
ANSWER_COLUMNS = ("partner", "occasion", "instrument", "item", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of answers or of the diary; the partner is None where unknown."""

    place: Place
    partner: Partner | None
    cells: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Everything that was found, and what is wrong with its form.

    Rows come one by one, and once: a file of junk is not held in memory as rows. What
    is wrong with their form is added to the problems while they come.
    """

    place: Place
    head: Any
    answers: Iterable[Row]
    diary: Iterable[Row]
    problems: list[Problem]


def raw_of(path: Path) -> Raw:
    """What a folder or a JSON file holds.

    Raises:
        DataError: If there is nothing that could be a couple.
    """
    if path.name == HEAD:
        path = path.parent
    if _is_folder(path):
        return _of_folder(path)
    if path.suffix != ".json":
        raise _refusal(path, "a file of another kind")
    return of_document(json_of(path), path.name)


def _is_folder(path: Path) -> bool:
    try:
        # Unlike is_dir, this tells a loop of links from a path that is not there.
        path.stat()
    except (OSError, ValueError) as error:
        raise _refusal(path, reason(error)) from None
    return path.is_dir()


def _refusal(path: Path, got: str) -> DataError:
    return DataError(
        [
            Place(file=shown_path(path)).problem(
                must="be the folder of a couple, or its .json file",
                got=got,
                remedy="Check the path; a folder of a couple holds couple.toml.",
            )
        ]
    )


def _of_folder(folder: Path) -> Raw:
    problems = _strangers(folder)
    return Raw(
        place=Place(file=HEAD),
        head=_head(folder, problems),
        answers=_answer_rows(folder, problems),
        diary=_diary_rows(folder, problems),
        problems=problems,
    )


def _head(folder: Path, problems: list[Problem]) -> Any:
    if not _present(folder / HEAD):
        problems.append(_no_head(folder))
        return None
    try:
        return toml_of(folder / HEAD)
    except DataError as error:
        problems.extend(error.problems)
    return None


def _no_head(folder: Path) -> Problem:
    other = folder / "couple.json"
    return Place(file=HEAD).problem(
        must="be in the folder of a couple",
        got="a folder without it",
        remedy=(
            f"Name {other.name} itself to read that file."
            if other.is_file()
            else "Copy it from an example and change it."
        ),
    )


def _present(path: Path) -> bool:
    # A broken link is there too, and what one may not look at may be: neither must
    # pass as an optional file left out.
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def _answer_rows(folder: Path, problems: list[Problem]) -> Iterator[Row]:
    if not _present(folder / ANSWERS):
        return
    table = table_of(folder / ANSWERS, problems, needed=ANSWER_COLUMNS, allowed=())
    for place, cells in table:
        yield _answer_row(place, cells, problems)


def _answer_row(place: Place, cells: Cells, problems: list[Problem]) -> Row:
    partner = _partner(place, cells, problems)
    rest = {name: cells[name] for name in ANSWER_COLUMNS[1:]}
    return Row(
        place=place,
        partner=partner,
        cells={**rest, "answer": _lifted(cells["answer"])},
    )


def _diary_rows(folder: Path, problems: list[Problem]) -> Iterator[Row]:
    if not _present(folder / DIARY):
        return
    codes = [item.code for item in checkin.items()]
    table = table_of(
        folder / DIARY,
        problems,
        needed=("partner", "day"),
        allowed=(*codes, "answered_at", "note"),
    )
    for place, cells in table:
        yield _diary_row(place, cells, codes, problems)


def _diary_row(
    place: Place, cells: Cells, codes: list[str], problems: list[Problem]
) -> Row:
    partner = _partner(place, cells, problems)
    answers = {code: _lifted(cells[code]) for code in codes if cells.get(code)}
    kept = {"day": cells["day"], "answers": answers}
    more = {it: cells[it] for it in ("answered_at", "note") if cells.get(it)}
    return Row(place=place, partner=partner, cells={**kept, **more})


def _partner(place: Place, cells: Cells, problems: list[Problem]) -> Partner | None:
    if cells["partner"] in list(Partner):
        return Partner(cells["partner"])
    problems.append(
        place.at("partner").problem(
            must="be a or b",
            got=shown(cells["partner"]),
            remedy="Write the small letter of couple.toml, not the name.",
        )
    )
    return None


def _lifted(cell: str) -> int | str | None:
    """A number where the cell is one; any other text stays, to be refused later."""
    if not cell:
        return None
    return int(cell) if re.fullmatch(r"[+-]?[0-9]{1,18}", cell) else cell


def _strangers(folder: Path) -> list[Problem]:
    known = (ANSWERS, DIARY)
    return [
        Place(file=shown_path(path.name)).problem(
            must=f"be named {ANSWERS} or {DIARY} to be read",
            got="a table of another name",
            remedy=f"Did you mean {meant(path.name, known) or DIARY}? "
            "Rename it, or keep it elsewhere.",
        )
        for path in sorted(folder.glob("*"))
        if path.suffix.lower() == ".csv" and path.name not in known
    ]


def of_document(document: dict[str, Any], file: str) -> Raw:
    """The same out of one nested document."""
    place = Place(file=file)
    problems: list[Problem] = []
    return Raw(
        place=place,
        head=_without_rows(document),
        answers=_listed(document, "answers", place, problems),
        diary=_listed(document, "diary", place, problems),
        problems=problems,
    )


def _listed(
    document: dict[str, Any], name: str, place: Place, problems: list[Problem]
) -> Iterator[Row]:
    for partner in Partner:
        at = place.at("partners", partner.value, name)
        who = _dig(document, "partners", partner.value)
        found = who.get(name, []) if isinstance(who, dict) else []
        if not isinstance(found, list):
            problems.append(
                at.problem(
                    must="be a list",
                    got=shown(found),
                    remedy="Write its rows between square brackets.",
                )
            )
            continue
        for number, cells in enumerate(found):
            yield Row(place=at.at(number), partner=partner, cells=cells)


def _dig(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _without_rows(document: dict[str, Any]) -> dict[str, Any]:
    partners = document.get("partners")
    if not isinstance(partners, dict):
        return document
    return {
        **document,
        "partners": {
            name: {
                key: it for key, it in who.items() if key not in ("answers", "diary")
            }
            if isinstance(who, dict)
            else who
            for name, who in partners.items()
        },
    }
