"""What somebody has tried: a small file of their own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from securebase.core import Partner, PracticeError, replacing

from ._goal import goal
from ._practice import practice_of

_FORMAT = "securebase-practices/1"


class Verdict(StrEnum):
    """What somebody wants after trying for two weeks."""

    MORE = "more"
    SAME = "same"
    LESS = "less"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One practice over some days.

    Attributes:
        partner: Who tried.
        practice: Id of the practice.
        goal: Short name of what was wanted.
        since: The evening before it began.
        until: Its last day.
        done: Days on which it was done.
        verdict: What is wanted next.

    Raises:
        PracticeError: If practice or goal are unknown, or days do not fit together.
    """

    partner: Partner
    practice: str
    goal: str
    since: dt.date
    until: dt.date
    done: int
    verdict: Verdict

    def __post_init__(self) -> None:
        practice_of(self.practice)
        goal(self.goal)
        if not 0 <= self.done <= self.days or self.days < 1:
            raise PracticeError(
                "A practice must end after it began, and be done on no more days than "
                f"there were. Got {self.done} of {self.days} days instead. "
                "Correct the days."
            )

    @property
    def days(self) -> int:
        """Days on which it was due."""
        return (self.until - self.since).days


def read_log(path: Path) -> tuple[Tried, ...]:
    """What was tried, the earliest first; nothing where there is no file yet.

    Raises:
        PracticeError: If the file is none of ours, or one of its entries is wrong.
    """
    if not path.exists():
        return ()
    try:
        raw = json.loads(path.read_text("utf-8"))
        records = raw["tried"] if raw["format"] == _FORMAT else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _no_log(path) from error
    if not isinstance(records, list):
        raise _no_log(path)
    return tuple(_entry(path, place, it) for place, it in enumerate(records, start=1))


def _entry(path: Path, place: int, record: Any) -> Tried:
    try:
        return Tried(
            partner=Partner(record["partner"]),
            practice=record["practice"],
            goal=record["goal"],
            since=dt.date.fromisoformat(record["since"]),
            until=dt.date.fromisoformat(record["until"]),
            done=_whole(record["done"]),
            verdict=Verdict(record["verdict"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PracticeError(
            f"{path.name}, entry {place} must have partner, practice, goal, since, "
            f"until, done and verdict. Got {type(error).__name__}: {error} instead. "
            "Correct the entry or remove it."
        ) from error
    except PracticeError as error:
        raise PracticeError(f"{path.name}, entry {place}: {error}") from error


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"done must be a whole number, not {value!r}")
    return value


def _no_log(path: Path) -> PracticeError:
    return PracticeError(
        f"{str(path)!r} must be a file of practices that securebase wrote. "
        "Got something else instead. Choose another file, or delete it if securebase "
        "wrote it."
    )


def write_log(tried: Sequence[Tried], path: Path) -> None:
    """Keep what was tried; only its owner may read the file."""
    records = [
        {
            "partner": it.partner.value,
            "practice": it.practice,
            "goal": it.goal,
            "since": it.since.isoformat(),
            "until": it.until.isoformat(),
            "done": it.done,
            "verdict": it.verdict.value,
        }
        for it in sorted(tried, key=lambda it: (it.until, it.since))
    ]
    text = json.dumps({"format": _FORMAT, "tried": records}, indent=2) + "\n"
    with replacing(path, private=True) as part:
        part.write_text(text, "utf-8")
