from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from securebase.core import EvidenceError

from ._checks import fail

T = TypeVar("T")


def read_data(file: str) -> str:
    """The text of one of the package's own data files."""
    return files(__package__).joinpath("data", file).read_text(encoding="utf-8")


def parse(
    text: str, file: str, table: str, kind: type[T], *, id_field: str = "id"
) -> dict[str, T]:
    """Read the records of one file, each under its id.

    Args:
        text: The file's TOML.
        file: The file's name, for messages.
        table: Name of the array of tables that holds the records.
        kind: The dataclass of one record.
        id_field: The field that holds the id.

    Returns:
        The records by id, in file order.

    Raises:
        EvidenceError: If the file or a record does not hold what it must.
    """
    found: dict[str, T] = {}
    for number, raw in enumerate(_tables(text, file, table), start=1):
        name = str(raw.get(id_field, f"number {number}"))
        place = f"{file}, {table} {name!r}"
        if name in found:
            fail(place, "have an id of its own", "it twice", "Rename or remove one.")
        found[name] = _record(raw, place, kind)
    return found


def _tables(text: str, file: str, table: str) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fail(file, "be valid TOML", str(error), "Correct that place.")
    records = content.get(table)
    if set(content) != {table} or not isinstance(records, list):
        got = ", ".join(sorted(content)) or "nothing"
        fail(file, f"hold [[{table}]] tables and nothing else", got, "Correct it.")
    return records


def _record(raw: Mapping[str, Any], place: str, kind: type[T]) -> T:
    # Imported late: nothing else on this floor needs pydantic.
    from pydantic import ValidationError

    # As JSON, because there strict mode reads lists as tuples and words as enums,
    # but never "0.4" as a number.
    text = json.dumps(raw, default=str)
    form: Any = kind  # mypy takes the class behind a type variable for unhashable
    try:
        return _adapter(form).validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        got = f"{first['input']!r:.80}"
        must = f"hold {field} as it is described"
        fail(place, must, got, f"{first['msg']}.")
    except EvidenceError as error:
        raise EvidenceError(f"{place}: {error}") from error


@cache
def _adapter(kind: type[Any]) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
