"""What each practice would bring each couple that a belief allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
from jaxtyping import Float, Int64
from numpy import ndarray
from scipy.linalg import cholesky
from scipy.special import ndtr

from securebase.core import Partner
from securebase.dynamics import PRACTICES
from securebase.evidence import row as evidence_row
from securebase.fit.couple import Belief, model_names, one_thread

from ._assumed import assumed
from ._dose import effects, intensity
from ._gains import feature_names, gains, slope_spread
from ._goal import Goal, outcomes
from ._levels import HIGH
from ._practice import Practice

DRAWS = 1024
_SEED = 20_261_127
# What the model calls a trait whose own name it does not have.
TRAIT_STATE = {"attachment_anxiety": "anxiety", "attachment_avoidance": "avoidance"}


@dataclass(frozen=True, slots=True)
class Experience:
    """What somebody's own trying has told so far.

    Attributes:
        days: Days on which a practice was due.
        done: Days on which it was done.
        response: By practice, how this person responds against what was expected:
            mean and standard deviation of a factor that is 1 for everybody.
        minutes: By practice, minutes a day as chosen in a review.
        resting: Practices that are left aside for now.
    """

    days: int = 0
    done: int = 0
    response: dict[str, tuple[float, float]] = field(default_factory=dict)
    minutes: dict[str, int] = field(default_factory=dict)
    resting: frozenset[str] = frozenset()


NONE_YET = Experience()


def drawn(
    belief: Belief, partner: Partner, draws: int = DRAWS
) -> Float[ndarray, "feature draw"]:
    """Couples that a belief allows, with the one who practises as partner a.

    The same belief always gives the same couples; each is met with its mirror image
    about what is expected, so that means are exact.
    """
    count, luck = len(model_names()), _luck(draws)
    spread = belief.spread[:count, :count]
    with one_thread():
        root = cholesky(spread + 1e-9 * np.eye(count), lower=True)
        known = belief.mean[:count, None] + root @ luck[:count]
    slopes = slope_spread()[:, None] * luck[count:]
    found = np.concatenate([known, slopes])
    return found if partner is Partner.A else found[_other_way_round()]


@lru_cache(maxsize=4)
def _luck(draws: int) -> Float[ndarray, "feature draw"]:
    half = np.random.default_rng(_SEED).standard_normal(
        (len(feature_names()), -(-draws // 2))
    )
    return np.concatenate([half, -half], axis=1)[:, :draws]


@cache
def _other_way_round() -> ndarray:
    turned = {"a": "b", "b": "a", "us": "us"}
    places = {name: place for place, name in enumerate(feature_names())}
    return np.array(
        [
            places[f"{turned[side]}.{rest}"]
            for side, _, rest in (name.partition(".") for name in feature_names())
        ]
    )


def gained(
    possible: Float[ndarray, "feature draw"],
    sets: Int64[ndarray, "*way draw"],
    wanted: Goal,
    field_: Sequence[Practice],
    minutes: int,
    experience: Experience = NONE_YET,
) -> Float[ndarray, "*way practice draw"]:
    """What each practice brings each possible couple, of a goal.

    No draw is more than programmes have brought: the published ceilings.

    Args:
        possible: Possible couples.
        sets: The set of parameters that each lives by, in one way or several.
        wanted: The goal.
        field_: The practices.
        minutes: Most minutes a day.
        experience: Of earlier tries.
    """
    change = gains().of(possible, sets, wanted.weights.keys())
    change += gains().left[:, :, None] * _unknown(possible.shape[1])
    by_knob = towards(change, wanted)
    return weighed(by_knob, possible, field_, minutes, experience)


def towards(
    change: Float[ndarray, "*way knob outcome draw"], wanted: Goal
) -> Float[ndarray, "*way knob draw"]:
    """Changes of outcomes as changes of a goal."""
    weights = np.array([wanted.weights.get(name, 0.0) for name in outcomes()])
    return np.einsum("...kod,o->...kd", change, weights)


def weighed(
    by_knob: Float[ndarray, "*way knob draw"],
    possible: Float[ndarray, "feature draw"],
    field_: Sequence[Practice],
    minutes: int,
    experience: Experience = NONE_YET,
) -> Float[ndarray, "*way practice draw"]:
    """Practices as mixtures of what the model trains, as far as they get done."""
    rows = []
    for practice in field_:
        often = share_done(practice, possible, experience)
        spent = min(experience.minutes.get(practice.id, practice.minutes), minutes)
        share = effects(practice, intensity(spent) * often)
        total = sum(
            by_knob[..., PRACTICES.index(knob), :] * part
            for knob, part in share.items()
        )
        # Beyond what the model says of this couple, nobody is known to respond
        # otherwise until a look back has told so; then its mean is what counts.
        rows.append(total * experience.response.get(practice.id, (1.0, 0.0))[0])
    return np.clip(np.stack(rows, axis=-2), -ceiling(), ceiling())


@lru_cache(maxsize=8)
def _unknown(draws: int) -> Float[ndarray, "knob outcome draw"]:
    """What the effects of practice depend on beyond what is looked at."""
    half = np.random.default_rng([_SEED, 1, 0]).standard_normal(
        (*gains().left.shape, -(-draws // 2))
    )
    return np.concatenate([half, -half], axis=2)[:, :, :draws]


@cache
def ceiling() -> float:
    """The most that a practice is said to bring of anything: what programmes bring."""
    return evidence_row("skills_programme_to_quality").value


def share_done(
    practice: Practice,
    possible: Float[ndarray, "feature draw"],
    experience: Experience = NONE_YET,
) -> Float[ndarray, " draw"]:
    """Share of the days on which somebody does it; on fewer, where it is hard."""
    weight = assumed("share_done_weight")
    usual = (assumed("share_done") * weight + experience.done) / (
        weight + experience.days
    )
    found = np.full(possible.shape[1], usual)
    for hard in practice.hard_traits:
        z = possible[
            feature_names().index(f"a.{TRAIT_STATE.get(hard.trait, hard.trait)}")
        ]
        far = ndtr(((z if hard.side == "high" else -z) - 1.0) / HIGH)
        found = found * (1.0 - (1.0 - assumed("hard")) * far)
    return found
