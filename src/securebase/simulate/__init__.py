"""Made-up people. Here so far: a population with published trait correlations."""

from ._correlations import (
    TRAITS as TRAITS,
    Correlations as Correlations,
    drawn as drawn,
    published as published,
)
from ._population import population as population

__all__ = ["TRAITS", "Correlations", "drawn", "population", "published"]
