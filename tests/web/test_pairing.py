from __future__ import annotations

import datetime as dt
import re

import time_machine
from django.test import Client
from django.urls import reverse

from securebase.core import Topic
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent, Pair
from tests.web import cast


def _link(client: Client) -> str:
    page = client.post(reverse("invite")).content.decode()
    found = re.search(r"http://testserver(/i/[^\"]+/)", page)
    assert found is not None
    return found[1]


def test_a_link_brings_two_people_together(
    ana: User, ben: User, as_ana: Client, as_ben: Client
) -> None:
    link = _link(as_ana)
    assert "Ana invites you" in as_ben.get(link).content.decode()
    as_ben.post(reverse("join"))
    assert access.partner_of(ana) == ben
    assert access.partner_of(ben) == ana


def test_a_link_is_good_once(as_ana: Client, as_ben: Client, as_cleo: Client) -> None:
    link = _link(as_ana)
    as_ben.get(link)
    as_ben.post(reverse("join"))
    assert as_cleo.get(link).status_code == 404


def test_a_link_ends_after_two_weeks(as_ana: Client, as_ben: Client) -> None:
    link = _link(as_ana)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=15)
    with time_machine.travel(later, tick=False):
        assert Client().get(link).status_code == 404


def test_a_new_link_ends_the_old_one(as_ana: Client) -> None:
    old, new = _link(as_ana), _link(as_ana)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_no_answer_to_an_invitation_looks_like_a_no(
    as_ana: Client, as_ben: Client
) -> None:
    link = _link(as_ana)
    before = _without_keys(as_ana.get(reverse("invite")).content.decode())
    as_ben.get(link)
    assert _without_keys(as_ana.get(reverse("invite")).content.decode()) == before


def test_nobody_joins_themselves(ana: User, as_ana: Client) -> None:
    link = _link(as_ana)
    as_ana.get(link)
    as_ana.post(reverse("join"))
    assert access.pair_of(ana) is None


def test_ben_sees_nothing_that_ana_did_not_share(
    ana: User, ben: User, pair: Pair
) -> None:
    cast.answers(ana, "sb_vital")
    with _tomorrow():
        assert not _seen(ben, ana)


def test_one_sided_sharing_opens_nothing(ana: User, ben: User, pair: Pair) -> None:
    cast.shares(ana, pair, {Topic.VITALITY: False})
    for who in (ana, ben):
        cast.answers(who, "sb_vital")
    with _tomorrow():
        assert not _seen(ben, ana)


def test_what_both_share_opens_next_morning(ana: User, ben: User, pair: Pair) -> None:
    for who in (ana, ben):
        cast.shares(who, pair, {Topic.VITALITY: False})
        cast.answers(who, "sb_vital")
    assert not _seen(ben, ana)
    with _tomorrow():
        assert _seen(ben, ana) == {"sb_vital"}


def test_a_choice_opens_only_next_morning(ana: User, ben: User, pair: Pair) -> None:
    with time_machine.travel(_days_ago(3), tick=False):
        for who in (ana, ben):
            cast.answers(who, "sb_vital")
    cast.shares(ben, pair, {Topic.VITALITY: False})
    wanted = {Topic.VITALITY: consent.Choice()}
    consent.choose(ana, Consent.Matter.PARTNER, pair.id, wanted)
    assert not _seen(ben, ana)
    with _tomorrow():
        assert _seen(ben, ana) == {"sb_vital"}


def test_what_is_taken_back_is_gone_at_once(
    ana: User, ben: User, pair: Pair, as_ana: Client
) -> None:
    with time_machine.travel(_days_ago(3), tick=False):
        for who in (ana, ben):
            cast.shares(who, pair, {Topic.VITALITY: False})
            cast.answers(who, "sb_vital")
    assert _seen(ben, ana) == {"sb_vital"}
    as_ana.post(reverse("sharing"), {})
    assert not _seen(ben, ana)


def test_the_page_of_choices_shows_only_ones_own(
    ana: User, ben: User, pair: Pair, as_ben: Client
) -> None:
    before = _without_keys(as_ben.get(reverse("sharing")).content.decode())
    cast.shares(ana, pair, dict.fromkeys(Topic, True))
    assert _without_keys(as_ben.get(reverse("sharing")).content.decode()) == before


def test_either_leaves_alone_and_at_once(
    ana: User, ben: User, pair: Pair, as_ben: Client
) -> None:
    cast.answers(ana, "sb_vital")
    as_ben.post(reverse("unpair"))
    assert access.partner_of(ana) is None
    assert access.own_view(ana).people  # what is one's own stays
    assert as_ben.get(reverse("our_report")).status_code == 200


def test_choices_for_one_partner_are_not_choices_for_the_next(
    ana: User, ben: User, cleo: User, pair: Pair, as_ana: Client
) -> None:
    cast.shares(ana, pair, dict.fromkeys(Topic, True))
    as_ana.post(reverse("unpair"))
    second = cast.couple(ana, cleo)
    assert not consent.choices(ana, Consent.Matter.PARTNER, second.id)


def _seen(who: User, whom: User) -> set[str]:
    """Questionnaires of one that another sees."""
    view = access.own_view(who)
    named = {view.names[it]: seen for it, seen in view.people.items()}
    return {it.instrument for it in named[whom.name].sheets}


def _tomorrow() -> time_machine.travel:
    return time_machine.travel(_days_ago(-1), tick=False)


def _days_ago(days: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)


def _without_keys(page: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page)
