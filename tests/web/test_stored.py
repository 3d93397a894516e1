"""What is stored has a class, and the page that tells of it is true."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

import securebase.web
from securebase.web.accounts.models import User
from securebase.web.vault.models import SealedRow

FILE = Path(securebase.web.__file__).parent / "data_classes.toml"
GIVEN: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
CLASSES = GIVEN.pop("classes")
# `[pairing.Seat]` is a table within a table.
TABLES = {
    f"{app}.{model}": fields
    for app, tables in GIVEN.items()
    for model, fields in tables.items()
}
MODELS = {it._meta.label: it for it in apps.get_models(include_auto_created=True)}


def test_every_table_and_every_field_has_a_class() -> None:
    there = {name: set(_fields(model)) for name, model in MODELS.items()}
    assert {name: set(fields) for name, fields in TABLES.items()} == there


def test_every_class_is_one_that_says_what_follows_from_it() -> None:
    used = {given for fields in TABLES.values() for given in fields.values()}
    assert used == set(CLASSES)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_what_is_sealed_is_what_the_table_says(name: str) -> None:
    model = MODELS[name]
    sealed = {field for field, given in TABLES[name].items() if given == "sealed"}
    columns = set(model.COLUMNS) if issubclass(model, SealedRow) else set()
    assert sealed == columns


def test_bytes_are_never_readable() -> None:
    for name, model in MODELS.items():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.BinaryField):
                assert TABLES[name][field.name] in ("sealed", "secret")


def test_free_text_of_a_person_is_of_an_account_or_sealed() -> None:
    """What somebody writes themselves lies nowhere in the open but in the account."""
    for name, model in MODELS.items():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.TextField):
                given = TABLES[name][field.name]
                assert given in ("secret", "account") or name in _NOBODYS_WORDS


# A browser's name for itself, and the name of a time zone.
_NOBODYS_WORDS = {"usersessions.UserSession", "pairing.Pair"}


def test_when_a_second_step_was_last_used_is_not_kept(ana: User) -> None:
    made = Authenticator.objects.create(user=ana, type="totp", data={})
    made.record_usage()
    assert Authenticator.objects.get().last_used_at is None


def test_the_page_says_for_how_long(client: Client, settings: Any) -> None:
    settings.RETAIN_MONTHS = 7
    assert "nothing new for 7 months" in _page(client)
    settings.RETAIN_MONTHS = 0
    assert "until you delete them" in _page(client)


@pytest.mark.parametrize(
    "word",
    [
        "address", "called", "language", "time zone", "country", "password", "answers",
        "check-ins", "notes", "reports", "wish", "invitation", "agreed", "browser",
        "backups", "cookie", "break", "connected", "log", "practise",
    ],
)  # fmt: skip
def test_the_page_leaves_out_nothing(client: Client, word: str) -> None:
    assert word in _page(client)


def _page(client: Client) -> str:
    return client.get(reverse("stored")).content.decode()


def _fields(model: type[models.Model]) -> list[str]:
    return [it.name for it in model._meta.concrete_fields]
