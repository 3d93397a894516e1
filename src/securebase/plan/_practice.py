from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

from securebase import evidence
from securebase.core import CONSTRUCTS, STATEMENTS, PracticeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Something one person can do on their own account.

    Attributes:
        id: Name of its file.
        title: What it is called.
        stage: The construct that it trains.
        statements: Statements of the theory it serves.
        minutes: Minutes a day.
        steps: What to do, in order.
        notice: What to look out for.
        hard_for: For whom it is hard.
        easier: How it gets easier.
        not_when: When to leave it.
        evidence: Ids of the evidence rows behind it.
    """

    id: str
    title: str
    stage: str
    statements: tuple[str, ...]
    minutes: int
    steps: tuple[str, ...]
    notice: str
    hard_for: str
    easier: str
    not_when: str
    evidence: tuple[str, ...]


@cache
def practices() -> tuple[Practice, ...]:
    """Every practice, in the order of its id.

    Raises:
        PracticeError: If a file of the library is broken.
    """
    folder = resources.files(__package__) / "practices"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return tuple(_parsed(file.name, file.read_text("utf-8")) for file in files)


def practice_for(stage: str) -> Practice:
    """The practice that trains a stage.

    Args:
        stage: Key of a construct, such as ``"attending"``.

    Raises:
        PracticeError: If no practice trains it.
    """
    for practice in practices():
        if practice.stage == stage:
            return practice
    known = ", ".join(practice.stage for practice in practices())
    raise PracticeError(
        f"The stage must be one that a practice trains ({known}). "
        f"Got {stage!r} instead. Choose one of them."
    )


def _parsed(name: str, text: str) -> Practice:
    raw = tomllib.loads(text)
    wanted = {field.name for field in fields(Practice)}
    if set(raw) != wanted:
        raise PracticeError(
            f"{name} must have exactly the fields {sorted(wanted)}. "
            f"Got {sorted(raw)} instead. Add or remove what differs."
        )
    values: dict[str, Any] = {
        key: tuple(it) if isinstance(it, list) else it for key, it in raw.items()
    }
    practice = Practice(**values)
    _check(name, practice)
    return practice


def _check(name: str, practice: Practice) -> None:
    wrong = [it for it in practice.statements if it not in STATEMENTS]
    if practice.stage not in CONSTRUCTS:
        wrong.append(practice.stage)
    if wrong or f"{practice.id}.toml" != name:
        raise PracticeError(
            f"{name} must name known statements, a known stage and its own id. "
            f"Got {wrong or practice.id!r} instead. Correct the file."
        )
    for row in practice.evidence:
        evidence.row(row)
