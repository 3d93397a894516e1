"""Why a practice is suggested: its way to the goal, and what helps with it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from scipy.special import ndtr

from securebase.core import Partner
from securebase.dynamics import Mechanism, mechanisms
from securebase.fit.couple import Belief

from ._goal import Goal, goals
from ._levels import HIGH, LETTER
from ._planner import Option, Plan
from ._practice import HardTrait, Practice
from ._weighing import TRAIT_STATE

# So probable must a trait be before what it makes harder is spoken of.
_LIKELY_ENOUGH = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """How what is trained reaches goals in the model.

    Attributes:
        words: In one clause.
        ways: By goal, the mechanisms on the way, in order.
    """

    words: str
    ways: Mapping[str, tuple[str, ...]]


class Reason(NamedTuple):
    """Why a practice is suggested for a goal.

    Attributes:
        sentence: For a reader; it says where the model knows no way, and where a way
            leads over something that no study has shown.
        mechanisms: On the way, in order; none where the model knows no way.
        rows: Evidence behind the practice, then behind these mechanisms.
    """

    sentence: str
    mechanisms: tuple[str, ...]
    rows: tuple[str, ...]


@cache
def paths() -> dict[str, Path]:
    """The ways that the model knows, by what is trained."""
    text = (resources.files(__package__) / "paths.toml").read_text("utf-8")
    return {
        knob: Path(
            words=record["words"],
            ways={name: tuple(way) for name, way in record.items() if name != "words"},
        )
        for knob, record in tomllib.loads(text).items()
    }


def reason(of: Plan | Option | Practice, goal: Goal) -> Reason | None:
    """Why a practice may bring something of a goal, traced through the model.

    Where a practice trains several things, the one with the largest share in it speaks
    among those from which the model knows a way to the goal.

    Args:
        of: A practice, an option of a plan, or a plan, for its choice.
        goal: What is wanted.

    Returns:
        The reason, or None for a plan without a choice.
    """
    practice = _practice(of)
    if practice is None:
        return None
    shares = sorted(practice.trains, key=lambda it: -practice.trains[it])
    leading = [knob for knob in shares if goal.id in paths()[knob].ways]
    path = paths()[(leading or shares)[0]]
    way = tuple(_mechanism(name) for name in path.ways.get(goal.id, ()))
    rows = (*practice.evidence, *(row for it in way for row in it.rows))
    return Reason(
        _sentence(path, way), tuple(it.id for it in way), tuple(dict.fromkeys(rows))
    )


def reasons() -> tuple[str, ...]:
    """Every sentence with which a reason may be given."""
    return tuple(
        dict.fromkeys(
            _sentence(path, tuple(map(_mechanism, path.ways.get(wanted.id, ()))))
            for path in paths().values()
            for wanted in goals()
        )
    )


def _practice(of: Plan | Option | Practice) -> Practice | None:
    if isinstance(of, Plan):
        return None if of.choice is None else of.choice.practice
    return of.practice if isinstance(of, Option) else of


def _sentence(path: Path, way: tuple[Mechanism, ...]) -> str:
    opening = path.words[:1].upper() + path.words[1:]
    if not way:
        return f"{opening}; the model knows no straight way from there to this goal."
    if any(it.hypothesis for it in way):
        return f"{opening} (untested: a part of this way has been shown by no study)."
    return f"{opening}."


@cache
def _by_name() -> dict[str, Mechanism]:
    return {it.id: it for it in mechanisms()}


def _mechanism(name: str) -> Mechanism:
    return _by_name()[name]


def harder(
    practice: Practice, belief: Belief, partner: Partner
) -> tuple[HardTrait, ...]:
    """What probably makes a practice harder for this person, and what helps there.

    Args:
        practice: What would be done.
        belief: What is known.
        partner: Who would do it.
    """
    return tuple(
        it
        for it in practice.hard_traits
        if _chance(belief, partner, it) > _LIKELY_ENOUGH
    )


def _chance(belief: Belief, partner: Partner, hard: HardTrait) -> float:
    mean, sd = belief.of(f"{LETTER[partner]}.{TRAIT_STATE.get(hard.trait, hard.trait)}")
    return float(ndtr(((mean if hard.side == "high" else -mean) - HIGH) / sd))
