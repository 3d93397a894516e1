from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

import securebase.web
from securebase.web import events
from securebase.web.accounts.models import User
from securebase.web.events.models import Event
from securebase.web.own.happening import UNREAD, WORDS, happenings
from securebase.web.pairing import joining
from securebase.web.pairing.models import Pair
from securebase.web.practitioners.words import TOLD
from tests.web import cast
from tests.web.conftest import proved
from tests.web.test_pairing import _without_keys

WEB = Path(securebase.web.__file__).parent


def test_ones_own_doings_are_told_in_words(ana: User) -> None:
    joining.invite(ana)
    page = proved(ana).get(reverse("happened")).content.decode()
    assert "You asked somebody in." in page


def test_nothing_is_told_of_what_a_partner_does(
    ana: User, ben: User, pair: Pair
) -> None:
    before = _page(ana)
    joining.invite(ben)
    proved(ben).get(reverse("export_file"))
    for kind in WORDS.keys() - {"joined"}:
        events.note(kind, actor=ben.id, about=pair.id, concerns=ana.id)
    assert _page(ana) == before


def test_what_a_practitioner_does_is_told(ana: User) -> None:
    pia = cast.person("Pia", practitioner=True)
    events.note("exported", actor=pia.id, concerns=ana.id)
    assert len(happenings(ana)) == 1


def test_coming_together_and_parting_are_told_to_both(ana: User, ben: User) -> None:
    _made, token = joining.invite(ana)
    joining.join(ben, token)
    joining.leave(ben)
    for who in (ana, ben):
        told = [str(it.words) for it in happenings(who)][:2]
        assert told == [str(WORDS["parted"]), str(WORDS["joined"])]


def test_every_kind_of_event_has_words() -> None:
    found = {
        node.args[0].value
        for path in WEB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("events.note", "note", "_note")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert found
    # What a practitioner looked at has its words beside it.
    assert found | TOLD.keys() == WORDS.keys() | UNREAD


def test_a_whole_log_says_its_last_line(
    ana: User, capsys: pytest.CaptureFixture[str]
) -> None:
    joining.invite(ana)
    number, mark = events.last()
    call_command("events", "--check", "--was", f"{number}:{mark}")
    assert f"{number}:{mark}" in capsys.readouterr().out


@pytest.mark.parametrize("done", ["changed", "taken out", "moved", "hidden"])
def test_a_line_that_is_not_as_it_was_written_is_found(ana: User, done: str) -> None:
    for _ in range(3):
        joining.invite(ana)
    second = Event.objects.order_by("number")[1]
    number = second.number
    if done == "changed":
        Event.objects.filter(pk=second.pk).update(kind="joined")
    elif done == "hidden":
        Event.objects.filter(pk=second.pk).update(concerns=None)
    elif done == "moved":
        Event.objects.filter(pk=second.pk).update(number=99)
    else:
        second.delete()
    with pytest.raises(CommandError, match=f"Line {number} "):
        call_command("events", "--check")


def test_lines_that_are_cut_off_at_the_end_are_found(ana: User) -> None:
    joining.invite(ana)
    number, mark = events.last()
    Event.objects.get(number=number).delete()
    call_command("events", "--check")
    with pytest.raises(CommandError, match=f"Line {number} "):
        call_command("events", "--check", "--was", f"{number}:{mark}")


def _page(who: User) -> str:
    return _without_keys(proved(who).get(reverse("happened")).content.decode())
