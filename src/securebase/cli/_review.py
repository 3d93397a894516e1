from __future__ import annotations

import datetime as dt
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from securebase.core import Partner, PracticeError, Viewer

from ._files import need_folder
from ._forecast import lines
from ._help import examples
from ._plan import (
    Planned,
    dose_words,
    expected_words,
    minutes_of,
    next_plan,
    plan_record,
    show_safety,
    too_early,
)
from ._streams import console, emit_json

if TYPE_CHECKING:
    from rich.console import Console

    from securebase.couples import View
    from securebase.fit.couple import Belief
    from securebase.plan import Option, Plan, Review, Tried

EXAMPLES = examples(
    "securebase review my-couple --viewer a --log a-tried.json",
    "securebase review my-couple --viewer a --log a-tried.json --practice asking \\",
    "  --since 2026-03-01 --until 2026-03-15 --done 9 --verdict same",
)

_DAY = ["%Y-%m-%d"]


def review(
    couple: Annotated[
        Path,
        # Left to the reader of couples, whose messages say what to do.
        typer.Argument(
            metavar="COUPLE", help="Folder or file of a couple.", readable=False
        ),
    ],
    viewer: Annotated[Partner, typer.Option(help="Who practised, and reads.")],
    log: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Your own file of what was tried; made if it is not there.",
            readable=False,
        ),
    ],
    practice: Annotated[
        str | None, typer.Option(metavar="ID", help="What was practised.")
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option(metavar="ID", help="What was wanted; as in `plan` if left out."),
    ] = None,
    since: Annotated[
        dt.datetime | None,
        typer.Option(metavar="DATE", formats=_DAY, help="The evening before it began."),
    ] = None,
    until: Annotated[
        dt.datetime | None,
        typer.Option(metavar="DATE", formats=_DAY, help="The last day."),
    ] = None,
    done: Annotated[
        int | None, typer.Option(help="On how many days it was done.")
    ] = None,
    verdict: Annotated[
        str | None,
        typer.Option(metavar="WORD", help="What you want: more, same, less or other."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON for a program to read.")
    ] = False,
) -> None:
    """Look back at two weeks of a practice, keep what was tried, and plan on.

    Without --practice it lists what was tried. With it, it says what moved meanwhile,
    how much or little that can tell, and what comes next. The file is yours alone.
    """
    from securebase.plan import read_log

    mine = [it for it in read_log(log) if it.partner is viewer]
    said = {
        "--practice": practice,
        "--since": since,
        "--until": until,
        "--done": done,
        "--verdict": verdict,
    }
    given = [name for name, value in said.items() if value is not None]
    if not given and goal is None:
        _list(mine, as_json)
        return
    if practice is None or since is None or until is None or done is None:
        raise _not_all(given)
    if verdict is None:
        raise _not_all(given)
    need_folder(log.parent, "--log")
    view, belief = _looked(couple, viewer, until.date())
    tried = _tried(
        belief, viewer, practice, goal, since.date(), until.date(), done, verdict
    )
    _look_back(view, belief, tried, log, mine, as_json)


def _look_back(
    view: View,
    belief: Belief,
    tried: Tried,
    log: Path,
    mine: list[Tried],
    as_json: bool,
) -> None:
    from securebase.plan import (
        Verdict,
        enough,
        read_log,
        review as reviewed,
        thompson,
        write_log,
    )

    # Given again, the same weeks are put right and not counted twice.
    earlier = [it for it in mine if not _same_weeks(it, tried)]
    found = reviewed(view, tried, earlier)
    others = [it for it in read_log(log) if not _same_weeks(it, tried)]
    write_log([*others, tried], log)
    following, option, drawn = None, None, False
    if enough(view, tried.partner):
        following = next_plan(belief, tried.partner, tried.goal, None, found.experience)
        drawn = tried.verdict is Verdict.OTHER and not following.clear
        option = (
            thompson(following, seed=tried.until.toordinal())
            if drawn
            else following.choice
        )
    if as_json:
        emit_json(_record(found, following, option, view, belief))
    else:
        _show(found, following, option, view, drawn=drawn, screen=console())


def _looked(couple: Path, viewer: Partner, until: dt.date) -> tuple[View, Belief]:
    from securebase import couples
    from securebase.fit.couple import update

    found = couples.read(couple)
    need_past(until, found.time_zone)
    view = couples.look(found, Viewer(viewer.value))
    return view, update(view)


def need_past(until: dt.date, zone: str, *, today: dt.date | None = None) -> None:
    """Refuse weeks that have not happened.

    Args:
        until: Their last day.
        zone: The couple's time zone.

    Other Args:
        today: The last day that can have happened; today in the zone if left out.

    Raises:
        PracticeError: If they are not over by then.
    """
    last = today or dt.datetime.now(zoneinfo.ZoneInfo(zone)).date()
    if until > last:
        raise PracticeError(
            f"The last day must not lie in the future. Got {until} instead, and today "
            f"is {last} in {zone}. Look back when the weeks are over."
        )


def _tried(
    belief: Belief,
    partner: Partner,
    practice: str,
    goal: str | None,
    since: dt.date,
    until: dt.date,
    done: int,
    verdict: str,
) -> Tried:
    from securebase.plan import Tried, Verdict, plan

    if verdict not in tuple(Verdict):
        raise PracticeError(
            "The verdict must be more, same, less or other. "
            f"Got {verdict!r} instead. Choose what you want next."
        )
    return Tried(
        partner=partner,
        practice=practice,
        goal=goal or plan(belief, partner).goal.id,
        since=since,
        until=until,
        done=done,
        verdict=Verdict(verdict),
    )


def _not_all(given: list[str]) -> PracticeError:
    return PracticeError(
        "A look back must have --practice, --since, --until, --done and --verdict. "
        f"Got only {', '.join(given) or '--goal'} instead. Give the others too, or "
        "none of them to see what was tried."
    )


def _same_weeks(one: Tried, other: Tried) -> bool:
    return (one.partner, one.practice, one.since) == (
        other.partner,
        other.practice,
        other.since,
    )


def _list(mine: list[Tried], as_json: bool) -> None:
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


def _own_goal(found: Review) -> bool:
    """Whether the goal lies in the reader or between the two, not in the partner."""
    from securebase.plan import goal

    wanted = goal(found.tried.goal).weights
    return not any(name.startswith("you.") for name in wanted)


def _record(
    found: Review,
    following: Plan | None,
    option: Option | None,
    view: View,
    belief: Belief,
) -> dict[str, Any]:
    planned = Planned(found.tried.partner, following, found.experience)
    # How the partner is doing is the partner's to tell.
    own = _own_goal(found) and found.change is not None
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
        "notes": [_BECAUSE],
        "next": None if option is None else option.practice.id,
        "plan": plan_record(planned, view, belief),
    }


_BECAUSE = (
    "A change after a practice is not one because of it: other things happened too."
)


def _show(
    found: Review,
    following: Plan | None,
    option: Option | None,
    view: View,
    *,
    drawn: bool,
    screen: Console,
) -> None:
    from securebase.plan import practice_of
    from securebase.report._plan_words import about
    from securebase.report._words import chance

    tried = found.tried
    screen.print(f"Looking back: {practice_of(tried.practice).title}", style="bold")
    lines(screen, f"Done on {tried.done} of {tried.days} days, and kept in your file.")
    _show_moved(found, screen)
    lines(
        screen,
        f"Expected of it, done so often: {about(found.expected)} standard "
        f"deviations of the goal. These days took away {chance(found.told)} of the "
        "doubt about how you respond"
        + (": next to nothing." if found.told < _LITTLE else "."),
    )
    if following is None:
        lines(screen, too_early(view, tried.partner))
    else:
        _show_next(found, following, option, drawn, screen)
    show_safety(screen)


# A smaller share of the doubt is called next to nothing.
_LITTLE = 0.05


def _show_moved(found: Review, screen: Console) -> None:
    from securebase.report._ahead_words import thing
    from securebase.report._plan_words import hundredths
    from securebase.report._words import capital

    if not found.moved:
        lines(screen, "What moved cannot be said: it takes check-ins before and after.")
        return
    sure = [it for it in found.moved if it.reliable]
    for it in sure:
        lines(
            screen,
            f"{capital(thing(it.construct))}: {'up' if it.change > 0 else 'down'} by "
            f"{hundredths(abs(it.change))} standard deviations (± "
            f"{hundredths(it.se)}), more than chance explains.",
            after=False,
        )
    if not sure:
        lines(
            screen,
            "Of what you tell about, nothing moved by more than chance explains.",
            after=False,
        )
    if not _own_goal(found):
        lines(
            screen,
            "Your goal lies in how your partner feels, which is theirs to tell: ask.",
            after=False,
        )
    lines(screen, _BECAUSE)


def _show_next(
    found: Review,
    following: Plan,
    option: Option | None,
    drawn: bool,
    screen: Console,
) -> None:
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
