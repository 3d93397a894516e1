from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import Partner, PracticeError
from securebase.fit.couple import Belief

from ._dose import is_skill
from ._gains import gains
from ._goal import Goal, goal as goal_of
from ._levels import LIKELY, all_well, level_probability, usual_goal
from ._practice import Practice, practices
from ._weighing import DRAWS, NONE_YET, Experience, drawn, gained, share_done

# Gains so much below the best count as good as the best.
CLOSE = 0.95
# Most minutes a day where nobody says otherwise.
MINUTES = 15
# From here on one practice stands out.
_CLEAR = 0.6


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


def plan(
    belief: Belief,
    partner: Partner,
    *,
    goal: str | None = None,
    minutes: int = MINUTES,
    experience: Experience = NONE_YET,
    alone: bool = False,
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
        alone: Whether nothing may be suggested that asks for anything with the
            partner, as somebody may wish who is afraid.
        draws: Possible couples that are weighed.

    Raises:
        PracticeError: If the goal is unknown or the minutes are out of range.
    """
    _check(minutes)
    wanted = goal_of(goal or usual_goal(belief, partner))
    possible = drawn(belief, partner, draws)
    left_out = _left_out(belief, partner, minutes, experience, alone=alone)
    names = {practice.id for practice, _ in left_out}
    field_ = [practice for practice in practices() if practice.id not in names]
    well = all_well(belief, partner)
    if not field_:
        return _nothing(partner, wanted, minutes, left_out, well)
    sets = np.arange(draws) % gains().sets
    ways = np.array([sets, 0 * sets])
    full, right = gained(possible, ways, wanted, field_, minutes, experience)
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
    belief: Belief,
    partner: Partner,
    minutes: int,
    experience: Experience,
    *,
    alone: bool,
) -> tuple[tuple[Practice, str], ...]:
    worn_out = level_probability(belief, partner, "load", "high") >= LIKELY
    found = []
    for practice in practices():
        reason = (
            "it asks for something with the other"
            if alone and practice.for_two
            else _why_not(practice, belief, partner, minutes, experience, worn_out)
        )
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
        if level_probability(belief, partner, it.construct, it.side) >= LIKELY:
            return "it is not for days like these"
    # More of it, as a review may want, is held to the limit; less makes room for it.
    if min(experience.minutes.get(practice.id, 60), practice.minutes) > minutes:
        return "it takes more minutes a day"
    return ""
