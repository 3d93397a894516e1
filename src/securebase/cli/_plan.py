from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from securebase.core import Partner, Viewer

from ._forecast import lines
from ._help import examples
from ._streams import console, emit_json

if TYPE_CHECKING:
    from rich.console import Console

    from securebase.couples import View
    from securebase.fit.couple import Belief
    from securebase.plan import Experience, Option, Plan, Practice
    from securebase.report._words import Voice

EXAMPLES = examples(
    "securebase plan examples/both-work --viewer a",
    "securebase plan my-couple --viewer a --goal lighter --minutes 5",
    "securebase plan my-couple --viewer b --log b-tried.json --json",
)


# Of one reason, more practices than this are counted and not named.
_NAMED = 4


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


class _Reader(StrEnum):
    A = "a"
    B = "b"
    OURS = "ours"


def plan(
    couple: Annotated[
        Path,
        # Left to the reader of couples, whose messages say what to do.
        typer.Argument(
            metavar="COUPLE", help="Folder or file of a couple.", readable=False
        ),
    ],
    viewer: Annotated[
        _Reader, typer.Option(help="Who reads: partner a or b alone, or both.")
    ],
    goal: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="What is wanted: safer, explore, lighter, closer, lively or base. "
            "What seems most called for if left out.",
        ),
    ] = None,
    minutes: Annotated[
        int | None,
        typer.Option(
            help="Most minutes a day; 15 if left out, or what a review settled on.",
            show_default=False,
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What was tried before, as `review` keeps it.",
            readable=False,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Every option, as JSON for a program.")
    ] = False,
) -> None:
    """One thing to practise: what it would bring, how sure that is, and why.

    A plan holds only one's own doing. For both together there is one for each, made
    from what both share. Where all is well, it says that nothing needs to be trained;
    where little was answered so far, that it is too early.
    """
    from securebase import couples
    from securebase.fit.couple import update

    view = couples.look(couples.read(couple), Viewer(viewer.value))
    belief = update(view)
    found = plans_of(view, belief, goal=goal, minutes=minutes, log=log)
    if as_json:
        emit_json(plans_record(found, view, belief))
        return
    _show(found, view, belief, console(), chosen=goal is not None)


def plans_of(
    view: View,
    belief: Belief,
    *,
    goal: str | None = None,
    minutes: int | None = None,
    log: Path | None = None,
) -> list[Planned]:
    """A plan for the one who reads, or for each who shows something to both."""
    from securebase.plan import enough, experience, read_log

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


def next_plan(
    belief: Belief,
    partner: Partner,
    goal: str | None,
    minutes: int | None,
    settled: Experience,
) -> Plan:
    """A plan in as many minutes as a review settled on, where none are given."""
    from securebase.plan import MINUTES, plan as planned

    if minutes is None:
        minutes = max([MINUTES, *settled.minutes.values()])
    return planned(belief, partner, goal=goal, minutes=minutes, experience=settled)


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
        "easier": _easier(found, view, belief),
    }


def _notes() -> dict[str, Any]:
    from securebase.report._plan_words import own_doing, what_it_is_not

    return {
        "unit": "standard deviations between persons, in the second four weeks",
        "notes": [what_it_is_not(), own_doing()],
    }


def _planners(view: View) -> tuple[Partner, ...]:
    if view.viewer.partner is not None:
        return (view.viewer.partner,)
    return tuple(
        it for it in Partner if view.people[it].sheets or view.people[it].check_ins
    )


def minutes_of(practice: Practice, found: Plan, settled: Experience) -> int:
    """Minutes a day: as a review settled or the practice has it, within the plan's."""
    return min(settled.minutes.get(practice.id, practice.minutes), found.minutes)


def dose_words(minutes: int) -> str:
    """What minutes beyond the full dose bring, as a sentence; empty for fewer."""
    from securebase.plan import assumptions

    full = assumptions()["full_minutes"].value
    if minutes <= full:
        return ""
    return f"In the model, more than {full:.0f} minutes a day add nothing."


def expected_words(option: Option) -> str:
    """What is expected, over which time, of how much doing, and how sure that is."""
    from securebase.report._plan_words import gain_words

    return (
        f"in eight weeks, if done on {_days_in_ten(option.done)}, with a 95% range: "
        f"{gain_words(option)}"
    )


def _days_in_ten(share: float) -> str:
    days = round(10 * share)
    return "less than one day in ten" if not days else f"{days} days in ten"


def _option(option: Option, found: Plan, settled: Experience) -> dict[str, Any]:
    from securebase.plan import reason

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


def _easier(found: Plan, view: View, belief: Belief) -> list[str]:
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


def _show(
    found: list[Planned],
    view: View,
    belief: Belief,
    screen: Console,
    *,
    chosen: bool,
) -> None:
    from securebase.report._plan_words import own_doing, what_it_is_not
    from securebase.report._words import Voice

    voice = Voice(names=view.names, reader=view.viewer.partner)
    if not found:
        lines(screen, "Nothing is shared here that a plan could be made from.")
        return
    for it in found:
        _show_one(it, view, belief, voice, screen, chosen=chosen)
    if any(it.found for it in found):
        lines(screen, f"{own_doing()} {what_it_is_not()}")
    show_safety(screen)


def show_safety(screen: Console) -> None:
    """Where to turn when afraid: the same for everybody, whatever they answered."""
    from securebase.report._chapters.limits import SAFETY

    lines(screen, f"{SAFETY.title}. {SAFETY.text}", after=False)


def _show_one(
    planned: Planned,
    view: View,
    belief: Belief,
    voice: Voice,
    screen: Console,
    *,
    chosen: bool,
) -> None:
    from securebase.plan import reason
    from securebase.report._plan_words import best_words, evidence_words
    from securebase.report._words import capital

    made_up = " (made up)" if view.made_up else ""
    screen.print(
        f"{capital(voice.possessive(planned.partner))} plan{made_up}", style="bold"
    )
    found, settled = planned.found, planned.settled
    if found is None:
        lines(screen, too_early(view, planned.partner))
        return
    whole = chosen or not found.well
    lines(screen, f"It rests on {_there(view, found.partner)}.", after=False)
    if found.well:
        lines(screen, "All is well, as far as it tells: nothing needs to be trained.")
    else:
        screen.print()
    choice = found.choice
    if choice is None:
        lines(screen, f"Goal: {found.goal.title}. For now no practice is suggested.")
        _show_left_out(found, screen)
        return
    practice = choice.practice
    first = "If you like to anyway" if found.well else "To try first"
    screen.print(f"{first}: {practice.title}", style="bold")
    minutes = minutes_of(practice, found, settled)
    lines(
        screen,
        f"{minutes} minutes a day ({practice.id}). Goal: {found.goal.title}. "
        f"{dose_words(minutes)}".rstrip(),
    )
    lines(screen, f"Expected {expected_words(choice)}. {best_words(found)}")
    why = reason(choice, found.goal)
    assert why is not None
    lines(
        screen,
        f"Why: {_uncapital(why.sentence)} {practice.caveat} {evidence_words(practice)}",
    )
    if not whole:
        lines(screen, "With --goal the whole plan is shown.")
        return
    _show_week(practice, screen)
    for sentence in _easier(found, view, belief):
        lines(screen, f"Easier: {sentence}", after=False)
    lines(screen, f"Notice: {practice.notice}", after=False)
    lines(screen, practice.not_when)
    _show_weeks(found, screen)
    _show_left_out(found, screen)


def too_early(view: View, partner: Partner) -> str:
    """That too little is known for a plan: what is there, and what it takes."""
    from securebase.plan._enough import DAYS, SHEETS

    return (
        f"It is too early for a plan: there are {_there(view, partner)}, and it takes "
        f"check-ins on {DAYS} days, or {SHEETS} questionnaires. Of less it would be a "
        "guess."
    )


def _there(view: View, partner: Partner) -> str:
    seen = view.people[partner]
    days, sheets = len(seen.check_ins), len(seen.sheets)
    return (
        f"{days} check-in{'' if days == 1 else 's'} and {sheets} "
        f"questionnaire{'' if sheets == 1 else 's'}"
    )


def _uncapital(text: str) -> str:
    return text[:1].lower() + text[1:]


def _show_week(practice: Practice, screen: Console) -> None:
    from textwrap import fill

    screen.print("The week")
    wide = min(screen.width, 80)
    for place, step in enumerate(practice.steps, start=1):
        screen.print(
            fill(
                f"{place}. {step}",
                wide,
                initial_indent="  ",
                subsequent_indent="     ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    screen.print()


def _show_weeks(found: Plan, screen: Console) -> None:
    first, second = found.sequence[0].title, found.sequence[-1].title
    then = "the same again" if first == second else second
    lines(
        screen,
        f"Four weeks: two of “{first}”, a look back with `securebase review`, then two "
        f"of {then if first == second else f'“{then}”'}.",
    )


def _show_left_out(found: Plan, screen: Console) -> None:
    from securebase.report._words import listed

    for reason in dict.fromkeys(why for _, why in found.left_out):
        titles = [f"“{it.title}”" for it, why in found.left_out if why == reason]
        which = (
            listed(titles)
            if len(titles) <= _NAMED
            else f"{len(titles)} practices; `--json` lists them"
        )
        lines(screen, f"Left out, since {reason}: {which}.", after=False)
    if found.left_out:
        screen.print()
