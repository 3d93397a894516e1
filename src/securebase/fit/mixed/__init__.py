"""Linear mixed models of two partners: the APIM, on one occasion or day by day."""

from ._compare import compare as compare, distinguishability as distinguishability
from ._diary import Diary as Diary
from ._fit import Fit as Fit
from ._model import DyadicModel as DyadicModel
from ._outcome import Outcome as Outcome

__all__ = ["Diary", "DyadicModel", "Fit", "Outcome", "compare", "distinguishability"]
