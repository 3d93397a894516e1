"""What a report says at the edges: alike, strong, low, few, other scales, one name."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain

import pytest

from securebase.core import Basis, Estimate, Partner, Role, Topic, Viewer
from securebase.couples import (
    Answer,
    Audience,
    Couple,
    DiaryDay,
    Person,
    Share,
    look,
)
from securebase.measures import Item, instrument
from securebase.report import Report, build
from securebase.report._blocks import PracticeCard, Sentence, Strip, Table
from securebase.report._context import context
from securebase.report._numbers import Level
from securebase.report._own import own_strips

DAY = dt.date(2026, 3, 1)
CORE = ("sb_base", "sb_resp", "sb_explore", "sb_load", "sb_vital")
EVERYTHING = tuple(
    Share(topic=topic, audience=audience, diary=True)
    for topic in Topic
    for audience in Audience
)
Rule = Callable[[Item], int]


def high(item: Item) -> int:
    return item.lo if item.reverse else item.hi


def low(item: Item) -> int:
    return item.hi if item.reverse else item.lo


def middle(item: Item) -> int:
    return (item.lo + item.hi) // 2


def filled(
    rule: Rule, names: Iterable[str] = CORE, on: dt.date = DAY
) -> tuple[Answer, ...]:
    return tuple(
        Answer(occasion=on, instrument=name, item=item.code, answer=rule(item))
        for name in names
        for item in instrument(name).items
    )


def diary(days: int, answer: Callable[[int], int]) -> tuple[DiaryDay, ...]:
    return tuple(
        DiaryDay(day=DAY + dt.timedelta(days=at), answers=(("d_secure", answer(at)),))
        for at in range(days)
    )


def person(
    name: str, answers: tuple[Answer, ...] = (), days: tuple[DiaryDay, ...] = ()
) -> Person:
    return Person(name=name, shares=EVERYTHING, answers=answers, diary=days)


def report(a: Person, b: Person, viewer: Viewer = Viewer.A) -> Report:
    couple = Couple(id="edge", made_up=True, time_zone="Europe/Berlin", private=(a, b))
    return build(look(couple, viewer))


def both(rule: Rule, viewer: Viewer = Viewer.A) -> Report:
    answers = filled(rule)
    return report(person("Ana", answers), person("Ben", answers), viewer)


def blocks(written: Report, *kinds: type) -> Iterator[object]:
    every = chain.from_iterable(section.blocks for section in written.sections)
    return (block for block in every if isinstance(block, kinds))


def sentences(written: Report) -> list[Sentence]:
    found = [it for it in blocks(written, Sentence) if isinstance(it, Sentence)]
    return [*written.glance, *found]


def words(written: Report) -> str:
    return " ".join(it.text for it in sentences(written))


def strips(written: Report) -> list[Strip]:
    return [it for it in blocks(written, Strip) if isinstance(it, Strip)]


@pytest.mark.parametrize("rule", [high, middle, low])
def test_where_all_parts_are_alike_none_is_called_weakest(rule: Rule) -> None:
    told = words(both(rule))
    assert "All parts of your giving are told alike" in told
    assert "no part clearly has more room to grow" in told
    assert "the one with the most room" not in told
    assert "strongest" not in told


@pytest.mark.parametrize("viewer", list(Viewer))
def test_low_answers_judge_nobody(viewer: Viewer) -> None:
    told = words(both(low, viewer))
    assert "hardly" not in told
    assert "lower third" not in told
    assert "Strong in" not in told


def test_a_low_answer_says_what_was_found_not_what_the_other_is() -> None:
    assert both(low).glance[0].text == (
        "You tell of getting little comfort and little support for new steps from Ben."
    )


def test_the_strong_side_is_claimed_only_in_the_upper_third() -> None:
    mixed = filled(high, ("sb_base",)) + filled(middle, ("sb_resp",))
    told = words(report(person("Ana", mixed), person("Ben", mixed)))
    assert "Strong in your giving, in the upper third of the answer scale:" in told


def test_sentences_from_our_own_questions_carry_their_label() -> None:
    for sentence in sentences(both(high, Viewer.OURS)):
        if sentence.sure is not None:
            assert sentence.label == "not yet validated"


def test_a_reliable_change_carries_its_label() -> None:
    later = DAY + dt.timedelta(days=60)
    answers = filled(low) + filled(high, on=later)
    written = report(person("Ana", answers), person("Ben"))
    (then_and_now,) = (
        it
        for it in blocks(written, Table)
        if isinstance(it, Table) and it.title.endswith("then and now")
    )
    assert then_and_now.label == "not yet validated"


def test_each_questionnaire_stands_on_its_own_axis() -> None:
    ana, ben = person("Ana", filled(high)), person("Ben")
    couple = Couple(id="edge", made_up=True, time_zone="UTC", private=(ana, ben))
    written = context(look(couple, Viewer.A))
    told = written.people[Partner.A]
    latest = {**told.latest, ("satisfaction", Role.SELF): satisfaction_of_81()}
    shown = own_strips(
        written,
        replace(told, latest=latest),
        {"vitality": "", "satisfaction": ""},
        title="Both",
        caption="",
    )
    assert [(it.hi, it.label) for it in shown] == [(6, "not yet validated"), (81, None)]
    assert [len(it.rows) for it in shown] == [1, 1]


def satisfaction_of_81() -> Level:
    questionnaire = instrument("csi_16")
    (scale,) = (it for it in questionnaire.scales if it.construct == "satisfaction")
    estimate = Estimate(
        value=60.0,
        se=3.0,
        lo=scale.lo,
        hi=scale.hi,
        basis=Basis.MEASURED,
        answered=16,
        asked=16,
    )
    return Level(instrument=questionnaire, scale=scale, occasion=DAY, estimate=estimate)


def test_traits_of_two_questionnaires_are_two_strips() -> None:
    answers = filled(high, ("mini_ipip",))
    longer = filled(middle, ("ipip_50",))
    written = report(person("Ana", answers), person("Ben", longer))
    captions = [it.caption for it in strips(written)]
    assert len({it.split(".")[0] for it in captions}) == 2


def test_a_questionnaire_without_a_known_error_is_named_and_gives_no_number() -> None:
    written = report(person("Ana", filled(middle, ("ecr_s",))), person("Ben"))
    title = instrument("ecr_s").title
    assert f"No level is shown from {title}:" in words(written)
    assert strips(written) == []


def test_two_days_say_next_to_nothing() -> None:
    days = diary(2, lambda at: 3 + at)
    told = words(report(person("Ana", days=days), person("Ben")))
    assert "likely 0.0 to\u00a06.0" in told
    assert "too few days" in told


def test_one_day_is_one_day() -> None:
    days = diary(1, lambda at: 3)
    written = report(person("Ana", days=days), person("Ben"))
    (section,) = (it for it in written.sections if it.id == "diary")
    assert "you on 1 day out of 1." in getattr(section.blocks[0], "text", "")


def test_steady_days_leave_the_doubt_of_rounding() -> None:
    days = diary(40, lambda at: 6)
    told = words(report(person("Ana", days=days), person("Ben")))
    assert "6.0 of\u00a06 on average" in told
    assert "No clear change in your felt security" in told


def test_the_last_weeks_are_those_of_the_diary() -> None:
    days = diary(42, lambda at: 5 if at < 28 else 1 + at % 2)
    told = words(report(person("Ana", days=days), person("Ben")))
    assert (
        "In the last two weeks of the diary, your felt security was lower than before"
        in told
    )


def test_traits_alone_are_not_called_nothing() -> None:
    written = report(person("Ana", filled(middle, ("mini_ipip",))), person("Ben"))
    assert "nothing to show" not in words(written)


def test_two_people_of_one_name_are_told_apart() -> None:
    one, other = person("Sam", filled(high)), person("Sam", filled(low))
    written = report(one, other, Viewer.OURS)
    tellers = {m.who for it in strips(written) for row in it.rows for m in row.marks}
    assert tellers == {"Sam (1)", "Sam (2)"}
    assert written.title == "Sam (1) & Sam (2)"


def test_no_field_is_called_first_where_all_are_alike() -> None:
    told = words(both(middle))
    assert "No single field of your exploring clearly stands out." in told
    assert "explore most in" not in told


def test_one_account_alone_is_told_as_one_account() -> None:
    told = words(report(person("Ana", filled(middle)), person("Ben")))
    assert "Your giving and getting, as you tell it, do not clearly differ." in told
    assert "flows more" not in told


def test_the_safety_text_is_never_folded() -> None:
    for viewer in Viewer:
        for section in both(low, viewer).sections:
            if any(getattr(it, "tone", "") == "safety" for it in section.blocks):
                assert not section.folded


def test_a_practitioner_is_not_spoken_to_as_one_of_the_two() -> None:
    written = both(high, Viewer.PRACTITIONER)
    heads = [written.subtitle, *(section.title for section in written.sections)]
    heads += [strip.title for strip in strips(written)]
    assert [it for it in heads if "you" in it.lower().split()] == []
    assert "your" not in words(written)


def test_each_card_names_the_one_whose_doing_it_is() -> None:
    cards = [
        it
        for it in blocks(both(middle, Viewer.OURS), PracticeCard)
        if isinstance(it, PracticeCard)
    ]
    assert [card.who for card in cards] == ["Ana", "Ben"]
    assert all("standard deviation" in card.why for card in cards)
