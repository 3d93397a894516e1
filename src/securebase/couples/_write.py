from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import tomli_w

from securebase.core import DataError, Partner, replacing
from securebase.measures import checkin

from ._check import check
from ._couple import Couple, person
from ._place import Place, shown_path
from ._plain import head_of, moment_text, to_document
from ._raw import ANSWER_COLUMNS, ANSWERS, DIARY, HEAD, of_document
from ._text import reason

_MADE_UP = "# Made up: these are nobody's real answers.\n"
_FORMAT = "# A couple of securebase; docs/couple-format.md says what may stand here.\n"


def write(couple: Couple, path: Path | str, *, today: dt.date | None = None) -> None:
    """Write a couple as a folder, or as one document where the path ends in ``.json``.

    What stood there before stays whole until everything new is written; then the two
    are exchanged. Other files in the folder are kept. New folders and files can be
    read by their owner only.

    Args:
        couple: The couple.
        path: Where to; its parent must be there.
        today: As for `read`.

    Raises:
        DataError: If `read` would refuse the result, if the folder holds something
            other than a couple, or if it cannot be written.
    """
    _, problems = check(of_document(to_document(couple), "the couple"), today)
    if problems:
        raise DataError(problems)
    path = Path(path)
    try:
        if path.suffix == ".json":
            _replace_file(path, _json(couple))
        else:
            _replace_folder(path, _files(couple))
    except (OSError, ValueError) as error:
        raise _refusal(path, "be a place that can be written", reason(error)) from None


def _files(couple: Couple) -> dict[str, str]:
    files = {HEAD: _head(couple), ANSWERS: _answers(couple), DIARY: _diary(couple)}
    return {name: text for name, text in files.items() if text}


def _json(couple: Couple) -> str:
    text = json.dumps(to_document(couple), ensure_ascii=False, indent=1)
    return text + "\n"


def _head(couple: Couple) -> str:
    note = _FORMAT + (_MADE_UP if couple.made_up else "")
    return f"{note}\n{tomli_w.dumps(head_of(couple, day=lambda it: it))}"


def _answers(couple: Couple) -> str:
    rows = [
        (partner, it.occasion, it.instrument, it.item, it.answer)
        for partner in Partner
        for it in person(couple, partner).answers
    ]
    return _table(ANSWER_COLUMNS, rows)


def _diary(couple: Couple) -> str:
    entries = [(who, it) for who in Partner for it in person(couple, who).diary]
    used = {code for _, entry in entries for code, _ in entry.answers}
    codes = [item.code for item in checkin.items() if item.code in used]
    rows = [
        (
            who,
            entry.day,
            *(dict(entry.answers).get(code) for code in codes),
            moment_text(entry),
            entry.note,
        )
        for who, entry in entries
    ]
    return _table(("partner", "day", *codes, "answered_at", "note"), rows)


def _table(header: Iterable[str], rows: Sequence[tuple[object, ...]]) -> str:
    if not rows:
        return ""
    lines = [tuple(header), *rows]
    return "".join(",".join(map(_cell, line)) + "\n" for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # A lone carriage return also needs quotation marks, which the csv module forgets.
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _replace_file(path: Path, text: str) -> None:
    path = path.resolve()
    if path.is_dir():
        raise _refusal(path, "be a file", "a folder")
    with replacing(path, private=True) as beside:
        _put(beside, text)


def _replace_folder(folder: Path, files: dict[str, str]) -> None:
    folder = folder.resolve()
    _check_may_replace(folder)
    staged = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        new = staged / "new"
        new.mkdir(mode=0o700)
        for name, text in files.items():
            _put(new / name, text)
        _keep_others(folder, new)
        _exchange(folder, new, staged / "old")
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _check_may_replace(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise _refusal(folder, "be a folder, or end in .json", "a file")
    strange = folder.is_dir() and any(folder.iterdir())
    if strange and not (folder / HEAD).is_file():
        raise _refusal(folder, "be a new folder or a couple's", "a folder in other use")


def _keep_others(folder: Path, new: Path) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name in (HEAD, ANSWERS, DIARY):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def _exchange(folder: Path, new: Path, old: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    new.chmod(folder.stat().st_mode & 0o777)
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise


def _put(path: Path, text: str) -> None:
    # Line ends inside notes are the writer's own and must not be translated.
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _refusal(path: Path, must: str, got: str) -> DataError:
    return DataError(
        [
            Place(file=shown_path(path)).problem(
                must=must, got=got, remedy="Choose another path."
            )
        ]
    )
