"""The words of the app and of reports in their other languages."""

import gettext
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.test import Client

from tools import messages

TEXTS = {part.domain: messages.found(part) for part in messages.PARTS}
FILES = [po for part in messages.PARTS for po in messages.files(part)]

each = pytest.mark.parametrize(
    "po", FILES, ids=lambda po: f"{po.stem}-{messages.language_of(po)}"
)


def made(**changes: object) -> Catalog:
    catalog = Catalog(locale="de")
    fields: dict[str, object] = {"id": "Go on.", "string": "Weiter."} | changes
    catalog.add(**fields)  # type: ignore[arg-type]
    return catalog


def test_the_languages_of_the_app_are_those_that_have_a_file() -> None:
    offered = {code for code, _ in settings.LANGUAGES}
    for part in messages.PARTS:
        begun = {messages.language_of(po) for po in messages.files(part)}
        assert begun == offered - {"en"}


@each
def test_nothing_is_untranslated_doubtful_or_broken(po: Path) -> None:
    # `make messages` brings the file up to date and names what is left.
    assert list(messages.faults(messages.read(po))) == []


@each
def test_the_file_holds_the_texts_that_the_app_has_now(po: Path) -> None:
    there = {(text.context, text.id) for text in messages.read(po) if text.id}
    assert there == {(text.context, text.id) for text in TEXTS[po.stem] if text.id}


@each
def test_the_file_is_as_the_tool_writes_it(po: Path) -> None:
    catalog = messages.read(po)
    assert (
        messages.written(messages.updated(catalog, TEXTS[po.stem])) == po.read_bytes()
    )


@each
def test_what_was_compiled_is_what_was_translated(po: Path) -> None:
    assert po.with_suffix(".mo").read_bytes() == messages.compiled(messages.read(po))


@each
def test_what_was_compiled_can_be_read_where_no_tool_is(po: Path) -> None:
    with po.with_suffix(".mo").open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    for text in messages.read(po):
        said: Any = text.string
        if isinstance(text.id, tuple):
            one, many = text.id
            assert (
                spoken.ngettext(one, many, 1),
                spoken.ngettext(one, many, 5),
            ) == said
        elif text.id and text.context:
            assert spoken.pgettext(text.context, str(text.id)) == said
        elif text.id:
            assert spoken.gettext(str(text.id)) == said


def test_texts_are_found_in_templates_in_code_and_with_their_context() -> None:
    app = TEXTS["django"]
    assert "Help and safety" in app
    assert app.get("Leave", "quick exit") is not None
    assert "What shall we call you?" in app
    assert any(isinstance(text.id, tuple) for text in app)


def test_texts_of_a_report_are_found_in_templates_in_code_and_below() -> None:
    texts = TEXTS["report"]
    assert "At a glance" in texts
    assert "What {name} gives" in texts
    assert texts.get("little", "explored") is not None
    assert "felt security" in texts
    assert ("{n} minute a day", "{n} minutes a day") in {text.id for text in texts}


def test_a_report_says_nothing_that_cannot_be_found() -> None:
    # A text put together on the spot would stay in English for ever.
    said = {text.id for text in TEXTS["report"]}
    assert not [text for text in said if isinstance(text, str) and text != text.strip()]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"string": ""}, "is not translated."),
        (
            {"id": ("%(n)s way", "%(n)s ways"), "string": ("Zeile", "")},
            "not translated",
        ),
        ({"flags": ["fuzzy"]}, "nobody has looked through"),
        ({"id": "%(n)s ways.", "string": "Zeilen."}, "has other placeholders"),
        ({"id": "Ways.", "string": "%(n)s Zeilen."}, "has other placeholders"),
        ({"id": "<b>Go</b> on.", "string": "Weiter."}, "has other tags"),
        ({"string": "Weiter"}, "ends otherwise"),
    ],
)
def test_a_translation_with_a_slip_is_named(
    changes: dict[str, object], said: str
) -> None:
    (fault,) = messages.faults(made(**changes))
    assert said in fault


def test_a_translation_may_do_without_the_number_one() -> None:
    catalog = made(
        id=("%(n)s way", "%(n)s ways"), string=("eine Zeile", "%(n)s Zeilen")
    )
    assert list(messages.faults(catalog)) == []


def test_bringing_up_to_date_keeps_what_is_there_and_drops_what_is_gone() -> None:
    texts = Catalog()
    texts.add("Go on.")
    texts.add("Stay.")
    old = made()
    old.add("Gone.", "Weg.")
    new = messages.updated(old, texts)
    assert {text.id: text.string for text in new if text.id} == {
        "Go on.": "Weiter.",
        "Stay.": "",
    }


def test_a_reader_of_german_reads_german(client: Client) -> None:
    said = client.get("/help/", headers={"accept-language": "de"}).content.decode()
    assert '<html lang="de">' in said
    assert "nie deine Schuld" in said
    assert "never your fault" not in said
    assert "Hilfe und Sicherheit" in said
