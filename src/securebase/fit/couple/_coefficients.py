"""What a cohort's answers say of the coefficients of the model's mechanisms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import FitError
from securebase.couples import View
from securebase.dynamics import Parameter
from securebase.evidence import Label
from securebase.fit._threads import one_thread

from ._coefficients_answers import answers_of, design
from ._coefficients_learn import learner
from ._coefficients_pool import pool
from ._coefficients_prior import expected, label, serves
from ._coefficients_sums import summary
from ._cohort import Cohort
from ._differ import Before, Law, before, doubts
from ._learnt import Learnt, Said
from ._sites import everybody

if TYPE_CHECKING:
    import pandas as pd

# Pairs of made-up cohorts: with half as many, a quarter less is learnt.
PAIRS = 640
# With fewer, slopes on three hundred and fifty numbers could not be told apart.
_LEAST = 32
SEED = 20_261_128


class Ended(StrEnum):
    """How it ended; the text says what it means and what helps."""

    GOOD = ""
    NO_ANSWERS = (
        "Too few couples have a check-in that may be seen, so nothing was learnt: "
        "what stands here is what was expected. Look with another viewer, or collect "
        "check-ins."
    )
    UNLIKE = (
        "The answers go together as in no cohort that the model made up, whatever its "
        "coefficients: these couples live or answer otherwise than the model has it. "
        "Do not read the estimates; read `surprise`, and look at the answers."
    )
    TOO_FEW = (
        "There are too few couples to say much of how a day follows from the day "
        "before: estimates stand near what was expected. Collect more couples."
    )
    NOTHING_SAID = (
        "The answers say next to nothing of any coefficient: all stand near what was "
        "expected. Collect more couples, or longer diaries."
    )

    @property
    def learnt(self) -> bool:
        """Whether anything was learnt, be it to be read with care."""
        return self in (Ended.GOOD, Ended.TOO_FEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A coefficient of a mechanism, or how a state moves by itself.

    Attributes:
        name: The model's, such as ``"crossover.share"``.
        meaning: Words for a reader.
        number: What is known of it, in the model's units (effects: standard deviations;
            time constants: days). Expected is what calibration left open; ``learnt`` is
            the share of that doubt that is gone, as variance of the logarithm of odds
            in the range.
        low: Lowest value that the evidence, or judgement, allows.
        high: Highest value.
        statements: The statements of the theory that it serves.
        rows: Rows of evidence behind it, or that bound it.
        status: Standing of its evidence, such as ``"seen"`` or ``"prior"``.
        label: How it must be introduced. What a cohort says does not change it.
    """

    name: str
    meaning: str
    number: Learnt
    low: float
    high: float
    statements: tuple[str, ...]
    rows: tuple[str, ...]
    status: str
    label: Label

    @property
    def said(self) -> Said:
        """How much the answers say of it."""
        return self.number.said


@dataclass(frozen=True, eq=False, repr=False)
class Coefficients:
    """What a cohort says of the coefficients of mechanisms.

    Attributes:
        parameters: Each of them.
        couples: How many were counted.
        outcome: How it ended.
        surprise: How far the cohort lies from made-up ones in units of how far they lie
            from each other (root mean square); 1 where couples live and answer as the
            model's do.
    """

    parameters: tuple[Coefficient, ...]
    couples: int
    outcome: Ended
    surprise: float

    def __repr__(self) -> str:
        told = sum(it.said is not Said.NOTHING for it in self.parameters)
        return f"Coefficients({told} of {len(self.parameters)} told of)"

    def of(self, name: str) -> Coefficient:
        """One of them, such as ``"crossover.share"``."""
        return next(it for it in self.parameters if it.name == name)

    def told(self) -> tuple[Coefficient, ...]:
        """Those of which the answers said something, the best known first."""
        some = [it for it in self.parameters if it.said is not Said.NOTHING]
        return tuple(sorted(some, key=lambda it: -it.number.learnt))

    def to_frame(self) -> pd.DataFrame:
        """All estimates, a row a coefficient.

        Returns:
            Columns name, label, part (``coefficient``), estimate, se, low, high,
            expected, expected_se, learnt, said, range_low, range_high, evidence,
            status, standing and statements.
        """
        import pandas as pd

        return pd.DataFrame([
            {
                "name": it.name, "label": it.meaning, "part": "coefficient",
                "estimate": it.number.value, "se": it.number.se,
                "low": it.number.low, "high": it.number.high,
                "expected": it.number.expected, "expected_se": it.number.expected_se,
                "learnt": it.number.learnt, "said": str(it.said),
                "range_low": it.low, "range_high": it.high,
                "evidence": ", ".join(it.rows), "status": it.status,
                "standing": str(it.label), "statements": ", ".join(it.statements),
            }
            for it in self.parameters
        ])  # fmt: skip


def coefficients(
    found: Cohort,
    couples: Iterable[View],
    *,
    pairs: int | None = None,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Coefficients:
    """What the answers of many couples say of the coefficients of mechanisms.

    `cohort` says what couples lastingly are, and takes from calibration how a day
    follows from the day before. This asks the same answers about that: how strongly one
    thing moves another, and how long it lasts. Beforehand each coefficient is what
    calibration left open, within its range of evidence (`expected`).

    Simulation-based inference with learnt summaries (Fearnhead and Prangle 2012,
    doi:10.1111/j.1467-9868.2011.01010.x; Wood 2010, doi:10.1038/nature09319). Cohorts
    are made up, each with coefficients of its own and a population of its own near the
    one that was found. They live in the real model and answer on the days on which the
    couples did. How means, spreads, and answers of one day and of the next go together
    follows from the coefficients is learnt from most of them; how much that says of
    each coefficient is measured in the others. What is not known of the population
    counts as doubt.

    Most coefficients are hardly learnt from a short diary, and `Coefficient.said` says
    so. Answers are taken to come about as made-up people's do, and a missed day as no
    news. Which partner is a, and which couple comes first, does not matter.

    Args:
        found: The cohort, as `cohort` has it.
        couples: What a viewer may see of each of its couples.

    Other Args:
        pairs: How many pairs of cohorts are made up, each of 32 couples at most; 640 if
            left out, and more of them tell small effects better.
        seed: All that chance does in them follows from it.
        progress: Told how many made-up cohorts lived by now, and how many will.

    Returns:
        Each coefficient. If something stood in the way, its ``outcome`` says what.

    Raises:
        FitError: If there are too few pairs.
    """
    count = PAIRS if pairs is None else pairs
    if count < _LEAST:
        raise FitError(
            f"There must be {_LEAST} pairs of made-up cohorts at least. "
            f"Got {count} instead. Leave the number out."
        )
    told = answers_of(couples)
    nothing = np.zeros(len(expected()))
    if len(told) < 2:
        same = tuple(_coefficients(nothing, nothing + 1))
        return Coefficients(same, len(told), Ended.NO_ANSWERS, 1.0)
    with one_thread():
        middle = numbers_of(found.population, before())
        made = pool(
            design(told), middle, count, seed=seed, progress=progress or _nobody
        )
        learnt, own = learner(made, len(told)), summary(told).mean
        parameters = tuple(_coefficients(learnt.mean(own), learnt.doubt))
    far = learnt.far(own)
    came = _came(parameters, len(told), unlike=far > learnt.farthest)
    return Coefficients(parameters, len(told), came, far)


def _nobody(_: int, __: int) -> None:
    pass


def numbers_of(it: Law, known: Before) -> Float[ndarray, " number"]:
    """Standard numbers that stand for a law; `law` gives it back."""
    one = everybody()
    first = [one.kind.index(kind) for kind in range(len(one.kinds))]
    shift = np.linalg.solve(known.shift, it.mean[first])
    return np.concatenate([shift, np.log(it.scale[first]) / known.widen])


def _coefficients(mean: ndarray, variance: ndarray) -> Iterator[Coefficient]:
    """Each coefficient, from its standard number."""
    known = expected()
    now = known.spread(mean, np.sqrt(variance)).T.tolist()
    then = known.spread(0 * mean, np.ones(len(mean))).T.tolist()
    gone = np.clip(1 - variance, 0.0, 1.0).tolist()
    for it, one, other, share in zip(known.free, now, then, gone, strict=True):
        value, se, low, high = one
        number = Learnt(
            value=value, se=se, expected=other[0], expected_se=other[1],
            low=low, high=high, learnt=share,
        )  # fmt: skip
        yield _coefficient(it, number)


def _coefficient(it: Parameter, number: Learnt) -> Coefficient:
    return Coefficient(
        name=it.name, meaning=it.meaning, number=number, low=it.low, high=it.high,
        statements=serves()[it.name.partition(".")[0]],
        rows=it.rows, status=it.status, label=label(it),
    )  # fmt: skip


def _came(found: tuple[Coefficient, ...], couples: int, *, unlike: bool) -> Ended:
    if unlike:
        return Ended.UNLIKE
    if couples < doubts()["few"]["couples"]:
        return Ended.TOO_FEW
    if all(it.said is Said.NOTHING for it in found):
        return Ended.NOTHING_SAID
    return Ended.GOOD
