from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ._checks import NO_OTHER_FIELDS, told
from ._rule import Standing


class Kind(StrEnum):
    """What a verdict record speaks about."""

    STATEMENT = "statement"
    CLAIM = "claim"
    GAP = "gap"
    WARNING = "warning"
    USE = "use"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evidence makes of a statement, or a gap, warning or rule of use.

    Attributes:
        id: A statement's id, or a name that begins with its kind.
        kind: What it speaks about.
        verdict: The verdict in one word.
        text: The verdict in a sentence.
        statements: The statements concerned.
        sources: Keys of sources.
        untested: What nobody has tested; always shown.
        untested_records: Rows and facts that must therefore say "untested".
    """

    __pydantic_config__: ClassVar[dict[str, str]] = NO_OTHER_FIELDS

    id: str
    kind: Kind
    verdict: Standing
    text: str
    statements: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    untested: str = ""
    untested_records: tuple[str, ...] = ()

    @property
    def is_tested(self) -> bool:
        """Whether any of it has been tested."""
        return self.verdict is not Standing.UNTESTED

    def sentence(self) -> str:
        """The verdict in words, and what is untested."""
        if self.verdict is Standing.NONE:
            return self.text
        # Where nothing is tested the opening says so, and once is enough.
        untested = self.untested if self.is_tested else ""
        return told(self.verdict.words, self.text.rstrip("."), untested)
