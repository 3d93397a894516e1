"""Answers to the daily check-in: twelve questions a day, as the plan asks them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Int8, Int16, Int64
from numpy import ndarray
from scipy.special import ndtri

from securebase.core import ModelError, Role
from securebase.measures import checkin

from ._collect_chance import Chance, Purpose
from ._collect_cut import answer
from ._collect_records import daily, occasions as came_up_records
from ._collect_sheets import MISSING, happened
from ._collect_truth import WINDOW, Lives, Norms

_NIGHT_OWLS = 24 * 60 + 60 * checkin.NIGHT_OWL_HOUR


def asked_on(first: dt.date, days: int) -> Int64[ndarray, "day item"]:
    """Place of each question among those of its day, or -1 where it is not asked."""
    pool = {one.code: place for place, one in enumerate(checkin.items())}
    found = np.full((days, len(pool)), -1, np.int64)
    for day in range(days):
        for slot, one in enumerate(checkin.items_for(first + dt.timedelta(days=day))):
            found[day, pool[one.code]] = slot
    return found


def diary_answers(
    chance: Chance,
    habits: Mapping[str, float],
    norms: Norms,
    lives: Lives,
    sent: Bool[ndarray, "day 2 couple"],
    first: dt.date,
) -> Int8[ndarray, "day item 2 couple"]:
    """Answers to every question of the pool; `MISSING` where there is none.

    Args:
        chance: Of these couples.
        habits: By name.
        norms: How a population lives.
        lives: Days of their lives, the first `WINDOW` of them before the study.
        sent: Whether the check-in of a day was sent.
        first: The calendar day of the first check-in.
    """
    pool, days = checkin.items(), len(sent)
    asked = asked_on(first, days)
    slots = int(asked.max()) + 1
    own_words = chance.normal(Purpose.DIARY_OWN_WORDS, len(pool))
    own_scale = chance.normal(Purpose.DIARY_OWN_SCALE)
    moment = chance.normal(Purpose.DIARY_MOMENT, days, slots)
    skipped = chance.uniform(Purpose.DIARY_SKIPPED, days, slots)
    told = skipped >= habits["diary.skipped"]
    told &= sent[:, None]
    absent = _nothing_came_up(chance, lives)
    share = shares(habits)
    found = np.full((days, len(pool), *sent.shape[1:]), MISSING, np.int8)
    for place, one in enumerate(pool):
        on = np.flatnonzero(asked[:, place] >= 0)
        slot = asked[on, place]
        truth = norms.question(lives, one)[WINDOW:][on]
        value = share["state"] * truth + share["own_words"] * own_words[place]
        value += share["moment"] * moment[on, slot]
        value = item_level(one) + habits["diary.sd"] * value
        if one.reverse:
            value = one.lo + one.hi - value
        value += habits["diary.sd"] * share["own_scale"] * own_scale
        there = told[on, slot]
        if one.construct in absent and one.role is Role.RECEIVED:
            there = there & ~absent[one.construct][on]
        found[on, place] = np.where(there, answer(value, one.lo, one.hi), MISSING)
    return found


def item_level(one: checkin.CheckInItem) -> float:
    level = daily(one.code, one.key).level
    if level is None:
        raise ModelError(
            f"A question of the check-in must have a level. Got none for {one.code}. "
            "Write it into collect.toml."
        )
    return level


def shares(habits: Mapping[str, float]) -> dict[str, float]:
    """Roots of the shares of the parts of an answer in its variance."""
    names = ("state", "own_words", "own_scale")
    parts = {name: habits[f"diary.{name}"] for name in names}
    parts["moment"] = max(0.0, 1 - sum(parts.values()))
    return {name: part**0.5 for name, part in parts.items()}


def _nothing_came_up(
    chance: Chance, lives: Lives
) -> dict[str, Bool[ndarray, "day 2 couple"]]:
    records = came_up_records()
    days = len(lives.out) - WINDOW
    luck = chance.uniform(Purpose.DIARY_CAME_UP, days, len(records))
    return {
        construct: (happened(lives, record.events)[WINDOW:] < 0.5)
        & (luck[:, place] >= record.day)
        for place, (construct, record) in enumerate(records.items())
    }


def sent_at(
    chance: Chance, habits: Mapping[str, float], days: int
) -> Int16[ndarray, "day 2 couple"]:
    """Minutes after midnight at which a check-in was sent, or -1 if nobody knows."""
    luck = chance.uniform(Purpose.DIARY_TIME, days, 2)
    spread = habits["diary.evening_spread"] * ndtri(luck[:, 1])
    minutes = habits["diary.evening_minutes"] + spread
    earliest = 60 * checkin.NIGHT_OWL_HOUR
    whole = np.clip(np.rint(minutes), earliest, _NIGHT_OWLS - 1)
    return np.where(luck[:, 0] < habits["diary.untimed"], -1, whole).astype(np.int16)
