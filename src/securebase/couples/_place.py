from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from securebase.core import Problem

Step = str | int

# Long enough to recognise a value, short enough for one line.
_SHOWN = 40
_LISTED = 20
_LONGEST_PATH = 4096

MOST_PROBLEMS = 1000
"""So many are looked for; a file of another kind can have millions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in which file something stands.

    Attributes:
        file: Name of the file.
        row: Row of a table, or None.
        path: Names and positions down to it, outermost first.
        table: Whether only the last name is shown, as the column of a table.
    """

    file: str
    row: int | None = None
    path: tuple[Step, ...] = ()
    table: bool = False

    def at(self, *steps: Step) -> Place:
        """A place further inside."""
        return replace(self, path=(*self.path, *steps))

    def problem(self, *, must: str, got: str, remedy: str) -> Problem:
        """Something wrong in this place."""
        return Problem(
            file=self.file,
            row=self.row,
            column=self._column(),
            must=must,
            got=got,
            remedy=remedy,
        )

    def _column(self) -> str | None:
        if not self.path:
            return None
        if self.table:
            return _step(self.path[-1]).removeprefix(".")
        return "".join(_step(step) for step in self.path).removeprefix(".")


def _step(step: Step) -> str:
    if isinstance(step, int):
        # People count from one.
        return f"[{step + 1}]"
    plain = step.isprintable() and 0 < len(step) <= _SHOWN
    return f".{step if plain else shown(step)}"


def shown(value: object) -> str:
    """A value, shortened to one line and safe to print.

    ``repr`` escapes control and direction characters, so that nothing in a file can
    act on the terminal in which its problem is shown.
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table of fields"
    if isinstance(value, list):
        return "a list"
    if not isinstance(value, str):
        return _short(str(value))
    # Cut first: a text can be millions of characters long.
    return _short(repr(value[:_SHOWN] + "…" if len(value) > _SHOWN else value))


def _short(text: str) -> str:
    return text if len(text) <= 4 * _SHOWN else text[: 4 * _SHOWN] + "…"


def shown_path(path: object) -> str:
    """A path, safe to print."""
    return "".join(it if it.isprintable() else "?" for it in str(path)[:_LONGEST_PATH])


def meant(got: object, known: Iterable[str], *, like: float = 0.6) -> str | None:
    """The known word that was probably meant, if one is as alike as this."""
    if not isinstance(got, str) or len(got) > 10 * _SHOWN:
        return None
    words = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(got.strip().casefold(), words, n=1, cutoff=like)
    return words[close[0]] if close else None


def choose_from(got: object, known: Iterable[str]) -> str:
    """The remedy for an unknown word: what was meant, or all that is possible."""
    possible = list(known)
    guess = meant(got, possible)
    if guess is not None:
        return f"Did you mean {guess}?"
    if len(possible) > _LISTED:
        return f"Use one of the {len(possible)} that there are, such as {possible[0]}."
    return f"Use one of: {', '.join(possible)}."
