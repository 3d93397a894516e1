"""What can go wrong, as one small tree.

    SecureBaseError
    ├── DataError        a file or table of answers does not hold what it must
    ├── InstrumentError  a questionnaire is unknown, or its key is broken
    ├── ScoreError       answers cannot be scored with this questionnaire
    ├── ModelError       no process in continuous time can be what is described
    ├── EvidenceError    an evidence row is unknown, or is used as what it is not
    ├── PracticeError    a practice is unknown, or its file is broken
    ├── FitError         answers and what is to be fitted to them do not go together
    ├── RunError         a long run cannot be started, written or gone on with
    └── ReportError      a report cannot be made or written

Every message has three parts: what must hold, what was got, what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SecureBaseError(Exception):
    """Anything that securebase raises on purpose."""


class InstrumentError(SecureBaseError):
    """A questionnaire is unknown, or its key is broken."""


class ScoreError(SecureBaseError):
    """Answers cannot be scored with this questionnaire."""


class ModelError(SecureBaseError):
    """No process in continuous time can be what is described."""


class EvidenceError(SecureBaseError):
    """An evidence row is unknown, or is used as what it is not."""


class PracticeError(SecureBaseError):
    """A practice is unknown, or its file is broken."""


class FitError(SecureBaseError):
    """Answers and what is to be fitted to them do not go together."""


class RunError(SecureBaseError):
    """A long run cannot be started, written or gone on with."""


class ReportError(SecureBaseError):
    """A report cannot be made or written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in one place of one file.

    Attributes:
        file: The file's name as the user gave it.
        row: Row (first data row of a table is 2, as a spreadsheet counts), or None.
        column: Column or field name (dotted for nested fields), or None.
        must: What must hold, as the end of "… must …".
        got: What was found instead, already shortened for showing.
        remedy: What to do, as a full sentence.
    """

    file: str
    must: str
    got: str
    remedy: str
    row: int | None = None
    column: str | None = None

    @property
    def place(self) -> str:
        """Where it is: ``diary.csv, row 7, column day``."""
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: must {self.must}. Got {self.got} instead. {self.remedy}"


class DataError(SecureBaseError):
    """A file or table of answers does not hold what it must.

    Attributes:
        problems: Every problem found, in file order; never empty.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[DataError], tuple[tuple[Problem, ...]]]:
        # Worker processes send it home: it is made of problems, not of its message.
        return type(self), (self.problems,)
