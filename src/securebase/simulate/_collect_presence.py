"""Who is there on which day: late joiners, missed days, and who leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int64
from numpy import ndarray
from scipy.special import betaincinv, expit, logit, ndtr

from ._collect_chance import Chance, Purpose

# Over so many days the habit of tiring is told.
_TIRING_DAYS = 90
_ALMOST = 1e-6


@dataclass(frozen=True, slots=True)
class Presence:
    """When each partner takes part.

    Attributes:
        joined: First day of each partner in the study.
        left: First day on which they are gone; past the last where they stay.
        sent: Whether the check-in of a day was sent.
        sheet_day: Day on which the sheets of an occasion were filled in, or -1.
    """

    joined: Int64[ndarray, "2 couple"]
    left: Int64[ndarray, "2 couple"]
    sent: Bool[ndarray, "day 2 couple"]
    sheet_day: Int64[ndarray, "occasion 2 couple"]


def presence(
    chance: Chance,
    habits: Mapping[str, float],
    occasions: Sequence[int],
    pressure: Float[ndarray, "day 2 couple"],
    energy: Float[ndarray, "day 2 couple"],
) -> Presence:
    """Who is there on which day.

    Args:
        chance: Of these couples.
        habits: By name.
        occasions: Days on which sheets are handed out, ascending.
        pressure: Of each day, in SD; keeps from sending the check-in.
        energy: Of each day, in SD; helps to send it.
    """
    joined = _joined(chance, habits)
    left = joined + _days_until(
        chance.uniform(Purpose.LEAVING), habits["presence.leaving"]
    )
    days = np.arange(len(pressure))[:, None, None]
    tired = habits["presence.tiring"] * (days - joined) / _TIRING_DAYS
    odds = logit(_kept(chance, habits)) - tired
    odds = odds - habits["presence.pressure"] * pressure
    odds = odds + habits["presence.energy"] * energy
    there = (days >= joined) & (days < left)
    luck = chance.uniform(Purpose.SENT, len(pressure))
    sent = _in_runs(expit(odds), luck, there, habits["presence.in_runs"])
    return Presence(
        joined, left, sent, _sheets(chance, habits, occasions, joined, left)
    )


def _joined(chance: Chance, habits: Mapping[str, float]) -> Int64[ndarray, "2 couple"]:
    luck = chance.uniform(Purpose.LATE, 2)
    late = luck[0] < habits["presence.late"]
    by = _days_until(luck[1], 1.0 / max(1.0, habits["presence.late_days"]))
    return np.where(late, by, 0)


def _days_until(
    luck: Float[ndarray, "2 couple"], chance_a_day: float
) -> Int64[ndarray, "2 couple"]:
    """Days, at least one, until something with this chance a day comes to pass."""
    if chance_a_day <= 0:
        return np.full(luck.shape, np.iinfo(np.int32).max, np.int64)
    if chance_a_day >= 1:
        return np.ones(luck.shape, np.int64)
    return np.ceil(np.log(luck) / np.log1p(-chance_a_day)).astype(np.int64)


def _kept(chance: Chance, habits: Mapping[str, float]) -> Float[ndarray, "2 couple"]:
    """Share of days that each would send, from a beta distribution."""
    alike = habits["presence.kept_together"]
    own, both = chance.normal(Purpose.KEPT), chance.together(Purpose.KEPT)
    place = ndtr(np.sqrt(alike) * both + np.sqrt(1 - alike) * own)
    mean = np.clip(habits["presence.kept"], _ALMOST, 1 - _ALMOST)
    total = max(habits["presence.kept_evenness"], _ALMOST)
    share = betaincinv(mean * total, (1 - mean) * total, place)
    return np.clip(share, _ALMOST, 1 - _ALMOST)


def _in_runs(
    sends: Float[ndarray, "day 2 couple"],
    luck: Float[ndarray, "day 2 couple"],
    there: Bool[ndarray, "day 2 couple"],
    sticks: float,
) -> Bool[ndarray, "day 2 couple"]:
    """Days that were sent: gaps come in runs, yet each day keeps its own chance."""
    sent = np.zeros(sends.shape, bool)
    before = sends[0]
    for day, own in enumerate(sends):
        # The same chance on average: less after a gap and more after none.
        chance = np.where(there[day - 1] & (day > 0), before, own)
        sends_today = (1 - sticks) * own + sticks * chance
        sent[day] = there[day] & (luck[day] < sends_today)
        before = np.where(sent[day], 1.0, 0.0)
    return sent


def _sheets(
    chance: Chance,
    habits: Mapping[str, float],
    occasions: Sequence[int],
    joined: Int64[ndarray, "2 couple"],
    left: Int64[ndarray, "2 couple"],
) -> Int64[ndarray, "occasion 2 couple"]:
    """When sheets are filled in: who is late starts with those of the joining day."""
    luck = chance.uniform(Purpose.SHEET_AGAIN, len(occasions))
    found = np.full(luck.shape, -1, np.int64)
    last = occasions[-1]
    for place, day in enumerate(occasions):
        filled = np.maximum(day, joined)
        following = occasions[place + 1] if place + 1 < len(occasions) else last + 1
        fits = (filled < following) & (filled < left)
        again = joined < day
        willing = ~again | (luck[place] < habits["questionnaire.answered_again"])
        found[place] = np.where(fits & willing, filled, -1)
    return found
