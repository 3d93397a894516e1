"""Nothing private passes the door: the laws that `couples.look` must obey."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

import securebase
from securebase.core import Partner, Topic, Viewer
from securebase.couples import (
    Answer,
    Audience,
    Couple,
    DiaryDay,
    Person,
    Share,
    View,
    Visible,
    look,
)
from tests.couples import strategies
from tests.effort import tried_on

from . import naive_door
from .naive_door import (
    TELLTALE,
    another_world,
    facts_of,
    in_order,
    naive_look,
    withheld_and_never_asked,
)

pytestmark = pytest.mark.filterwarnings(strategies.CHECKS_DRAW_LOTS)

Look = Callable[[Couple, Viewer], View]

laws = tried_on(60, suppress_health_check=list(HealthCheck))

thorough = settings(
    max_examples=1500,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def differs(look: Look, couple: Couple, noise: Person, viewer: Viewer) -> bool:
    there = another_world(couple, noise, viewer)
    return in_order(look(couple, viewer)) != in_order(look(there, viewer))


NOT_B = (Viewer.A, Viewer.OURS, Viewer.PRACTITIONER)
worlds = st.tuples(
    strategies.couples(), strategies.people("UTC"), st.sampled_from(NOT_B)
)


@laws
@given(worlds)
def test_nothing_private_of_b_changes_what_others_see(
    world: tuple[Couple, Person, Viewer],
) -> None:
    assert not differs(look, *world)


def tells(look: Look, couple: Couple, mask: list[bool], viewer: Viewer) -> bool:
    shares = couple.private[1].shares
    kept = tuple(it for it, stays in zip(shares, mask, strict=False) if stays)
    withheld, never_asked = withheld_and_never_asked(couple, viewer, kept)
    return in_order(look(withheld, viewer)) != in_order(look(never_asked, viewer))


retractions = st.tuples(
    strategies.couples(),
    st.lists(st.booleans(), min_size=9, max_size=9),
    st.sampled_from(NOT_B),
)


@laws
@given(retractions)
def test_what_b_withholds_looks_like_what_b_never_answered(
    retraction: tuple[Couple, list[bool], Viewer],
) -> None:
    assert not tells(look, *retraction)


@laws
@given(strategies.couples(), st.sampled_from(list(Viewer)))
def test_the_door_agrees_with_asking_for_every_fact(
    couple: Couple, viewer: Viewer
) -> None:
    assert in_order(look(couple, viewer)) == in_order(naive_look(couple, viewer))


@pytest.mark.parametrize(
    "leak",
    naive_door.LEAKS,
)
def test_a_leaky_door_is_caught_by_the_same_law(leak: str) -> None:
    @thorough
    @given(worlds)
    def law(world: tuple[Couple, Person, Viewer]) -> None:
        assert not differs(
            lambda couple, viewer: naive_look(couple, viewer, leak), *world
        )

    with pytest.raises(AssertionError):
        law()


def test_a_door_that_tells_of_withholding_is_caught_too() -> None:
    @thorough
    @given(retractions)
    def law(retraction: tuple[Couple, list[bool], Viewer]) -> None:
        assert not tells(
            lambda couple, viewer: naive_look(couple, viewer, TELLTALE), *retraction
        )

    with pytest.raises(AssertionError):
        law()


def swapped(couple: Couple) -> Couple:
    a, b = couple.private
    return replace(couple, private=(b, a))


SWAPPED = {Viewer.A: Viewer.B, Viewer.B: Viewer.A}


@laws
@given(strategies.couples(), st.sampled_from(list(Viewer)))
def test_swapping_the_partners_swaps_their_views(
    couple: Couple, viewer: Viewer
) -> None:
    seen = look(couple, viewer)
    turned = look(swapped(couple), SWAPPED.get(viewer, viewer))
    for whose in Partner:
        assert seen.people[whose] == turned.people[whose.other]


@laws
@given(strategies.couples())
def test_both_together_see_no_more_than_each_alone(couple: Couple) -> None:
    ours = look(couple, Viewer.OURS)
    assert ours.people[Partner.B] == look(couple, Viewer.A).people[Partner.B]
    assert ours.people[Partner.A] == look(couple, Viewer.B).people[Partner.A]


@laws
@given(strategies.couples())
def test_one_sees_all_of_ones_own_answers(couple: Couple) -> None:
    everything = {
        (day, code, answer) for day, _, code, answer in facts_of(couple.private[0])
    }
    mine = look(couple, Viewer.A).people[Partner.A]
    sheets = {(it.occasion, *one) for it in mine.sheets for one in it.answers.items()}
    days = {(it.day, *one) for it in mine.check_ins for one in it.answers.items()}
    assert sheets | days == everything


@laws
@given(strategies.couples(), st.sampled_from(list(Viewer)))
def test_nothing_empty_is_left_where_something_was_hidden(
    couple: Couple, viewer: Viewer
) -> None:
    for seen in look(couple, viewer).people.values():
        assert all(sheet.answers for sheet in seen.sheets)
        assert all(day.answers for day in seen.check_ins)


@laws
@given(strategies.couples())
def test_taking_back_every_share_hides_everything(couple: Couple) -> None:
    a, b = couple.private
    closed = replace(couple, private=(a, replace(b, shares=())))
    nothing = Visible(sheets=(), check_ins=())
    assert look(closed, Viewer.A).people[Partner.B] == nothing
    assert look(closed, Viewer.PRACTITIONER).people[Partner.B] == nothing
    assert look(closed, Viewer.OURS).people[Partner.A] == nothing


def shared_by_both(answer: int, *shares: Share) -> Couple:
    b = Person(
        name="B",
        shares=shares,
        diary=(DiaryDay(day=dt.date(2025, 10, 1), answers=(("d_vital", answer),)),),
    )
    a = replace(b, name="A")
    return Couple(id="c", made_up=True, time_zone="UTC", private=(a, b))


def test_what_both_share_does_change_what_they_see() -> None:
    share = Share(topic=Topic.VITALITY, audience=Audience.PARTNER, diary=True)
    for viewer in (Viewer.A, Viewer.OURS):
        low = look(shared_by_both(1, share), viewer)
        assert low != look(shared_by_both(5, share), viewer)
        assert low.people[Partner.B].check_ins[0].answers == {"d_vital": 1}


def test_the_ends_of_a_window_belong_to_it() -> None:
    day = dt.date(2025, 10, 1)
    for since, until, seen in (
        (day, day, 1),
        (day + dt.timedelta(days=1), None, 0),
        (None, day - dt.timedelta(days=1), 0),
    ):
        share = Share(
            topic=Topic.VITALITY,
            audience=Audience.PARTNER,
            since=since,
            until=until,
            diary=True,
        )
        view = look(shared_by_both(3, share), Viewer.A)
        assert len(view.people[Partner.B].check_ins) == seen


def test_questionnaires_shared_without_the_diary_leave_the_diary_closed() -> None:
    share = Share(topic=Topic.VITALITY, audience=Audience.PARTNER)
    assert look(shared_by_both(3, share), Viewer.A).people[Partner.B].check_ins == ()


def test_who_has_shared_no_answers_of_a_topic_sees_none_of_the_other() -> None:
    share = Share(topic=Topic.VITALITY, audience=Audience.PARTNER, diary=True)
    couple = shared_by_both(3, share)
    a, b = couple.private
    silent = replace(couple, private=(replace(a, diary=()), b))
    for viewer in (Viewer.A, Viewer.OURS):
        assert look(silent, viewer).people[Partner.B].check_ins == ()


def test_answers_to_questionnaires_do_not_open_a_diary() -> None:
    share = Share(topic=Topic.VITALITY, audience=Audience.PARTNER, diary=True)
    couple = shared_by_both(3, share)
    a, b = couple.private
    day = a.diary[0].day
    sheet = Answer(occasion=day, instrument="sb_vital", item="vitality_1", answer=1)
    told = replace(couple, private=(replace(a, diary=(), answers=(sheet,)), b))
    assert look(told, Viewer.A).people[Partner.B].check_ins == ()


def test_each_decides_about_the_days_of_their_own_answers() -> None:
    day = dt.date(2025, 10, 1)
    since = Share(
        topic=Topic.VITALITY, audience=Audience.PARTNER, since=day, diary=True
    )
    couple = shared_by_both(3, since)
    a, b = couple.private
    early = DiaryDay(day=day - dt.timedelta(days=1), answers=(("d_vital", 2),))
    longer = replace(a, diary=(early, *a.diary), shares=(replace(since, since=None),))
    ours = look(replace(couple, private=(longer, b)), Viewer.OURS)
    assert len(ours.people[Partner.A].check_ins) == 2
    assert len(ours.people[Partner.B].check_ins) == 1


def test_no_floor_above_goes_round_the_door() -> None:
    home = Path(securebase.__file__).parent
    above = [
        path
        for floor in ("plan", "report", "cli")
        for path in sorted((home / floor).rglob("*.py"))
    ]
    assert above
    assert [path.name for path in above if _goes_round(path)] == []


def _goes_round(path: Path) -> bool:
    """Whether a module touches what is private, or a private module of this floor."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr == "private":
            return True
        if isinstance(node, ast.ImportFrom) and "couples._" in (node.module or ""):
            return True
    return False
