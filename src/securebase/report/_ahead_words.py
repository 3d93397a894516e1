"""Words for what lies ahead: how good forecasts were, what is known, what to expect."""

from __future__ import annotations

from collections.abc import Sequence

from securebase.core import CONSTRUCTS
from securebase.evidence import fact, source
from securebase.fit.couple import Band, Horizon, Known, measured_skill, skill_of

from ._words import listed, number, within_brackets

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

_SHORT = {"vitality": "liveliness"}


def thing(construct: str) -> str:
    """What is forecast, in a word or two."""
    return _SHORT.get(construct, CONSTRUCTS[construct].label)


def between(low: float, high: float) -> str:
    """``3.9 to 6.0``."""
    return f"{number(low)} to {number(high)}"


def share(value: float) -> str:
    """``3%``, of a share that may be nothing or less."""
    return f"{round(value * 100):d}%".replace("-", "−")


def skill_words(construct: str, horizon: Horizon) -> str:
    """How much better than one's own average forecasts were, in a few words."""
    if horizon is Horizon.MONTHS:
        return "a scenario"
    found = skill_of(construct, horizon)
    if not found.better_than("own_mean"):
        return "no better"
    low, high = share(found.low["own_mean"]), share(found.high["own_mean"])
    spread = "" if low == high else f" ({low.rstrip('%')} to {high})"
    return f"{share(found.gain['own_mean'])} less error{spread}"


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


def no_prediction() -> str:
    """That three months are no prediction, with what research says."""
    ceiling = next(it.high for it in fact("F23").bands if it.of == "R² of change")
    paper = source(fact("F23").sources[0])
    return (
        "Three months ahead is a scenario in which life goes on as it is, and not a "
        "prediction: in studies of real couples change could not be predicted (R² "
        f"below {ceiling:.2f} by our reading; {within_brackets(paper.short)})."
    )


def usual_words(usual: Band) -> str:
    """``usually 5.2, likely 4.5 to 5.8``."""
    return (
        f"usually {number(usual.middle)}, likely {between(usual.low95, usual.high95)}"
    )


def known_words(known: Sequence[Known]) -> list[str]:
    """What a diary tells of somebody by now, and how long the rest would take."""
    well = [it.label for it in known if it.well]
    rough = [it.label for it in known if it.roughly and not it.well]
    found = []
    if well:
        found.append(f"Told well by now: {listed(well)}.")
    if rough:
        found.append(f"Told roughly: {listed(rough)}.")
    open_ = [it for it in known if not it.roughly]
    for days in sorted({it.days for it in open_ if it.days is not None}):
        labels = [it.label for it in open_ if it.days == days]
        found.append(f"About {days} more days would tell roughly: {listed(labels)}.")
    never = [it.label for it in open_ if it.days is None]
    if never:
        found.append(f"Half a year of check-ins would hardly tell: {listed(never)}.")
    return found
