"""A look back, in words on a terminal and as a record for programs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ._plan_shown import dose_words, expected_words, show_safety, too_early
from ._planned import Planned, plan_record
from ._screen import lines
from ._streams import console, emit_json

if TYPE_CHECKING:
    from rich.console import Console

    from securebase.couples import View
    from securebase.fit.couple import Belief
    from securebase.plan import Option, Plan, Review, Tried


def list_tried(mine: list[Tried], as_json: bool) -> None:
    from securebase.plan import practice_of

    if as_json:
        emit_json([_entry(it) for it in mine])
        return
    screen = console()
    if not mine:
        lines(screen, "Nothing was tried yet.", after=False)
    for it in mine:
        lines(
            screen,
            f"{it.since + dt.timedelta(days=1)} to {it.until}: "
            f"“{practice_of(it.practice).title}” ({it.practice}), done on {it.done} of "
            f"{it.days} days; wanted then: {it.verdict.value}.",
            after=False,
        )


def _entry(it: Tried) -> dict[str, Any]:
    return {
        "partner": it.partner.value,
        "practice": it.practice,
        "goal": it.goal,
        "since": it.since.isoformat(),
        "until": it.until.isoformat(),
        "days": it.days,
        "done": it.done,
        "verdict": it.verdict.value,
    }


def review_record(
    found: Review,
    following: Plan | None,
    option: Option | None,
    view: View,
    belief: Belief,
) -> dict[str, Any]:
    from securebase.report._back_words import BECAUSE, own_goal

    planned = Planned(found.tried.partner, following, found.experience)
    # How the partner is doing is the partner's to tell.
    own = own_goal(found) and found.change is not None
    return {
        "format": "securebase-review/1",
        "couple": view.couple,
        "made_up": view.made_up,
        "tried": _entry(found.tried),
        "moved": [
            {
                "construct": it.construct,
                "change": round(it.change, 3),
                "se": round(it.se, 3),
                "reliable": it.reliable,
            }
            for it in found.moved
        ],
        "goal_change": round(found.change or 0.0, 3) if own else None,
        "goal_change_se": round(found.se or 0.0, 3) if own else None,
        "goal_change_reliable": found.reliable if own else None,
        "expected": round(found.expected, 4),
        "told": round(found.told, 4),
        "notes": [BECAUSE],
        "next": None if option is None else option.practice.id,
        "plan": plan_record(planned, view, belief),
    }


def show_review(
    found: Review,
    following: Plan | None,
    option: Option | None,
    view: View,
    *,
    drawn: bool,
    screen: Console,
) -> None:
    from securebase.plan import practice_of
    from securebase.report._back_words import told_words

    tried = found.tried
    screen.print(f"Looking back: {practice_of(tried.practice).title}", style="bold")
    lines(screen, f"Done on {tried.done} of {tried.days} days, and kept in your file.")
    _show_moved(found, screen)
    lines(screen, told_words(found))
    if following is None:
        lines(screen, too_early(view, tried.partner))
    else:
        _show_next(found, following, option, drawn, screen)
    show_safety(screen)


def _show_moved(found: Review, screen: Console) -> None:
    from securebase.report._back_words import BECAUSE, moved_words

    for sentence in moved_words(found):
        lines(screen, sentence, after=False)
    lines(screen, BECAUSE)


def _show_next(
    found: Review,
    following: Plan,
    option: Option | None,
    drawn: bool,
    screen: Console,
) -> None:
    from securebase.plan import minutes_of

    if following.well:
        lines(screen, "All is well, as far as it tells: nothing needs to be trained.")
    if option is None:
        lines(screen, "For now no practice is suggested.", after=False)
        return
    how = (
        "Nothing stands out, so it was drawn by its chances: trying teaches."
        if drawn
        else ""
        if following.clear
        else "There is no clear winner; take another if it suits you better."
    )
    practice = option.practice
    minutes = minutes_of(practice, following, found.experience)
    said = [
        f"Next: “{practice.title}” ({practice.id}), {minutes} minutes a day.",
        f"Expected {expected_words(option)}.",
        dose_words(minutes),
        how,
    ]
    lines(screen, " ".join(filter(None, said)), after=False)
    lines(screen, "`securebase plan` with --log has its steps.")
