"""Made-up couples, met the way a study meets couples: through what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Int64
from numpy import ndarray

from securebase.core import ModelError, Topic
from securebase.couples import write
from securebase.dynamics import Cohort, Parameters, evolve, state_rows
from securebase.measures import checkin

from ._collect_chance import Chance, Purpose
from ._collect_diary import diary_answers, sent_at
from ._collect_presence import presence
from ._collect_records import chosen, first_names
from ._collect_sheets import sheet_answers
from ._collect_truth import WINDOW, Lives, Norms, norms
from ._collected import Collected
from ._people import part

# A Monday some time ago, so that all days of a made-up study have come.
FIRST = dt.date(2024, 1, 8)
# Couples at a time when many are written, so that memory stays small.
_AT_ONCE = 128
_YEAR = 365.25
_EARLIEST_YEAR = 1900
_NOT_AT_RANDOM = ("presence.pressure", "presence.energy")


def collect(
    cohort: Cohort,
    parameters: Sequence[Parameters],
    *,
    days: int,
    seed: int,
    first: dt.date = FIRST,
    occasions: Sequence[int] | None = None,
    habits: Mapping[str, float] | None = None,
    at_random: bool = False,
    time_zone: str = "UTC",
    workers: int = 1,
) -> Collected:
    """Let couples live on, and ask them as a study would.

    They live for four weeks before the study begins, because its sheets ask about the
    past four weeks. Answers have errors of measurement, are rounded and cut to the
    scale, and are missing as in real diaries: partners come late, miss days in runs,
    more often on hard days, and leave. What couples do does not depend on who else is
    in the cohort, nor do the first days on how many follow.

    Args:
        cohort: Couples, four weeks before the study.
        parameters: Sets of parameters; each couple says which is its own.

    Other Args:
        days: Days of check-ins.
        seed: All that chance does follows from it and a couple's number.
        first: The calendar day of the first check-in.
        occasions: Days of the study on which sheets are handed out, from 0; its first
            and its last day if left out.
        habits: Other values for some of `habits`, such as ``{"presence.kept": 0.6}``.
        at_random: Whether missed days have nothing to do with pressure and energy.
        time_zone: In which the couples' days are counted.
        workers: How many threads.

    Raises:
        DataError: If the time zone is unknown.
        ModelError: If days or occasions do not fit together, or a habit is unknown or
            cannot have its value.
    """
    planned = _planned(days, occasions)
    _, out = evolve(cohort, parameters, WINDOW + days, seed=seed, workers=workers)
    return collect_from(
        out, cohort, parameters, seed=seed, first=first, occasions=planned,
        habits=habits, at_random=at_random, time_zone=time_zone,
    )  # fmt: skip


def collect_from(
    lives: Float[ndarray, "day row couple"],
    cohort: Cohort,
    parameters: Sequence[Parameters],
    *,
    seed: int,
    first: dt.date = FIRST,
    occasions: Sequence[int] | None = None,
    habits: Mapping[str, float] | None = None,
    at_random: bool = False,
    time_zone: str = "UTC",
) -> Collected:
    """The same from days that were lived already, with a practice begun in between.

    Args:
        lives: As `evolve` gives it with a window of one day; four weeks before the
            study, then the days of the study.
        cohort: Couples at the start.
        parameters: As for `collect`.

    Other Args:
        seed: As for `collect`.
        first: As for `collect`.
        occasions: As for `collect`.
        habits: As for `collect`.
        at_random: As for `collect`.
        time_zone: As for `collect`.

    Raises:
        DataError: As for `collect`.
        ModelError: As for `collect`.
    """
    planned = _planned(len(lives) - WINDOW, occasions)
    # Refuses a zone that is unknown.
    checkin.day_of(dt.datetime.combine(first, dt.time(12), dt.UTC), time_zone)
    own = chosen(habits)
    if at_random:
        own = {**own, **dict.fromkeys(_NOT_AT_RANDOM, 0.0)}
    return _asked(
        Lives(lives, cohort.fixed), cohort, own, norms(parameters),
        Chance.of(cohort, seed), first, planned, time_zone,
        _years_together(cohort, parameters),
    )  # fmt: skip


def write_collected(
    folder: Path | str,
    cohort: Cohort,
    parameters: Sequence[Parameters],
    *,
    days: int,
    seed: int,
    first: dt.date = FIRST,
    occasions: Sequence[int] | None = None,
    habits: Mapping[str, float] | None = None,
    at_random: bool = False,
    time_zone: str = "UTC",
    workers: int = 1,
) -> Iterator[Path]:
    """Write a folder for each couple, some couples at a time.

    Nothing is done before the iterator is asked; it gives each folder that is there.

    Args:
        folder: Where to; made if it is not there.
        cohort: As for `collect`.
        parameters: As for `collect`.

    Other Args:
        days: As for `collect`.
        seed: As for `collect`.
        first: As for `collect`.
        occasions: As for `collect`.
        habits: As for `collect`.
        at_random: As for `collect`.
        time_zone: As for `collect`.
        workers: As for `collect`.

    Raises:
        DataError: If a couple cannot be written there, or as for `collect`.
        ModelError: As for `collect`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, cohort.couples, _AT_ONCE):
        some = collect(
            part(cohort, slice(start, start + _AT_ONCE)), parameters,
            days=days, seed=seed, first=first, occasions=occasions, habits=habits,
            at_random=at_random, time_zone=time_zone, workers=workers,
        )  # fmt: skip
        for couple in some.couples():
            write(couple, folder / couple.id)
            yield folder / couple.id


def _planned(days: int, occasions: Sequence[int] | None) -> tuple[int, ...]:
    planned = (0, days) if occasions is None else tuple(occasions)
    ascending = all(one < other for one, other in pairwise(planned))
    if days < 1 or not planned or not ascending or planned[0] < 0 or planned[-1] > days:
        raise ModelError(
            "Sheets must be handed out on ascending days from 0 to the end of the "
            f"study, which must last a day at least. Got days {list(planned)} in a "
            f"study of {days} instead. Change one of them."
        )
    return planned


def _years_together(
    cohort: Cohort, parameters: Sequence[Parameters]
) -> Float[ndarray, " couple"]:
    """How long each is a couple, told by what is still new between the two."""
    fresh = cohort.state[state_rows().index("us.freshness")]
    lasts = np.array([float(own["freshness.days"]) for own in parameters])[cohort.which]
    days = -np.log(np.clip(fresh, 1e-12, 1.0)) * lasts
    return (days + WINDOW) / _YEAR


def _asked(
    lives: Lives,
    cohort: Cohort,
    habits: Mapping[str, float],
    scale: Norms,
    chance: Chance,
    first: dt.date,
    occasions: Sequence[int],
    time_zone: str,
    years: Float[ndarray, " couple"],
) -> Collected:
    pressure = scale.plain(lives, "me.threat")[WINDOW:]
    energy = scale.plain(lives, "me.energy")[WINDOW:]
    there = presence(chance, habits, occasions, pressure, energy)
    day = first.timetuple().tm_yday / _YEAR
    since = np.floor(first.year + day - years).astype(np.int64)
    return Collected(
        first=first,
        time_zone=time_zone,
        number=cohort.number,
        together_since=np.clip(since, _EARLIEST_YEAR, first.year),
        presence=there,
        sheets=sheet_answers(chance, habits, scale, lives, there.sheet_day),
        diary=diary_answers(chance, habits, scale, lives, there.sent, first),
        minute=sent_at(chance, habits, len(pressure)),
        name=_names(chance),
        shared=_shared(chance, habits),
    )


def _names(chance: Chance) -> Int64[ndarray, "2 couple"]:
    """A name for each partner; the two of a couple may have the same."""
    return (chance.uniform(Purpose.NAME) * len(first_names())).astype(np.int64)


def _shared(
    chance: Chance, habits: Mapping[str, float]
) -> Bool[ndarray, "topic 3 2 couple"]:
    """By topic: shared with the partner, check-ins too, and with a practitioner."""
    luck = chance.uniform(Purpose.SHARES, len(Topic), 3)
    names = ("partner", "partner_diary", "practitioner")
    bars = np.array([habits[f"shares.{name}"] for name in names])
    return luck < bars[:, None, None]
