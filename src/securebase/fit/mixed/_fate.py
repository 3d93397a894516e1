"""What a couple shares of one variable moves what it shares of another."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from securebase.core import FitError

from ._covariance import OverTime
from ._model import Method, one_of

if TYPE_CHECKING:
    from ._diary import Diary
    from ._fate_fit import CommonFateFit

_JOINED = set("+*:|()")


@dataclass(frozen=True)
class CommonFateModel:
    """A latent common fate model of two variables (Ledermann and Kenny 2012).

    Each variable is an indicator, by both partners, of one latent variable of the
    couple. The outcome's is regressed on the predictor's. What is left of each person,
    their own part, goes together between the two variables of a person, and not
    between partners (doi:10.1037/a0026624; Kenny, Kashy and Cook 2006, ch. 15). With
    days there is such a model twice: of what lasts in a couple, and of each day.

    Attributes:
        formula: ``"outcome ~ predictor"``: two columns that both partners answered.
        over_time: How the parts of a day go together from day to day: ``"none"``,
            ``"ar1"`` (whole days), or ``"car1"`` (any times).
        exchangeable: Treat partners as if nothing told them apart. Else each role has
            means, and variances of its own part, for itself.
    """

    formula: str
    _: KW_ONLY
    over_time: str = "none"
    exchangeable: bool = False

    def __post_init__(self) -> None:
        one_of("over_time", self.over_time, [it.value for it in OverTime])
        names = _names(self.formula)
        if len(set(names)) != 2 or not all(names) or _JOINED & set("".join(names)):
            raise FitError(
                "A common fate model must have one outcome and one predictor, two "
                f"columns that both partners answered. Got {self.formula!r} instead. "
                "Write it as outcome ~ predictor."
            )

    @property
    def outcome(self) -> str:
        """Name of the outcome."""
        return _names(self.formula)[0]

    @property
    def predictor(self) -> str:
        """Name of the predictor."""
        return _names(self.formula)[1]

    def fit(self, diary: Diary, method: str = "reml") -> CommonFateFit:
        """Fit the model to all answers that are there.

        Args:
            diary: The data, of one kind of couples.
            method: ``"reml"``, or ``"ml"`` as programs for structural equations do.

        Returns:
            The fit. Whether it worked is its ``outcome``.

        Raises:
            FitError: If there are several kinds of couples.
            DataError: If a column is not there, or a cell of it is not a number.
        """
        from ._fate_search import fate_fitted

        one_of("method", method, [it.value for it in Method])
        return fate_fitted(self, diary, Method(method))

    def equations(self) -> str:
        """The model as it would stand in a paper, with letters for what is unknown."""
        from ._fate_words import model_equations

        return model_equations(self)

    def diagram(self) -> str:
        """A path diagram as SVG, with a description in words for whoever cannot see."""
        from ._fate_diagram import model_diagram

        return model_diagram(self)


def _names(formula: str) -> list[str]:
    return [it.strip() for it in formula.split("~")]
