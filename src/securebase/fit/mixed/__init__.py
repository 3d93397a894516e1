"""Linear mixed models of two partners: the APIM and common fate, once or by days."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._compare import compare as compare, distinguishability as distinguishability
    from ._diary import Diary as Diary
    from ._fate import CommonFateModel as CommonFateModel
    from ._fate_fit import CommonFateFit as CommonFateFit
    from ._fit import Fit as Fit
    from ._model import DyadicModel as DyadicModel
    from ._outcome import Outcome as Outcome
    from ._refit import Refits as Refits

__all__ = [
    "CommonFateFit",
    "CommonFateModel",
    "Diary",
    "DyadicModel",
    "Fit",
    "Outcome",
    "Refits",
    "compare",
    "distinguishability",
]

_HOME = {
    "CommonFateFit": "_fate_fit",
    "CommonFateModel": "_fate",
    "Diary": "_diary",
    "DyadicModel": "_model",
    "Fit": "_fit",
    "Outcome": "_outcome",
    "Refits": "_refit",
    "compare": "_compare",
    "distinguishability": "_compare",
}


def __getattr__(name: str) -> Any:
    # Others need the diary alone; SciPy's tests and searches take a second to load.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_HOME[name]}")
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
