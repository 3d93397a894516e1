from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from securebase.core import DataError, Problem

from ._check import check
from ._couple import Couple
from ._raw import of_document, raw_of


def read(path: Path | str, *, today: dt.date | None = None) -> Couple:
    """The couple in a folder or in a ``.json`` file.

    Args:
        path: A folder that holds ``couple.toml``, or one JSON document.
        today: Last day on which anything can have been answered; by default today
            in the couple's own time zone.

    Raises:
        DataError: With every problem there is, not only the first.
    """
    couple, problems = check(raw_of(Path(path)), today)
    if couple is None:
        raise DataError(problems)
    return couple


def from_document(document: dict[str, Any], *, today: dt.date | None = None) -> Couple:
    """The couple in one JSON document that was read already.

    Args:
        document: What `to_document` gives.
        today: As for `read`.

    Raises:
        DataError: As for `read`.
    """
    couple, problems = check(of_document(document, "the document"), today)
    if couple is None:
        raise DataError(problems)
    return couple


def validate(path: Path | str, *, today: dt.date | None = None) -> tuple[Problem, ...]:
    """Everything that keeps a folder or file from being a couple; empty if nothing.

    Args:
        path: A folder that holds ``couple.toml``, or one JSON document.
        today: As for `read`.
    """
    try:
        read(path, today=today)
    except DataError as error:
        return error.problems
    return ()
