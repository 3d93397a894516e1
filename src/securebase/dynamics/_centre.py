from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np
from numpy import ndarray

from ._flow import SLOPES, TRAITS, jumps, look, pulls
from ._maths import NUMPY
from ._practice import PRACTICES
from ._sides import Pull, View
from ._states import own_states, shared_states


def average_person() -> dict[str, float]:
    """Traits, slopes and practice of the average person: nought everywhere."""
    return dict.fromkeys((*TRAITS, *SLOPES, *PRACTICES), 0.0)


def mean_events(me: View) -> Pull:
    """Events as their mean rates a day."""
    met = me.challenge_rate * me.meet
    return {
        "stress": me.stress_rate,
        "success": met * me.succeed,
        "failure": met * (1.0 - me.succeed),
        "declined": me.challenge_rate - met,
        "dared": me.decision_rate * me.dare,
        "shirked": me.decision_rate * (1.0 - me.dare),
    }


def centre_of(p: Mapping[str, SimpleNamespace]) -> ndarray:
    """Where the mechanisms pull each state at the average couple at rest.

    Own states first, then the couple's. Taken off in every step, so that nought is the
    average couple's place, whatever the parameters.
    """
    homes = {f"home_{state.id}": 0.0 for state in own_states()}
    still = dict.fromkeys((state.id for state in own_states()), 0.0)
    a, b = (View({**still, **homes, **average_person()}) for _ in range(2))
    us = View(dict.fromkeys((state.id for state in shared_states()), 0.0))
    look(a, b, us, p, NUMPY)
    for view in (a, b):
        view.learn(mean_events(view))
    us.learn({"stress": us.stress_rate})
    flow, events = pulls(a, b, us, p, NUMPY), jumps(a, b, us, p, NUMPY)
    own = [
        flow.a.get(s.id, 0.0) + events.a.get(s.id, 0.0) * p[s.id].days
        for s in own_states()
    ]
    shared = [
        flow.us.get(s.id, 0.0) + events.us.get(s.id, 0.0) * p[s.id].days
        for s in shared_states()
    ]
    return np.array([np.float64(value) for value in (*own, *shared)])
