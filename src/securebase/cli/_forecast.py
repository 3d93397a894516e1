from __future__ import annotations

import math
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from securebase.core import CONSTRUCTS, Partner

from ._beliefs import belief_of
from ._help import examples
from ._options import CoupleArgument, JsonFlag, ViewerOption
from ._screen import lines
from ._streams import console, emit_json
from ._table import show_table

if TYPE_CHECKING:
    from rich.console import Console

    from securebase.couples import View
    from securebase.fit.couple import Band, Belief, Forecast, Horizon
    from securebase.fit.couple._records import Against, Record
    from securebase.report._words import Voice

EXAMPLES = examples(
    "securebase forecast examples/both-work --viewer a",
    "securebase forecast my-couple --viewer ours --check",
    "securebase forecast my-couple --viewer b --belief b.npz --json",
)

# Days of a partner's check-ins from which on there is a forecast, as there is a plan.
ENOUGH_DAYS = 7


def forecast(
    couple: CoupleArgument,
    viewer: ViewerOption,
    check: Annotated[
        bool,
        typer.Option("--check", help="How the forecasts along this diary came out."),
    ] = False,
    as_json: JsonFlag = False,
    belief: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Keep there what was learnt, and go on from it the next time.",
            readable=False,
        ),
    ] = None,
) -> None:
    """What the next day, week and months would probably tell, and how sure that is.

    Beside each number stands how good such forecasts were. A partner who reads alone
    sees forecasts of their own check-ins; both together and a practitioner see those
    of each partner whose check-ins they may see. Where one's own average is as good,
    it says so.
    It speaks English; a report can be had in other languages.
    """
    from securebase import couples

    view = couples.look(couples.read(couple), viewer)
    found = belief_of(view, belief)
    came = _track(view, quiet=as_json) if check else None
    if as_json:
        emit_json(forecast_record(view, found, came))
    else:
        _show(view, found, came, console())


def partners_of(view: View) -> tuple[Partner, ...]:
    """Whose forecasts a viewer sees: the reader's own, or of all who show check-ins."""
    reader = view.viewer.partner
    asked = Partner if reader is None else (reader,)
    return tuple(it for it in asked if view.people[it].check_ins)


def forecasts_of(view: View, belief: Belief, partner: Partner) -> tuple[Forecast, ...]:
    """Forecasts of what a partner's check-ins show this viewer, and of nothing else."""
    from securebase.fit.couple import forecast as ahead
    from securebase.measures import checkin

    codes = {it for day in view.people[partner].check_ins for it in day.answers}
    shown = {checkin.item(code).construct for code in codes}
    return tuple(it for it in ahead(belief, partner) if it.construct in shown)


def forecast_record(
    view: View, belief: Belief, came: tuple[Record, ...] | None = None
) -> dict[str, Any]:
    """Everything that is forecast, for a program to read."""
    from securebase.report._ahead_words import no_prediction, skill_source

    return {
        "format": "securebase-forecast/1",
        "couple": view.couple,
        "made_up": view.made_up,
        "viewer": view.viewer.value,
        "evening": None if belief.day is None else belief.day.isoformat(),
        "scale": [0, 6],
        "notes": [skill_source("one’s own average"), no_prediction()],
        "partners": [
            {
                "partner": partner.value,
                "name": view.names[partner],
                "days_heard": len(view.people[partner].check_ins),
                **_partner(view, belief, partner, came),
            }
            for partner in partners_of(view)
        ],
    }


def _partner(
    view: View, belief: Belief, partner: Partner, came: tuple[Record, ...] | None
) -> dict[str, Any]:
    enough = _enough(view, partner)
    record = {
        "enough": enough,
        "forecasts": _things(forecasts_of(view, belief, partner)) if enough else [],
        "known": _known(belief, partner) if enough else [],
    }
    if came is not None:
        record["track_record"] = _came(came, partner) if enough else []
    return record


def _enough(view: View, partner: Partner) -> bool:
    """Whether there are so many check-ins that a forecast is more than a guess."""
    return len(view.people[partner].check_ins) >= ENOUGH_DAYS


def _track(view: View, *, quiet: bool) -> tuple[Record, ...]:
    """Forecasts along the diary, of what this viewer sees forecasts of, summed up."""
    from securebase.fit.couple import track_record
    from securebase.fit.couple._records import records

    shown, screen = partners_of(view), console()
    # A year takes some seconds.
    with ExitStack() as stack:
        if screen.is_terminal and not quiet:
            stack.enter_context(screen.status("Going back over the diary …"))
        return records(it for it in track_record(view) if it.partner in shown)


def _things(found: tuple[Forecast, ...]) -> list[dict[str, Any]]:
    things: dict[str, dict[str, Any]] = {}
    for it in found:
        one = things.setdefault(
            it.construct,
            {
                "construct": it.construct,
                "label": CONSTRUCTS[it.construct].label,
                "usual": _band(it.usual),
                "next_day_answers": [round(chance, 4) for chance in it.answer],
                "horizons": {},
            },
        )
        one["horizons"][it.horizon.value] = {
            **_band(it.told),
            "skill": _skill(it.construct, it.horizon),
        }
    return list(things.values())


def _band(it: Band) -> dict[str, Any]:
    return {
        "middle": round(it.middle, 2),
        "range80": [round(it.low80, 2), round(it.high80, 2)],
        "range95": [round(it.low95, 2), round(it.high95, 2)],
    }


def _skill(construct: str, horizon: Horizon) -> dict[str, Any]:
    from securebase.fit.couple import Horizon, change_explained, skill_of

    if horizon is Horizon.MONTHS:
        explained = change_explained()[construct]
        return {"change_explained_made_up": explained, "scenario": True}
    it = skill_of(construct, horizon)
    return {
        "forecasts": it.forecasts,
        "less_error_than": {
            name: {"gain": gain, "range95": [it.low[name], it.high[name]]}
            for name, gain in it.gain.items()
        },
        "better_than_own_mean": it.better_than("own_mean"),
        "cover80": it.cover80,
        "cover95": it.cover95,
    }


def _known(belief: Belief, partner: Partner) -> list[dict[str, Any]]:
    from securebase.fit.couple import known

    return [
        {
            "name": it.name,
            "label": it.label,
            "learnt": round(it.learnt, 3),
            "more_days": it.days,
        }
        for it in known(belief, partner)
    ]


def _came(came: tuple[Record, ...], partner: Partner) -> list[dict[str, Any]]:
    return [
        {
            "construct": it.construct,
            "horizon": it.horizon.value,
            "forecasts": it.forecasts,
            "error": round(it.error, 4),
            "against": {
                name: {
                    "error": round(rival.error, 4),
                    "smaller": round(rival.smaller, 4),
                    "se": round(rival.se, 4) if math.isfinite(rival.se) else None,
                }
                for name, rival in it.against.items()
            },
            "cover80": round(it.cover80, 3),
            "cover95": round(it.cover95, 3),
            "verdict": it.came.value.format(average="one’s own average"),
        }
        for it in came
        if it.partner is partner
    ]


def _show(
    view: View, belief: Belief, came: tuple[Record, ...] | None, screen: Console
) -> None:
    from securebase.report._ahead_words import no_prediction, skill_source
    from securebase.report._words import Voice

    voice = Voice(names=view.names, reader=view.viewer.partner)
    shown = partners_of(view)
    if not shown:
        lines(screen, "There are no check-ins here yet: a forecast would be a guess.")
        return
    told = [partner for partner in shown if _enough(view, partner)]
    for partner in shown:
        if partner not in told:
            _show_too_early(view, partner, voice, screen)
            continue
        _show_one(view, belief, partner, voice, screen)
        if came is not None:
            _show_came([it for it in came if it.partner is partner], voice, screen)
    if not told:
        return
    average = "your own average" if voice.reader else "one’s own average"
    lines(screen, skill_source(average))
    lines(screen, no_prediction())


def _show_too_early(
    view: View, partner: Partner, voice: Voice, screen: Console
) -> None:
    _show_whose(view, partner, voice, screen)
    count = len(view.people[partner].check_ins)
    lines(
        screen,
        f"It is too early for a forecast: there are check-ins on {_days(count)}, and "
        f"it takes {ENOUGH_DAYS}. Of fewer it would be a guess.",
    )


def _show_whose(view: View, partner: Partner, voice: Voice, screen: Console) -> None:
    from securebase.report._words import capital

    made_up = " (made up)" if view.made_up else ""
    screen.print(
        f"{capital(voice.possessive(partner))} days ahead{made_up}", style="bold"
    )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _show_one(
    view: View, belief: Belief, partner: Partner, voice: Voice, screen: Console
) -> None:
    from securebase.fit.couple import known
    from securebase.report._ahead_words import (
        HORIZONS,
        between,
        known_words,
        skill_words,
        thing,
        usual_words,
    )
    from securebase.report._layout import day_long
    from securebase.report._words import number

    assert belief.day is not None
    count = len(view.people[partner].check_ins)
    _show_whose(view, partner, voice, screen)
    lines(
        screen,
        f"From check-ins on {_days(count)}, seen from the evening of "
        f"{day_long(belief.day.isoformat())}; answers run from 0 to 6.",
    )
    construct = ""
    for it in forecasts_of(view, belief, partner):
        if it.construct != construct:
            construct = it.construct
            screen.print(f"{thing(construct)}: {usual_words(it.usual)}")
        far, band = HORIZONS[it.horizon], it.told
        screen.print(
            f"  {far:<9}  {number(band.middle)}"
            f"   80%: {between(band.low80, band.high80)}"
            f"   95%: {between(band.low95, band.high95)}"
            f"   {skill_words(construct, it.horizon)}"
        )
    screen.print()
    for sentence in known_words(known(belief, partner)):
        lines(screen, sentence, after=False)
    screen.print()


def _show_came(came: list[Record], voice: Voice, screen: Console) -> None:
    from securebase.report._ahead_words import HORIZONS, share, thing
    from securebase.report._words import capital, listed

    if not came:
        lines(screen, "How forecasts came out: too few to say.")
        return
    screen.print("How the forecasts along this diary came out", style="bold")
    rows = [
        (
            f"{thing(it.construct)}, {HORIZONS[it.horizon].removeprefix('next ')}",
            str(it.forecasts),
            f"{it.error:.2f}",
            f"{it.against['own_mean'].error:.2f}",
            _signed(it.against["own_mean"]),
            share(it.cover80),
            share(it.cover95),
        )
        for it in came
    ]
    columns = ("", "n", "error", "average's", "smaller by", "80%", "95%")
    show_table(screen, columns, rows, numbers_from=1)
    screen.print()
    average = "your own average" if voice.reader else "the own average"
    for verdict in dict.fromkeys(it.came for it in came):
        names = [
            f"{thing(it.construct)} ({it.horizon.value})"
            for it in came
            if it.came is verdict
        ]
        words = capital(verdict.value.format(average=average))
        lines(screen, f"{words}: {listed(names)}.", after=False)
    lines(
        screen,
        f"Errors are mean distances in points, doubt included (CRPS); “average’s” is "
        f"that of {average}, and what follows ± is a standard error over days. The "
        "last columns are shares of outcomes inside the 80% and 95% ranges. --json "
        "has the other baselines.",
    )


def _signed(against: Against) -> str:
    if not math.isfinite(against.se):  # one forecast alone says nothing
        return "–"
    return f"{against.smaller:+.3f} ± {against.se:.3f}".replace("-", "−")
