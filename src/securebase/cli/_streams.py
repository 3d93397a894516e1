"""What leaves through standard output and standard error."""

from __future__ import annotations

import codecs
import io
import json
import sys
from typing import TYPE_CHECKING, Any

from securebase.core import DataError, Problem, SecureBaseError

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 50
_ASCII = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "·": "*",
    "•": "*",
    "→": "->",
    "≥": ">=",
    "≤": "<=",
    "×": "x",
    "ω": "omega",
    "α": "alpha",
}


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that the terminal cannot show."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_ASCII.get(char, "?") for char in lost), error.end


def prepare_streams() -> None:
    """Make printing safe where the terminal knows few characters."""
    codecs.register_error("securebase.nearest", _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="securebase.nearest")


def console() -> Console:
    """Standard output; colours only where a terminal wants them."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def say(text: str) -> None:
    """Lines to standard output."""
    # Not `typer.echo`: it sends UTF-8 to a terminal that said it knows only ASCII.
    sys.stdout.write(clean(text) + "\n")


def tell(message: str) -> None:
    """One message to standard error."""
    sys.stdout.flush()
    sys.stderr.write(clean(message) + "\n")
    sys.stderr.flush()


def emit_json(value: Any) -> None:
    """Print one JSON document, and nothing else, to standard output."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, indent=2, ensure_ascii=not utf8, allow_nan=False)
    sys.stdout.write(text + "\n")


def tell_error(error: SecureBaseError) -> None:
    """What went wrong, as one block."""
    if isinstance(error, DataError) and len(error.problems) > 1:
        tell(listed(error.problems))
    else:
        tell(f"Error: {error}")


def listed(problems: tuple[Problem, ...], *, shown: int = _SHOWN) -> str:
    """Problems, numbered, with a count of those that are not shown."""
    things = "thing" if len(problems) == 1 else "things"
    lines = [f"{len(problems)} {things} must be put right:"]
    lines += [f"{n:4}. {it}" for n, it in enumerate(problems[:shown], start=1)]
    if len(problems) > shown:
        lines.append(f"      … and {len(problems) - shown} more.")
    return "\n".join(lines)


def clean(text: str) -> str:
    """The text without control characters: a file's content steers no terminal."""
    return "".join(
        char if char.isprintable() or char == "\n" else repr(char)[1:-1]
        for char in text
    )
