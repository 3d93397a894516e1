from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ._checks import NO_OTHER_FIELDS, check_name
from ._rule import Checked


class SourceKind(StrEnum):
    """What sort of source it is."""

    ARTICLE = "article"
    CHAPTER = "chapter"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something that records cite. What is not known for certain is left out.

    Attributes:
        key: Key, such as ``harris_orth_2020``.
        kind: Article, chapter or data set.
        authors: Family names in order; ``others`` stands for the rest.
        year: Year of publication.
        title: Title.
        title_status: Whether title and co-authors were read or are remembered.
        journal, volume, pages: Where it appeared; pages begin only where the end
            is not known.
        doi: Digital object identifier.
        doi_status: Whether the DOI was read or is remembered.
        pmcid: Identifier in PubMed Central.
        n: How many, of what ``sample`` says.
        sample: Who they were, in words.
        checked: Whether the source itself (its abstract or page) was read.
        found: What it found, in one sentence of ours.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = NO_OTHER_FIELDS

    key: str
    kind: SourceKind
    checked: Checked
    authors: tuple[str, ...] = ()
    year: int | None = None
    title: str = ""
    title_status: Checked = Checked.NONE
    journal: str = ""
    volume: str = ""
    pages: str = ""
    doi: str = ""
    doi_status: Checked = Checked.NONE
    pmcid: str = ""
    n: int | None = None
    sample: str = ""
    found: str = ""

    def __post_init__(self) -> None:
        check_name(self.key)

    @property
    def sources(self) -> tuple[str, ...]:
        """Its own key, so that a source can be cited like any record."""
        return (self.key,)

    @property
    def short(self) -> str:
        """Name and year as in running text, such as ``Harris & Orth (2020)``."""
        year = str(self.year) if self.year else "no year on record"
        return f"{self._names} ({year})"

    @property
    def caveat(self) -> str:
        """What was not re-checked, or an empty string."""
        parts = []
        if self.checked is not Checked.SEEN:
            parts.append("source not re-checked, known from memory")
        if self.title_status is Checked.MEMORY:
            parts.append("bibliographic details from memory")
        if self.doi and self.doi_status is Checked.MEMORY:
            parts.append("DOI from memory")
        return "; ".join(parts)

    @property
    def reference(self) -> str:
        """The reference as one line of text with its caveat, without a link."""
        return self._with_caveat(self._line)

    @property
    def text(self) -> str:
        """The reference as one line of text."""
        return self._with_caveat(_line(self._line, self._link))

    def _with_caveat(self, line: str) -> str:
        return f"{line} [{self.caveat}]" if self.caveat else line

    @property
    def _line(self) -> str:
        journal = self.journal if self.authors else ""  # else named already
        where = ", ".join(part for part in (journal, self.volume, self._span) if part)
        if self.kind is SourceKind.DATASET and not where:
            where = "Data set"
        return _line(self.short, self.title, where)

    @property
    def _names(self) -> str:
        if not self.authors:
            where = self.journal or self.pmcid
            return f"Authors not recorded, {where}" if where else "Authors not recorded"
        *first, last = self.authors
        if last == "others":
            return f"{self.authors[0]} et al."
        if len(self.authors) > 3:
            return f"{self.authors[0]} et al."
        return f"{', '.join(first)} & {last}" if first else last

    @property
    def _span(self) -> str:
        return self.pages.replace("--", "–")

    @property
    def _link(self) -> str:
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return self.pmcid


def _line(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
