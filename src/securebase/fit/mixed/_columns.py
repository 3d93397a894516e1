"""Columns made from others: the partner's, the mean, the day before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from ._diary import Diary


def of_partner(diary: Diary, column: str) -> pd.Series[float]:
    """What the other one of the couple answered at the same time."""
    frame, member = diary.frame, diary.kinds.member
    time = frame[diary.time] if diary.time else pd.Series(0.0, frame.index)
    value = frame[column].astype(float).to_numpy()
    own = pd.MultiIndex.from_arrays([frame[diary.couple], time, member])
    other = pd.MultiIndex.from_arrays([frame[diary.couple], time, 1 - member])
    there = pd.Series(value, own).reindex(other).to_numpy()
    return pd.Series(_filled(diary, value, there), frame.index)


def _filled(diary: Diary, value: np.ndarray, found: np.ndarray) -> np.ndarray:
    """What is one number a person holds on days without a row of theirs too."""
    frame, member = diary.frame, diary.kinds.member
    person = pd.Series(value).groupby([frame[diary.couple].to_numpy(), member])
    if diary.time is None or (person.nunique() > 1).any():
        return found
    other = pd.MultiIndex.from_arrays([frame[diary.couple], 1 - member])
    return np.where(np.isnan(found), person.first().reindex(other).to_numpy(), found)


def within_and_between(
    diary: Diary, column: str
) -> tuple[pd.Series[float], pd.Series[float]]:
    """The answer less the person's mean; this less the mean of all persons."""
    keys = [diary.frame[diary.couple].to_numpy(), diary.kinds.member]
    value = diary.frame[column].astype(float)
    persons = value.groupby(keys)
    mean = persons.transform("mean")
    return value - mean, mean - float(persons.mean().mean())


def of_days_before(diary: Diary, column: str, by: int) -> pd.Series[float]:
    """What the same person answered exactly so many times before."""
    frame, member = diary.frame, diary.kinds.member
    time = frame[diary.time]
    value = frame[column].astype(float).to_numpy()
    now = pd.MultiIndex.from_arrays([frame[diary.couple], time, member])
    before = pd.MultiIndex.from_arrays([frame[diary.couple], time - by, member])
    return pd.Series(pd.Series(value, now).reindex(before).to_numpy(), frame.index)
