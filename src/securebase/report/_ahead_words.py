"""Words for what lies ahead: how good forecasts were, what is known, what to expect."""

from __future__ import annotations

from collections.abc import Sequence

from securebase.core import CONSTRUCTS
from securebase.evidence import fact, source
from securebase.fit.couple import Band, Horizon, Known, measured_skill, skill_of

from ._tongue import ENGLISH, Tongue, to_say
from ._words import listed, number, percent, within_brackets

HORIZONS = {
    Horizon.DAY: "next day",
    Horizon.WEEK: "next week",
    Horizon.MONTHS: "3 months",
}
"""How far ahead, as a row begins."""

BASELINES = {
    "own_mean": "the own average so far",
    "last_value": "the last answer again",
    "pulled_back": "the own average with what is left of the last day",
    "mixed": "the own average weighed against what others tell",
}
"""What a forecast is held against."""

_SHORT = {"vitality": to_say("liveliness")}


def thing(construct: str) -> str:
    """What is forecast, in a word or two."""
    return _SHORT.get(construct, CONSTRUCTS[construct].label)


def between(low: float, high: float, tongue: Tongue = ENGLISH) -> str:
    """``3.9 to 6.0``."""
    return tongue.say(
        "{low} to {high}", low=number(low, tongue), high=number(high, tongue)
    )


def share(value: float, tongue: Tongue = ENGLISH) -> str:
    """``3%``, of a share that may be nothing or less."""
    return percent(_hundredth(value), tongue)


def _hundredth(value: float) -> str:
    return f"{round(value * 100):d}".replace("-", "−")


def skill_words(construct: str, horizon: Horizon, tongue: Tongue = ENGLISH) -> str:
    """How much better than one's own average forecasts were, in a few words."""
    if horizon is Horizon.MONTHS:
        return tongue.say("a scenario")
    found = skill_of(construct, horizon)
    if not found.better_than("own_mean"):
        return tongue.say("no better")
    gain = share(found.gain["own_mean"], tongue)
    low, high = _hundredth(found.low["own_mean"]), _hundredth(found.high["own_mean"])
    if low == high:
        return tongue.say("{gain} less error", gain=gain)
    return tongue.say(
        "{gain} less error ({low} to {high})",
        gain=gain,
        low=low,
        high=percent(high, tongue),
    )


def skill_source(average: str) -> str:
    """Where the measured skill is from, and what it does not say.

    Args:
        average: Whose average, such as ``"your own average"``.
    """
    count = sum(it.forecasts for it in measured_skill())
    return (
        "Right of each forecast: how much smaller the error of such ones was than that "
        f"of {average}, with its 95% range, in {count:,} forecasts for made-up couples "
        "of the model’s own kind. Real couples may fit the model less well."
    )


def no_prediction(tongue: Tongue = ENGLISH) -> str:
    """That three months are no prediction, with what research says."""
    ceiling = next(it.high for it in fact("F23").bands if it.of == "R² of change")
    paper = source(fact("F23").sources[0])
    return tongue.say(
        "Three months ahead is a scenario in which life goes on as it is, and not a "
        "prediction: in studies of real couples change could not be predicted (R² "
        "below {ceiling} by our reading; {paper}).",
        ceiling=tongue.decimal(f"{ceiling:.2f}"),
        paper=within_brackets(paper.short),
    )


def usual_words(usual: Band) -> str:
    """``usually 5.2, likely 4.5 to 5.8``."""
    return (
        f"usually {number(usual.middle)}, likely {between(usual.low95, usual.high95)}"
    )


def known_words(known: Sequence[Known], tongue: Tongue = ENGLISH) -> list[str]:
    """What a diary tells of somebody by now, and how long the rest would take."""

    def named(some: Sequence[Known]) -> str:
        return listed([tongue.say(it.label) for it in some], tongue)

    well = [it for it in known if it.well]
    rough = [it for it in known if it.roughly and not it.well]
    found = []
    if well:
        found.append(tongue.say("Told well by now: {things}.", things=named(well)))
    if rough:
        found.append(tongue.say("Told roughly: {things}.", things=named(rough)))
    open_ = [it for it in known if not it.roughly]
    for days in sorted({it.days for it in open_ if it.days is not None}):
        text = tongue.say(
            "About {days} more days would tell roughly: {things}.",
            days=days,
            things=named([it for it in open_ if it.days == days]),
        )
        found.append(text)
    never = [it for it in open_ if it.days is None]
    if never:
        text = tongue.say(
            "Half a year of check-ins would hardly tell: {things}.", things=named(never)
        )
        found.append(text)
    return found
