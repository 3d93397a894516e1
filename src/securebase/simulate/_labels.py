from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from securebase.dynamics import (
    COUNTS,
    READ_OUTS,
    SHARED_COUNTS,
    State,
    mechanisms,
    out_rows,
    own_states,
    shared_states,
)

from ._words import known

PERSONS = "standard deviations between persons"
COUPLES = "standard deviations between couples"
FRACTION = "from 0, not at all, to 1, fully"
EVENTS = "events in the window"

_READ_OUTS = {
    "activation": ("how far threat has turned attachment on", FRACTION),
    "need_shown": ("need for comfort, as shown", FRACTION),
    "responsive": ("responsiveness given", PERSONS),
    "encouraging_given": ("encouragement given", PERSONS),
    "intruding": ("taking over from the other", PERSONS),
    "open_now": ("openness to the other's need today", PERSONS),
    "comfort": ("comfort received", FRACTION),
    "alarm": ("own anxiety set off by the other's need", FRACTION),
    "withdrawal": ("drawing back from the other's need", FRACTION),
    "inhibition": ("exploration held back by attachment", PERSONS),
    "satisfaction": ("satisfaction of the day", PERSONS),
    "work": ("challenge and energy at work", PERSONS),
    "momentary": ("feeling of the moment", PERSONS),
    "momentary_giving": ("giving of the moment", PERSONS),
}
_COUNTS = {
    "stressors": "stressors of one's own",
    "met": "challenges met",
    "declined": "challenges let pass",
    "successes": "challenges that ended in success",
    "failures": "challenges that ended in failure",
    "dared": "big decisions dared",
    "shirked": "big decisions put off",
    "shared_stressors": "stressors that hit both",
}
_TRAITS = {
    "trait_anxiety": "attachment anxiety at home in the person",
    "trait_avoidance": "attachment avoidance at home in the person",
}
# A state that is no standard score: it starts at 1 and fades.
_FADING = "freshness"


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing that is looked at over time.

    Attributes:
        name: As in an array of the model, without the partner.
        shared: Whether it belongs to the couple and not to each partner.
        count: Whether it is a number of events and not a mean.
        places: Its rows among `out_rows`: of partner a and b, or of the couple.
        attributes: Label, units, clock, statements.
    """

    name: str
    shared: bool
    count: bool
    places: tuple[int, ...]
    attributes: dict[str, str]


@cache
def variables() -> dict[str, Variable]:
    """Everything that comes out over time, by name."""
    found = {state.id: _state(state) for state in (*own_states(), *shared_states())}
    found |= {name: _read_out(name) for name in READ_OUTS}
    found |= {name: _count(name) for name in (*COUNTS, *SHARED_COUNTS)}
    order = {row.partition(".")[2]: None for row in out_rows()}
    return {
        name: Variable(name, shared, count, _places(name, shared), attributes)
        for name in order
        for shared, count, attributes in (found[name],)
    }


def chosen(keep: Sequence[str] | None) -> tuple[Variable, ...]:
    """The variables to keep, in the model's order; all if left out.

    Raises:
        ModelError: If a name is none.
    """
    if keep is None:
        return tuple(variables().values())
    names = {known("A variable to keep", name, variables()) for name in keep}
    return tuple(each for each in variables().values() if each.name in names)


def trait_attributes(name: str) -> dict[str, str]:
    return {"label": _TRAITS.get(name, name), "units": PERSONS, "kind": "trait"}


def hypotheses(off: Sequence[str]) -> tuple[str, ...]:
    """Titles of the mechanisms at work that no study has shown."""
    return tuple(
        each.title for each in mechanisms() if each.hypothesis and each.id not in off
    )


def _places(name: str, shared: bool) -> tuple[int, ...]:
    sides = ("us",) if shared else ("a", "b")
    return tuple(out_rows().index(f"{side}.{name}") for side in sides)


def _state(state: State) -> tuple[bool, bool, dict[str, str]]:
    units = COUPLES if state.shared else PERSONS
    attributes = {
        "label": state.label,
        "units": "from 1, all, to 0, nothing" if state.id == _FADING else units,
        "kind": "state",
        "clock": str(state.clock),
        "statements": ", ".join(state.statements),
        "window": "mean of its evenings",
    }
    return state.shared, False, attributes


def _read_out(name: str) -> tuple[bool, bool, dict[str, str]]:
    # A new quantity is called by its name until it has words here.
    label, units = _READ_OUTS.get(name, (name.replace("_", " "), PERSONS))
    attributes = {
        "label": label,
        "units": units,
        "kind": "read-out",
        "clock": "days",
        "statements": _statements(name),
        "window": "mean of its evenings",
    }
    return False, False, attributes


def _count(name: str) -> tuple[bool, bool, dict[str, str]]:
    attributes = {
        "label": _COUNTS.get(name, name.replace("_", " ")),
        "units": EVENTS,
        "kind": "count",
        "window": "sum of its days",
    }
    return name in SHARED_COUNTS, True, attributes


def _statements(name: str) -> str:
    """Statements of the mechanism that is called like a read-out, or adds to it."""
    serving = (it for it in mechanisms() if name == it.id or name in it.adds)
    return ", ".join(dict.fromkeys(s for each in serving for s in each.statements))
