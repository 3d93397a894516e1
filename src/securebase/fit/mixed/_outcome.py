"""How a fit ended, as a value; its text is the sentence that a user reads."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How a fit ended; the text says what it means and what helps."""

    GOOD = ""
    BOUNDARY_VARIANCE = (
        "A variance is estimated at nought, the edge of what is possible. It has no "
        "standard error there. Leave that random effect out, or collect more days."
    )
    BOUNDARY_CORRELATION = (
        "A correlation is estimated at one, the edge of what is possible. It has no "
        "standard error there. Leave out a random effect, or the structure over time."
    )
    FLAT = (
        "The data cannot tell two parts of the covariance from each other. Leave out a "
        "random effect or the structure over time, or collect more days per person."
    )
    NOT_CONVERGED = (
        "The search stopped before it found the best fit. Bring the columns to similar "
        "scales, or leave out a random effect."
    )
    NO_ROWS = (
        "No row has both the outcome and every predictor. Look at which are missing, "
        "and leave out the predictor that is missing most."
    )
    CONSTANT = (
        "The outcome is the same in every row once the predictors are known, so there "
        "is nothing to explain. Check that the right column is the outcome."
    )
    ONE_COUPLE = (
        "There is only one couple, so nothing is known of how couples differ. Leave "
        "out the random effects, or collect more couples."
    )
    TOO_FEW_ROWS = (
        "There are as many effects as rows, or more. Leave out predictors, or collect "
        "more rows."
    )

    @property
    def has_estimates(self) -> bool:
        """Whether there is anything to read, be it with care."""
        return self not in _NOTHING

    @property
    def trusted(self) -> bool:
        """Whether tests of the fixed effects may be read."""
        return self in _TRUSTED


_NOTHING = {Outcome.NO_ROWS, Outcome.CONSTANT, Outcome.ONE_COUPLE, Outcome.TOO_FEW_ROWS}
_TRUSTED = {Outcome.GOOD, Outcome.BOUNDARY_VARIANCE, Outcome.BOUNDARY_CORRELATION}
