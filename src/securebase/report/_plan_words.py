"""Words for a plan: how large a gain is, how sure, and what it is not."""

from __future__ import annotations

from securebase.evidence import row, source
from securebase.plan import Goal, Option, Plan, Practice

from ._tongue import ENGLISH, Tongue
from ._words import chance, listed, within_brackets

# From here on an effect counts as small, and from there as middling (Cohen, 1988).
_SMALL, _MIDDLING = 0.2, 0.5
# Smaller ones would round to nought.
_LEAST = 0.005
_PROGRAMME = "skills_programme_to_quality"


def gain_words(option: Option, tongue: Tongue = ENGLISH) -> str:
    """The expected gain with its range, and what that would feel like."""
    span = _span(option, tongue)
    if option.gain <= 0.0:
        return tongue.say("no gain to be expected ({span})", span=span)
    gain = _gain(option.gain, about(option.gain, tongue), tongue)
    words = f"{gain}, {span}"
    if option.gain >= _SMALL:
        return words
    if option.low > 0.0:
        return tongue.say(
            "{gain}: too small to feel in a week; it adds up only if it is kept up",
            gain=words,
        )
    return tongue.say(
        "{gain}: too small to feel in a week, and perhaps none at all", gain=words
    )


def often(option: Option, tongue: Tongue = ENGLISH) -> str:
    """Over which time, and of how much doing: nobody keeps up every day."""
    return tongue.say(
        "in eight weeks, if it gets done on {days} days in ten",
        days=round(10 * option.done),
    )


def hundredths(value: float, tongue: Tongue = ENGLISH) -> str:
    """Two decimals, with a true minus sign."""
    return tongue.decimal(f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−"))


def about(value: float, tongue: Tongue = ENGLISH) -> str:
    """An amount so that a small one is not told as none."""
    if 0.0 < abs(value) < _LEAST:
        return tongue.say("less than {least}", least=hundredths(0.01, tongue))
    return hundredths(value, tongue)


def best_words(plan: Plan, tongue: Tongue = ENGLISH) -> str:
    """How probably the first practice is the best one."""
    assert plan.choice is not None
    best, count = chance(plan.choice.best, tongue), len(plan.options)
    if plan.clear:
        return tongue.say(
            "With {best} probability it is the best of these {count}.",
            best=best,
            count=count,
        )
    return tongue.say(
        "There is no clear winner: with {best} probability it is the best of these "
        "{count}, with {close} it is within 5% of the best. Take another if it suits "
        "you better.",
        best=best,
        count=count,
        close=chance(plan.choice.close, tongue),
    )


def goal_title(goal: Goal, tongue: Tongue, *, to_the_reader: bool) -> str:
    """A goal as it stands in a sentence: said to the one whose it is, or about them."""
    context, partner = OWN_GOAL if to_the_reader else SOMEBODYS_GOAL
    return tongue.say_as(context, goal.title.replace("my partner", partner))


OWN_GOAL = ("goal of the reader", "your partner")
SOMEBODYS_GOAL = ("goal of somebody", "the other")


def evidence_words(practice: Practice) -> str:
    """How strong the evidence is on which a practice leans, and where it is told."""
    strength = listed([it.value for it in dict.fromkeys(practice.strength.values())])
    keys = " ".join(practice.evidence)
    return f"What it leans on: {strength} (`securebase cite {keys}`)."


def what_it_is_not(tongue: Tongue = ENGLISH) -> str:
    """That the numbers are the model's, their ceiling, and what one alone can move."""
    programme = row(_PROGRAMME)
    paper = source("nowlan_2017")
    return tongue.say(
        "The numbers are the model’s: no study has measured them. None may be above "
        "what whole programmes bring a couple, about {most}. And where one partner "
        "practised alone, no gain for the relationship was found ({paper}), only for "
        "their own quality of life.",
        most=hundredths(programme.value, tongue),
        paper=within_brackets(paper.short),
    )


def own_doing() -> str:
    """Whose doing a plan is."""
    return "Only your own doing is suggested, never the other’s. Leaving it is fine."


def _gain(gain: float, size: str, tongue: Tongue) -> str:
    if gain < _SMALL / 4:
        return tongue.say("a very small gain of {size} standard deviations", size=size)
    if gain < _SMALL:
        return tongue.say("a small gain of {size} standard deviations", size=size)
    if gain < _MIDDLING:
        return tongue.say("a moderate gain of {size} standard deviations", size=size)
    return tongue.say("a large gain of {size} standard deviations", size=size)


def _span(option: Option, tongue: Tongue) -> str:
    return tongue.say(
        "somewhere between {low} and {high}",
        low=hundredths(option.low, tongue),
        high=hundredths(option.high, tongue),
    )
