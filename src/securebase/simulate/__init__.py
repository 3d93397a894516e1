"""Made-up people, what they live through, and how it would be told.

The floor can be called: `securebase.simulate(couple)` is its function `simulate`.
"""

import sys
from inspect import signature
from types import ModuleType

from ._cohort import cohort as cohort
from ._collect import (
    collect as collect,
    collect_from as collect_from,
    write_collected as write_collected,
)
from ._collect_records import Habit as Habit, habits as habits
from ._collected import Collected as Collected
from ._correlations import (
    TRAITS as TRAITS,
    Correlations as Correlations,
    drawn as drawn,
    published as published,
)
from ._couple import Couple as Couple, Person as Person
from ._population import population as population
from ._simulate import simulate as simulate
from ._spells import Spell as Spell
from ._store import Written as Written, stream as stream

__all__ = [
    "TRAITS",
    "Collected",
    "Correlations",
    "Couple",
    "Habit",
    "Person",
    "Spell",
    "Written",
    "cohort",
    "collect",
    "collect_from",
    "drawn",
    "habits",
    "population",
    "published",
    "simulate",
    "stream",
    "write_collected",
]


class _Floor(ModuleType):
    """A module that is also its best-known function."""

    __signature__ = signature(simulate)
    __call__ = staticmethod(simulate)


sys.modules[__name__].__class__ = _Floor
