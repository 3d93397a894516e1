from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from securebase.core import Z95, Partner
from securebase.couples import View

from ._belief import Belief
from ._listen import LETTER, heard
from ._space import places
from ._targets import TARGETS
from ._update import after, on_evening


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How far something has moved between two evenings.

    Attributes:
        partner: Whose.
        construct: What.
        since: The earlier evening.
        until: The later one.
        change: In standard deviations between persons.
        se: Standard error of the change; what both evenings share in doubt falls out.
    """

    partner: Partner
    construct: str
    since: dt.date
    until: dt.date
    change: float
    se: float

    @property
    def reliable(self) -> bool:
        """Whether a change so large is not expected from doubt alone (95%)."""
        return abs(self.change) > Z95 * self.se


def moved(view: View, since: dt.date) -> tuple[Moved, ...]:
    """What has moved since an evening, as far as a viewer may see.

    Args:
        view: What `couples.look` lets the viewer see.
        since: The earlier evening.

    Returns:
        For both partners, each thing that people see move; nothing where there are no
        answers on both sides of that evening.
    """
    kept = [(partner, target) for partner in Partner for target in TARGETS]
    rows = [{target.state_of(LETTER[partner]): 1.0} for partner, target in kept]
    found = changes(view, since, rows)
    if found is None:
        return ()
    until, each = found
    return tuple(
        Moved(
            partner=partner, construct=target.construct, since=since, until=until,
            change=change, se=se,
        )
        for (partner, target), (change, se) in zip(kept, each, strict=True)
    )  # fmt: skip


def changes(
    view: View, since: dt.date, of: Sequence[Mapping[str, float]]
) -> tuple[dt.date, list[tuple[float, float]]] | None:
    """How far sums of a belief's numbers have changed since an evening.

    The belief remembers where things stood on that evening, and what comes later
    corrects that memory too: the two evenings are compared in one joint law.

    Args:
        view: What `couples.look` lets the viewer see.
        since: The earlier evening.
        of: Weights by name, such as ``{"a.security": 1.0}``, for each sum.

    Returns:
        The last evening, and each change with its standard error; None where there
        are no answers on both sides.
    """
    events = heard(view)
    before = [event for event in events if event.day <= since]
    later = [event for event in events if event.day > since]
    if not before or not later:
        return None
    names = sorted({name for weights in of for name in weights})
    rows = [places()[name] for name in names]
    now = after(later, _remembering(on_evening(after(before), since), rows))
    assert now.day is not None
    first = len(now.mean) - len(rows)
    found = []
    for weights in of:
        weight = np.zeros(len(now.mean))
        for number, name in enumerate(names):
            weight[rows[number]] += weights.get(name, 0.0)
            weight[first + number] -= weights.get(name, 0.0)
        variance = max(float(weight @ now.spread @ weight), 0.0)
        found.append((float(weight @ now.mean), variance**0.5))
    return now.day, found


def _remembering(belief: Belief, rows: list[int]) -> Belief:
    """The belief with copies of some numbers as they are this evening."""
    every = [*range(len(belief.mean)), *rows]
    return replace(
        belief, mean=belief.mean[every], spread=belief.spread[np.ix_(every, every)]
    )
