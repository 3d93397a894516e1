"""Answers to the sheets of the core set, on a few occasions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Bool, Float, Int8, Int64
from numpy import ndarray

from securebase.core import ModelError, Role
from securebase.measures import Instrument, Item, Scale, instruments

from ._collect_chance import Chance, Purpose
from ._collect_cut import Behind, answer, behind
from ._collect_records import occasions as came_up_records, scores
from ._collect_truth import WINDOW, Lives, Norms

MISSING = -1


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A question of a sheet with the scale that it tells of.

    Attributes:
        instrument: Id of its sheet.
        item: The question.
        key: Of the score, ``construct`` or ``construct_role``.
        construct: Of the score.
        behind: What gives answers of the right mean and spread, turned to the score.
        alike: Correlation of two answers to items of the scale.
    """

    instrument: str
    item: Item
    key: str
    construct: str
    behind: Behind
    alike: float


@cache
def sheet_items() -> tuple[SheetItem, ...]:
    """Every question of the core set, in the order of the sheets."""
    return tuple(_every())


def _every() -> Iterator[SheetItem]:
    for one in instruments(core=True):
        for item in one.items:
            # A scale that sums others up stands after them.
            scale = next(it for it in one.scales if item.code in it.items)
            yield _sheet_item(one, item, scale)


def _sheet_item(one: Instrument, item: Item, scale: Scale) -> SheetItem:
    key = str(scale.construct)
    if scale.role is not Role.SELF:
        key = f"{key}_{scale.role}"
    sd, alike = _of_one_item(scale)
    return SheetItem(
        instrument=one.id,
        item=item,
        key=key,
        construct=str(scale.construct),
        behind=behind(_mean(scale, key), sd, item.lo, item.hi),
        alike=alike,
    )


def _mean(scale: Scale, key: str) -> float:
    level = scores()[key].level
    if level is not None:
        return level
    if scale.comparison is None:
        raise ModelError(
            f"The score {key} must have a level or a comparison sample. "
            "Got neither. Write its level into collect.toml."
        )
    return scale.comparison.mean


def _of_one_item(scale: Scale) -> tuple[float, float]:
    """SD of one item and correlation of two, as the scale's reliability implies.

    Spearman and Brown, read backwards.
    """
    stated = scale.reliability
    if stated is None:
        raise ModelError(
            f"A scale of the core set must state a reliability. "
            f'Got none for {scale.id}. Write reliability = "assumed".'
        )
    count, alpha = len(scale.items), stated.alpha
    alike = alpha / (count - (count - 1) * alpha)
    shrunk = (1 + (count - 1) * alike) / count
    return stated.sd / shrunk**0.5, alike


def sheet_answers(
    chance: Chance,
    habits: Mapping[str, float],
    norms: Norms,
    lives: Lives,
    sheet_day: Int64[ndarray, "occasion 2 couple"],
) -> Int8[ndarray, "occasion item 2 couple"]:
    """Answers to every question of the core set; `MISSING` where there is none.

    Args:
        chance: Of these couples.
        habits: By name.
        norms: How a population lives.
        lives: Days of their lives, the first `WINDOW` of them before the study.
        sheet_day: Day of the study on which each filled in the sheets, or -1.
    """
    items, many = sheet_items(), len(sheet_day)
    own_words = chance.normal(Purpose.SHEET_OWN_WORDS, len(items))
    own_scale = chance.normal(Purpose.SHEET_OWN_SCALE)
    moment = chance.normal(Purpose.SHEET_MOMENT, many, len(items))
    skipped = chance.uniform(Purpose.SHEET_SKIPPED, many, len(items))
    absent = _nothing_came_up(chance, lives, sheet_day)
    truth = _of_months(norms, lives, sheet_day)
    found = np.full(moment.shape, MISSING, np.int8)
    for place, one in enumerate(items):
        parts = _shares(one, habits)
        value = parts[0] * truth[one.key] + parts[1] * own_words[place]
        value += parts[2] * moment[:, place]
        value = one.behind.centre + one.behind.spread * value
        if one.item.reverse:
            value = one.item.lo + one.item.hi - value
        value += one.behind.spread * habits["questionnaire.yes_saying"] * own_scale
        found_here = answer(value, one.item.lo, one.item.hi)
        left_out = skipped[:, place] < habits["questionnaire.skipped"]
        left_out |= sheet_day < 0
        left_out |= absent.get(one.key, False)
        found[:, place] = np.where(left_out, MISSING, found_here)
    return found


def _shares(one: SheetItem, habits: Mapping[str, float]) -> tuple[float, float, float]:
    """Roots of the shares of score, own words and moment in what lies behind."""
    # Rounding and cutting weaken what two answers have in common.
    alike = min(1.0, one.alike / one.behind.kept**2)
    lasting = habits["questionnaire.lasting"] * (1 - alike)
    return alike**0.5, lasting**0.5, (1 - alike - lasting) ** 0.5


def _of_months(
    norms: Norms, lives: Lives, sheet_day: Int64[ndarray, "occasion 2 couple"]
) -> dict[str, Float[ndarray, "occasion 2 couple"]]:
    """Each score as the mean of the four weeks before its sheets."""
    keys = dict.fromkeys(one.key for one in sheet_items())
    return {
        key: sums_before(norms.score(lives, key), sheet_day) / WINDOW for key in keys
    }


def sums_before(
    values: Float[ndarray, "life_day 2 couple"],
    sheet_day: Int64[ndarray, "occasion 2 couple"],
) -> Float[ndarray, "occasion 2 couple"]:
    """Sums over `WINDOW` days before each sheet; lives begin `WINDOW` days early."""
    total = np.concatenate([np.zeros((1, *values.shape[1:])), values.cumsum(axis=0)])
    first = np.maximum(sheet_day, 0)
    after = np.take_along_axis(total, first + WINDOW, axis=0)
    return after - np.take_along_axis(total, first, axis=0)


def _nothing_came_up(
    chance: Chance, lives: Lives, sheet_day: Int64[ndarray, "occasion 2 couple"]
) -> dict[str, Bool[ndarray, "occasion 2 couple"]]:
    """By score: who had nothing to tell about."""
    records = came_up_records()
    luck = chance.uniform(Purpose.SHEET_CAME_UP, len(sheet_day), len(records))
    found = {}
    for place, (construct, record) in enumerate(records.items()):
        own, small = happened(lives, record.events), luck[:, place] < record.month
        # What one can give depends on what the other went through.
        for role, events, little in (
            (Role.RECEIVED, own, small),
            (Role.PROVIDED, own[:, ::-1], small[:, ::-1]),
        ):
            none = sums_before(events, sheet_day) < 0.5
            found[f"{construct}_{role}"] = none & ~little
    return found


def happened(
    lives: Lives, events: tuple[str, ...]
) -> Float[ndarray, "life_day 2 couple"]:
    """How many of these events each partner had on each day."""
    return sum(
        (lives.both(f"me.{event}") for event in events),
        start=np.zeros((len(lives.out), 2, lives.out.shape[2])),
    )
