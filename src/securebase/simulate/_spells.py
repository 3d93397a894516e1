from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy import ndarray

from securebase.core import ModelError
from securebase.dynamics import PRACTICES, Cohort, fixed_rows

from ._words import known, number, whole

_PREFIX = "practice_"
_WHO = {"a": "a", "b": "b", "both": "ab"}
LONGEST = 100_000

Who: TypeAlias = Literal["a", "b", "both"]


def practices() -> tuple[str, ...]:
    """Names of what can be practised."""
    return tuple(name.removeprefix(_PREFIX) for name in PRACTICES)


@dataclass(frozen=True, slots=True)
class Spell:
    """Some days on which something is practised.

    ``Spell(0, 90, "both", "attending")`` is the first ninety days.

    Attributes:
        from_day: Days gone when it begins.
        to_day: Days gone when it ends.
        partner: ``"a"``, ``"b"`` or ``"both"``.
        practice: What is practised, such as ``"attending"``.
        intensity: From 0, not at all, to 1, as in a programme.

    Raises:
        ModelError: If a name or a number cannot be.
    """

    from_day: int
    to_day: int
    partner: Who
    practice: str
    intensity: float = 1.0

    def __post_init__(self) -> None:
        whole("The day on which a practice begins", self.from_day, 0, LONGEST)
        whole("The day on which a practice ends", self.to_day, 0, LONGEST)
        known("A practising partner", self.partner, _WHO)
        known("A practice", self.practice, practices())
        given = number("The intensity of a practice", self.intensity, 0.0, 1.0)
        object.__setattr__(self, "intensity", given)
        if self.to_day <= self.from_day:
            raise ModelError(
                "A practice must end after it begins. Got days "
                f"{self.from_day} to {self.to_day} instead. Turn them, or leave it out."
            )

    def swapped(self) -> Spell:
        """The same by the other partner."""
        other: dict[Who, Who] = {"a": "b", "b": "a", "both": "both"}
        return replace(self, partner=other[self.partner])

    @property
    def rows(self) -> tuple[str, ...]:
        """Where a cohort holds it."""
        return tuple(f"{it}.{_PREFIX}{self.practice}" for it in _WHO[self.partner])


def spells(given: Iterable[Spell | Sequence[object]]) -> tuple[Spell, ...]:
    """Spells as they are or as tuples of their fields."""
    return tuple(it if isinstance(it, Spell) else _spell(it) for it in given)


def _spell(given: Sequence[object]) -> Spell:
    if isinstance(given, (tuple, list)) and 4 <= len(given) <= 5:
        return Spell(*given)
    raise ModelError(
        "A spell of practice must be (from day, to day, partner, practice) with or "
        f"without an intensity. Got {given!r} instead. "
        'Write, for example, (0, 90, "both", "attending", 1.0).'
    )


def practised(cohort: Cohort, spells: Sequence[Spell], day: int) -> Cohort:
    """A cohort with the practice of the day that begins after so many days.

    Where two spells say something of one practice, the greater counts; so it does
    beside what the cohort practises anyway.
    """
    now = [it for it in spells if it.from_day <= day < it.to_day]
    if not now:
        return cohort
    fixed: ndarray = cohort.fixed.copy()
    for it in now:
        for row in it.rows:
            place = fixed_rows().index(row)
            fixed[place] = np.maximum(fixed[place], it.intensity)
    return replace(cohort, fixed=fixed)
