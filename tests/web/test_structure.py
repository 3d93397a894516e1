"""How the app is built: one door to private answers, and nothing told by an address."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

import securebase.web

WEB = Path(securebase.web.__file__).parent
MODULES = sorted(it for it in WEB.rglob("*.py") if "migrations" not in it.parts)
DOOR = {"access.py", "vault/models.py", "vault/_seal.py"}
OPENS = {"take", "take_bytes", "open_", "decrypt", "_unwrap"}
# Rows of somebody's own, and the words by which a query says whose it is.
PRIVATE = {
    *("Sheet", "ItemAnswer", "CheckIn", "Wish", "LetterPart", "Submission"),
    *("Aim", "Trial"),
}
OWNERS = {"owner", "sheet", "sheet__owner"}
# Names by which the one who asks goes, or whom a job is for. Nobody else's rows are
# asked for outside the door.
SELF = {"person", "reader", "request.user", "sheet", "latest"}


def _name(module: Path) -> str:
    return module.relative_to(WEB).as_posix()


def _tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def opened(tree: ast.AST) -> Iterator[str]:
    """What opens a sealed value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in OPENS:
            yield node.attr
        if isinstance(node, ast.ImportFrom):
            yield from (it.name for it in node.names if it.name in OPENS)


def asked(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Queries over rows that are somebody's own: model, and the call that begins it."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        manager = node.func.value
        if isinstance(manager, ast.Attribute) and manager.attr == "objects":
            model = ast.unparse(manager.value)
            if model in PRIVATE and node.func.attr != "bulk_create":
                yield model, node


def of_others(tree: ast.AST) -> list[str]:
    """Queries that do not say that they are for one's own rows."""
    wrong = []
    for model, call in asked(tree):
        owners = [it.value for it in call.keywords if it.arg in OWNERS]
        if not owners or not {ast.unparse(it) for it in owners} <= SELF:
            wrong.append(f"{model}: {ast.unparse(call)}")
    return wrong


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_nothing_but_the_door_opens_what_is_sealed(module: Path) -> None:
    if _name(module) not in DOOR:
        assert list(opened(_tree(module))) == []


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_nothing_but_the_door_asks_for_rows_of_another(module: Path) -> None:
    if _name(module) not in DOOR:
        assert of_others(_tree(module)) == []


@pytest.mark.parametrize(
    "line",
    [
        "CheckIn.objects.filter(owner=partner)",
        "CheckIn.objects.all()",
        "models.CheckIn.objects.get(pk=1)",
        "ItemAnswer.objects.filter(owner=pair.other)",
    ],
)
def test_a_planted_query_is_seen(line: str) -> None:
    assert of_others(ast.parse(line.removeprefix("models.")))


@pytest.mark.parametrize(
    "line", ["row.take()", "take = row.take", "from .vault.models import open_"]
)
def test_a_planted_opening_is_seen(line: str) -> None:
    assert list(opened(ast.parse(line)))


def test_the_door_is_where_it_is_looked_for() -> None:
    assert {_name(it) for it in MODULES} >= DOOR
    assert list(opened(_tree(WEB / "access.py")))
    assert any(True for _ in asked(_tree(WEB / "access.py")))


def _patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for it in (resolver or get_resolver()).url_patterns:
        if isinstance(it, URLResolver):
            yield from _patterns(it)
        else:
            yield it


# What may stand in an address: the id of a questionnaire and of an item, the form of a
# file, what nobody can guess, and what allauth puts there.
_TELLS_NOTHING = {"name", "code", "form", "token", "key", "uidb36", "pk", "row"}


def test_no_address_takes_an_answer_or_a_name() -> None:
    for it in _patterns():
        assert set(it.pattern.converters) | _groups(it) <= _TELLS_NOTHING, it


def _groups(pattern: URLPattern) -> set[str]:
    regex = getattr(pattern.pattern, "regex", None)
    return set(regex.groupindex) if regex is not None else set()


def test_no_form_puts_what_it_holds_into_an_address() -> None:
    """A form that asks by address would leave it in histories and logs."""
    harmless = {
        "web/help.html",
        # No page of the app: it shows its parts to whoever draws them.
        "web/gallery.html",
        # Its method comes from the page around it.
        "allauth/elements/form.html",
    }
    for template in (WEB / "templates").rglob("*.html"):
        name = template.relative_to(WEB / "templates").as_posix()
        forms = re.findall(r"<form\b[^>]*>", template.read_text("utf-8"))
        asking = [it for it in forms if 'method="post"' not in it]
        assert not asking or name in harmless, name


def test_titles_name_the_app_and_nothing_else() -> None:
    """They stand in tabs, histories and lists of windows."""
    for template in (WEB / "templates").rglob("*.html"):
        text = template.read_text("utf-8")
        titles = re.findall(r"<title>(.*?)</title>", text)
        assert all("app_name" in it for it in titles), template
        if template.name != "base.html":
            assert "{% block title %}" not in text, template


def test_a_page_can_be_shown_without_loading_what_only_the_worker_needs() -> None:
    """Each server process would carry it, and be slower to start."""
    asks = (
        "import sys, django; django.setup(); from securebase.web import urls; "
        "print([it for it in sys.modules if it.split('.')[1:2] in (['plan'], ['fit'])])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.web.settings"}
    said = subprocess.run(
        [sys.executable, "-c", asks], env=environment, capture_output=True, check=True
    )
    assert said.stdout.strip() == b"[]"
