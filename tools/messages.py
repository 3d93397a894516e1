"""The app's words in other languages: found, brought up to date, compiled.

``make messages`` reads every marked text in the app's code and templates, writes each
``locale/<language>/LC_MESSAGES/django.po`` anew and ``django.mo`` beside it, and says
what is left to translate. To begin a language, make its folder.
"""

from __future__ import annotations

import io
import re
import struct
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

WEB = Path(__file__).parents[1] / "src" / "securebase" / "web"
LOCALE = WEB / "locale"
NOTE = "Translators:"
# Shown in development only.
LEFT_OUT = {"templates/web/gallery.html"}

_PLAIN = ("_", "gettext", "gettext_lazy", "gettext_noop")
_WITH_NUMBER = ("ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy")
_WITH_CONTEXT = ("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy")
KEYWORDS = dict.fromkeys((*_PLAIN, *_WITH_NUMBER, *_WITH_CONTEXT))


def found() -> Catalog:
    """Every text of the app that is marked for translation."""
    catalog = Catalog()
    for path in sorted(WEB.rglob("*")):
        name = path.relative_to(WEB).as_posix()
        if path.suffix in (".py", ".html", ".txt") and name not in LEFT_OUT:
            for identity, context, notes in _marked(path):
                # Without line numbers, which would change at every turn.
                catalog.add(
                    identity,
                    locations=[(name, 0)],
                    auto_comments=notes,
                    context=context,
                )
    return catalog


def read(po: Path) -> Catalog:
    """The translations of one language."""
    with po.open("rb") as file:
        return read_po(file, locale=language_of(po))


def files() -> tuple[Path, ...]:
    """The file of each language that somebody has begun with."""
    folders = sorted(path for path in LOCALE.iterdir() if path.is_dir())
    return tuple(folder / "LC_MESSAGES" / "django.po" for folder in folders)


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
    texts, left = found(), 0
    for po in files():
        catalog = updated(read(po), texts) if po.exists() else _begun(po, texts)
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(written(catalog))
        po.with_suffix(".mo").write_bytes(compiled(catalog))
        problems = list(faults(catalog))
        left += len(problems)
        print(f"{language_of(po)}: {len(catalog)} texts, {len(problems)} to look at")
        print("".join(f"  {problem}\n" for problem in problems), end="")
    return 1 if left else 0


def _begun(po: Path, texts: Catalog) -> Catalog:
    return updated(Catalog(locale=language_of(po)), texts)


def _marked(
    path: Path,
) -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
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
    if (ends[0] in ".?!:…") != (ends[1] in ".?!:…"):
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
