"""Plans as a viewer gets them: for whom, from what, and as a record for programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from securebase.core import Partner

if TYPE_CHECKING:
    from securebase.couples import View
    from securebase.fit.couple import Belief
    from securebase.plan import Experience, Option, Plan


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan for one partner, or that it is too early for one.

    Attributes:
        partner: Whose.
        found: The plan; None where too little is known for one.
        settled: What they have tried.
    """

    partner: Partner
    found: Plan | None
    settled: Experience


def plans_of(
    view: View,
    belief: Belief,
    *,
    goal: str | None = None,
    minutes: int | None = None,
    log: Path | None = None,
) -> list[Planned]:
    """A plan for the one who reads, or for each who shows something to both."""
    from securebase.plan import enough, experience, next_plan, read_log

    tried = () if log is None else read_log(log)
    by_partner = {
        partner: experience(view, [it for it in tried if it.partner is partner])
        for partner in _planners(view)
    }
    return [
        Planned(
            partner,
            next_plan(belief, partner, goal, minutes, settled)
            if enough(view, partner)
            else None,
            settled,
        )
        for partner, settled in by_partner.items()
    ]


def _planners(view: View) -> tuple[Partner, ...]:
    if view.viewer.partner is not None:
        return (view.viewer.partner,)
    return tuple(
        it for it in Partner if view.people[it].sheets or view.people[it].check_ins
    )


def plans_record(found: list[Planned], view: View, belief: Belief) -> dict[str, Any]:
    """All that `plan` has for a viewer, for a program to read."""
    return {
        "format": "securebase-plan/1",
        "couple": view.couple,
        "made_up": view.made_up,
        "viewer": view.viewer.value,
        **_notes(),
        "plans": [plan_record(it, view, belief) for it in found],
    }


def _notes() -> dict[str, Any]:
    from securebase.report._plan_words import own_doing, what_it_is_not

    return {
        "unit": "standard deviations between persons, in the second four weeks",
        "notes": [what_it_is_not(), own_doing()],
    }


def plan_record(planned: Planned, view: View, belief: Belief) -> dict[str, Any]:
    """A plan for a program to read."""
    found, settled = planned.found, planned.settled
    seen = view.people[planned.partner]
    known = {
        "partner": planned.partner.value,
        "name": view.names[planned.partner],
        "check_ins": len(seen.check_ins),
        "questionnaires": len(seen.sheets),
        "enough": found is not None,
    }
    if found is None:
        return {**known, "options": []}
    return {
        **known,
        "goal": {"id": found.goal.id, "title": found.goal.title},
        "minutes": found.minutes,
        "all_is_well": found.well,
        "clear": found.clear,
        "best_if_right": round(found.best_if_right, 4),
        "close_if_right": round(found.close_if_right, 4),
        "options": [_option(it, found, settled) for it in found.options],
        "left_out": [
            {"practice": it.id, "title": it.title, "reason": reason}
            for it, reason in found.left_out
        ],
        "sequence": [it.id for it in found.sequence],
        "easier": easier_words(found, view, belief),
    }


def _option(option: Option, found: Plan, settled: Experience) -> dict[str, Any]:
    from securebase.plan import minutes_of, reason

    why = reason(option, found.goal)
    assert why is not None
    return {
        "practice": option.practice.id,
        "title": option.practice.title,
        "minutes": minutes_of(option.practice, found, settled),
        "gain": round(option.gain, 4),
        "range95": [round(option.low, 4), round(option.high, 4)],
        "best": round(option.best, 4),
        "close": round(option.close, 4),
        "done": round(option.done, 3),
        "reason": why.sentence,
        "mechanisms": list(why.mechanisms),
        "evidence": list(why.rows),
        "untested": [
            *option.practice.untested,
            *filter(None, [option.practice.caveat]),
        ],
    }


def easier_words(found: Plan, view: View, belief: Belief) -> list[str]:
    """What makes the choice easier: for the reader in person, or for anybody."""
    from securebase.plan import harder

    if found.choice is None:
        return []
    practice = found.choice.practice
    # What both read together does not speak of one's traits.
    own = harder(practice, belief, found.partner) if view.viewer.partner else ()
    if own:
        return [f"It may be harder for you because {it.why}. {it.easier}" for it in own]
    return [practice.easier]
