"""Diaries of couples side by side, for sums over many of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from securebase.couples import View
from securebase.measures import checkin

from ._listen import Heard, heard
from ._sheets import score_names
from ._space import SIDES

# Days of a diary that count; what follows is heard by `update` only.
LONGEST = 84


@dataclass(frozen=True, eq=False, repr=False)
class Answers:
    """What couples told; where nothing was told stands NaN.

    Attributes:
        diary: Answers to the questions of the check-in, in the order of
            `checkin.items`, from each couple's first day on.
        sheets: First scores of questionnaires, in the order of `score_names`.
    """

    diary: Float[ndarray, "day question 2 couple"]
    sheets: Float[ndarray, "score 2 couple"]

    def __len__(self) -> int:
        return int(self.diary.shape[-1])

    def turned(self, which: Bool[ndarray, " couple"]) -> Answers:
        """The same with the letters of the partners exchanged in some couples."""
        return Answers(
            np.where(which, self.diary[:, :, ::-1], self.diary),
            np.where(which, self.sheets[:, ::-1], self.sheets),
        )

    def of(self, places: slice | Sequence[int] | ndarray) -> Answers:
        """Some of the couples, in this order."""
        return Answers(self.diary[..., places], self.sheets[..., places])

    def by(self, count: int) -> Iterator[Answers]:
        """So many couples at a time."""
        for first in range(0, len(self), count):
            yield self.of(slice(first, first + count))

    def as_told_by(self, other: Answers) -> Answers:
        """What is left where couples answer on the days and to the questions of others.

        A question of a day that was answered at all may still be missing by itself.
        """
        there = np.isfinite(other.diary)
        sent, asked = there.any(axis=1, keepdims=True), there.any(axis=0)
        filled = np.isfinite(other.sheets)
        return Answers(
            np.where(sent & asked, self.diary, np.float32(np.nan)),
            np.where(filled, self.sheets, np.float32(np.nan)),
        )


def design(told: Answers) -> Answers:
    """Of which questions there are answers, whoever is a and whichever couple is first.

    Returns:
        Nought where there is an answer; letters and couples in an order of their own.
    """
    there = Answers(told.diary * 0, told.sheets * 0)
    turned = there.turned(np.ones(len(told), bool))
    each = [(_mark(there, place), _mark(turned, place)) for place in range(len(told))]
    there = there.turned(np.array([one < other for one, other in each], bool))
    return there.of(sorted(range(len(told)), key=lambda place: max(each[place])))


def _mark(there: Answers, place: int) -> bytes:
    diary, sheets = there.diary[..., place], there.sheets[..., place]
    return np.isfinite(diary).tobytes() + np.isfinite(sheets).tobytes()


def answers_of(views: Iterable[View]) -> Answers:
    """What a viewer may see of couples, side by side.

    Args:
        views: Of each couple; those without a check-in are left out.
    """
    each = (heard(view) for view in views)
    told = [events for events in each if any(it.answers for it in events)]
    days = max((_days(events) for events in told), default=1)
    shape = (len(SIDES), len(told))
    diary = np.full((days, len(checkin.items()), *shape), np.nan, np.float32)
    sheets = np.full((len(score_names()), *shape), np.nan, np.float32)
    for place, events in enumerate(told):
        _write(events, diary[..., place], sheets[..., place])
    return Answers(diary, sheets)


def _days(events: Sequence[Heard]) -> int:
    days = [it.day for it in events if it.answers]
    return min((days[-1] - days[0]).days + 1, LONGEST)


def _write(events: Sequence[Heard], diary: ndarray, sheets: ndarray) -> None:
    codes = {one.code: place for place, one in enumerate(checkin.items())}
    scores = {name: place for place, name in enumerate(score_names())}
    first = next(it.day for it in events if it.answers)
    for event in events:
        for (letter, name), value in event.scores.items():
            here = scores[name], SIDES.index(letter)
            if np.isnan(sheets[here]):
                sheets[here] = value
        day = (event.day - first).days
        for (letter, code), answer in event.answers.items():
            if day < len(diary):
                diary[day, codes[code], SIDES.index(letter)] = answer
