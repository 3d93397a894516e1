"""Which kinds of couples there are: told apart by a role, or alike, or both kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from jaxtyping import Int
from numpy import ndarray

from securebase.core import DataError, Problem

from ._check import who

if TYPE_CHECKING:
    from ._diary import Diary


@dataclass(frozen=True)
class Kind:
    """Couples of one kind.

    Attributes:
        roles: Of the two members.
        apart: Whether the roles differ, so that members can be told apart.
    """

    roles: tuple[str, str]
    apart: bool

    @property
    def name(self) -> str:
        return "-".join(self.roles)


@dataclass(frozen=True, eq=False)
class Kinds:
    """The kinds of couples in a diary.

    Attributes:
        kinds: In the order of their names.
        of: Which kind each row's couple is of.
        member: Which of the two in its couple each row is of, 0 or 1.
    """

    kinds: tuple[Kind, ...]
    of: Int[ndarray, " row"]
    member: Int[ndarray, " row"]

    @property
    def all_apart(self) -> bool:
        return all(kind.apart for kind in self.kinds)

    def pooled(self) -> Kinds:
        """As if nobody could be told apart."""
        alike = Kind(("person", "partner"), apart=False)
        return Kinds((alike,), np.zeros_like(self.of), self.member)


def kinds_of(diary: Diary) -> Kinds:
    """Sort couples by the roles of their members.

    Raises:
        DataError: If the role of an absent partner cannot be told.
    """
    couple = pd.factorize(diary.frame[diary.couple])[0]
    member = _members(diary, couple)
    if not diary.role:
        return Kinds((Kind(("person", "partner"), apart=False),), 0 * couple, member)
    role = diary.frame[diary.role].astype(str).to_numpy()
    found = _pairs(couple, member, role)
    kinds = sorted({pair for pair in found.values() if "" not in pair})
    lone = {it: pair for it, pair in found.items() if "" in pair}
    if not kinds and lone:
        kinds = _without_pairs(sorted({pair[0] for pair in lone.values()}))
    for it, pair in lone.items():
        found[it] = _completed(diary, int(np.argmax(couple == it)), pair[0], kinds)
    of = np.array([kinds.index(found[int(it)]) for it in couple], dtype=np.int64)
    first = np.array([found[int(it)][0] for it in couple])
    apart = np.array([a != b for a, b in kinds], dtype=bool)[of] if kinds else of == 1
    member = np.where(apart, role != first, member).astype(np.int64)
    return Kinds(tuple(Kind(pair, pair[0] != pair[1]) for pair in kinds), of, member)


def _members(diary: Diary, couple: Int[ndarray, " row"]) -> Int[ndarray, " row"]:
    """Which of the two in its couple each row is of, by the order of their names."""
    name = who(diary)
    if name is None:
        return diary.frame.groupby(couple).cumcount().to_numpy(np.int64)
    keys = pd.DataFrame({"couple": couple, "who": diary.frame[name].to_numpy()})
    rank = keys.drop_duplicates().sort_values(["couple", "who"])
    rank["member"] = rank.groupby("couple").cumcount()
    return keys.merge(rank, how="left")["member"].to_numpy(np.int64)


def _pairs(
    couple: Int[ndarray, " row"], member: Int[ndarray, " row"], role: ndarray
) -> dict[int, tuple[str, str]]:
    """Both roles of each couple; the second is nothing if somebody is alone."""
    held: dict[int, dict[int, str]] = {}
    for it, which, what in zip(couple, member, role, strict=True):
        held.setdefault(int(it), {})[int(which)] = str(what)
    return {it: _two(sorted(roles.values())) for it, roles in held.items()}


def _two(roles: list[str]) -> tuple[str, str]:
    return (roles[0], roles[1]) if len(roles) > 1 else (roles[0], "")


def _without_pairs(roles: list[str]) -> list[tuple[str, str]]:
    """Kinds where no couple has both partners."""
    return [(roles[0], roles[1])] if len(roles) == 2 else [(it, it) for it in roles]


def _completed(
    diary: Diary, row: int, role: str, kinds: list[tuple[str, str]]
) -> tuple[str, str]:
    """The kind of a couple of which one partner never answered."""
    fitting = [pair for pair in kinds if role in pair]
    if len(fitting) == 1:
        return fitting[0]
    raise DataError(
        [
            Problem(
                file=diary.file,
                row=int(diary.row[row]),
                column=diary.role,
                must=f"tell of which kind couple {diary.frame[diary.couple][row]} is",
                got=f"the role {role} and no partner",
                remedy="Add a row of the partner, with nothing but couple and role.",
            )
        ]
    )
