"""Parameters that reproduce what is published, and how far they do."""

from ._facts import FACTS as FACTS
from ._outcomes import measured as measured, met as met, outcomes as outcomes
from ._rows import ROWS as ROWS
from ._run import (
    FULL as FULL,
    QUICK as QUICK,
    Found as Found,
    Plan as Plan,
    calibrate as calibrate,
    distance as distance,
    write as write,
)
from ._smoother import Ranges as Ranges, Target as Target, update as update
from ._study import Sizes as Sizes, Study as Study, conduct as conduct

__all__ = [
    "FACTS",
    "FULL",
    "QUICK",
    "ROWS",
    "Found",
    "Plan",
    "Ranges",
    "Sizes",
    "Study",
    "Target",
    "calibrate",
    "conduct",
    "distance",
    "measured",
    "met",
    "outcomes",
    "update",
    "write",
]
