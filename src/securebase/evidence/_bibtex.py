from __future__ import annotations

from ._source import Source, SourceKind

_ESCAPES = {
    "\\": r"\textbackslash{}",
    # Not \{ and \}: BibTeX counts them as braces all the same.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_"},
}
_TABLE = str.maketrans(_ESCAPES)


def escape(text: str) -> str:
    """Text that BibTeX takes literally."""
    return text.translate(_TABLE)


def entry(source: Source) -> str:
    """One BibTeX entry; what is not known is left out and said in ``note``."""
    fields = {name: value for name, value in _fields(source).items() if value}
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{_kind(source)}{{{source.key},\n{body}}}"


def _kind(source: Source) -> str:
    # Strict tools refuse an @article without a title or journal.
    article = source.kind is SourceKind.ARTICLE and source.title and source.journal
    return "article" if article else "misc"


def _fields(source: Source) -> dict[str, str]:
    pages = source.pages.replace("–", "--")
    # Names and titles in braces of their own keep their spaces and capitals.
    names = " and ".join(_name(name) for name in source.authors)
    return {
        "author": names,
        "title": f"{{{escape(source.title)}}}" if source.title else "",
        "journal": escape(source.journal),
        "year": str(source.year or ""),
        "volume": escape(source.volume),
        "pages": escape(pages),
        "doi": source.doi,
        "eprint": source.pmcid,
        "eprinttype": "pmcid" if source.pmcid else "",
        "note": escape(_note(source)),
    }


def _name(name: str) -> str:
    return name if name == "others" else f"{{{escape(name)}}}"


def _note(source: Source) -> str:
    missing = [
        word
        for word, value in (("authors", source.authors), ("title", source.title))
        if not value
    ]
    parts = [source.sample, source.caveat]
    if missing:
        parts.append(f"{' and '.join(missing)} not recorded")
    return "; ".join(part for part in parts if part)
