"""Plans in words on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._planned import easier_words
from ._screen import lines

if TYPE_CHECKING:
    from rich.console import Console

    from securebase.core import Partner
    from securebase.couples import View
    from securebase.fit.couple import Belief
    from securebase.plan import Option, Plan, Practice
    from securebase.report._words import Voice

    from ._planned import Planned

# Of one reason, more practices than this are counted and not named.
_NAMED = 4


def show_plans(
    found: list[Planned],
    view: View,
    belief: Belief,
    screen: Console,
    *,
    chosen: bool,
) -> None:
    """Plans in words.

    Args:
        found: The plans.
        view: What the reader may see.
        belief: What is known from it.
        screen: Where they are shown.
        chosen: Whether the reader chose the goal; then the whole plan is shown.
    """
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


def _show_one(
    planned: Planned,
    view: View,
    belief: Belief,
    voice: Voice,
    screen: Console,
    *,
    chosen: bool,
) -> None:
    from securebase.plan import minutes_of, reason
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
    for sentence in easier_words(found, view, belief):
        lines(screen, f"Easier: {sentence}", after=False)
    lines(screen, f"Notice: {practice.notice}", after=False)
    lines(screen, practice.not_when)
    _show_weeks(found, screen)
    _show_left_out(found, screen)


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


def too_early(view: View, partner: Partner) -> str:
    """That too little is known for a plan: what is there, and what it takes."""
    from securebase.plan import ENOUGH_DAYS, ENOUGH_SHEETS

    return (
        f"It is too early for a plan: there are {_there(view, partner)}, and it takes "
        f"check-ins on {ENOUGH_DAYS} days, or {ENOUGH_SHEETS} questionnaires. Of less "
        "it would be a guess."
    )


def _there(view: View, partner: Partner) -> str:
    seen = view.people[partner]
    days, sheets = len(seen.check_ins), len(seen.sheets)
    return (
        f"{days} check-in{'' if days == 1 else 's'} and {sheets} "
        f"questionnaire{'' if sheets == 1 else 's'}"
    )


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


def dose_words(minutes: int) -> str:
    """What minutes beyond the full dose bring, as a sentence; empty for fewer."""
    from securebase.plan import assumptions

    full = assumptions()["full_minutes"].value
    if minutes <= full:
        return ""
    return f"In the model, more than {full:.0f} minutes a day add nothing."


def show_safety(screen: Console) -> None:
    """Where to turn when afraid: the same for everybody, whatever they answered."""
    from securebase.report._chapters.limits import SAFETY

    lines(screen, f"{SAFETY.title}. {SAFETY.text}", after=False)


def _uncapital(text: str) -> str:
    return text[:1].lower() + text[1:]
