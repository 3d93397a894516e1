"""The model without chance: events as their mean rates, no unrest."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import solve_continuous_lyapunov

from ._centre import mean_events
from ._flow import jumps, look, pulls
from ._layout import FIXED, fixed_rows, state_rows
from ._maths import NUMPY
from ._parameters import Parameters
from ._sides import View
from ._states import Noise, own_states, shared_states, states
from ._step import LIMIT

# Step of a derivative; the pulls are smooth but for the hinges of equity.
_NUDGE = 1e-5


def targets(
    state: Float[ndarray, "state couple"],
    home: Float[ndarray, "state couple"],
    fixed: Float[ndarray, "fixed couple"],
    parameters: Parameters,
) -> Float[ndarray, "state couple"]:
    """Where each state is pulled, with events as their means.

    Args:
        state: States, in the rows of `state_rows`.
        home: Where each is at home.
        fixed: Traits, slopes and practice, in the rows of `fixed_rows`.
        parameters: One set.

    Returns:
        The place towards which each state relaxes, in standard deviations.
    """
    p = parameters.given()
    a, b, us = _views(state, home, fixed)
    look(a, b, us, p, NUMPY)
    for view in (a, b):
        view.learn(mean_events(view))
    us.learn({"stress": us.stress_rate})
    flow, events = pulls(a, b, us, p, NUMPY), jumps(a, b, us, p, NUMPY)
    rows = []
    for pull, jump, group in (
        (flow.a, events.a, own_states()),
        (flow.b, events.b, own_states()),
        (flow.us, events.us, shared_states()),
    ):
        for each in group:
            total = pull.get(each.id, 0.0) + jump.get(each.id, 0.0) * p[each.id].days
            rows.append(np.broadcast_to(total, state.shape[1:]))
    found = np.array(rows) + home - _centre(parameters)[:, None]
    return _with_hours(found, state, p)


def _with_hours(found: ndarray, state: ndarray, p: dict) -> ndarray:  # type: ignore[type-arg]
    """Echo and wave have their own linear law, which pulls do not hold."""
    rows = {name: place for place, name in enumerate(state_rows())}
    gains = p["moments"]
    for me, you in (("a", "b"), ("b", "a")):
        heard = gains.received * state[rows[f"{you}.gesture"]]
        heard = heard + gains.given * state[rows[f"{me}.gesture"]]
        found[rows[f"{me}.echo"]] = heard
        found[rows[f"{me}.wave"]] = gains.crossing * state[rows[f"{you}.wave"]]
    return found


def _views(state: ndarray, home: ndarray, fixed: ndarray) -> tuple[View, View, View]:
    named = dict(zip(state_rows(), state, strict=True))
    homes = dict(zip(state_rows(), home, strict=True))
    constants = dict(zip(fixed_rows(), fixed, strict=True))
    views = []
    for side in ("a", "b", "us"):
        names = own_states() if side != "us" else shared_states()
        values = {s.id: named[f"{side}.{s.id}"] for s in names}
        values |= {f"home_{s.id}": homes[f"{side}.{s.id}"] for s in names}
        if side != "us":
            values |= {name: constants[f"{side}.{name}"] for name in FIXED}
        views.append(View(values))
    return views[0], views[1], views[2]


def _centre(parameters: Parameters) -> Float[ndarray, " state"]:
    own = len(own_states())
    return np.concatenate(
        [parameters.centre[:own], parameters.centre[:own], parameters.centre[own:]]
    )


def time_constants(parameters: Parameters) -> Float[ndarray, " state"]:
    """Days that a push on each state lasts, in the rows of `state_rows`."""
    return np.array([float(parameters[f"{_own(row)}.days"]) for row in state_rows()])


def _own(row: str) -> str:
    return row.partition(".")[2]


def jacobian(
    parameters: Parameters,
    state: Float[ndarray, " state"] | None = None,
    home: Float[ndarray, " state"] | None = None,
    fixed: Float[ndarray, " fixed"] | None = None,
) -> Float[ndarray, "state state"]:
    """Effect of each state (column) on where each (row) is pulled, at one place.

    Without a place: at the average couple at rest.
    """
    count = len(state_rows())
    at = np.zeros(count) if state is None else state
    nudges = np.concatenate([np.eye(count), -np.eye(count)], axis=1) * _NUDGE
    found = targets(
        at[:, None] + nudges,
        _columns(home, count, 2 * count),
        _columns(fixed, len(fixed_rows()), 2 * count),
        parameters,
    )
    return (found[:, :count] - found[:, count:]) / (2 * _NUDGE)


def _columns(values: ndarray | None, rows: int, count: int) -> ndarray:
    if values is None:
        return np.zeros((rows, count))
    return np.repeat(values[:, None], count, axis=1)


def linear_response(parameters: Parameters) -> Float[ndarray, "state state"]:
    """Where states settle for each unit of home, near the average couple."""
    count = len(state_rows())
    return np.linalg.inv(np.eye(count) - jacobian(parameters))


def linear_spread(parameters: Parameters) -> Float[ndarray, "state state"]:
    """Covariance that unrest and events give a couple near the average, at any time.

    From the linear part of the model: the solution of Lyapunov's equation.
    """
    pull = jacobian(parameters) - np.eye(len(state_rows()))
    rates = pull / time_constants(parameters)[:, None]
    return np.asarray(solve_continuous_lyapunov(rates, -_unrest(parameters)))


def _unrest(parameters: Parameters) -> Float[ndarray, "state state"]:
    """Variance a day that unrest and stressors add."""
    p = parameters.given()
    noise = {}
    for each in states():
        if each.noise is not Noise.NONE:
            noise[each.id] = (
                2.0 * float(p[each.id].spread) ** 2 / float(p[each.id].days)
            )
    diagonal = [noise.get(_own(row), 0.0) for row in state_rows()]
    total = np.diag(diagonal)
    stress = p["stressors"]
    threat = [state_rows().index(f"{side}.threat") for side in "ab"]
    for place in threat:
        total[place, place] += 2.0 * stress.rate * stress.size**2
    total[np.ix_(threat, threat)] += 2.0 * stress.shared_rate * stress.shared_size**2
    return total


def settle(
    state: Float[ndarray, "state couple"],
    home: Float[ndarray, "state couple"],
    fixed: Float[ndarray, "fixed couple"],
    parameters: Parameters,
    *,
    rounds: int = 400,
    close: float = 1e-9,
) -> tuple[Float[ndarray, "state couple"], bool]:
    """Where the skeleton comes to rest from a start, and whether it did.

    Args:
        state: The starts; different starts may come to rest in different places.
        home: Homes.
        fixed: Traits, slopes and practice.
        parameters: One set.

    Other Args:
        rounds: Most rounds of moving half the way to where the states are pulled.
        close: Largest move that counts as rest.
    """
    now = state
    for _ in range(rounds):
        move = targets(now, home, fixed, parameters) - now
        now = np.clip(now + 0.5 * move, -LIMIT, LIMIT)
        if np.abs(move).max() < close:
            return now, True
    return now, False
