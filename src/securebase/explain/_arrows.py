from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import SimpleNamespace

import numpy as np
from numpy import ndarray

from securebase.dynamics import (
    Mechanism,
    Parameter,
    Parameters,
    fixed_rows,
    mechanisms,
    state_rows,
    states,
)
from securebase.dynamics._centre import mean_events
from securebase.dynamics._maths import NUMPY
from securebase.dynamics._sides import View

from ._chosen import chosen
from ._place import look_at, place
from ._strength import Strength, strength_of

_NUDGE = 1e-5
_NOTHING = 1e-9
# An arrow is carried by a number without which at least this share of it is gone.
_SHARE_LOST = 0.5


class Kind(StrEnum):
    """How one thing acts on another."""

    MEANING = "meaning"  # a quantity of the moment follows from it
    PULL = "pull"  # it moves where a state is pulled
    EVENT = "event"  # it changes a state at once
    UNREST = "unrest"  # it widens or narrows a state's own unrest
    START = "start"  # it sets where a state is at home


@dataclass(frozen=True, slots=True)
class Arrow:
    """One thing acting directly on another, as a mechanism's own equation has it.

    Sides are seen from one partner: ``me``, ``you`` (the other) and ``us``.

    Attributes:
        mechanism: Its name.
        source: What acts, such as ``"you.responsive"``.
        target: What it acts on, such as ``"me.perceived"``.
        kind: How.
        size: Effect at the average couple at rest, in standard deviations of the
            target for each of the source. What does nothing there, because it only
            scales something else, has no arrow.
        strength: Standing of the numbers that carry it.
        parameters: The numbers that carry it.
        hypothesis: Whether its mechanism is one that no study has shown.
    """

    mechanism: str
    source: str
    target: str
    kind: Kind
    size: float
    strength: Strength
    parameters: tuple[str, ...]
    hypothesis: bool


_KINDS = {
    "quantities": Kind.MEANING,
    "quantities_us": Kind.MEANING,
    "adds": Kind.MEANING,
    "pulls": Kind.PULL,
    "pulls_us": Kind.PULL,
    "jumps": Kind.EVENT,
    "jumps_us": Kind.EVENT,
    "spreads": Kind.UNREST,
    "homes": Kind.START,
}
# Which side stands where in the call of a law: one's own, the other's, the couple's.
_SIDES = ("me", "you", "us")
Values = dict[str, dict[str, float]]
_Law = Callable[[Values, SimpleNamespace], dict[str, float]]


class _Recording(View):
    """Remembers what was asked of it."""

    __slots__ = ("_asked",)
    _asked: list[str]

    def __init__(self, values: Mapping[str, float]) -> None:
        super().__init__(values)
        self._asked = []

    def __getattr__(self, name: str) -> float:
        self._asked.append(name)
        return float(super().__getattr__(name))

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._asked))


def arrows(parameters: Parameters | None = None) -> tuple[Arrow, ...]:
    """Every direct effect in the model, found by running its equations.

    What a mechanism reads is recorded, what it writes is differentiated; nothing is
    listed by hand.

    Args:
        parameters: One set; the starting values if left out.
    """
    if parameters is None:
        return _start()
    return tuple(_all(parameters))


@cache
def _start() -> tuple[Arrow, ...]:
    return tuple(_all(chosen()))


def _all(parameters: Parameters) -> Iterator[Arrow]:
    here = _here(parameters)
    units = _units(parameters)
    days = {state.id: float(parameters[f"{state.id}.days"]) for state in states()}
    for mechanism in mechanisms():
        own = parameters.given().get(mechanism.id, SimpleNamespace())
        for law in (law for law in _KINDS if law in mechanism.laws):
            yield from _of_law(mechanism, law, own, here, units, days)
    yield from _events(here, units)


def _here(parameters: Parameters) -> Values:
    """What each side holds at the average couple at rest."""
    found = place(parameters)
    return {
        side: {name: float(np.ravel(value)[0]) for name, value in view.values().items()}
        for side, view in zip(_SIDES, (found.a, found.b, found.us), strict=True)
    }


def _units(parameters: Parameters) -> dict[str, float]:
    """Standard deviation of each quantity if states and traits each vary by one."""
    states_, fixed = len(state_rows()), len(fixed_rows())
    traits = [
        number for number, row in enumerate(fixed_rows()) if ".practice_" not in row
    ]
    count = states_ + len(traits)
    nudges = np.zeros((states_ + fixed, count))
    nudges[range(states_), range(states_)] = _NUDGE
    nudges[[states_ + trait for trait in traits], range(states_, count)] = _NUDGE
    both = np.concatenate([nudges, -nudges], axis=1)
    found = look_at(
        parameters, both[:states_], np.zeros((states_, 2 * count)), both[states_:]
    )
    units = {}
    for side, view in (("me", found.a), ("us", found.us)):
        for name, value in view.values().items():
            units[f"{side}.{name}"] = _spread(value, count)
    plain = [state.id for state in states()]
    return units | {f"{side}.{name}": 1.0 for name in plain for side in ("me", "us")}


def _spread(value: ndarray | float, count: int) -> float:
    wide = np.broadcast_to(value, (2 * count,))
    slope = (wide[:count] - wide[count:]) / (2 * _NUDGE)
    spread = float(np.sqrt((slope**2).sum()))
    # What is the same for everybody is measured against its not being there at all.
    return spread if spread > _NOTHING else abs(float(wide[0])) or 1.0


def _of_law(
    mechanism: Mechanism,
    law: str,
    own: SimpleNamespace,
    here: Values,
    units: Mapping[str, float],
    days: Mapping[str, float],
) -> Iterator[Arrow]:
    run = _runner(mechanism, law)
    kind = _KINDS[law]
    for side, name in _asked(mechanism, law, here, own):
        slopes = _slopes(run, here, side, name, own)
        for target, slope in slopes.items():
            lasts = days[target] if kind is Kind.EVENT else 1.0
            whose = "us" if law.endswith("_us") else "me"
            source = f"{side}.{name}"
            unit = _unit(units, source) / (
                _unit(units, f"{whose}.{target}") if kind is Kind.MEANING else 1.0
            )
            if slope == 0.0:
                continue
            carried = _carriers(mechanism, run, here, (side, name), target, own)
            yield Arrow(
                mechanism=mechanism.id,
                source=source,
                target=f"{whose}.{target}",
                kind=kind,
                size=slope * lasts * unit,
                strength=strength_of(carried),
                parameters=tuple(each.name for each in carried),
                hypothesis=mechanism.hypothesis,
            )


def _unit(units: Mapping[str, float], name: str) -> float:
    side, _, own = name.partition(".")
    return units.get(f"{'us' if side == 'us' else 'me'}.{own}", 1.0)


def _runner(mechanism: Mechanism, law: str) -> _Law:
    function = mechanism.laws[law]

    def run(values: Values, own: SimpleNamespace) -> dict[str, float]:
        views = [View(values[side]) for side in _SIDES]
        found = (
            function(views[0], own) if law == "homes" else function(*views, own, NUMPY)
        )
        return {name: float(value) for name, value in found.items()}

    return run


def _asked(
    mechanism: Mechanism, law: str, here: Values, own: SimpleNamespace
) -> tuple[tuple[str, str], ...]:
    views = [_Recording(here[side]) for side in _SIDES]
    if law == "homes":
        mechanism.laws[law](views[0], own)
    else:
        mechanism.laws[law](*views, own, NUMPY)
    found = [
        (side, name)
        for side, view in zip(_SIDES, views, strict=True)
        for name in view.asked
        if not name.startswith("home_")
    ]
    if law.endswith("_us"):
        # Both partners act on the couple alike; one stands for the two.
        return tuple(pair for pair in found if pair[0] != "you")
    return tuple(found)


def _slopes(
    run: _Law, here: Values, side: str, name: str, own: SimpleNamespace
) -> dict[str, float]:
    high, low = (
        run(_moved(here, side, name, sign * _NUDGE), own) for sign in (1.0, -1.0)
    )
    found = {
        target: float(high[target] - low[target]) / (2 * _NUDGE) for target in high
    }
    return {
        target: 0.0 if abs(slope) < _NOTHING else slope
        for target, slope in found.items()
    }


def _moved(here: Values, side: str, name: str, by: float) -> Values:
    return {**here, side: {**here[side], name: here[side][name] + by}}


def _carriers(
    mechanism: Mechanism,
    run: _Law,
    here: Values,
    source: tuple[str, str],
    target: str,
    own: SimpleNamespace,
) -> tuple[Parameter, ...]:
    """Numbers without which half of an arrow or more is gone."""
    whole = _slopes(run, here, *source, own)[target]
    carried = []
    for each in mechanism.parameters:
        if each.off is not None:
            short = each.name.partition(".")[2]
            without = SimpleNamespace(**{**vars(own), short: each.off})
            left = _slopes(run, here, *source, without)[target]
            if abs(whole - left) >= _SHARE_LOST * abs(whole):
                carried.append(each)
    return tuple(carried)


def _events(here: Values, units: Mapping[str, float]) -> Iterator[Arrow]:
    """How often things happen follows from chances by plain multiplication."""
    givers = {
        name: each.id
        for each in mechanisms()
        if "quantities" in each.laws
        for name in _given(each, here)
    }
    view = _Recording(here["me"])
    mean_events(view)
    for name in view.asked:
        high, low = (
            mean_events(View(_moved(here, "me", name, sign * _NUDGE)["me"]))
            for sign in (1.0, -1.0)
        )
        for event in high:
            slope = float(high[event] - low[event]) / (2 * _NUDGE)
            if abs(slope) > _NOTHING:
                unit = _unit(units, f"me.{name}") / _unit(units, f"me.{event}")
                yield Arrow(
                    mechanism=givers[name],
                    source=f"me.{name}",
                    target=f"me.{event}",
                    kind=Kind.MEANING,
                    size=slope * unit,
                    strength=Strength.MEANING,
                    parameters=(),
                    hypothesis=False,
                )


def _given(mechanism: Mechanism, here: Values) -> tuple[str, ...]:
    own = SimpleNamespace(
        **{each.name.partition(".")[2]: each.value for each in mechanism.parameters}
    )
    return tuple(_runner(mechanism, "quantities")(here, own))
