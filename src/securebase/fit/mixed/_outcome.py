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
    UNPAIRED = (
        "No couple has answers of both partners to the same question at one time, so "
        "that what they share cannot be told from what each has alone. Collect answers "
        "of both."
    )
    TOO_FEW_PAIRS = (
        "Fewer than six times did both partners answer both questions, too few to tell "
        "what they share. Collect more couples."
    )
    NOTHING_OWN = (
        "One of the four columns (two questions, two partners) is constant or follows "
        "from the others, so that nobody has a part of their own in it. Take another "
        "column; what is one number a couple goes into a model of actor and partner "
        "effects."
    )
    PREDICTOR_APART = (
        "What partners share of the predictor cannot be told from nought: they are "
        "hardly more alike in it than strangers. There is no common fate whose effect "
        "could be told. Fit a model of actor and partner effects instead."
    )
    OUTCOME_APART = (
        "What partners share of the outcome cannot be told from nought: they are "
        "hardly more alike in it than strangers. There is nothing shared that could be "
        "moved. Fit a model of actor and partner effects instead."
    )
    ALL_SHARED = (
        "What partners share of the outcome follows entirely from what they share of "
        "the predictor: their correlation is estimated at one, the edge of what is "
        "possible. The effect has no standard error there, but bootstrap() has an "
        "interval. Collect more couples."
    )
    OWN_AT_EDGE = (
        "A variance of what a partner has alone is estimated at nought, or two of them "
        "as going together entirely: the edge of what is possible. These have no "
        "standard error there; shared effects may be read. Collect more couples or "
        "days."
    )

    @property
    def has_estimates(self) -> bool:
        """Whether there is anything to read, be it with care."""
        return self not in _NOTHING

    @property
    def trusted(self) -> bool:
        """Whether tests of the fixed effects may be read."""
        return self in _TRUSTED


_NOTHING = {
    Outcome.NO_ROWS, Outcome.CONSTANT, Outcome.ONE_COUPLE, Outcome.TOO_FEW_ROWS,
    Outcome.UNPAIRED, Outcome.TOO_FEW_PAIRS, Outcome.NOTHING_OWN,
}  # fmt: skip
_TRUSTED = {
    Outcome.GOOD, Outcome.BOUNDARY_VARIANCE, Outcome.BOUNDARY_CORRELATION,
    Outcome.PREDICTOR_APART, Outcome.OUTCOME_APART, Outcome.ALL_SHARED,
    Outcome.OWN_AT_EDGE,
}  # fmt: skip
