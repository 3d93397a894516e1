from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from securebase.core import STATEMENTS

from ._checks import unknown
from ._fact import Fact
from ._library import library
from ._row import Row
from ._source import Source
from ._verdict import Kind, Verdict

T = TypeVar("T")
R = TypeVar("R", Row, Fact)


def row(key: str) -> Row:
    """One coefficient, or one assumption about our own scales.

    Args:
        key: Its id, such as ``"agreeableness_to_provision"``.

    Returns:
        The record with value, range, label and sources.

    Raises:
        EvidenceError: If there is none; the message names the nearest ids.
    """
    return _one(library().rows, "An effect", key)


def rows(*, statement: str | None = None) -> tuple[Row, ...]:
    """All coefficients in the order of the table, then our own assumptions.

    Args:
        statement: Only those that serve this statement, such as ``"S8"``.

    Returns:
        The records.
    """
    return tuple(_serving(library().rows.values(), statement))


def fact(key: str) -> Fact:
    """One stylised fact, ``"F1"`` to ``"F23"``.

    Args:
        key: Its id.

    Returns:
        The record with its bands.

    Raises:
        EvidenceError: If there is none.
    """
    return _one(library().facts, "A fact", key)


def facts(*, statement: str | None = None) -> tuple[Fact, ...]:
    """All stylised facts.

    Args:
        statement: Only those that serve this statement.

    Returns:
        The records.
    """
    return tuple(_serving(library().facts.values(), statement))


def verdict(key: str) -> Verdict:
    """The verdict on a statement, or a claim, gap, warning, rule of use or limit.

    Args:
        key: ``"S1"`` to ``"S24"``, or another record's id.

    Returns:
        The record.

    Raises:
        EvidenceError: If there is none.
    """
    return _one(library().verdicts, "A verdict", key)


def verdicts(*, kind: Kind | None = None) -> tuple[Verdict, ...]:
    """All verdicts.

    Args:
        kind: Only those of one kind, such as ``Kind.GAP``.

    Returns:
        The records.
    """
    every = library().verdicts.values()
    return tuple(one for one in every if kind is None or one.kind is kind)


def source(key: str) -> Source:
    """One source.

    Args:
        key: Its key, such as ``"harris_orth_2020"``.

    Returns:
        The record with what is known of it.

    Raises:
        EvidenceError: If there is none.
    """
    return _one(library().sources, "A source", key)


def sources() -> tuple[Source, ...]:
    """All sources, by key."""
    return tuple(library().sources.values())


def _one(group: Mapping[str, T], what: str, key: str) -> T:
    if key not in group:
        unknown(what, key, group)
    return group[key]


def _serving(records: Iterable[R], statement: str | None) -> Iterator[R]:
    if statement is not None and statement not in STATEMENTS:
        unknown("A statement", statement, STATEMENTS)
    return (
        record
        for record in records
        if statement is None or statement in record.statements
    )
