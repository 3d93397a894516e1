"""One step in time, for any kind of value: arrays, JAX arrays or symbols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace

from ._flow import READ_OUTS, Flow, jumps, look, pulls, spreads
from ._maths import Maths, Value
from ._sides import Pull, View
from ._states import Noise, State, own_states, shared_states

# Farther than this from the average no state goes, in standard deviations.
LIMIT = 6.0
# Counted in each step, besides what mechanisms see of it.
COUNTS = ("stressors", "met", "declined", "successes", "failures", "dared", "shirked")
SHARED_COUNTS = ("shared_stressors",)
# Normal numbers that each partner and the couple need in each step.
OWN_NORMALS = (
    "gesture",
    "response",
    "wave",
    *(s.id for s in own_states() if s.noise is Noise.NORMAL and s.clock != "hours"),
)
SHARED_NORMALS = tuple(s.id for s in shared_states() if s.noise is Noise.NORMAL)
OWN_SIGNS = tuple(s.id for s in own_states() if s.noise is Noise.SIGNS)
SHARED_SIGNS = tuple(s.id for s in shared_states() if s.noise is Noise.SIGNS)

# States that are linear and solved on their own.
_LINEAR = ("gesture", "echo", "wave")


@dataclass(frozen=True, slots=True)
class Side:
    """Values of one partner, or of the couple, at one moment.

    Attributes:
        state: By state.
        home: Where each state is at home, by state.
        fixed: Traits, slopes and practice, by name.
        drawn: Normals and signs by state, and ``chance``, uniform from 0 to 1.
    """

    state: Mapping[str, Value]
    home: Mapping[str, Value]
    fixed: Mapping[str, Value]
    drawn: Mapping[str, Value]

    def view(self, state: Mapping[str, Value]) -> View:
        homes = {f"home_{name}": value for name, value in self.home.items()}
        return View({**state, **self.fixed, **homes})


@dataclass(frozen=True, slots=True)
class Numbers:
    """What does not change from step to step: parameters, coefficients, centre."""

    p: Mapping[str, SimpleNamespace]
    c: Mapping[str, Value]
    centre: Mapping[str, Value]
    step: Value


@dataclass(frozen=True, slots=True)
class Next:
    """States after a step, and how often what happened in it."""

    a: Pull
    b: Pull
    us: Pull
    counts_a: Pull
    counts_b: Pull
    counts_us: Pull


def advance(a: Side, b: Side, us: Side, numbers: Numbers, m: Maths) -> Next:
    """One step, of second weak order: predict, look again, correct.

    Each state decays exactly towards where it is pulled; the change of the pull within
    the step is taken up by the corrector. Events fall in the middle of their step.
    """
    now_a, now_b, now_us = a.view(a.state), b.view(b.state), us.view(us.state)
    look(now_a, now_b, now_us, numbers.p, m)
    counts_a = _happen(now_a, a.drawn["chance"], numbers.step, m)
    counts_b = _happen(now_b, b.drawn["chance"], numbers.step, m)
    counts_us = _happen_shared(now_us, us.drawn["chance"], numbers.step, m)
    first = pulls(now_a, now_b, now_us, numbers.p, m)
    events = jumps(now_a, now_b, now_us, numbers.p, m)
    factor_a, factor_b = spreads(now_a, now_b, now_us, numbers.p, m)
    guess = Flow(
        _predict(own_states(), a, first.a, events.a, factor_a, numbers),
        _predict(own_states(), b, first.b, events.b, factor_b, numbers),
        _predict(shared_states(), us, first.us, events.us, {}, numbers),
    )
    guess.a.update(_linear(a, b, numbers))
    guess.b.update(_linear(b, a, numbers))
    then_a, then_b, then_us = a.view(guess.a), b.view(guess.b), us.view(guess.us)
    look(then_a, then_b, then_us, numbers.p, m)
    second = pulls(then_a, then_b, then_us, numbers.p, m)
    return Next(
        _correct(guess.a, first.a, second.a, numbers, m),
        _correct(guess.b, first.b, second.b, numbers, m),
        _correct(guess.us, first.us, second.us, numbers, m),
        counts_a,
        counts_b,
        counts_us,
    )


def read_outs(
    a: Side, b: Side, us: Side, numbers: Numbers, m: Maths
) -> tuple[Pull, Pull]:
    """Quantities worth looking at, of each partner."""
    now_a, now_b, now_us = a.view(a.state), b.view(b.state), us.view(us.state)
    look(now_a, now_b, now_us, numbers.p, m)
    return (
        {name: now_a[name] for name in READ_OUTS},
        {name: now_b[name] for name in READ_OUTS},
    )


def _predict(
    states: tuple[State, ...],
    side: Side,
    pull: Pull,
    jump: Pull,
    factor: Pull,
    numbers: Numbers,
) -> Pull:
    found = {}
    for state in states:
        name = state.id
        if name in _LINEAR:
            continue
        c = {kind: numbers.c[f"{name}.{kind}"] for kind in ("stay", "come", "land")}
        target = side.home[name] - numbers.centre[name]
        if name in pull:
            target = target + pull[name]
        value = c["stay"] * side.state[name] + c["come"] * target
        if name in jump:
            value = value + c["land"] * jump[name]
        if state.noise is not Noise.NONE:
            noise = numbers.c[f"{name}.noise"] * side.drawn[name]
            value = value + (noise * factor[name] if name in factor else noise)
        found[name] = value
    return found


def _linear(me: Side, you: Side, numbers: Numbers) -> Pull:
    """The clock of the hour, exactly."""
    c, p = numbers.c, numbers.p["moments"]
    gesture = c["gesture.stay"] * me.state["gesture"]
    unrest = c["gesture.noise"] * me.drawn["gesture"]
    wave = c["wave.own"] * me.state["wave"] + c["wave.other"] * you.state["wave"]
    stirred = c["wave.noise_own"] * me.drawn["wave"]
    stirred = stirred + c["wave.noise_other"] * you.drawn["wave"]
    heard = p.received * _heard(you, c) + p.given * _heard(me, c)
    return {
        "gesture": gesture + unrest,
        "echo": c["echo.stay"] * me.state["echo"] + heard,
        "wave": wave + stirred,
    }


def _heard(who: Side, c: Mapping[str, Value]) -> Value:
    shared = c["echo.noise_shared"] * who.drawn["gesture"]
    alone = c["echo.noise_alone"] * who.drawn["response"]
    return c["echo.heard"] * who.state["gesture"] + (shared + alone)


def _correct(
    guess: Pull, first: Pull, second: Pull, numbers: Numbers, m: Maths
) -> Pull:
    found = {}
    for name, value in guess.items():
        if name in first:
            turned = second[name] - first[name]
            value = value + numbers.c[f"{name}.turn"] * turned
        found[name] = m.clip(value, -LIMIT, LIMIT)
    return found


def _happen(me: View, chance: Value, step: Value, m: Maths) -> Pull:
    """Events of one partner: one uniform number serves all of them.

    Its range from 0 to 1 is divided among what can happen; where it falls within its
    part says how the event goes on. A stressor's size is an exponential number,
    stretched so that mean and variance of a step are those of a Poisson process.
    """
    likely = me.stress_rate * step
    stress, stressors = _stress(chance, likely, m)
    offered = me.challenge_rate * step
    part = (chance - likely) / offered
    challenged = _within(part, 0.0, 1.0, m)
    met = challenged * m.where(part < me.meet, 1.0, 0.0 * part)
    success = met * m.where(part < me.meet * me.succeed, 1.0, 0.0 * part)
    rest = (chance - likely - offered) / (me.decision_rate * step)
    faced = _within(rest, 0.0, 1.0, m)
    dared = faced * m.where(rest < me.dare, 1.0, 0.0 * rest)
    me.learn(
        {
            "stress": stress,
            "success": success,
            "failure": met - success,
            "declined": challenged - met,
            "dared": dared,
            "shirked": faced - dared,
        }
    )
    return {
        "stressors": stressors,
        "met": met,
        "declined": challenged - met,
        "successes": success,
        "failures": met - success,
        "dared": dared,
        "shirked": faced - dared,
    }


def _happen_shared(us: View, chance: Value, step: Value, m: Maths) -> Pull:
    stress, stressors = _stress(chance, us.stress_rate * step, m)
    us.learn({"stress": stress})
    return {"shared_stressors": stressors}


def _stress(chance: Value, likely: Value, m: Maths) -> tuple[Value, Value]:
    happened = m.where(chance < likely, 1.0 + 0.0 * chance, 0.0 * chance)
    part = m.clip(chance / (likely + 1e-9), 0.0, 1.0 - 1e-6)
    size = 1.0 + m.sqrt(1.0 + likely) * (-m.log(1.0 - part) - 1.0)
    # The smallest count as none, the largest as two, as often as in a Poisson process.
    none = m.where(part < 0.5 * likely, 1.0, 0.0 * part)
    two = m.where(1.0 - part < 0.5 * likely, 1.0, 0.0 * part)
    return happened * size, happened * (1.0 + two - none)


def _within(part: Value, low: float, high: float, m: Maths) -> Value:
    below = m.where(part < high, 1.0 + 0.0 * part, 0.0 * part)
    return below * m.where(part < low, 0.0 * part, 1.0 + 0.0 * part)
