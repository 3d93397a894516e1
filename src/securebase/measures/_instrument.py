from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from securebase.core import Basis, Role, Topic

from ._common import near
from ._file import KeyStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question.

    Attributes:
        code: Name of the item inside its questionnaire, such as ``E1``.
        reverse: Whether a high answer means little of the scale.
        text: The words, or None where the text may not be shipped.
        lo, hi: Lowest and highest answer of this item.
    """

    code: str
    reverse: bool
    lo: int
    hi: int
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """What the standard error of a scale rests on.

    Attributes:
        sd: Standard deviation of the complete scale score between people.
        alpha: Internal consistency of the complete scale.
        basis: Measured in a sample, or assumed.
        source: Where the figures come from (an evidence source or row id).
        n: People behind them, None where assumed.
    """

    sd: float
    alpha: float
    basis: Basis
    source: str
    n: int | None = None

    @property
    def sem(self) -> float:
        """Standard error of measurement of the complete scale."""
        return self.sd * (1.0 - self.alpha) ** 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Scores of a comparison sample; never called norms.

    Attributes:
        label: Who they were, in words.
        n: How many.
        mean, sd: Of the scale score.
        scores: Ascending distinct scores.
        counts: How many people had each.
        source: Evidence source id.
    """

    label: str
    n: int
    mean: float
    sd: float
    scores: tuple[float, ...]
    counts: tuple[int, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A score made of several items.

    Attributes:
        id: Identifier inside the questionnaire, a valid Python name.
        title: Words for a reader.
        construct: Key of ``core.CONSTRUCTS``, or None for a foreign key.
        role: Received, provided, or about oneself.
        items: Codes of its items.
        method: Mean or sum of the answers.
        min_answered: Fewest answers with which it is scored at all.
        lo, hi: Ends of the score's own range.
        low_means, high_means: What the ends say, in a few words.
        reliability: For the standard error; None means no error can be given.
        comparison: A comparison sample, if there is one.
        weights: Item code to weight, for a score that is a weighted sum; empty
            where every item counts once.
    """

    id: str
    title: str
    construct: str | None
    role: Role
    items: tuple[str, ...]
    method: Literal["mean", "sum"]
    min_answered: int
    lo: float
    hi: float
    low_means: str = ""
    high_means: str = ""
    reliability: Reliability | None = None
    comparison: Comparison | None = None
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """A questionnaire: its items, key, response scale, and what is known about it.

    Attributes:
        id: Identifier, the name of its folder.
        title: Full name.
        validated: Whether a published validation exists for this very form, in this
            very language.
        text_shipped: Whether the item texts come with securebase.
        licence: Terms for the items, in one sentence.
        reference: Where it was published.
        language: Code of the language of the words, or ``any`` where they are not
            shipped.
        frame: Instruction above the items.
        lo, hi: Ends of the response scale.
        anchors: Words for (some of) the answers.
        items: All items in printed order.
        scales: Scores that it gives.
        topic: The topic under which its answers are shared; None for a
            questionnaire that cannot be part of a couple file.
        core: Whether it belongs to the core set of a couple.
        missing_rule: The rule for skipped items, in one sentence.
        notes: Traps and limits, each a sentence.
        sources: Keys of the evidence sources behind it.
        key_status: How far the key was checked: read in a ``source``, cited from
            ``memory``, made by us (``own``), or supplied by the ``user``.
        translated: Whether the words are our translation of a form that is validated
            in another language. Its standard errors are assumed to be those of the
            original, and nobody's answers to the original are set beside its scores.
    """

    id: str
    title: str
    validated: bool
    text_shipped: bool
    licence: str
    reference: str
    language: str
    frame: str
    lo: int
    hi: int
    anchors: Mapping[int, str]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    topic: Topic | None
    core: bool
    missing_rule: str
    notes: tuple[str, ...] = field(default=())
    sources: tuple[str, ...] = field(default=())
    key_status: KeyStatus = "user"
    translated: bool = False

    @cached_property
    def by_code(self) -> Mapping[str, Item]:
        """Items by their code."""
        return {item.code: item for item in self.items}

    @property
    def status(self) -> str:
        """Whether it is validated, as a reader sees it; of a user's key, who knows."""
        said = near(self.language).status
        if self.validated:
            return said.validated
        if self.translated:
            return said.translation
        return said.not_known if self.key_status == "user" else said.not_yet
