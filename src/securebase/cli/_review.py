from __future__ import annotations

import datetime as dt
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from securebase.core import Partner, PracticeError, Viewer

from ._files import need_folder
from ._help import examples
from ._options import CoupleArgument, JsonFlag
from ._review_shown import list_tried, review_record, show_review
from ._streams import console, emit_json

if TYPE_CHECKING:
    from securebase.couples import View
    from securebase.fit.couple import Belief
    from securebase.plan import Tried

EXAMPLES = examples(
    "securebase review my-couple --viewer a --log a-tried.json",
    "securebase review my-couple --viewer a --log a-tried.json --practice asking \\",
    "  --since 2026-03-01 --until 2026-03-15 --done 9 --verdict same",
)

_DAY = ["%Y-%m-%d"]


def review(
    couple: CoupleArgument,
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
    as_json: JsonFlag = False,
) -> None:
    """Look back at two weeks of a practice, keep what was tried, and plan on.

    Without --practice it lists what was tried. With it, it says what moved meanwhile,
    how much or little that can tell, and what comes next. The file is yours alone.
    It speaks English; a report can be had in other languages.
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
        list_tried(mine, as_json)
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
        next_plan,
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
        emit_json(review_record(found, following, option, view, belief))
    else:
        show_review(found, following, option, view, drawn=drawn, screen=console())


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
