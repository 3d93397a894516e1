"""Words for a plan: how large a gain is, how sure, and what it is not."""

from __future__ import annotations

from securebase.evidence import row, source
from securebase.plan import Option, Plan, Practice

from ._words import chance, listed, within_brackets

# From here on an effect counts as small, and from there as middling (Cohen, 1988).
_SMALL, _MIDDLING = 0.2, 0.5
# Smaller ones would round to nought.
_LEAST = 0.005
_PROGRAMME = "skills_programme_to_quality"


def gain_words(option: Option) -> str:
    """The expected gain with its range, and what that would feel like."""
    size = _size(option.gain)
    if option.gain <= 0.0:
        return f"no gain to be expected ({_span(option)})"
    words = f"{size} gain of {about(option.gain)} standard deviations, {_span(option)}"
    if option.gain < _SMALL:
        words += (
            ": too small to feel in a week; it adds up only if it is kept up"
            if option.low > 0.0
            else ": too small to feel in a week, and perhaps none at all"
        )
    return words


def often(option: Option) -> str:
    """Over which time, and of how much doing: nobody keeps up every day."""
    return f"in eight weeks, if it gets done on {round(10 * option.done)} days in ten"


def hundredths(value: float) -> str:
    """Two decimals, with a true minus sign."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def about(value: float) -> str:
    """An amount so that a small one is not told as none."""
    return "less than 0.01" if 0.0 < abs(value) < _LEAST else hundredths(value)


def best_words(plan: Plan) -> str:
    """How probably the first practice is the best one."""
    assert plan.choice is not None
    best = f"With {chance(plan.choice.best)} probability it is the best of these"
    if plan.clear:
        return f"{best} {len(plan.options)}."
    close = chance(plan.choice.close)
    return (
        f"There is no clear winner: {best[:1].lower()}{best[1:]} {len(plan.options)}, "
        f"with {close} it is within 5% of the best. Take another if it suits you "
        "better."
    )


def evidence_words(practice: Practice) -> str:
    """How strong the evidence is on which a practice leans, and where it is told."""
    strength = listed([it.value for it in dict.fromkeys(practice.strength.values())])
    keys = " ".join(practice.evidence)
    return f"What it leans on: {strength} (`securebase cite {keys}`)."


def what_it_is_not() -> str:
    """That the numbers are the model's, their ceiling, and what one alone can move."""
    programme = row(_PROGRAMME)
    paper = source("nowlan_2017")
    return (
        "The numbers are the model’s: no study has measured them. None may be above "
        f"what whole programmes bring a couple, about {programme.value:.2f}. And where "
        "one partner practised alone, no gain for the relationship was found "
        f"({within_brackets(paper.short)}), only for their own quality of life."
    )


def own_doing() -> str:
    """Whose doing a plan is."""
    return "Only your own doing is suggested, never the other’s. Leaving it is fine."


def _size(gain: float) -> str:
    if gain < _SMALL:
        return "a very small" if gain < _SMALL / 4 else "a small"
    return "a moderate" if gain < _MIDDLING else "a large"


def _span(option: Option) -> str:
    return f"somewhere between {hundredths(option.low)} and {hundredths(option.high)}"
