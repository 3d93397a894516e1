"""What is asked of a diary, in words that a paper would use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from securebase.core import FitError

from ._read import Effects, effects_of

if TYPE_CHECKING:
    from securebase.fit.mixed import Diary

    from ._fit import Fit
    from ._priors import Priors
    from ._sample import Sample


class Part(StrEnum):
    """Parts of a model that may be the same for both roles."""

    RATES = "rates"
    LEVELS = "levels"
    PUSHES = "pushes"
    NOISE = "noise"
    ERRORS = "errors"
    INTERCEPTS = "intercepts"


class Initial(StrEnum):
    """What is assumed of the first occasion."""

    STATIONARY = "stationary"
    SPREAD = "spread"
    FREE = "free"


class Clock(StrEnum):
    """Whether time runs on between occasions, or in steps."""

    CONTINUOUS = "continuous"
    STEPS = "steps"


# How many days each unit has; "occasion" is one that nobody measured.
DAYS = {
    "second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0,
    "month": 30.4375, "year": 365.25, "occasion": 1.0,
}  # fmt: skip


@dataclass(frozen=True)
class ContinuousModel:
    """Two partners, or single people, moved by each other and chance.

    Each variable of each partner returns to its level at a rate, is moved by the other
    variables at rates, and by chance; what is answered is this with an error. Between
    two occasions any time may pass: the law of the change follows exactly.

    Attributes:
        text: Names of columns with commas, so that everything may move everything; or
            lines, with semicolons if not with breaks between them.
            ``rate of closeness: closeness + closeness_partner`` says what the rate of
            change depends on, ``level of closeness: weekend`` what shifts the level as
            long as it lasts, ``push on closeness: quarrel`` what moves it at once,
            after which it returns. ``closeness is measured by near + warm`` names
            several columns that ask for it, ``mood is ordinal`` (or binary, count) how
            a column is answered.
        single: Whether each couple of the diary is one person, without a partner. Such
            a diary names the same column as ``couple`` and as ``person``.
        errors: Whether answers are measured with error.
        common_day: Whether errors of both partners at one time go together: what both
            share on a day and is gone by the next.
        random_intercepts: Whether couples have levels of their own, which go together
            across partners and variables.
        initial: Of a couple's first row: ``"stationary"`` (as any other), ``"spread"``
            (around the level, with a covariance of its own), or ``"free"`` (anywhere,
            and related to the couple's own level).
        exchangeable: Treat partners as if nothing told them apart.
        alike: Parts that are the same for both roles: ``"rates"``, ``"levels"``,
            ``"pushes"``, ``"noise"``, ``"errors"``, ``"intercepts"``.
        clock: ``"continuous"``, or ``"steps"`` for a vector autoregression from one
            whole number to the next (the stability and influence model).
        unit: Of the diary's time: ``"second"``, ``"minute"``, ``"hour"``, ``"day"``,
            ``"week"``, ``"month"``, ``"year"`` or ``"occasion"``.
    """

    text: str
    _: KW_ONLY
    single: bool = False
    errors: bool = True
    common_day: bool = False
    random_intercepts: bool = True
    initial: str = "stationary"
    exchangeable: bool = False
    alike: Sequence[str] = ()
    clock: str = "continuous"
    unit: str = "day"

    def __post_init__(self) -> None:
        if isinstance(self.alike, str):
            raise FitError(
                f"alike must be a list of names. Got {self.alike!r} instead. "
                f"Write alike=[{self.alike!r}]."
            )
        for part in self.alike:
            one_of("alike", part, [it.value for it in Part])
        one_of("initial", self.initial, [it.value for it in Initial])
        one_of("clock", self.clock, [it.value for it in Clock])
        one_of("unit", self.unit, list(DAYS))
        if self.common_day and not self.errors:
            raise FitError(
                "common_day must go with errors. Got errors=False instead. Leave out "
                "one of the two."
            )
        if self.single and (self.exchangeable or self.alike or self.common_day):
            raise FitError(
                "single must be False to say how partners are alike or share a day. "
                "Got True instead. Leave out exchangeable, alike and common_day."
            )
        if self.effects.items and (self.common_day or not self.errors):
            raise FitError(
                "Variables that are measured by several columns must have errors of "
                "their own. Got errors=False or common_day=True instead. Leave it out."
            )

    @cached_property
    def effects(self) -> Effects:
        """What moves what, read from the text."""
        return effects_of(self.text, single=self.single)

    @property
    def members(self) -> int:
        """How many people a couple is."""
        return 1 if self.single else 2

    def fit(self, diary: Diary, *, priors: Priors | None = None) -> Fit:
        """Fit the model by maximum likelihood, or find the posterior mode.

        Args:
            diary: The data, with a time. A whole partner, or any single answer, may be
                missing.
            priors: What is likely before any answer is seen; ``Priors()`` is weak and
                keeps variances from nought. None is maximum likelihood.

        Returns:
            The fit. Whether it worked is its ``outcome``.

        Raises:
            FitError: If the model does not go with the couples.
            DataError: If a column is not there, or a cell is not a number.
        """
        from ._search import fitted

        return fitted(self, diary, priors=priors)

    def sample(
        self,
        diary: Diary,
        *,
        seed: int,
        draws: int = 1000,
        warmup: int = 500,
        chains: int = 4,
        priors: Priors | None = None,
        random_rates: bool = False,
        method: str = "nuts",
    ) -> Sample:
        """Draw from the posterior (hierarchical Bayes).

        Args:
            diary: As in `fit`.
            seed: Of the draws.
            draws: Of each chain.
            warmup: Draws before these, which are thrown away.
            chains: How many, one after another.
            priors: What is likely before any answer is seen; ``Priors()`` if left out.
            random_rates: Whether couples have rates of their own, around those of all.
            method: ``"nuts"``, the No-U-Turn sampler; or ``"weighing"``, draws from
                laws around the mode that are weighed (adaptive importance sampling):
                seconds instead of minutes where rates are the same for all. It has no
                warm-up, and gives as many draws as all chains together.

        Returns:
            The draws. Whether they may be trusted is in its ``warnings``.

        Raises:
            FitError: If the model does not go with the couples, or nothing is known.
            DataError: If a column is not there, or a cell is not a number.
        """
        from ._priors import Priors as Usual
        from ._sample import sampled

        return sampled(
            self, diary, seed=seed, draws=draws, warmup=warmup, chains=chains,
            priors=priors or Usual(), random_rates=random_rates, method=method,
        )  # fmt: skip

    def equations(self) -> str:
        """The model as it would stand in a paper, with letters for what is unknown."""
        from ._words import model_equations

        return model_equations(self)

    def diagram(self) -> str:
        """A path diagram as SVG, with a description in words for whoever cannot see."""
        from ._diagram import model_diagram

        return model_diagram(self)


def one_of(what: str, got: str, choices: list[str]) -> None:
    """Refuse what is not one of the choices.

    Raises:
        FitError: Naming them.
    """
    if got not in choices:
        raise FitError(
            f"{what} must be one of {', '.join(choices)}. Got {got!r} instead. "
            "Choose one of them."
        )
