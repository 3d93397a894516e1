from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.dynamics import Parameters, jacobian, state_rows
from securebase.dynamics._mechanisms.learning import SKILLS

from ._chosen import chosen
from ._links import contribution
from ._words import HYPOTHESIS


@dataclass(frozen=True, slots=True)
class Loop:
    """A way that leads back to where it began.

    Attributes:
        id: Short name.
        title: What goes round, in words.
        way: Groups of states, each acting on the next and the last on the first.
        mechanisms: Without them the loop is open.
        statements: The statements of the theory it serves.
    """

    id: str
    title: str
    way: tuple[tuple[str, ...], ...]
    mechanisms: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoopGain:
    """How strong a loop is near the average couple.

    Attributes:
        loop: Which.
        gain: What is left of a push after one round: below nought the loop calms,
            above it feeds itself, above 1 it would run away.
        amplification: How much larger a lasting push on its first states ends up than
            with the loop's mechanisms cut; measured, with all other ways at work.
        label: "hypothesis of the model".
    """

    loop: Loop
    gain: float
    amplification: float
    label: str = HYPOTHESIS


@dataclass(frozen=True, slots=True)
class LoopGains:
    """All named loops, and the whole.

    Attributes:
        loops: One by one.
        whole: Largest share of a pattern that all effects together give back to it
            (spectral radius); below 1, the average couple is a place of rest.
        label: "hypothesis of the model".
    """

    loops: tuple[LoopGain, ...]
    whole: float
    label: str = HYPOTHESIS


def _of(side: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{side}.{name}" for name in names)


def _virtuous() -> tuple[tuple[str, ...], ...]:
    arms = []
    for giver, taker in (("a", "b"), ("b", "a")):
        arms += [
            _of(giver, *SKILLS),
            _of(taker, "perceived", "progress", "threat", "mood", "drive"),
            _of(taker, "security", "energy", "drive"),
            _of(taker, "drive"),
            _of(taker, "growth"),
        ]
    return tuple(arms)


LOOPS = (
    Loop(
        "virtuous_cycle",
        "a base lets the other explore and grow, and the grown other is a better base",
        _virtuous(),
        ("learning",),
        ("S18",),
    ),
    Loop(
        "give_back",
        "who is answered answers",
        (_of("a", "perceived"), _of("b", "perceived")),
        ("give_back",),
        ("S18", "S20"),
    ),
    Loop(
        "mirror",
        "who gives sees the other giving, and gives",
        (_of("a", "perceived"),),
        ("perception", "give_back"),
        ("S1", "S21"),
    ),
    Loop(
        "growth_and_quality",
        "a good relationship and self-efficacy feed each other",
        (_of("a", "growth"), _of("a", "quality")),
        ("growth_and_quality",),
        ("S18",),
    ),
    Loop(
        "demand_and_withdrawal",
        "need makes the other step back, and stays need",
        (_of("a", "threat"),),
        ("withdrawal",),
        ("S11",),
    ),
    Loop(
        "alarm_round_two",
        "one partner's need alarms the other, whose need alarms the first",
        (_of("a", "threat"), _of("b", "threat")),
        ("alarm", "withdrawal", "crossover"),
        ("S3", "S10", "S11"),
    ),
    Loop(
        "unmet_need_hurts",
        "need that is not met is pressure, and pressure is need",
        (_of("a", "threat"),),
        ("unmet_need",),
        ("S15", "S17"),
    ),
    Loop(
        "doubt",
        "need that is not met takes safety, and without safety more is needed",
        (_of("a", "unmet"), _of("a", "security")),
        ("unmet_need", "activation"),
        ("S1", "S15"),
    ),
    Loop(
        "comfort_calms",
        "need that is shown and met goes",
        (_of("a", "threat"),),
        ("haven",),
        ("S2",),
    ),
    Loop(
        "liveliness_and_safety",
        "liveliness makes safe, safety explores, exploring keeps lively",
        (
            ("us.vitality",),
            _of("a", "security") + _of("b", "security"),
            _of("a", "drive") + _of("b", "drive"),
        ),
        ("vitality",),
        ("S16",),
    ),
    Loop(
        "broaden_and_build",
        "good feeling opens, opening brings progress, progress feels good",
        (_of("a", "mood"), _of("a", "drive"), _of("a", "progress")),
        ("broaden", "progress"),
        ("S19",),
    ),
    Loop(
        "being_worn_out",
        "being worn out takes energy, so one gives less, and the balance comes back",
        (
            _of("a", "exhaustion"),
            _of("a", "energy"),
            _of("a", "equity"),
        ),
        ("exhaustion",),
        ("S20",),
    ),
)


def loop_gains(parameters: Parameters | None = None) -> LoopGains:
    """Gain of each named loop, and of the whole, near the average couple.

    The gain is the product of the effects round the loop; where a loop has one state
    only, the effect is the part that its mechanisms make. The amplification is
    measured by cutting its mechanisms out of all effects.

    Args:
        parameters: One set; the calibrated one if left out.
    """
    found = parameters or chosen()
    whole = jacobian(found)
    return LoopGains(
        loops=tuple(_measured(loop, whole, found) for loop in LOOPS),
        whole=float(np.abs(np.linalg.eigvals(whole)).max()),
    )


def _measured(
    loop: Loop, whole: Float[ndarray, "state state"], parameters: Parameters
) -> LoopGain:
    part = contribution(parameters, *loop.mechanisms)
    way = [[state_rows().index(name) for name in group] for group in loop.way]
    gain = round_gain(part if _stays(loop) else whole, way)
    return LoopGain(loop, gain, amplified(whole, whole - part, way[0]))


def _stays(loop: Loop) -> bool:
    """Whether the way never leaves its state."""
    return len(set(loop.way)) == 1


def round_gain(effects: Float[ndarray, "state state"], way: list[list[int]]) -> float:
    """What is left of a push after one round, for the pattern that keeps most of it.

    Args:
        effects: Effect of each state (column) on each (row).
        way: Groups of states, each acting on the next and the last on the first.
    """
    turn = np.eye(len(way[0]))
    for one, other in pairwise([*way, way[0]]):
        turn = effects[np.ix_(other, one)] @ turn
    gains = np.linalg.eigvals(turn)
    return float(gains[np.argmax(np.abs(gains))].real)


def amplified(
    effects: Float[ndarray, "state state"],
    cut: Float[ndarray, "state state"],
    pushed: list[int],
) -> float:
    """How much larger a lasting push ends up than with some effects cut."""
    sizes = [
        np.linalg.inv(np.eye(len(it)) - it)[np.ix_(pushed, pushed)].sum()
        for it in (effects, cut)
    ]
    return float(sizes[0] / sizes[1])
