"""The words of the app and of reports in other languages: found, updated, compiled.

``make messages`` reads every marked text in the code and the templates of each, writes
each ``locale/<language>/LC_MESSAGES/<domain>.po`` anew and its ``.mo`` beside it, and
says what is left to translate. To begin a language, make its folder.
"""

from __future__ import annotations

import ast
import io
import re
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize
from jinja2 import Environment, nodes

from securebase.report._below import words_below

SOURCE = Path(__file__).parents[1] / "src" / "securebase"
NOTE = "Translators:"
# Shown in development only.
LEFT_OUT = {"templates/web/gallery.html"}

_PLAIN = ("_", "gettext", "gettext_lazy", "gettext_noop")
_WITH_NUMBER = ("ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy")
_WITH_CONTEXT = ("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy")
KEYWORDS = dict.fromkeys((*_PLAIN, *_WITH_NUMBER, *_WITH_CONTEXT))

Text = tuple[str | tuple[str, ...], str | None, list[str]]
"""A text (or its singular and plural), its context, and notes for translators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A part of the project that has words of its own.

    Attributes:
        home: Its folder.
        domain: Name of its catalogues.
        marked: Finds the texts in one of its files.
        beside: Texts that it takes from elsewhere.
    """

    home: Path
    domain: str
    marked: Callable[[Path], Iterator[Text]]
    beside: Callable[[], Iterator[Text]] = lambda: iter(())


def found(part: Words) -> Catalog:
    """Every text of a part that is marked for translation."""
    catalog = Catalog()
    for path in sorted(part.home.rglob("*")):
        name = path.relative_to(part.home).as_posix()
        if path.suffix in (".py", ".html", ".txt") and name not in LEFT_OUT:
            for text in part.marked(path):
                # Without line numbers, which would change at every turn.
                _add(catalog, text, name)
    for text in part.beside():
        _add(catalog, text, "the floors below")
    return catalog


def _add(catalog: Catalog, text: Text, place: str) -> None:
    identity, context, notes = text
    catalog.add(identity, locations=[(place, 0)], auto_comments=notes, context=context)


def read(po: Path) -> Catalog:
    """The translations of one language."""
    with po.open("rb") as file:
        return read_po(file, locale=language_of(po))


def files(part: Words) -> tuple[Path, ...]:
    """The file of each language that somebody has begun with."""
    folders = sorted(it for it in (part.home / "locale").iterdir() if it.is_dir())
    return tuple(it / "LC_MESSAGES" / f"{part.domain}.po" for it in folders)


def language_of(po: Path) -> str:
    """The language of a file, from the folder it is in."""
    return po.parents[1].name


def updated(old: Catalog, texts: Catalog) -> Catalog:
    """The same translations, of the texts there are now and of no others."""
    new = Catalog(locale=old.locale)
    for text in texts:
        if text.id:
            known = old.get(text.id, text.context)
            new.add(
                text.id,
                known.string if known and known.id == text.id else "",
                locations=text.locations,
                flags=known.flags if known else (),
                auto_comments=text.auto_comments,
                user_comments=known.user_comments if known else (),
                context=text.context,
            )
    return new


def written(catalog: Catalog) -> bytes:
    """A catalog as the content of its ``.po`` file."""
    body = io.BytesIO()
    write_po(body, catalog, width=88, omit_header=True, include_lineno=False)
    lines = "".join(f'"{line}\\n"\n' for line in _header(catalog).splitlines())
    head = f'# Brought up to date by `make messages`.\nmsgid ""\nmsgstr ""\n{lines}\n'
    return head.encode() + body.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """A catalog as the content of its ``.mo`` file, the same for the same texts."""
    pairs = sorted([(b"", _header(catalog).encode()), *_pairs(catalog)])
    count, head = len(pairs), 7 * 4
    places: list[tuple[int, int]] = []
    data, at = b"", head + count * 16
    for side in (0, 1):
        for pair in pairs:
            places.append((len(pair[side]), at + len(data)))
            data += pair[side] + b"\0"
    table = (number for place in places for number in place)
    start = struct.pack("<7I", 0x950412DE, 0, count, head, head + count * 8, 0, 0)
    return start + struct.pack(f"<{count * 4}I", *table) + data


def faults(catalog: Catalog) -> Iterator[str]:
    """What is not right in a language, one sentence each."""
    for text in catalog:
        if text.id:
            problem = _fault(text)
            if problem:
                yield f"{text.id!r} {problem}"


def main() -> int:
    """Bring every language up to date; 1 if something is left to do."""
    left = 0
    for part in PARTS:
        texts = found(part)
        for po in files(part):
            left += _brought_up_to_date(po, texts)
    return 1 if left else 0


def _brought_up_to_date(po: Path, texts: Catalog) -> int:
    catalog = updated(read(po), texts) if po.exists() else _begun(po, texts)
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_bytes(written(catalog))
    po.with_suffix(".mo").write_bytes(compiled(catalog))
    problems = list(faults(catalog))
    what = f"{po.stem} {language_of(po)}"
    print(f"{what}: {len(catalog)} texts, {len(problems)} to look at")
    print("".join(f"  {problem}\n" for problem in problems), end="")
    return len(problems)


def _begun(po: Path, texts: Catalog) -> Catalog:
    return updated(Catalog(locale=language_of(po)), texts)


def _marked(path: Path) -> Iterator[Text]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django makes of a template a text in which its marked strings are calls.
        if not settings.configured:
            settings.configure()
        lines = templatize(text, origin=path.name).splitlines()
        text = "\n".join(line.strip() for line in lines)
    source = io.BytesIO(text.encode())
    for _, function, said, notes in extract_python(source, KEYWORDS, [NOTE], {}):
        # One string, or all arguments of the call; what is no string is None.
        arguments: Any = said
        all_of_them = (said,) if isinstance(arguments, str) else tuple(arguments)
        strings = [it for it in all_of_them if isinstance(it, str)]
        context = strings.pop(0) if function in _WITH_CONTEXT else None
        words = strings[: 2 if function in _WITH_NUMBER else 1]
        if words:
            identity = words[0] if len(words) == 1 else (words[0], words[1])
            yield identity, context, list(notes or ())


# How many texts a call of a report's words marks.
_SAYING = {"say": 1, "to_say": 1, "marked": 1, "either": 2, "flows": 3}
_SAYING_AS = ("say_as", "to_say_as")


def _said(path: Path) -> Iterator[Text]:
    """The texts of a report: written out in the calls that say them."""
    if path.suffix not in (".py", ".html"):
        return
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        calls = [
            (_name_of(call), [getattr(it, "value", None) for it in call.args])
            for call in Environment().parse(source).find_all(nodes.Call)
        ]
    else:
        calls = [
            (_name_of(call), [getattr(it, "value", None) for it in call.args])
            for call in ast.walk(ast.parse(source))
            if isinstance(call, ast.Call)
        ]
    for name, arguments in calls:
        strings = [it for it in arguments if isinstance(it, str)]
        if name == "count" and len(strings) == 2:
            yield (strings[0], strings[1]), None, []
        elif name in _SAYING_AS and len(strings) == 2:
            yield strings[1], strings[0], []
        else:
            for text in strings[: _SAYING.get(name, 0)]:
                yield text, None, []


def _name_of(call: ast.Call | nodes.Call) -> str:
    """The last name of what is called; of ``context.say``, ``say``."""
    called: Any = call.func if isinstance(call, ast.Call) else call.node
    return str(
        getattr(called, "attr", None)
        or getattr(called, "id", None)
        or getattr(called, "name", "")
    )


def _below() -> Iterator[Text]:
    for context, text in words_below():
        yield text, context, []


APP = Words(home=SOURCE / "web", domain="django", marked=_marked)
REPORT = Words(home=SOURCE / "report", domain="report", marked=_said, beside=_below)
PARTS = (APP, REPORT)


def _header(catalog: Catalog) -> str:
    assert isinstance(catalog.locale, Locale)
    return (
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        f"Language: {catalog.locale}\n"
        f"Plural-Forms: {catalog.plural_forms}\n"
    )


def _pairs(catalog: Catalog) -> Iterator[tuple[bytes, bytes]]:
    for text in catalog:
        if text.id and not _untranslated(text) and not text.fuzzy:
            context = f"{text.context}\x04" if text.context else ""
            yield (
                (context + "\0".join(_parts(text.id))).encode(),
                "\0".join(_parts(text.string)).encode(),
            )


def _fault(text: Message) -> str:
    if _untranslated(text):
        return "is not translated."
    if text.fuzzy:
        return "has a translation that nobody has looked through."
    for what, pattern in _MARKS.items():
        wanted = set(re.findall(pattern, " ".join(_parts(text.id))))
        for said in _parts(text.string):
            # A singular may do without its number.
            missing = set() if text.pluralizable else wanted - set(_all(pattern, said))
            if missing or set(_all(pattern, said)) - wanted:
                return f"has other {what} than its translation {said!r}."
    ends = [_parts(text.id)[-1][-1:], _parts(text.string)[-1][-1:]]
    # A lone mark is a word of its own, such as the one before decimals.
    if len(_parts(text.id)[-1]) > 1 and (ends[0] in ".?!:…") != (ends[1] in ".?!:…"):
        return "ends otherwise than its translation."
    return ""


_MARKS = {
    "placeholders": r"%\(\w+\)[sd]|\{\w*\}",
    "tags": r"</?\w+[^>]*>",
}


def _all(pattern: str, text: str) -> list[str]:
    return re.findall(pattern, text)


def _untranslated(text: Message) -> bool:
    return not all(_parts(text.string)) or not _parts(text.string)


def _parts(said: str | Sequence[str] | None) -> tuple[str, ...]:
    if isinstance(said, str):
        return (said,)
    return tuple(it or "" for it in said or ())


if __name__ == "__main__":
    sys.exit(main())
