from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import cholesky
from scipy.special import ndtr

from securebase.core import Partner, PracticeError
from securebase.dynamics import PRACTICES, own_states, shared_states
from securebase.evidence import row as evidence_row
from securebase.fit.couple import Belief, model_names, one_thread

from ._assumed import assumed
from ._dose import effects, intensity, is_skill
from ._gains import feature_names, gains, slope_spread
from ._goal import Goal, goal as goal_of, outcomes
from ._practice import Practice, practices

LETTER = {Partner.A: "a", Partner.B: "b"}
DRAWS = 1024
_SEED = 20_261_127
# Gains so much below the best count as good as the best.
CLOSE = 0.95
# From here on somebody is worn out, in standard deviations, and a level is "high".
_HIGH = 0.5
_LIKELY = 0.8
_CLEAR = 0.6
_WELL, _CLEARLY_LOW = 0.8, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One practice in the light of what is known.

    Attributes:
        practice: What would be done.
        gain: Expected gain of the goal in the second four weeks of practising, in
            standard deviations between persons.
        low: Lower end of its 95% range: doubt about the couple and about the model.
        high: Upper end.
        best: Probability that it is the best of those that come into question.
        close: Probability that it is the best, or within 5% of it.
        done: Share of the days on which it is expected to be done.
    """

    practice: Practice
    gain: float
    low: float
    high: float
    best: float
    close: float
    done: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one person may try for a goal of theirs.

    Attributes:
        partner: Whose plan; only their own doing is in it.
        goal: What is wanted.
        minutes: Most minutes a day.
        options: Every practice that comes into question, the best first.
        left_out: Practices that do not, and why.
        best_if_right: Probability that the first is the best if the model's numbers
            are right, doubt about the couple alone.
        close_if_right: The same for within 5% of the best.
        clear: Whether one practice stands out.
        well: Whether all is well: then nothing needs to be trained.
        sequence: The practices of four weeks, two weeks each, a review between.
    """

    partner: Partner
    goal: Goal
    minutes: int
    options: tuple[Option, ...]
    left_out: tuple[tuple[Practice, str], ...]
    best_if_right: float
    close_if_right: float
    clear: bool
    well: bool
    sequence: tuple[Practice, ...]

    @property
    def choice(self) -> Option | None:
        """The practice with the largest expected gain."""
        return self.options[0] if self.options else None


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


def plan(
    belief: Belief,
    partner: Partner,
    *,
    goal: str | None = None,
    minutes: int = 10,
    experience: Experience = NONE_YET,
    draws: int = DRAWS,
) -> Plan:
    """What one person may practise, weighed by what is known of the couple.

    A thousand couples that what is known allows are each given each practice, by the
    calibrated model and by other sets of its ensemble in turn.

    Args:
        belief: What is known, of the viewer's own view.
        partner: Who would practise.

    Other Args:
        goal: Short name of a goal; what seems most called for if left out.
        minutes: Most minutes a day.
        experience: Of earlier tries.
        draws: Possible couples that are weighed.

    Raises:
        PracticeError: If the goal is unknown or the minutes are out of range.
    """
    _check(minutes)
    wanted = goal_of(goal or usual_goal(belief, partner))
    possible = drawn(belief, partner, draws)
    left_out = _left_out(belief, partner, minutes, experience)
    names = {practice.id for practice, _ in left_out}
    field_ = [practice for practice in practices() if practice.id not in names]
    well = all_well(belief, partner)
    if not field_:
        return _nothing(partner, wanted, minutes, left_out, well)
    sets = np.arange(draws) % gains().sets
    full = gained(possible, sets, wanted, field_, minutes, experience)
    right = gained(possible, 0 * sets, wanted, field_, minutes, experience)
    order = np.argsort(-full.mean(axis=1), kind="stable")
    full, right = full[order], right[order]
    field_ = [field_[place] for place in order]
    options = _options(full, field_, possible, experience)
    clear = options[0].best >= _CLEAR
    return Plan(
        partner=partner,
        goal=wanted,
        minutes=minutes,
        options=options,
        left_out=left_out,
        best_if_right=float((right.argmax(axis=0) == 0).mean()),
        close_if_right=float((right[0] >= CLOSE * right.max(axis=0)).mean()),
        clear=clear,
        well=well,
        sequence=_sequence(options, clear=clear),
    )


def thompson(found: Plan, seed: int) -> Option | None:
    """A practice drawn as often as it is probably the best: trying teaches.

    Args:
        found: The plan.
        seed: The same seed draws the same practice.
    """
    if not found.options:
        return None
    chances = np.array([option.best for option in found.options])
    place = np.random.default_rng(seed).choice(len(chances), p=chances / chances.sum())
    return found.options[int(place)]


def _check(minutes: int) -> None:
    if not 1 <= minutes <= 60:
        raise PracticeError(
            "The minutes a day must be a whole number from 1 to 60. "
            f"Got {minutes} instead. Ten are enough for most practices."
        )


def _nothing(
    partner: Partner,
    wanted: Goal,
    minutes: int,
    left_out: tuple[tuple[Practice, str], ...],
    well: bool,
) -> Plan:
    return Plan(
        partner=partner, goal=wanted, minutes=minutes, options=(), left_out=left_out,
        best_if_right=0.0, close_if_right=0.0, clear=False, well=well, sequence=(),
    )  # fmt: skip


def drawn(
    belief: Belief, partner: Partner, draws: int = DRAWS
) -> Float[ndarray, "feature draw"]:
    """Couples that a belief allows, with the one who practises as partner a.

    The same belief always gives the same couples; each is met with its mirror image
    about what is expected, so that means are exact.
    """
    count = len(model_names())
    rng = np.random.default_rng(_SEED)
    half = rng.standard_normal((len(feature_names()), -(-draws // 2)))
    luck = np.concatenate([half, -half], axis=1)[:, :draws]
    spread = belief.spread[:count, :count]
    with one_thread():
        root = cholesky(spread + 1e-9 * np.eye(count), lower=True)
        known = belief.mean[:count, None] + root @ luck[:count]
    slopes = slope_spread()[:, None] * luck[count:]
    found = np.concatenate([known, slopes])
    return found if partner is Partner.A else found[_other_way_round()]


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
    sets: ndarray,
    wanted: Goal,
    field_: Sequence[Practice],
    minutes: int,
    experience: Experience = NONE_YET,
) -> Float[ndarray, "practice draw"]:
    """What each practice brings each possible couple, of a goal.

    No draw is more than programmes have brought: the published ceilings.
    """
    change = gains().of(possible, sets, wanted.weights.keys())
    change += gains().left[:, :, None] * _unknown(possible.shape[1])
    by_knob = towards(change, wanted)
    return weighed(by_knob, possible, field_, minutes, experience)


def towards(
    change: Float[ndarray, "knob outcome draw"], wanted: Goal
) -> Float[ndarray, "knob draw"]:
    """Changes of outcomes as changes of a goal."""
    weights = np.array([wanted.weights.get(name, 0.0) for name in outcomes()])
    return np.einsum("kod,o->kd", change, weights)


def weighed(
    by_knob: Float[ndarray, "knob draw"],
    possible: Float[ndarray, "feature draw"],
    field_: Sequence[Practice],
    minutes: int,
    experience: Experience = NONE_YET,
) -> Float[ndarray, "practice draw"]:
    """Practices as mixtures of what the model trains, as far as they get done."""
    rows = []
    for practice in field_:
        often = share_done(practice, possible, experience)
        spent = min(experience.minutes.get(practice.id, practice.minutes), minutes)
        share = effects(practice, intensity(spent) * often)
        total = sum(
            by_knob[PRACTICES.index(knob)] * part for knob, part in share.items()
        )
        mean, sd = experience.response.get(practice.id, (1.0, 0.0))
        rows.append(total * (mean + sd * _own_luck(practice, possible.shape[1])))
    return np.clip(np.array(rows), -ceiling(), ceiling())


@lru_cache(maxsize=8)
def _unknown(draws: int) -> Float[ndarray, "knob outcome draw"]:
    """What the effects of practice depend on beyond what is looked at."""
    half = np.random.default_rng([_SEED, 1, 0]).standard_normal(
        (*gains().left.shape, -(-draws // 2))
    )
    return np.concatenate([half, -half], axis=2)[:, :, :draws]


def _own_luck(practice: Practice, draws: int) -> ndarray:
    place = [one.id for one in practices()].index(practice.id)
    half = np.random.default_rng([_SEED, place]).standard_normal(-(-draws // 2))
    return np.concatenate([half, -half])[:draws]


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
        z = possible[feature_names().index(f"a.{_TRAIT.get(hard.trait, hard.trait)}")]
        far = ndtr(((z if hard.side == "high" else -z) - 1.0) / _HIGH)
        found = found * (1.0 - (1.0 - assumed("hard")) * far)
    return found


_TRAIT = {"attachment_anxiety": "anxiety", "attachment_avoidance": "avoidance"}


def _options(
    full: Float[ndarray, "practice draw"],
    field_: Sequence[Practice],
    possible: Float[ndarray, "feature draw"],
    experience: Experience,
) -> tuple[Option, ...]:
    top = full.max(axis=0)
    winner = full.argmax(axis=0)
    low, high = np.quantile(full, [0.025, 0.975], axis=1)
    return tuple(
        Option(
            practice=practice,
            gain=float(full[place].mean()),
            low=float(low[place]),
            high=float(high[place]),
            best=float((winner == place).mean()),
            close=float((full[place] >= CLOSE * top).mean()),
            done=float(share_done(practice, possible, experience).mean()),
        )
        for place, practice in enumerate(field_)
    )


def _sequence(options: Sequence[Option], *, clear: bool) -> tuple[Practice, ...]:
    """Two weeks, a review, two weeks.

    Where a skill stands out, it is kept up: learning goes on. What is no skill need not
    be learnt further, and the next best thing of another kind follows. Where nothing
    stands out, the likeliest rival that trains something else gets a try as well.
    """
    first = options[0].practice
    main = max(first.trains, key=first.trains.__getitem__)
    if clear and is_skill(main):
        return (first, first)
    if clear:
        others = [it.practice for it in options[1:] if it.practice.stage != first.stage]
        return (first, (others or [first])[0])
    rivals = [it for it in options[1:] if main not in it.practice.trains]
    if not rivals:
        return (first, first)
    return (first, max(rivals, key=lambda it: it.best).practice)


def _left_out(
    belief: Belief, partner: Partner, minutes: int, experience: Experience
) -> tuple[tuple[Practice, str], ...]:
    worn_out = level_probability(belief, partner, "load", "high") >= _LIKELY
    found = []
    for practice in practices():
        reason = _why_not(practice, belief, partner, minutes, experience, worn_out)
        if reason:
            found.append((practice, reason))
    return tuple(found)


def _why_not(
    practice: Practice,
    belief: Belief,
    partner: Partner,
    minutes: int,
    experience: Experience,
    worn_out: bool,
) -> str:
    if practice.id in experience.resting:
        return "left aside after a review"
    if worn_out and practice.giving:
        return "it asks to give more, and giving has cost a lot lately"
    for it in practice.leave_when:
        if level_probability(belief, partner, it.construct, it.side) >= _LIKELY:
            return "it is not for days like these"
    # More of it, as a review may want, is held to the limit; less makes room for it.
    if min(experience.minutes.get(practice.id, 60), practice.minutes) > minutes:
        return "it takes more minutes a day"
    return ""


def level_probability(
    belief: Belief, partner: Partner, construct: str, side: str
) -> float:
    """How probable it is that somebody's level is high, or low, among others'."""
    name = _state_behind().get(construct)
    if name is None:
        return 0.0
    row = name if name.startswith("us.") else f"{LETTER[partner]}.{name}"
    mean, sd = belief.of(row)
    return float(ndtr(((mean if side == "high" else -mean) - _HIGH) / sd))


@cache
def _state_behind() -> dict[str, str]:
    own = {state.construct: state.id for state in own_states() if state.construct}
    us = {it.construct: f"us.{it.id}" for it in shared_states() if it.construct}
    return {**own, **us, "over_benefit": "equity"}


def all_well(belief: Belief, partner: Partner) -> bool:
    """Whether all is well with somebody: above the middle as a whole, nothing low."""
    side = LETTER[partner]
    signs = {
        f"{side}.security": 1.0,
        f"{side}.drive": 1.0,
        f"{side}.quality": 1.0,
        f"{side}.exhaustion": -1.0,
        "us.vitality": 1.0,
    }
    weight = np.zeros(len(belief.mean))
    for name, sign in signs.items():
        weight[model_names().index(name)] = sign / len(signs)
    sd = float(np.sqrt(weight @ belief.spread @ weight))
    if ndtr(float(weight @ belief.mean) / sd) < _WELL:
        return False
    # Nothing that is likely to lie clearly below the middle.
    for name, sign in signs.items():
        mean, own_sd = belief.of(name)
        if ndtr((-_HIGH - sign * mean) / own_sd) >= _CLEARLY_LOW:
            return False
    return True


def usual_goal(belief: Belief, partner: Partner) -> str:
    """The goal that seems most called for.

    Relief where somebody is worn out; else what lies farthest below the middle of
    others, where anything is likely to; else being a good base for the partner.
    """
    if level_probability(belief, partner, "load", "high") >= _LIKELY:
        return "lighter"
    low = {
        name: float(ndtr(-mean / sd))
        for name, state in _OWN_LEVEL.items()
        for mean, sd in (belief.of(f"{LETTER[partner]}.{state}"),)
    }
    lowest = max(low, key=low.__getitem__)
    return lowest if low[lowest] >= _LIKELY else "base"


_OWN_LEVEL = {"safer": "security", "explore": "drive", "closer": "quality"}
