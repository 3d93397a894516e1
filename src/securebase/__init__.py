"""Measure, model and report the secure base between two adult partners.

The names below are the everyday ones; each floor (`securebase.measures`,
`securebase.couples`, `securebase.report` …) offers more. They are looked up when
first used, so that `import securebase` stays light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .couples import (
        look as look,
        read as read_couple,
        validate as validate_couple,
        write as write_couple,
    )
    from .evidence import cite as cite
    from .fit.mixed import Diary as Diary
    from .measures import (
        instrument as instrument,
        instruments as instruments,
        score_file as score,
    )
    from .report import (
        build as build_report,
        to_html as to_html,
        to_json as to_json,
        to_pdf as to_pdf,
    )
    from .simulate import Couple as Couple, simulate as simulate

__version__ = "0.1.0"

__all__ = [
    "Couple",
    "Diary",
    "__version__",
    "build_report",
    "cite",
    "instrument",
    "instruments",
    "look",
    "read_couple",
    "score",
    "simulate",
    "to_html",
    "to_json",
    "to_pdf",
    "validate_couple",
    "write_couple",
]

_HOME = {
    "Couple": ("simulate", "Couple"),
    "Diary": ("fit.mixed", "Diary"),
    "build_report": ("report", "build"),
    "cite": ("evidence", "cite"),
    "instrument": ("measures", "instrument"),
    "instruments": ("measures", "instruments"),
    "look": ("couples", "look"),
    "read_couple": ("couples", "read"),
    "score": ("measures", "score_file"),
    # The floor itself, which can be called: one name cannot be two things.
    "simulate": ("simulate", ""),
    "to_html": ("report", "to_html"),
    "to_json": ("report", "to_json"),
    "to_pdf": ("report", "to_pdf"),
    "validate_couple": ("couples", "validate"),
    "write_couple": ("couples", "write"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    floor, there = _HOME[name]
    # Kept, so that the second use is an ordinary attribute.
    module = import_module(f"{__name__}.{floor}")
    value = globals()[name] = getattr(module, there) if there else module
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
