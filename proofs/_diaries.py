"""Made-up couples with their diaries, as a belief hears them, and what was true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy import ndarray

from securebase.dynamics import Cohort, Parameters, evolve
from securebase.fit.couple._learn import scored_sheets
from securebase.fit.couple._listen import Heard
from securebase.fit.couple._sheets import score_names
from securebase.fit.couple._space import SIDES
from securebase.measures import checkin
from securebase.simulate import collect_from
from securebase.simulate._collect_truth import WINDOW
from securebase.simulate._people import people

SETTLE = 28


@dataclass(frozen=True, eq=False)
class Diaries:
    """Couples, their lives and what they answered.

    Attributes:
        cohort: Where they stood four weeks before the first day.
        lives: Day by day from then on, as `evolve` gives it.
        events: For each couple, what came day by day.
        days: Days of the diary.
    """

    cohort: Cohort
    lives: ndarray
    events: list[list[Heard]]
    days: int

    def on(self, day: int) -> ndarray:
        """Rows of `evolve` on the evening of a day of the diary, from 1."""
        return self.lives[WINDOW + day - 1]


def diaries(
    parameters: Parameters,
    couples: int,
    days: int,
    *,
    seed: int,
    beyond: int = 0,
    sheets: bool = True,
    at_random: bool = False,
    habits: Mapping[str, float] | None = None,
    changed: Callable[[Cohort], Cohort] | None = None,
) -> Diaries:
    """Couples of the population who keep a diary, and live on beyond it.

    With ``changed``, others in their place, who settle before the diary begins.
    """
    cohort = people(seed, [parameters], 0, couples)
    cohort = changed(cohort) if changed else cohort
    cohort, _ = evolve(cohort, [parameters], SETTLE, seed=seed, every=SETTLE)
    _, lives = evolve(cohort, [parameters], WINDOW + days + beyond, seed=seed)
    found = collect_from(
        lives[: WINDOW + days], cohort, [parameters], seed=seed + 1, occasions=(0,),
        at_random=at_random, habits=habits,
    )  # fmt: skip
    codes = [one.code for one in checkin.items()]
    scores = scored_sheets(found.sheet_codes, found.sheets[0])
    heard = []
    for couple in range(couples):
        own: dict[
            int, tuple[dict[tuple[str, str], float], dict[tuple[str, str], int]]
        ] = {}
        for side, letter in enumerate(SIDES):
            when = int(found.presence.sheet_day[0, side, couple])
            if sheets and when >= 0:
                given = own.setdefault(when, ({}, {}))[0]
                for place, name in enumerate(score_names()):
                    if np.isfinite(scores[place, side, couple]):
                        given[letter, name] = float(scores[place, side, couple])
            for day, item in np.argwhere(found.diary[:, :, side, couple] >= 0).tolist():
                answer = int(found.diary[day, item, side, couple])
                own.setdefault(day, ({}, {}))[1][letter, codes[item]] = answer
        heard.append(
            [
                Heard(found.first + dt.timedelta(days=day), *own[day])
                for day in sorted(own)
            ]
        )
    return Diaries(cohort, lives, heard, days)
