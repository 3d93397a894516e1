"""What the files of a questionnaire may hold, field by field.

``instrument.toml`` holds the key and, in English, what is said about it;
``items.<language>.toml`` the words; ``comparison.toml`` (optional) the scores of a
comparison sample. Everything is keyed by name, never by position, so that a
translation is one more words file, which holds no part of the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from securebase.core import InstrumentError, Problem, Role, Topic

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


KeyStatus = Literal["source", "memory", "own", "user"]
"""How far the key of a questionnaire was checked."""


class Strict(BaseModel):
    """Unknown fields and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ItemRow(Strict):
    """One item of the key; ``lo`` and ``hi`` only where they differ."""

    code: Name
    reverse: bool = False
    lo: int | None = None
    hi: int | None = None

    def ends(self, lo: int, hi: int) -> tuple[int, int]:
        """Its own ends, or else those of the questionnaire."""
        return lo if self.lo is None else self.lo, hi if self.hi is None else self.hi


class ReliabilityRow(Strict):
    """Measured reliability of a complete scale."""

    sd: float = Field(gt=0)
    alpha: float = Field(gt=0, le=1)
    n: int = Field(gt=1)
    source: Text


class ScaleRow(Strict):
    """One score; ``min_answered`` follows the general rule where it is left out."""

    id: Name
    title: Text
    items: list[Name] = Field(min_length=1)
    construct_: str | None = Field(default=None, alias="construct")
    role: Annotated[Role, Field(strict=False)] = Role.SELF
    method: Literal["mean", "sum"] = "mean"
    min_answered: int | None = Field(default=None, ge=1)
    low_means: str = ""
    high_means: str = ""
    reliability: Literal["assumed"] | ReliabilityRow | None = None
    weights: dict[Name, int] = Field(default_factory=dict)

    @property
    def fewest(self) -> int:
        """Fewest answers with which the scale is scored, by the general rule."""
        if self.min_answered is not None:
            return self.min_answered
        skippable = 0 if self.method == "sum" else len(self.items) // 3
        return len(self.items) - skippable


class ScaleWords(Strict):
    """What a scale is called in one language, and what its ends mean."""

    title: Text
    low_means: str
    high_means: str


class WordsFile(Strict):
    """The words of a questionnaire in one language.

    Those that the key has in English (``title`` to ``scales``) stand here in a
    translation, and only there.
    """

    language: str = Field(pattern=r"^[a-z]{2,3}$")
    frame: str
    anchors: dict[str, Text] = Field(default_factory=dict)
    items: dict[Name, Text]
    title: Text | None = None
    licence: Text | None = None
    reference: Text | None = None
    missing_rule: Text | None = None
    notes: list[Text] = Field(default_factory=list)
    scales: dict[Name, ScaleWords] = Field(default_factory=dict)


class KeyFile(Strict):
    """A whole questionnaire; ``words`` only where it is one single file."""

    id: Name
    title: Text
    validated: bool
    licence: Text
    reference: Text
    lo: int
    hi: int
    items: list[ItemRow] = Field(min_length=1)
    scales: list[ScaleRow] = Field(min_length=1)
    key_status: KeyStatus = "user"
    sources: list[Name] = Field(default_factory=list)
    topic: Annotated[Topic | None, Field(strict=False)] = None
    core: bool = False
    missing_rule: str | None = None
    notes: list[Text] = Field(default_factory=list)
    words: WordsFile | None = None


class ComparisonRow(Strict):
    """Scores of a comparison sample on one scale."""

    label: Text
    n: int = Field(gt=1)
    mean: float
    sd: float = Field(gt=0)
    scores: list[float]
    counts: list[int]
    source: Text


class ComparisonFile(RootModel[dict[str, ComparisonRow]]):
    """One table for each scale id."""

    model_config = ConfigDict(strict=True, frozen=True)


class UnavailableRow(Strict):
    """A questionnaire that is known here by name only, and why."""

    title: Text
    reason: Text


class UnavailableFile(RootModel[dict[str, UnavailableRow]]):
    """One table for each questionnaire."""

    model_config = ConfigDict(strict=True, frozen=True)


_Model = TypeVar("_Model", bound=BaseModel)


def parse(model: type[_Model], raw: Any, file: str) -> _Model:
    """Check what was read from a file, field by field."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise InstrumentError(in_lines(_problems(error, file))) from None


def in_lines(problems: Iterable[Problem]) -> str:
    """All problems, one a line."""
    return "\n".join(str(problem) for problem in problems)


def _problems(error: ValidationError, file: str) -> Iterator[Problem]:
    # A field that may be of several kinds is refused once for each.
    faults = {_dotted(it["loc"]): it for it in error.errors(include_url=False)[::-1]}
    for place, fault in reversed(faults.items()):
        yield Problem(
            file=file,
            column=place,
            must=_MUST.get(fault["type"], _softened(fault["msg"])),
            got=_got(fault["type"], fault["input"]),
            remedy=_REMEDY.get(fault["type"], "Correct this field."),
        )


_MUST = {
    "missing": "be given",
    "extra_forbidden": "be a known field",
    "string_pattern_mismatch": "be a plain name: a letter, then letters, digits or _",
}
_REMEDY = {
    "missing": "Add the field.",
    "extra_forbidden": "Leave the field out, or correct its name.",
}


def _got(kind: str, found: object) -> str:
    # For a missing field, what was found is the whole table around it.
    return "nothing" if kind == "missing" else shown(found)


def _softened(message: str) -> str:
    return message.removeprefix("Input should ").replace("Value error, ", "")


# What pydantic puts into a place to say which kind it tried there.
_KIND = re.compile(r"int|str|(list|dict|literal|constrained-|function-).*", re.S)


def _dotted(place: tuple[int | str, ...]) -> str:
    named = (p for p in place if isinstance(p, int) or not _KIND.fullmatch(p))
    parts = (f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in named)
    return "".join(parts).removeprefix(".") or "the whole file"


def shown(value: object) -> str:
    """A value as an error shows it: short, whatever it is."""
    if isinstance(value, dict | list):
        kind = "table" if isinstance(value, dict) else "list"
        return f"a {kind} of {len(value)}"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
