from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from ._flow import homes
from ._layout import FIXED, fixed_rows, state_rows
from ._parameters import Parameters
from ._sides import View


def starting_homes(
    fixed: Float[ndarray, "fixed couple"], parameters: Parameters
) -> Float[ndarray, "state couple"]:
    """Where states are at home as far as traits explain it.

    Args:
        fixed: Traits, slopes and practice, in the rows of `fixed_rows`.
        parameters: One set.
    """
    rows = {name: place for place, name in enumerate(state_rows())}
    constants = dict(zip(fixed_rows(), fixed, strict=True))
    found = np.zeros((len(rows), fixed.shape[1]))
    for side in "ab":
        person = View({name: constants[f"{side}.{name}"] for name in FIXED})
        for name, value in homes(person, parameters.given()).items():
            found[rows[f"{side}.{name}"]] += value
    return found
