"""Two partners who move each other in continuous time, from diaries of many couples."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._compare import compare as compare, distinguishability as distinguishability
    from ._fit import Fit as Fit
    from ._model import ContinuousModel as ContinuousModel
    from ._outcome import Outcome as Outcome
    from ._priors import Priors as Priors
    from ._refit import Refits as Refits
    from ._sample import Sample as Sample

__all__ = [
    "ContinuousModel",
    "Fit",
    "Outcome",
    "Priors",
    "Refits",
    "Sample",
    "compare",
    "distinguishability",
]

_HOME = {
    "ContinuousModel": "_model",
    "Fit": "_fit",
    "Outcome": "_outcome",
    "Priors": "_priors",
    "Refits": "_refit",
    "Sample": "_sample",
    "compare": "_compare",
    "distinguishability": "_compare",
}


def __getattr__(name: str) -> Any:
    # JAX takes a second to load, which reading about a model does not need.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_HOME[name]}")
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
