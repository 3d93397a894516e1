"""Does the planner choose well, and does it know how well?

    python -m proofs.plan [--quick]

Made-up couples keep a diary; the planner sees the diary alone. What each practice would
really bring each of them is then found by letting the true couple live on with and
without it, several times over with the same luck. Four rules are compared by what they
give away; and how often the planner's choice is the best, or within 5% of it, is held
against the probability that it states. The couples of the first part live by the
calibrated model; those of the second each by another set of its ensemble, which the
planner does not know.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.core import Partner
from securebase.dynamics import Cohort, Parameters, ensemble
from securebase.fit.couple import Belief, prior
from securebase.fit.couple._space import places
from securebase.fit.couple._update import after
from securebase.plan import STAGES, Plan, Practice, goals, plan, practice_for, practices
from securebase.plan._dose import intensity
from securebase.plan._goal import goal as goal_of
from securebase.plan._learn import changes, features_of
from securebase.plan._planner import CLOSE
from securebase.plan._weighing import DRAWS, drawn, gained, share_done, towards
from securebase.simulate._collect_truth import WINDOW
from tools.record import machine, write

from ._diaries import Diaries, diaries
from ._uniform import band_probability, outside

RESULTS = Path(__file__).with_name("results")
SEED = 11_001
MINUTES = 15
# Futures that each truth is averaged over.
FUTURES = 6
GOALS = ("base", "safer", "closer", "lighter")
NEAR = 0.03
LEVEL = 0.01


@dataclass(frozen=True, slots=True)
class Size:
    """How many couples, days and sets of parameters."""

    couples: int
    days: int
    members: int
    of_each: int


# A thousand plans for each goal.
FULL = Size(couples=4000, days=28, members=12, of_each=50)
QUICK = Size(couples=24, days=14, members=2, of_each=6)


@dataclass(frozen=True, slots=True)
class Case:
    """One plan, and what each of its options would really have brought.

    Attributes:
        found: The plan.
        truth: True gain of each option, in the plan's order.
        weakest: Place of what the rule of the weakest stage would have chosen.
        attending: Place of the practice of noticing.
        places: Where the true gain of the choice, and its lead over the runner-up, fall
            among those of the possible couples: uniform if the plan's doubt is right.
    """

    found: Plan
    truth: Float[ndarray, " option"]
    weakest: int | None
    attending: int | None
    places: tuple[float, float]

    @property
    def close(self) -> bool:
        """Whether the choice is the best in truth, or within 5% of it."""
        return bool(self.truth[0] >= _bar(self.truth))

    @property
    def best(self) -> bool:
        """Whether it is the best."""
        return bool(self.truth[0] >= self.truth.max())


def _bar(truth: ndarray) -> float:
    """Where 5% below the best lies, also where nothing helps."""
    top = float(truth.max())
    return CLOSE * top if top > 0 else top


def main() -> int:
    """Measure and write the report; 1 where stated and true probability differ."""
    size = QUICK if "--quick" in sys.argv else FULL
    own = list(_cases(ensemble()[0], size.couples, size.days, SEED))
    others: list[Case] = []
    for member in range(1, size.members + 1):
        others += _cases(ensemble()[3 * member], size.of_each, size.days, SEED + member)
    stated = _stated(own, "close_if_right")
    true = float(np.mean([case.close for case in own]))
    good = abs(stated - true) <= NEAR
    lines = [
        *_head(own, stated, true, good=good), "", *machine(("numpy", "numba")), "",
        *_part("The calibrated model", own, if_right=True), "",
        *_part("Sets that the planner does not know", others, if_right=False),
        "", *_contrasts(own), "", *_notes(),
    ]  # fmt: skip
    if size is QUICK:
        print("\n".join(lines))
        return 0
    write(RESULTS, "plan", "Does the planner choose well, and know how well?", lines)
    return int(not good)


def _cases(
    parameters: Parameters, couples: int, days: int, seed: int
) -> Iterator[Case]:
    made = diaries(parameters, couples, days, seed=seed)
    truly = _now(made)
    for number, name in enumerate(GOALS):
        some = np.arange(number, couples, len(GOALS))
        by_practice = _truth(truly, parameters, some, name, seed)
        for place, couple in enumerate(some):
            events = made.events[couple]
            belief = after(events) if events else prior()
            found = plan(belief, Partner.A, goal=name, minutes=MINUTES)
            if len(found.options) > 1:
                yield _case(found, by_practice[:, place], belief)


def _now(made: Diaries) -> Cohort:
    """The couples as they truly stand on the last evening of their diary."""
    state = made.on(made.days)[: len(made.cohort.state)].astype(np.float64)
    return replace(made.cohort, state=state, day=float(WINDOW + made.days))


def _truth(
    truly: Cohort, parameters: Parameters, some: ndarray, name: str, seed: int
) -> Float[ndarray, "practice couple"]:
    """True gain of each practice for some of the couples, each in its own futures."""
    part = replace(
        truly, state=truly.state[:, some], home=truly.home[:, some],
        fixed=truly.fixed[:, some], number=truly.number[some],
        swapped=truly.swapped[some], which=0 * truly.which[some],
    )  # fmt: skip
    possible = features_of(part)
    found = []
    for practice in practices():
        often = share_done(practice, possible)
        strength = intensity(min(practice.minutes, MINUTES)) * often
        found.append(_of_one(part, parameters, practice, strength, name, seed))
    return np.array(found)


def _of_one(
    part: Cohort,
    parameters: Parameters,
    practice: Practice,
    strength: ndarray,
    name: str,
    seed: int,
) -> Float[ndarray, " couple"]:
    doing = {
        f"practice_{knob}": weight * strength
        for knob, weight in practice.trains.items()
    }
    each = [
        changes(part, parameters, [doing], seed + 100 + luck, workers=2)[0]
        for luck in range(FUTURES)
    ]
    return towards(np.mean(each, axis=0)[None], goal_of(name))[0]


def _case(found: Plan, truth: ndarray, belief: Belief) -> Case:
    order = [one.id for one in practices()]
    options = [option.practice.id for option in found.options]
    lowest = min(STAGES, key=lambda stage: _level(belief, stage))
    true = truth[[order.index(name) for name in options]]
    possible = drawn(belief, Partner.A, 4 * DRAWS)
    two = [option.practice for option in found.options[:2]]
    right = np.zeros(possible.shape[1], np.int64)
    said = gained(possible, right, found.goal, two, MINUTES)
    return Case(
        found=found,
        truth=true,
        places=(
            float((said[0] < true[0]).mean()),
            float((said[0] - said[1] < true[0] - true[1]).mean()),
        ),
        weakest=_place(options, practice_for(lowest).id),
        attending=_place(options, practice_for("attending").id),
    )


_STATE = {
    "availability": "openness_to_need",
    "encouragement": "encouraging",
    "non_intrusion": "leaving_room",
}


def _level(belief: Belief, stage: str) -> float:
    return float(belief.mean[places()[f"a.{_STATE.get(stage, stage)}"]])


def _place(options: Sequence[str], name: str) -> int | None:
    return options.index(name) if name in options else None


def _stated(cases: Sequence[Case], name: str) -> float:
    if name == "close_if_right":
        return float(np.mean([case.found.close_if_right for case in cases]))
    return float(np.mean([case.found.options[0].close for case in cases]))


def _head(
    cases: Sequence[Case], stated: float, true: float, *, good: bool
) -> Iterator[str]:
    verdict = "within" if good else "**not** within"
    yield f"**On {len(cases)} simulated couples the choice is the best or within 5% of"
    yield f"it in {true:.1%} of cases; the planner states {stated:.1%}: {verdict} 3"
    yield "points.**"


def _part(title: str, cases: Sequence[Case], *, if_right: bool) -> Iterator[str]:
    name = "close_if_right" if if_right else "close"
    yield f"## {title}"
    yield ""
    yield f"{len(cases)} plans. Stated: {_stated(cases, name):.3f}; true:"
    true = [case.close for case in cases]
    error = np.std(true) / len(true) ** 0.5
    yield f"{np.mean(true):.3f} ± {error:.3f} (standard error)."
    yield ""
    yield "| stated | plans | mean stated | true |"
    yield "|---|---|---|---|"
    yield from _bins(cases, if_right=if_right)
    yield ""
    yield "What each rule brings of the most that could be had, and what it gives away"
    yield "(regret), in thousandths of a standard deviation between persons:"
    yield ""
    yield "| rule | brings | gives away | ± | best or within 5% |"
    yield "|---|---|---|---|---|"
    yield from _rules(cases)
    yield ""
    yield "| goal | plans | stated | true | gives away | of the best |"
    yield "|---|---|---|---|---|---|"
    for one in goals():
        some = [case for case in cases if case.found.goal.id == one.id]
        if some:
            top = np.array([case.truth.max() for case in some])
            lost = np.array([case.truth.max() - case.truth[0] for case in some])
            yield (
                f"| {one.title} | {len(some)} | {_stated(some, name):.3f} | "
                f"{np.mean([case.close for case in some]):.3f} | "
                f"{1000 * lost.mean():.2f} | {lost.sum() / top.sum():.1%} |"
            )


def _bins(cases: Sequence[Case], *, if_right: bool) -> Iterator[str]:
    stated = np.array(
        [
            case.found.close_if_right if if_right else case.found.options[0].close
            for case in cases
        ]
    )
    true = np.array([case.close for case in cases])
    for low, high in ((0, 0.5), (0.5, 0.65), (0.65, 0.8), (0.8, 0.95), (0.95, 1.01)):
        here = (stated >= low) & (stated < high)
        if here.any():
            yield (
                f"| {low:.2f} to {min(high, 1):.2f} | {here.sum()} | "
                f"{stated[here].mean():.3f} | {true[here].mean():.3f} |"
            )


def _rules(cases: Sequence[Case]) -> Iterator[str]:
    rng = np.random.default_rng(2)
    rules: dict[str, list[int | None]] = {
        "the planner": [0 for _ in cases],
        "the weakest stage": [case.weakest for case in cases],
        "always noticing": [case.attending for case in cases],
        "at random": [int(rng.integers(len(case.truth))) for case in cases],
    }
    for name, chosen in rules.items():
        top = np.array([case.truth.max() for case in cases])
        # Where a rule's practice is not offered, it brings nothing.
        got = np.array(
            [
                0.0 if place is None else case.truth[place]
                for case, place in zip(cases, chosen, strict=True)
            ]
        )
        close = [
            place is not None and case.truth[place] >= _bar(case.truth)
            for case, place in zip(cases, chosen, strict=True)
        ]
        lost = 1000 * (top - got)
        yield (
            f"| {name} | {got.sum() / top.sum():.0%} | {lost.mean():.2f} | "
            f"{lost.std() / len(lost) ** 0.5:.2f} | {np.mean(close):.3f} |"
        )


def _contrasts(cases: Sequence[Case]) -> Iterator[str]:
    """Calibration of what the plan says it does not know, by goal."""
    yield "## Is the doubt about gains right?"
    yield ""
    yield "Where the true gain of the choice, and its lead over the runner-up, fall"
    yield "among those of the couples that the diary allows (the calibrated model):"
    yield "probability that a uniform sample strays so far, of the simultaneous band"
    yield "(Säilynoja et al. 2022), and the share inside the middle 80%."
    yield ""
    yield "| goal | plans | gain: band | in 80% | lead: band | in 80% |"
    yield "|---|---|---|---|---|---|"
    bands: dict[str, float] = {}
    for one in goals():
        some = [case for case in cases if case.found.goal.id == one.id]
        if some:
            cells = []
            for which, what in enumerate(("gain", "lead")):
                at = np.array([case.places[which] for case in some])
                inside = ((at > 0.1) & (at < 0.9)).mean()
                band = bands[f"the {what}, {one.title}"] = band_probability(at)
                cells.append(f"{band:.2g} | {inside:.2f}")
            yield f"| {one.title} | {len(some)} | {' | '.join(cells)} |"
    wrong = outside(bands, LEVEL)
    yield ""
    yield f"Outside the band at {LEVEL:.0%}, the level shared among all of them:"
    yield f"{'; '.join(wrong) or 'none'}."


def _notes() -> Iterator[str]:
    yield "The assumptions of `plan/assumptions.toml` (dose, share of days done) are"
    yield "taken as true in both parts: no study could say how wrong they are. All"
    yield "gains are the model's."
    yield f"Truth: the mean of {FUTURES} futures with common luck."


if __name__ == "__main__":
    sys.exit(main())
