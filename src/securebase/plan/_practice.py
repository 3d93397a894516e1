from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, NoReturn

from securebase import evidence
from securebase.core import CONSTRUCTS, STATEMENTS, PracticeError, Topic
from securebase.dynamics import PRACTICES

ORIGINAL = "en"
"""The language in which the practices are written."""
KNOBS = tuple(name.removeprefix("practice_") for name in PRACTICES)
"""What a practice can train, by the names of the couple model."""

# The traits that can make a practice harder.
_TRAITS = tuple(
    it.id for it in CONSTRUCTS.values() if it.topic in (Topic.TRAITS, Topic.ATTACHMENT)
)
_MOST_MINUTES = 20
_FEWEST_STEPS, _MOST_STEPS = 4, 7
_MOST_HARD = 3


class Side(StrEnum):
    """Which end of a scale is meant."""

    LOW = "low"
    HIGH = "high"


class Strength(StrEnum):
    """How strong the evidence of one row is, in words for a reader."""

    GOOD = "good evidence"
    SOME = "some evidence"
    SIGN = "sign only"
    JUDGEMENT = "judgement, not a finding"

    @classmethod
    def of(cls, row: evidence.Row) -> Strength:
        """The word that follows from the row's own record, and from nothing else."""
        if row.is_finding:
            best = row.confidence is evidence.Confidence.A
            return cls.GOOD if best else cls.SOME
        tested = row.label is not evidence.Label.ASSUMPTION
        if tested and row.direction_status is evidence.Checked.SEEN:
            return cls.SIGN
        return cls.JUDGEMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class HardTrait:
    """For whom a practice is harder than for others, and what makes up for it.

    Attributes:
        trait: One of the Big Five, or an attachment dimension.
        side: At which end of it.
        why: Why, as a clause that can follow “because”.
        easier: What makes it easier there, in one sentence.
    """

    trait: str
    side: Side
    why: str
    easier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveWhen:
    """A level of a construct at which a practice is not offered.

    Attributes:
        construct: Key of a construct, such as ``"load"``.
        side: At which end of it.
    """

    construct: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Something one person can do on their own account.

    ``trains`` is a judgement, not a finding: how much of the week goes into each thing
    that the couple model lets a person practise.

    Attributes:
        id: Name of its file.
        title: What it is called.
        stage: The construct that it mainly serves.
        statements: Statements of the theory it serves.
        minutes: Minutes a day, averaged over the week.
        trains: Share of each of `KNOBS`: 1 is wholly that one; together at most 1.
        giving: Whether it asks for more giving. Nobody who is worn out by giving is
            offered such a practice.
        for_two: Whether it asks for anything with the partner or towards them. Nobody
            who wants to be shown nothing for two is offered such a practice.
        steps: What to do in one week, in order.
        notice: What to look out for.
        hard_for: For whom it is hard.
        easier: How it gets easier.
        hard_traits: The same for traits, one by one.
        not_when: When to leave it.
        leave_when: What of this can be read from answers.
        evidence: Ids of the evidence rows behind it.
    """

    id: str
    title: str
    stage: str
    statements: tuple[str, ...]
    minutes: int
    trains: Mapping[str, float] = field(hash=False)
    giving: bool
    for_two: bool
    steps: tuple[str, ...]
    notice: str
    hard_for: str
    easier: str
    hard_traits: tuple[HardTrait, ...]
    not_when: str
    leave_when: tuple[LeaveWhen, ...]
    evidence: tuple[str, ...]

    @property
    def strength(self) -> dict[str, Strength]:
        """How strong each row of its evidence is, by the row's own record."""
        return {key: Strength.of(evidence.row(key)) for key in self.evidence}

    @property
    def untested(self) -> tuple[str, ...]:
        """What nobody has tested, as clauses: of its rows, then of its statements."""
        rows = [evidence.row(key).untested for key in self.evidence]
        verdicts = [evidence.verdict(key).untested for key in self.statements]
        return tuple(dict.fromkeys(it for it in (*rows, *verdicts) if it))

    @property
    def caveat(self) -> str:
        """What the evidence cannot say, until somebody has tried such training."""
        tried = evidence.verdict("gap_training_trial").is_tested
        return "" if tried else _CAVEAT


_CAVEAT = (
    "Untested as a practice of its own: nobody has tried this week, as it stands here, "
    "in a study. The evidence is about what it leans on."
)


@cache
def practices(language: str = ORIGINAL) -> tuple[Practice, ...]:
    """Every practice, in the order of its id.

    Args:
        language: Language of its words.

    Raises:
        PracticeError: If a file of the library is broken, or has no words in this
            language.
    """
    folder = resources.files(__package__) / "practices"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    found = (
        parse(file.name, file.read_text("utf-8"))
        for file in files
        if file.name.count(".") == 1
    )
    if language == ORIGINAL:
        return tuple(found)
    return tuple(_translated(it, language) for it in found)


def _translated(practice: Practice, language: str) -> Practice:
    name = f"{practice.id}.{language}.toml"
    file = resources.files(__package__) / "practices" / name
    if not file.is_file():
        _fail(
            f"The words of {practice.id} must be there in {language}",
            "no such file",
            f"Translate it into {name}.",
        )
    return in_words(practice, name, file.read_text("utf-8"))


def practice_of(name: str, language: str = ORIGINAL) -> Practice:
    """A practice by its id.

    Args:
        name: Its id.
        language: Language of its words.

    Raises:
        PracticeError: If there is none of this id, or not in this language.
    """
    for practice in practices(language):
        if practice.id == name:
            return practice
    known = ", ".join(practice.id for practice in practices())
    raise PracticeError(
        f"A practice must be one of {known}. Got {name!r} instead. Choose one of them."
    )


def practices_for(stage: str) -> tuple[Practice, ...]:
    """The practices for a stage: its namesake first, then those that take less time.

    Args:
        stage: Key of a construct, such as ``"attending"``.

    Raises:
        PracticeError: If no practice serves it.
    """
    found = [practice for practice in practices() if practice.stage == stage]
    if not found:
        known = ", ".join(sorted({practice.stage for practice in practices()}))
        raise PracticeError(
            f"The stage must be one that a practice trains ({known}). "
            f"Got {stage!r} instead. Choose one of them."
        )
    return tuple(sorted(found, key=lambda it: (it.id != stage, it.minutes, it.id)))


def practice_for(stage: str) -> Practice:
    """The first practice for a stage.

    Args:
        stage: Key of a construct, such as ``"attending"``.

    Raises:
        PracticeError: If no practice serves it.
    """
    return practices_for(stage)[0]


def parse(name: str, text: str) -> Practice:
    """The practice in a file of the library.

    Args:
        name: The file's name, ``id.toml``.
        text: What stands in it.

    Raises:
        PracticeError: If it does not hold what a practice must.
        EvidenceError: If it names a row that there is not.
    """
    raw = tomllib.loads(text)
    _check_fields(name, Practice, raw)
    _check(name, raw)
    values: dict[str, Any] = {
        key: tuple(it) if isinstance(it, list) else it for key, it in raw.items()
    }
    values["hard_traits"] = tuple(_hard_trait(name, it) for it in raw["hard_traits"])
    values["leave_when"] = tuple(_leave_when(name, it) for it in raw["leave_when"])
    return Practice(**values)


def in_words(practice: Practice, name: str, text: str) -> Practice:
    """A practice with the words of another language.

    Args:
        practice: In its original words.
        name: The file of the words, ``id.language.toml``.
        text: What stands in it: every text of the practice, and nothing else.

    Raises:
        PracticeError: If a text is missing, empty, or of no such thing.
    """
    raw = tomllib.loads(text)
    if set(raw) != WORDS:
        _fail(
            f"{name} must have exactly the fields {sorted(WORDS)}",
            sorted(raw),
            "Add or remove what differs.",
        )
    _check_tables(name, "hard_traits", raw["hard_traits"])
    same = [it.trait for it in practice.hard_traits]
    if [it.get("trait") for it in raw["hard_traits"]] != same:
        _fail(f"{name} must speak of the traits {same}", raw, "Keep their order.")
    if len(raw["steps"]) != len(practice.steps):
        _fail(
            f"{name} must have {len(practice.steps)} steps",
            len(raw["steps"]),
            "Translate each.",
        )
    hard = [
        _hard_trait(name, it | {"side": was.side})
        for it, was in zip(raw["hard_traits"], practice.hard_traits, strict=True)
    ]
    for said in (*raw["steps"], *(raw[it] for it in WORDS - {"steps", "hard_traits"})):
        if not (isinstance(said, str) and said.strip()):
            _fail(f"A text of {name} must say something", said, "Translate it.")
    words = raw | {"steps": tuple(raw["steps"]), "hard_traits": tuple(hard)}
    return replace(practice, **words)


WORDS = {
    "title",
    "steps",
    "notice",
    "hard_for",
    "easier",
    "hard_traits",
    "not_when",
}
"""The fields of a practice that are words for a reader."""


def _check(name: str, raw: Mapping[str, Any]) -> None:
    wrong = [it for it in raw["statements"] if it not in STATEMENTS]
    if raw["stage"] not in CONSTRUCTS:
        wrong.append(raw["stage"])
    if wrong or f"{raw['id']}.toml" != name:
        _fail(
            f"{name} must name known statements, a known stage and its own id",
            wrong or raw["id"],
            "Correct the file.",
        )
    _yes_or_no(name, raw, "giving", "Say whether it asks for more giving.")
    _yes_or_no(name, raw, "for_two", "Say whether it asks anything with the partner.")
    _check_trains(name, raw["trains"])
    _check_tables(name, "hard_traits", raw["hard_traits"])
    _check_tables(name, "leave_when", raw["leave_when"])
    _count(name, "minutes", raw["minutes"], 1, _MOST_MINUTES)
    _count(name, "steps", len(raw["steps"]), _FEWEST_STEPS, _MOST_STEPS)
    _count(name, "traits in hard_traits", len(raw["hard_traits"]), 1, _MOST_HARD)
    for row in raw["evidence"]:
        evidence.row(row)


def _yes_or_no(name: str, raw: Mapping[str, Any], key: str, remedy: str) -> None:
    if not isinstance(raw[key], bool):
        _fail(f"The field {key} of {name} must be true or false", raw[key], remedy)


def _count(name: str, what: str, got: object, fewest: int, most: int) -> None:
    # True is an int to Python, but no number of minutes.
    if isinstance(got, bool) or got not in range(fewest, most + 1):
        _fail(
            f"The number of {what} of {name} must be whole, from {fewest} to {most}",
            got,
            "Cut it down or fill it up.",
        )


def _check_fields(name: str, kind: type, raw: Mapping[str, object]) -> None:
    wanted = {it.name for it in fields(kind)}
    if set(raw) != wanted:
        _fail(
            f"{name} must have exactly the fields {sorted(wanted)}",
            sorted(raw),
            "Add or remove what differs.",
        )


def _check_trains(name: str, trains: object) -> None:
    if not isinstance(trains, dict) or not trains:
        _fail(
            f"The field trains of {name} must be a table that is not empty",
            trains,
            "Say what the practice trains, such as trains = { asking = 1.0 }.",
        )
    for knob, weight in trains.items():
        _one_of(name, "trains", knob, KNOBS)
        number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not (number and 0 < weight <= 1):
            _fail(
                f"The share of {knob} in {name} must be above 0 and at most 1",
                weight,
                "Leave out what the practice does not train.",
            )
    if math.fsum(trains.values()) > 1 + 1e-9:
        _fail(
            f"The shares of trains in {name} must add up to 1 at most",
            round(math.fsum(trains.values()), 6),
            "Split what one week can hold.",
        )


def _check_tables(name: str, key: str, tables: object) -> None:
    if not isinstance(tables, list) or not all(isinstance(it, dict) for it in tables):
        _fail(
            f"The field {key} of {name} must be a list of tables",
            tables,
            "Write each as { … } between the square brackets.",
        )


def _hard_trait(name: str, raw: dict[str, Any]) -> HardTrait:
    _check_fields(f"Each of hard_traits in {name}", HardTrait, raw)
    _one_of(name, "hard_traits", raw["trait"], _TRAITS)
    _told(name, raw)
    return HardTrait(**raw | {"side": _side(name, "hard_traits", raw["side"])})


def _told(name: str, raw: dict[str, Any]) -> None:
    why, easier = raw["why"], raw["easier"]
    clause = isinstance(why, str) and why.strip() and not why.endswith(".")
    sentence = isinstance(easier, str) and easier.endswith(".")
    if not (clause and sentence):
        _fail(
            f"The words for {raw['trait']} in {name} must be a clause and a sentence",
            (why, easier),
            "End the sentence in easier, and not the clause in why, with a full stop.",
        )


def _leave_when(name: str, raw: dict[str, Any]) -> LeaveWhen:
    _check_fields(f"Each of leave_when in {name}", LeaveWhen, raw)
    _one_of(name, "leave_when", raw["construct"], CONSTRUCTS)
    return LeaveWhen(**raw | {"side": _side(name, "leave_when", raw["side"])})


def _side(name: str, where: str, value: object) -> Side:
    _one_of(name, where, value, tuple(Side))
    return Side(str(value))


def _one_of(name: str, where: str, got: object, known: Iterable[str]) -> None:
    if got not in (every := tuple(known)):
        _fail(
            f"A name in {where} of {name} must be one of {', '.join(every)}",
            got,
            "Choose one of them.",
        )


def _fail(must: str, got: object, remedy: str) -> NoReturn:
    raise PracticeError(f"{must}. Got {got!r} instead. {remedy}")
