from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from securebase.core import DataError
from securebase.measures import instrument
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers import progress
from securebase.web.answers.models import CheckIn, ItemAnswer, Sheet
from securebase.web.answers.saving import OtherBody, save_answer
from tests.web import cast

NAME = "sb_vital"
ITEM = instrument(NAME).items[0].code


def _post(client: Client, answer: str, key: uuid.UUID | None = None) -> int:
    address = reverse("question", args=[NAME, ITEM])
    body = {"answer": answer, "key": str(key or uuid.uuid4())}
    return client.post(address, body).status_code


def test_an_answer_is_kept_as_it_was_given(ana: User, as_ana: Client) -> None:
    assert _post(as_ana, "3") == 302
    assert access.own_answers(ana, Sheet.objects.get()) == {ITEM: 3}


def test_an_item_may_be_passed_over(ana: User, as_ana: Client) -> None:
    assert _post(as_ana, "pass") == 302
    assert access.own_answers(ana, Sheet.objects.get()) == {ITEM: None}


@pytest.mark.parametrize("answer", ["7", "-1", "", "often", "3.5"])
def test_what_was_not_offered_is_refused(as_ana: Client, answer: str) -> None:
    assert _post(as_ana, answer) == 400
    assert not ItemAnswer.objects.exists()


def test_the_same_form_twice_counts_once(ana: User, as_ana: Client) -> None:
    key = uuid.uuid4()
    assert [_post(as_ana, "3", key), _post(as_ana, "3", key)] == [302, 302]
    assert ItemAnswer.objects.count() == 1


def test_the_same_key_with_another_answer_is_a_conflict(ana: User) -> None:
    key = uuid.uuid4()
    save_answer(ana, NAME, ITEM, 3, key)
    with pytest.raises(OtherBody):
        save_answer(ana, NAME, ITEM, 4, key)
    assert access.own_answers(ana, Sheet.objects.get()) == {ITEM: 3}


def test_a_changed_mind_replaces_the_answer(ana: User, as_ana: Client) -> None:
    _post(as_ana, "3")
    _post(as_ana, "5")
    assert access.own_answers(ana, Sheet.objects.get()) == {ITEM: 5}


def test_a_questionnaire_is_taken_up_where_it_was_left(as_ana: Client) -> None:
    _post(as_ana, "3")
    onward = as_ana.get(reverse("questionnaire", args=[NAME]))
    second = instrument(NAME).items[1].code
    assert onward.headers["Location"] == reverse("question", args=[NAME, second])


def test_a_complete_questionnaire_is_done(ana: User) -> None:
    cast.answers(ana, NAME)
    state = progress.of(ana, NAME)
    assert state.done
    assert not state.again


def test_a_check_in_is_kept_with_its_note(ana: User) -> None:
    day = cast.checks_in(ana, 5, "a walk")
    kept = access.own_check_in(ana, day)
    assert kept is not None
    assert kept["note"] == "a walk"
    assert set(kept["answers"].values()) == {5}


def test_a_day_that_is_over_takes_no_check_in(as_ana: Client) -> None:
    body = {"day": "2020-01-01", "key": str(uuid.uuid4()), "d_secure": "3"}
    assert as_ana.post(reverse("today"), body).status_code == 400
    assert not CheckIn.objects.exists()


def test_a_questionnaire_that_is_not_of_the_core_set_is_not_there(
    as_ana: Client,
) -> None:
    assert as_ana.get(reverse("questionnaire", args=["hark"])).status_code == 404


def test_answers_cannot_be_saved_under_an_unknown_item(ana: User) -> None:
    with pytest.raises(DataError):
        save_answer(ana, NAME, "nothing", 3, uuid.uuid4())
