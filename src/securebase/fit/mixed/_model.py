"""What is asked of the data, in words that a paper would use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from securebase.core import FitError

from ._covariance import OverTime

if TYPE_CHECKING:
    from ._diary import Diary
    from ._fit import Fit


class Residual(StrEnum):
    """How residuals of the two partners at the same time go together."""

    CSH = "csh"  # a variance each, and a correlation
    UN = "un"  # the same, for two partners, under its other name
    CS = "cs"  # one variance, and a correlation
    DIAGONAL = "diagonal"  # a variance each, no correlation
    IDENTITY = "identity"  # one variance, no correlation


class ByRole(StrEnum):
    """Which fixed effects each role has for itself."""

    NONE = "none"
    INTERCEPT = "intercept"
    SLOPES = "slopes"
    ALL = "all"


class Method(StrEnum):
    """Which likelihood is made as large as possible."""

    REML = "reml"
    ML = "ml"


@dataclass(frozen=True)
class DyadicModel:
    """A linear mixed model of two partners.

    Attributes:
        formula: Outcome and fixed effects, as in R: ``"closeness ~ support +
            support_partner"``. Columns of the diary, numbers or words; ``C(x)`` makes
            groups of numbers, ``a:b`` a product, ``0 +`` leaves out the intercept.
        random: What differs between persons: ``"1"`` is the intercept, a name the
            slope of that column. Those of two partners go together.
        residual: At the same time: ``"csh"`` (a variance each, and a correlation;
            for two partners the same as ``"un"``), ``"cs"`` (one variance),
            ``"diagonal"`` or ``"identity"`` (likewise, without a correlation).
            Usually ``"csh"`` for partners who are told apart, otherwise ``"cs"``.
        over_time: ``"none"``, ``"ar1"`` (whole days), or ``"car1"`` (any times).
        by_role: Which fixed effects each role has for itself: ``"none"``,
            ``"intercept"``, ``"slopes"``, or ``"all"``, which is two-intercept coding.
        exchangeable: Treat partners as if nothing told them apart.
        correlated: Whether random effects go together at all.
        random_alike: Whether random effects vary as much for both roles.
    """

    formula: str
    _: KW_ONLY
    random: Sequence[str] = ()
    residual: str | None = None
    over_time: str = "none"
    by_role: str = "none"
    exchangeable: bool = False
    correlated: bool = True
    random_alike: bool = False

    def __post_init__(self) -> None:
        one_of("residual", self.residual or "cs", [it.value for it in Residual])
        one_of("over_time", self.over_time, [it.value for it in OverTime])
        one_of("by_role", self.by_role, [it.value for it in ByRole])
        if isinstance(self.random, str):
            raise FitError(
                f"random must be a list of names. Got {self.random!r} instead. "
                f"Write random=[{self.random!r}]."
            )

    def fit(self, diary: Diary, method: str = "reml") -> Fit:
        """Fit the model.

        Args:
            diary: The data.
            method: ``"reml"`` or, to compare fixed effects of two models, ``"ml"``.

        Returns:
            The fit. Whether it worked is its ``outcome``.

        Raises:
            FitError: If the model does not go with the columns or the couples.
            DataError: If a cell of a column that is used is not a number.
        """
        from ._search import fitted

        one_of("method", method, [it.value for it in Method])
        return fitted(self, diary, Method(method))

    def equations(self) -> str:
        """The model as it would stand in a paper, with letters for what is unknown."""
        from ._words import model_equations

        return model_equations(self)

    def diagram(self) -> str:
        """A path diagram as SVG, with a description in words for whoever cannot see.

        Effects have the letters of `equations`; the partners are called a and b.
        """
        from ._diagram import model_diagram

        return model_diagram(self)


def one_of(what: str, got: str, choices: list[str]) -> None:
    if got not in choices:
        raise FitError(
            f"{what} must be one of {', '.join(choices)}. Got {got!r} instead. "
            f"Choose one of them."
        )
