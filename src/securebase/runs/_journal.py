from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from securebase.core import RunError, replacing

from ._alone import locked
from ._span import Span

Setting: TypeAlias = str | int | float | bool | Sequence[Any] | None

_FORMAT = "securebase-journal/1"


class Journal:
    """Which parts of a run are finished, so that another process can go on.

    A file of lines: first the settings, then a line for each finished part, on the
    disk before `mark` returns. A line that a power cut broke does not count. While it
    is open, no other process can open it.

    Attributes:
        path: The file.
        settings: What the run was started with.
    """

    def __init__(self, path: Path, settings: Mapping[str, Setting]) -> None:
        """Open a journal, or begin one.

        Args:
            path: The file; it need not be there.
            settings: All that the result depends on, as JSON would hold it.

        Raises:
            RunError: If the file belongs to a run with other settings, is none of
                ours, or is open elsewhere.
            OSError: If it cannot be read or written.
        """
        self.path = path
        self.settings = _plain(settings)
        self._lock = locked(path.parent)
        try:
            self._done = self._read()
            self._write_afresh()
            self._lines = path.open("a", encoding="utf-8")
        except BaseException:
            os.close(self._lock)
            raise

    @property
    def done(self) -> frozenset[int]:
        """Numbers of the finished parts."""
        return frozenset(self._done)

    def mark(self, span: Span) -> None:
        """Keep that a part is finished."""
        self._lines.write(json.dumps({"done": span.number}) + "\n")
        self._lines.flush()
        os.fsync(self._lines.fileno())
        self._done.add(span.number)

    def close(self) -> None:
        """Let other processes open it."""
        if not self._lines.closed:
            self._lines.close()
            os.close(self._lock)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self) -> set[int]:
        if not self.path.exists():
            return set()
        lines = self.path.read_text("utf-8", "replace").splitlines()
        head = _record(lines[0]) if lines else {}
        if head.get("format") != _FORMAT or not isinstance(head.get("settings"), dict):
            raise RunError(
                f"{str(self.path)!r} must be the journal of a run. "
                "Got another file instead. Choose another place for the run."
            )
        need_same(self.settings, head["settings"], self.path.parent)
        records = map(_record, lines[1:])
        return {record["done"] for record in records if "done" in record}

    def _write_afresh(self) -> None:
        # Without the line that a power cut may have broken.
        lines: list[dict[str, Any]] = [{"format": _FORMAT, "settings": self.settings}]
        lines += [{"done": number} for number in sorted(self._done)]
        with replacing(self.path) as part:
            part.write_text("".join(json.dumps(it) + "\n" for it in lines), "utf-8")


def need_same(asked: Mapping[str, Any], there: Mapping[str, Any], place: Path) -> None:
    """Refuse settings that are not those of a run that was begun before.

    Args:
        asked: Settings now.
        there: Settings then.
        place: Where the run lies, for the message.

    Raises:
        RunError: Names every setting that differs.
    """
    asked = _plain(asked)
    names = [it for it in {**there, **asked} if asked.get(it) != there.get(it)]
    if names:
        other = "; ".join(
            f"{name} {there.get(name)!r} there and {asked.get(name)!r} now"
            for name in names
        )
        raise RunError(
            f"A run in {str(place)!r} must go on with the settings it began with. "
            f"Got others instead: {other}. Give the same settings, start afresh, or "
            "choose another place."
        )


def _plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as a file gives them back."""
    return json.loads(json.dumps(dict(settings)))


def _record(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
