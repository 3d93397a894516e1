"""The style of a report that is a part of somebody else's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ._assets import TEMPLATES

SCOPE = ".report"
# What is said of the whole page is said of the article instead.
_WHOLE = {":root", "html", "body"}


@cache
def stylesheet() -> str:
    """The style for `to_fragment`.

    Returns:
        The rules of a report's own page, each held to `.report`, so that they change
        nothing beside it. Fonts are left to the page: the families are Newsreader (400,
        400 italic, 500) and Figtree (400, 600). The paper stays light in the dark.
    """
    parts = ("style.css", "long_words.css")
    style = "".join((TEMPLATES / it).read_text("utf-8") for it in parts)
    return _scoped(re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))


def _scoped(style: str) -> str:
    return "\n".join(_rule(*rule) for rule in _rules(style) if rule[0] != "@page")


def _rule(prelude: str, body: str) -> str:
    if prelude.startswith("@"):
        return f"{prelude} {{\n{_scoped(body)}\n}}"
    selectors = dict.fromkeys(map(_held, re.split(r"\s*,\s*", prelude)))
    return f"{', '.join(selectors)} {{{body}}}"


def _held(selector: str) -> str:
    return SCOPE if selector in _WHOLE else f"{SCOPE} {selector}"


def _rules(style: str) -> Iterator[tuple[str, str]]:
    """What stands before each pair of outermost braces, and what between them."""
    prelude, depth, start = "", 0, 0
    for at, letter in enumerate(style):
        if letter == "{":
            if depth == 0:
                prelude, start = style[start:at].strip(), at + 1
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield prelude, style[start:at]
                start = at + 1
