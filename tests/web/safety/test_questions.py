from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from securebase.measures import instrument

ITEMS = [it.code for it in instrument("hark").items]


def _answered(client: Client, yes: str | None) -> str:
    body = {it: "1" if it == yes else "0" for it in ITEMS}
    return client.post(reverse("safety_questions"), body).content.decode()


@pytest.mark.parametrize("yes", ITEMS)
def test_one_yes_points_to_help(as_ana: Client, yes: str) -> None:
    assert "not your fault" in _answered(as_ana, yes)


def test_no_yes_is_no_promise_of_safety(as_ana: Client) -> None:
    assert "cannot show that somebody is safe" in _answered(as_ana, None)


def test_the_answers_are_kept_nowhere(as_ana: Client) -> None:
    before = _rows()
    _answered(as_ana, ITEMS[0])
    assert _rows() == before


def test_the_next_visit_does_not_know_of_the_last(as_ana: Client) -> None:
    before = _page(as_ana)
    _answered(as_ana, ITEMS[0])
    assert _page(as_ana) == before


def _page(client: Client) -> str:
    page = client.get(reverse("safety_questions")).content.decode()
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page)


def _rows() -> dict[str, list[object]]:
    return {
        model._meta.label: list(model._default_manager.values_list())
        for model in apps.get_models()
    }
