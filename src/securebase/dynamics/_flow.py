"""All mechanisms together: where they pull each state, and what events do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

from securebase.core import ModelError

from ._maths import Maths, Value
from ._mechanism import Mechanism, mechanisms
from ._sides import NotYetKnownError, Pull, View

# Constants of a person: standard scores.
TRAITS = (
    "neuroticism",
    "extraversion",
    "openness",
    "agreeableness",
    "conscientiousness",
    "trait_anxiety",
    "trait_avoidance",
)
# How a person differs from others in what support does to them, and in exposure.
SLOPES = ("taking", "leaning", "minding", "exposure")
# What happened in a step, as numbers of events (stress: their summed size).
PERSONAL_EVENTS = (
    "stress",
    "success",
    "failure",
    "declined",
    "dared",
    "shirked",
)
SHARED_EVENTS = ("stress",)
# What is worth looking at besides the states.
READ_OUTS = (
    "activation",
    "need_shown",
    "responsive",
    "encouraging_given",
    "intruding",
    "open_now",
    "comfort",
    "alarm",
    "withdrawal",
    "inhibition",
    "satisfaction",
    "lively",
    "work",
    "momentary",
    "momentary_giving",
)


@dataclass(frozen=True, slots=True)
class Flow:
    """Pulls on the states of each partner and of the couple."""

    a: Pull
    b: Pull
    us: Pull


def look(
    a: View, b: View, us: View, p: Mapping[str, SimpleNamespace], m: Maths
) -> None:
    """Let both sides learn every quantity that follows from their states."""
    sums: dict[str, Value] = {}
    for step in _order():
        each, law = step
        function, own = each.laws[law], p[each.id]
        if law == "quantities_us":
            us.learn(function(a, b, us, own, m))
            continue
        for_a, for_b = function(a, b, us, own, m), function(b, a, us, own, m)
        if law == "adds":
            for_a = _summed(for_a, a, sums, "a")
            for_b = _summed(for_b, b, sums, "b")
        a.learn(for_a)
        b.learn(for_b)


def _summed(more: Pull, view: View, sums: dict[str, Value], side: str) -> Pull:
    for name, value in more.items():
        key = f"{side}.{name}"
        sums[key] = sums[key] + value if key in sums else value
    return {name: sums[f"{side}.{name}"] for name in more}


def pulls(
    a: View, b: View, us: View, p: Mapping[str, SimpleNamespace], m: Maths
) -> Flow:
    """Where the mechanisms pull each state; the views must have been looked at."""
    return _gather("pulls", a, b, us, p, m)


def jumps(
    a: View, b: View, us: View, p: Mapping[str, SimpleNamespace], m: Maths
) -> Flow:
    """What the events of a step do to each state; the views must hold the events."""
    return _gather("jumps", a, b, us, p, m)


def spreads(
    a: View, b: View, us: View, p: Mapping[str, SimpleNamespace], m: Maths
) -> tuple[Pull, Pull]:
    """Factors on the standard deviation of some states' own unrest."""
    found_a: Pull = {}
    found_b: Pull = {}
    for each in mechanisms():
        if "spreads" in each.laws:
            found_a.update(each.laws["spreads"](a, b, us, p[each.id], m))
            found_b.update(each.laws["spreads"](b, a, us, p[each.id], m))
    return found_a, found_b


def homes(person: View, p: Mapping[str, SimpleNamespace]) -> Pull:
    """Where a person's states are at home, as far as traits explain it."""
    total: Pull = {}
    for each in mechanisms():
        if "homes" in each.laws:
            _add(total, each.laws["homes"](person, p[each.id]))
    return total


def _gather(
    law: str, a: View, b: View, us: View, p: Mapping[str, SimpleNamespace], m: Maths
) -> Flow:
    flow = Flow({}, {}, {})
    for each in mechanisms():
        own = p[each.id]
        if law in each.laws:
            _add(flow.a, each.laws[law](a, b, us, own, m))
            _add(flow.b, each.laws[law](b, a, us, own, m))
        if f"{law}_us" in each.laws:
            _add(flow.us, each.laws[f"{law}_us"](a, b, us, own, m))
    return flow


def _add(total: Pull, more: Pull) -> None:
    for name, value in more.items():
        total[name] = total[name] + value if name in total else value


class _Anything(View):
    """Knows every state, trait and event, and of quantities what was given so far."""

    def __init__(self, quantities: set[str]) -> None:
        super().__init__({})
        object.__setattr__(self, "_values", _Known(quantities))


class _Known(dict[str, float]):
    def __init__(self, open_: set[str]) -> None:
        super().__init__()
        self._open = open_

    def __missing__(self, name: str) -> float:
        if name in self._open:
            raise KeyError(name)
        return 0.5


@cache
def _order() -> tuple[tuple[Mechanism, str], ...]:
    """Quantities in an order in which each is known before it is asked for.

    Found by trying: what asks for something not yet given has to wait. A sum is given
    when all that add to it have.
    """
    waiting: list[tuple[Mechanism, str]] = [
        (each, law)
        for each in mechanisms()
        for law in ("quantities", "adds", "quantities_us")
        if law in each.laws
    ]
    adders = {
        name: {each.id for each in mechanisms() if name in each.adds}
        for each in mechanisms()
        for name in each.adds
    }
    order: list[tuple[Mechanism, str]] = []
    open_ = _all_quantities(waiting)
    while waiting:
        ready = next((step for step in waiting if _can(step, open_)), None)
        if ready is None:
            names = ", ".join(each.id for each, _ in waiting)
            raise ModelError(
                "Mechanisms must not wait for each other's quantities. "
                f"Got a circle among {names} instead. Let one of them read a state."
            )
        waiting.remove(ready)
        order.append(ready)
        each, law = ready
        if law == "adds":
            for name in each.adds:
                adders[name].discard(each.id)
                if not adders[name]:
                    open_.discard(name)
        else:
            open_ -= set(_try(ready, set()))
    return tuple(order)


def _all_quantities(steps: list[tuple[Mechanism, str]]) -> set[str]:
    return {name for step in steps for name in _try(step, set())}


def _can(step: tuple[Mechanism, str], open_: set[str]) -> bool:
    try:
        _try(step, open_)
    except NotYetKnownError:
        return False
    return True


def _try(step: tuple[Mechanism, str], open_: set[str]) -> Pull:
    from ._maths import NUMPY

    each, law = step
    own = SimpleNamespace(
        **{parameter.name.partition(".")[2]: 0.5 for parameter in each.parameters}
    )
    sides = [_Anything(open_) for _ in range(3)]
    return each.laws[law](*sides, own, NUMPY)
