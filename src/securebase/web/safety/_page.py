"""The help lines as the help page shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from ._helplines import (
    ELSEWHERE,
    Country,
    Helpline,
    countries,
    elsewhere,
    known_as,
    lines,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of one kind, each with how far it was checked."""

    title: str
    lines: tuple[tuple[Helpline, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """All lines of one country; without a code, what helps anywhere."""

    country: str
    name: str
    groups: tuple[Group, ...]


def on_page(
    country: str, language: str, today: dt.date
) -> Mapping[str, Place | tuple[Place, ...]]:
    """What the help page needs: a person's own country, then all others.

    Args:
        country: Two letters, or empty: then what helps anywhere comes first.
        language: Language of the words.
        today: For the age of the checks.
    """
    known = {it.code: it for it in (*countries(language), elsewhere(language))}
    own = known_as(country)
    first = _place(known.pop(own), language, today)
    rest = tuple(_place(it, language, today) for it in known.values())
    return {"first": first, "others": rest}


def _place(country: Country, language: str, today: dt.date) -> Place:
    by_kind = groupby(lines(country.code, language), lambda it: it.kind_words)
    return Place(
        country="" if country.code == ELSEWHERE else country.code,
        name=country.name,
        groups=tuple(
            Group(title=title, lines=tuple((it, it.status(today)) for it in some))
            for title, some in by_kind
        ),
    )
