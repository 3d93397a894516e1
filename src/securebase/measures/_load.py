from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from securebase.core import InstrumentError, Problem, Topic

from ._build import build
from ._common import ORIGINAL, check_begun
from ._compact import is_compact, read_compact
from ._expansion import expand
from ._faults import untranslated
from ._file import (
    ComparisonFile,
    ComparisonRow,
    KeyFile,
    UnavailableFile,
    UnavailableRow,
    WordsFile,
    in_lines,
    parse,
)
from ._instrument import Instrument

HOME = Path(__file__).with_name("instruments")


def instrument(name: str, language: str = ORIGINAL) -> Instrument:
    """A questionnaire that comes with securebase.

    Its key is the same in every language: answers may be given in one and scored in
    another.

    Args:
        name: Its identifier, such as ``mini_ipip``.
        language: Language of the words, where they are shipped; see `languages`.

    Raises:
        InstrumentError: If there is none of this name, or not in this language;
            for a questionnaire that cannot ship, the message says why.
    """
    if name not in _ids():
        raise InstrumentError(_absent(name))
    check_begun(language)
    return _shipped(name, language)


def instruments(
    core: bool | None = None, language: str = ORIGINAL
) -> tuple[Instrument, ...]:
    """All questionnaires that come with securebase, the core set first.

    Args:
        core: True for the core set of a couple, False for the others, None for all.
        language: Language of the words. Those that ship words, but none in this
            language, are left out.

    Raises:
        InstrumentError: If there is not a word in this language.
    """
    check_begun(language)
    there = (name for name in _ids() if _can_be_read(name, language))
    every = sorted((instrument(name, language) for name in there), key=_reading_order)
    return tuple(one for one in every if core is None or one.core is core)


def read_instrument(path: Path | str) -> Instrument:
    """A questionnaire from a key file of your own.

    Args:
        path: A TOML or JSON file in the full or in the compact form (see
            ``docs/instruments.md``), or a folder laid out like those of securebase.

    Raises:
        InstrumentError: If it cannot be read or contradicts itself; the message
            names the file and the field.
    """
    path = Path(path)
    if path.is_dir():
        return _read_folder(path, ORIGINAL)
    raw = _read(path)
    if is_compact(raw):
        key = expand(read_compact(raw, path.name), path.name)
    else:
        key = parse(KeyFile, raw, path.name)
    return build(key, key.words, {}, path.name)


@cache
def unavailable() -> Mapping[str, UnavailableRow]:
    """Questionnaires known by name only, each with the reason."""
    path = HOME / "unavailable.toml"
    return parse(UnavailableFile, _read(path), path.name).root


@cache
def _shipped(name: str, language: str) -> Instrument:
    return _read_folder(HOME / name, language)


def _read_folder(folder: Path, language: str) -> Instrument:
    where = f"{folder.name}/instrument.toml"
    key = parse(KeyFile, _read(folder / "instrument.toml"), where)
    if key.id != folder.name:
        raise InstrumentError(
            f"{where}, id: must be the name of its folder, {folder.name!r}. "
            f"Got {key.id!r} instead. Rename one of the two."
        )
    words = _words(folder, language, key)
    translated = words is not None and language != ORIGINAL
    return build(key, words, _comparisons(folder), where, translated)


def _words(folder: Path, language: str, key: KeyFile) -> WordsFile | None:
    path = folder / f"items.{language}.toml"
    if path.exists():
        where = f"{folder.name}/{path.name}"
        return _whole(parse(WordsFile, _read(path), where), language, key, where)
    if others := _worded(folder):
        raise InstrumentError(
            f"The language of {folder.name} must be one of {', '.join(others)}. "
            f"Got {language!r} instead. Add {path.name} to translate it."
        )
    return None


def worded(name: str) -> tuple[str, ...]:
    """The languages in which the words of a questionnaire are shipped."""
    return _worded(HOME / name)


def _can_be_read(name: str, language: str) -> bool:
    there = worded(name)
    return not there or language in there


def _whole(words: WordsFile, language: str, key: KeyFile, where: str) -> WordsFile:
    """The words, unless something is left to translate."""
    if words.language != language:
        raise InstrumentError(
            f"{where}, language: must be that of the file's name, {language!r}. "
            f"Got {words.language!r} instead. Correct one of the two."
        )
    if language != ORIGINAL and (found := list(untranslated(words, key, where))):
        raise InstrumentError(in_lines(found))
    return words


def _worded(folder: Path) -> tuple[str, ...]:
    """The languages in which there are words."""
    return tuple(sorted(p.name.split(".")[1] for p in folder.glob("items.*.toml")))


def _comparisons(folder: Path) -> Mapping[str, ComparisonRow]:
    path = folder / "comparison.toml"
    if not path.exists():
        return {}
    return parse(ComparisonFile, _read(path), f"{folder.name}/{path.name}").root


def _read(path: Path) -> Any:
    """The plain content of a TOML or JSON file."""
    readers = {".toml": tomllib.loads, ".json": json.loads}
    kind = path.suffix.lower()
    if kind not in readers:
        raise InstrumentError(
            f"{path.name}: a key file must end in .toml or .json. "
            f"Got {path.suffix or 'no ending'!r} instead. Rename or rewrite it."
        )
    try:
        return readers[kind](path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        got, remedy = error.strerror or "nothing", "Check the path."
    except (ValueError, RecursionError) as error:
        got, remedy = f"an error: {error}", "Correct the file at this place."
    raise InstrumentError(
        str(
            Problem(
                file=path.name,
                must=f"be readable {kind[1:].upper()} text in UTF-8",
                got=got,
                remedy=remedy,
            )
        )
    )


@cache
def _ids() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in HOME.glob("*/instrument.toml")))


def _reading_order(one: Instrument) -> tuple[bool, int, str]:
    topics = list(Topic)
    place = topics.index(one.topic) if one.topic else len(topics)
    return not one.core, place, one.id


def _absent(name: str) -> str:
    remedy = (
        "Write its key into a file of your own and name that file; in Python, use "
        "read_instrument(path)."
    )
    if name in unavailable():
        row = unavailable()[name]
        return (
            f"A questionnaire must come with a key that is certain. Got {name!r} "
            f"({row.title}) instead: {row.reason} {remedy}"
        )
    return (
        f"A questionnaire must be one of {', '.join(_ids())}. Got {name!r} instead. "
        f"Correct the name, or else: {remedy}"
    )
