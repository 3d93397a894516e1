"""What a practitioner sees: what each client shares with them, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.management import call_command

from securebase.core import Partner, Topic
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.saving import take_back
from securebase.web.pairing import joining
from securebase.web.pairing.consent import Choice
from securebase.web.pairing.models import Pair
from securebase.web.practitioners import cases
from securebase.web.practitioners.models import Case
from securebase.web.reports.models import Letter
from tests.web import cast as everybody
from tests.web.practitioners import cast

VITAL, LOAD = {Topic.VITALITY: False}, {Topic.LOAD: False}

pytestmark = pytest.mark.usefixtures("answered")


def _seen(case: Case, who: Partner) -> set[str]:
    view = access.case_view(case.practitioner, case)
    return {it.instrument for it in view.people[who].sheets}


def _shown(case: Case, who: Partner) -> set[str]:
    return {it.instrument for it in access.session_view(case).people[who].sheets}


def test_nothing_is_seen_before_it_is_shared(case: Case) -> None:
    assert _seen(case, Partner.A) == _seen(case, Partner.B) == set()


def test_each_shares_what_they_choose(case: Case, ana: User, ben: User) -> None:
    cast.confides(ana, case, VITAL)
    cast.confides(ben, case, LOAD)
    assert _seen(case, Partner.A) == {"sb_vital"}
    assert _seen(case, Partner.B) == {"sb_load"}


def test_check_ins_are_seen_only_where_they_are_shared_too(
    case: Case, ana: User, ben: User
) -> None:
    cast.confides(ana, case, {Topic.VITALITY: True})
    cast.confides(ben, case, VITAL)
    people = access.case_view(case.practitioner, case).people
    assert people[Partner.A].check_ins
    assert not people[Partner.B].check_ins


def test_a_choice_opens_only_the_next_morning(case: Case, ana: User) -> None:
    cases.choose(ana, case, _choices(VITAL), together=False)
    assert _seen(case, Partner.A) == set()
    with time_machine.travel(_days(1), tick=False):
        assert _seen(case, Partner.A) == {"sb_vital"}


def test_nobody_looks_on_while_somebody_answers(case: Case, ana: User) -> None:
    cast.confides(ana, case, {Topic.BASE: False})
    everybody.answers(ana, "sb_base")
    assert _seen(case, Partner.A) == set()
    with time_machine.travel(_days(1), tick=False):
        assert _seen(case, Partner.A) == {"sb_base"}


def test_what_is_taken_back_is_gone_at_once(case: Case, ana: User) -> None:
    cast.confides(ana, case, VITAL)
    cases.choose(ana, case, {}, together=False)
    assert _seen(case, Partner.A) == set()


def test_another_practitioner_sees_two_names(case: Case, ana: User) -> None:
    cast.confides(ana, case, VITAL)
    eve = cast.practitioner("Eve")
    view = access.case_view(eve, case)
    assert not any(it.sheets or it.check_ins for it in view.people.values())
    assert access.case_of(eve, case.id) is None


def test_sharing_with_one_practitioner_is_not_sharing_with_another(
    case: Case, ana: User, cleo: User
) -> None:
    other = cast.case(cast.practitioner("Eve"), ana, cleo)
    cast.confides(ana, case, VITAL)
    assert _seen(other, Partner.A) == set()


def test_sharing_with_the_partner_is_not_sharing_with_the_practitioner(
    case: Case, ana: User, ben: User, pair: Pair
) -> None:
    for who in (ana, ben):
        everybody.shares(who, pair, VITAL)
    assert _seen(case, Partner.A) == set()
    assert _shown(case, Partner.A) == set()


def test_a_session_shows_nothing_that_is_the_practitioners_only(
    case: Case, ana: User, ben: User
) -> None:
    for who in (ana, ben):
        cast.confides(who, case, VITAL)
    assert _shown(case, Partner.A) == _shown(case, Partner.B) == set()


@pytest.mark.parametrize("both", [True, False])
def test_a_session_shows_what_both_agreed_to_show(
    case: Case, ana: User, ben: User, both: bool
) -> None:
    cast.confides(ana, case, {**VITAL, **LOAD}, together=True)
    cast.confides(ben, case, VITAL, together=both)
    wanted = {"sb_vital"} if both else set()
    assert _shown(case, Partner.A) == _shown(case, Partner.B) == wanted


def test_a_session_shows_what_a_pair_shares_with_each_other_and_the_practitioner(
    case: Case, ana: User, ben: User, pair: Pair
) -> None:
    for who in (ana, ben):
        everybody.shares(who, pair, {**VITAL, **LOAD})
        cast.confides(who, case, VITAL)
    assert _shown(case, Partner.A) == _shown(case, Partner.B) == {"sb_vital"}


def test_parting_takes_what_the_pair_shared_out_of_the_session(
    case: Case, ana: User, ben: User, pair: Pair
) -> None:
    for who in (ana, ben):
        everybody.shares(who, pair, VITAL)
        cast.confides(who, case, VITAL)
    _work()
    assert _page(case, Letter.Kind.SESSION, "page") is not None
    joining.leave(ben)
    assert _page(_now(case), Letter.Kind.SESSION, "page") is None
    assert _shown(case, Partner.A) == set()
    assert _seen(case, Partner.A) == {"sb_vital"}


@pytest.mark.parametrize("how", ["choice", "leave", "delete", "account", "close"])
def test_a_brief_is_not_shown_once_something_in_it_was_taken_back(
    case: Case, ana: User, ben: User, how: str
) -> None:
    for who in (ana, ben):
        cast.confides(who, case, VITAL)
    _work()
    assert _page(_now(case), Letter.Kind.BRIEF, "fullpage") is not None
    ways: dict[str, Callable[[], object]] = {
        "choice": lambda: cases.choose(ben, case, {}, together=False),
        "leave": lambda: cases.leave(ben, case),
        "delete": lambda: take_back(ben),
        "account": ben.delete,
        "close": lambda: cases.close(case),
    }
    ways[how]()
    assert _page(_now(case), Letter.Kind.BRIEF, "fullpage") is None
    _work()
    page = _page(_now(case), Letter.Kind.BRIEF, "fullpage")
    if how == "close":
        assert page is None
        assert not Letter.objects.filter(audience=case.id).exists()
    else:
        assert page is not None


def test_what_is_withheld_changes_not_a_byte_of_what_is_written(
    case: Case, ana: User, ben: User
) -> None:
    for who in (ana, ben):
        cast.confides(who, case, VITAL)
    _work()
    before = _letters(case)
    everybody.answers(ben, "sb_resp", 1)
    everybody.checks_in(ben, 0, note="mine alone")
    with time_machine.travel(_days(1), tick=False):
        _work()
        assert _letters(case) == before


def test_a_new_morning_brings_what_was_answered_the_day_before(
    case: Case, ana: User
) -> None:
    cast.confides(ana, case, {Topic.BASE: False})
    everybody.answers(ana, "sb_base")
    _work()
    assert _page(_now(case), Letter.Kind.BRIEF, "fullpage") is None
    with time_machine.travel(_days(1), tick=False):
        _work()
        assert _page(_now(case), Letter.Kind.BRIEF, "fullpage") is not None


def _choices(topics: dict[Topic, bool]) -> dict[Topic, Choice]:
    return {it: Choice(diary=diary) for it, diary in topics.items()}


def _letters(case: Case) -> dict[tuple[str, str], bytes]:
    forms = ("fullpage", "fullhtml", "fullpdf", "fulljson", "page", "pdf")
    kinds = (Letter.Kind.BRIEF, Letter.Kind.SESSION)
    found = {
        (kind, form): _page(_now(case), kind, form) for kind in kinds for form in forms
    }
    return {place: part for place, part in found.items() if part is not None}


def _page(case: Case, kind: Letter.Kind, form: str) -> bytes | None:
    part = access.case_part(case.practitioner, case, kind, form)
    return None if part is None else part[1]


def _now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def _work() -> None:
    call_command("work", "--once")


def _days(days: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
