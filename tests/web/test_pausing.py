from __future__ import annotations

from django.test import Client
from django.urls import reverse

from securebase.web import events
from securebase.web.accounts.models import User
from securebase.web.pairing.models import Pair
from tests.web import cast
from tests.web.test_erasing import _everything


def test_during_a_break_nothing_is_asked(ana: User, as_ana: Client) -> None:
    assert reverse("today") in _tasks(as_ana)
    as_ana.post(reverse("pause"))
    told = _tasks(as_ana)
    assert "You are taking a break" in told
    for name in ("today", "questionnaires", "practice"):
        assert reverse(name) not in told
    as_ana.post(reverse("pause"))
    assert reverse("today") in _tasks(as_ana)


def test_nobody_else_sees_a_break(
    ana: User, ben: User, pair: Pair, as_ana: Client
) -> None:
    cast.checks_in(ana)
    before = _everything(ben)
    as_ana.post(reverse("pause"))
    assert _everything(ben) == before


def test_a_break_leaves_no_line_in_the_log(as_ana: Client) -> None:
    from securebase.web.events.models import Event

    before = Event.objects.count()
    as_ana.post(reverse("pause"))
    assert Event.objects.count() == before
    assert events.broken_at() is None


def _tasks(client: Client) -> str:
    page = client.get(reverse("home")).content.decode()
    return page.split('<main id="main"')[1].split("</main>")[0]
