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
from ._page import Group as Group, Place as Place, on_page as on_page

__all__ = [
    "Country",
    "Group",
    "Helpline",
    "Kind",
    "Place",
    "State",
    "Who",
    "countries",
    "lines",
    "on_page",
]
