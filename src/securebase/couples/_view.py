from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from securebase.core import Partner, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One questionnaire as one person answered it on one occasion.

    Attributes:
        instrument: Id of the questionnaire.
        occasion: Day on which it was answered.
        answers: Item code to answer; a skipped item is absent.
    """

    instrument: str
    occasion: dt.date
    answers: Mapping[str, int]

    def __repr__(self) -> str:
        return f"Sheet({self.instrument}, {self.occasion}, {len(self.answers)} answers)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One person's check-in on one day: item code to answer, skipped items absent."""

    day: dt.date
    answers: Mapping[str, int]

    def __repr__(self) -> str:
        return f"CheckIn({self.day}, {len(self.answers)} answers)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """What one viewer may see of one person, in date order; empty says nothing."""

    sheets: tuple[Sheet, ...]
    check_ins: tuple[CheckIn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A couple as one viewer may see it; the only thing a report is made from.

    Attributes:
        viewer: Who reads.
        couple: Id of the couple.
        made_up: Whether it is a made-up example.
        names: What the partners are called.
        people: What may be seen of each.
    """

    viewer: Viewer
    couple: str
    made_up: bool
    names: Mapping[Partner, str]
    people: Mapping[Partner, Visible]
