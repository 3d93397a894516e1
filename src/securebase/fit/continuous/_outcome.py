"""How a fit ended, as a value; its text is the sentence that a user reads."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How a fit ended; the text says what it means and what helps."""

    GOOD = ""
    BOUNDARY_VARIANCE = (
        "A variance is estimated at nought, the edge of what is possible. It has no "
        "standard error there, and others are as if that part were left out. Leave it "
        "out, or collect more days."
    )
    BOUNDARY_CORRELATION = (
        "A correlation is estimated at one, the edge of what is possible. It has no "
        "standard error there, and others are as if it were known to be one. Leave "
        "that part of the model out, or collect more days."
    )
    NO_RETURN = (
        "What is modelled hardly returns to its level within the time observed. Add "
        "what drives it as a level, such as the day, or observe for longer."
    )
    TOO_FAST = (
        "What is modelled is back at its level before the next answer, so its rates "
        "cannot be told. Ask more often, or use a mixed model of each day."
    )
    FLAT = (
        "The data cannot tell two parts of the model from each other, often chance in "
        "the process from errors of measurement. Leave one of them out, or collect "
        "more days."
    )
    NOT_CONVERGED = (
        "The search stopped before it found the best fit. Leave out a part of the "
        "model, or collect more days."
    )
    NO_ROWS = (
        "No row has an answer. Look at which columns are missing, and choose others."
    )
    CONSTANT = (
        "A variable is the same in every row, so there is nothing to explain. Check "
        "that the right columns are named."
    )
    ONE_COUPLE = (
        "There is only one couple (or person), so nothing is known of how they differ. "
        "Set random_intercepts=False, or collect more."
    )
    ONE_OCCASION = (
        "Nobody answered at two different times, so nothing is known of how answers "
        "change. Use a model of one occasion, or collect more days."
    )
    SILENT_PARTNER = (
        "One partner never answered in any couple, so nothing is known of how partners "
        "move each other. Check the column of roles, or collect answers of both."
    )
    SAME = (
        "Two variables, or both partners, go up and down together without any "
        "difference, so that one says nothing that the other does not. Leave out one."
    )
    TOO_FEW_ROWS = (
        "There are as many numbers to estimate as answers, or more. Leave out parts of "
        "the model, or collect more days."
    )

    @property
    def has_estimates(self) -> bool:
        """Whether there is anything to read, be it with care."""
        return self not in _NOTHING

    @property
    def trusted(self) -> bool:
        """Whether standard errors and tests may be read."""
        return self in _TRUSTED


_NOTHING = {
    Outcome.NO_ROWS, Outcome.CONSTANT, Outcome.ONE_COUPLE, Outcome.ONE_OCCASION,
    Outcome.SILENT_PARTNER, Outcome.SAME, Outcome.TOO_FEW_ROWS,
}  # fmt: skip
_TRUSTED = {Outcome.GOOD, Outcome.BOUNDARY_VARIANCE, Outcome.BOUNDARY_CORRELATION}
