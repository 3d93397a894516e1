"""What a report is made of: a tree of plain, frozen values.

The builder (`_build`) makes the tree from a view; the renderers (`_html`, `_pdf`,
`_json`) only lay it out. No renderer computes or words anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from securebase.core import Estimate, Sureness

Account = Literal["own", "partner"]
"""Whose telling a mark is: of the person whose row it is, or of their partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One plain sentence.

    Attributes:
        text: The sentence, ending in a full stop.
        sure: How sure it is, or None where the sentence claims nothing uncertain.
        label: A short label that must be shown with it, such as ``untested``.
        sources: Keys of the report's sources that stand behind it.
    """

    text: str
    sure: Sureness | None = None
    label: str | None = None
    sources: tuple[str, ...] = ()
    kind: Literal["sentence"] = "sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text without a claim of its own."""

    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One dot with its interval on a strip.

    Attributes:
        who: Name of the person whose answers it is.
        account: Shape of the mark; the receiver's telling or the giver's.
        estimate: Value and doubt.
        spoken: The same in words, for readers who listen.
    """

    who: str
    account: Account
    estimate: Estimate
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StripRow:
    """One line of a strip: a label and its marks (none where there is no answer)."""

    label: str
    hint: str
    marks: tuple[Mark, ...]
    label_note: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Dots with intervals on one common axis.

    Attributes:
        title: Words above it.
        lo, hi: Ends of the axis.
        low_means, high_means: What the ends say.
        rows: The lines.
        caption: How to read it, and what its bands rest on.
        ticks: Positions of light vertical lines.
        label: A short label beside the title that must be shown, such as
            ``not yet validated``.
    """

    title: str
    lo: float
    hi: float
    low_means: str
    high_means: str
    rows: tuple[StripRow, ...]
    caption: str
    ticks: tuple[float, ...] = ()
    label: str | None = None
    kind: Literal["strip"] = "strip"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseLink:
    """One function in one direction: how much of it flows from giver to receiver.

    Attributes:
        giver, receiver: Names.
        function: ``haven`` or ``base``.
        received: As the receiver tells it, or None.
        given: As the giver tells it, or None.
        spoken: The same in words.
    """

    giver: str
    receiver: str
    function: Literal["haven", "base"]
    received: Estimate | None
    given: Estimate | None
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasePicture:
    """Two people, haven and base in both directions, level and uncertainty."""

    left: str
    right: str
    links: tuple[BaseLink, ...]
    caption: str
    label: str | None = None
    kind: Literal["base_picture"] = "base_picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryPoint:
    """One person's mean of the items of one construct on one day (0 to 6)."""

    day: str
    who: str
    value: float
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FanBand:
    """Where one person's telling of one coming day lies (0 to 6)."""

    day: str
    who: str
    low95: float
    low80: float
    middle: float
    high80: float
    high95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryPanel:
    """One construct of the diary over the days; a day without a point is a gap.

    Attributes:
        label: What.
        hint: The same in plain words.
        points: Days told of.
        fan: Days to come, where the picture goes on into them.
    """

    label: str
    hint: str
    points: tuple[DiaryPoint, ...]
    fan: tuple[FanBand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryPicture:
    """The diary as small panels, one under the other, on one time axis."""

    title: str
    first_day: str
    last_day: str
    people: tuple[str, ...]
    panels: tuple[DiaryPanel, ...]
    caption: str
    label: str | None = None
    kind: Literal["diary_picture"] = "diary_picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A small table of words and numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    label: str | None = None
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeCard:
    """One thing to try.

    Attributes:
        who: Name of the person who would do it.
        title: Its name.
        why: The reason, in one sentence.
        steps: What to do, in order.
        minutes: Minutes a day.
        notice: What to look out for.
        not_when: When to leave it.
        hard_for: For whom, or on which days, it is harder.
        easier: What makes it easier.
        label: ``rule of thumb`` and the like.
        sources: Keys of the report's sources.
    """

    who: str
    title: str
    why: str
    steps: tuple[str, ...]
    minutes: int
    notice: str
    not_when: str
    hard_for: str
    easier: str
    label: str
    sources: tuple[str, ...]
    kind: Literal["practice"] = "practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A quiet box: a note on reading, a limit, or the safety text."""

    title: str
    text: str
    tone: Literal["note", "safety"] = "note"
    kind: Literal["aside"] = "aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A short list, such as questions to ask."""

    items: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A published work: its reference, and its DOI where there is one."""

    text: str
    doi: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """One piece of evidence: what it says, how far it was checked, and the works."""

    key: str
    text: str
    status: str
    works: tuple[Work, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceList:
    """The sources that this report used."""

    entries: tuple[SourceEntry, ...]
    kind: Literal["sources"] = "sources"


Block = (
    Sentence
    | Paragraph
    | Strip
    | BasePicture
    | DiaryPicture
    | Table
    | PracticeCard
    | Aside
    | Points
    | SourceList
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A chapter of the report.

    Attributes:
        id: Anchor.
        title: Heading.
        blocks: Content in order.
        folded: Whether details may start folded (on screen only).
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a reader sees, before any layout.

    Attributes:
        title: Heading of the whole, such as ``Mara & Theo``.
        subtitle: For whom it is, such as ``Mara's own report``.
        viewer: Key of the viewer.
        made_up: Whether the couple is a made-up example.
        data_until: Last day of data that this viewer may see (ISO), or None.
        glance: The three sentences at the top.
        sections: Chapters in order.
        version: Version of securebase that made it.
        format: What kind of report it is.
        language: Language tag of its words.
    """

    title: str
    subtitle: str
    viewer: str
    made_up: bool
    data_until: str | None
    glance: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    version: str
    format: str = field(default="securebase-report/1")
    language: str = "en"
