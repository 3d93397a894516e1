"""Where somebody finds help, by country, and how far each entry was checked."""

from ._helplines import (
    Country as Country,
    Helpline as Helpline,
    Kind as Kind,
    State as State,
    Who as Who,
    countries as countries,
    lines as lines,
)

__all__ = ["Country", "Helpline", "Kind", "State", "Who", "countries", "lines"]
