import math
from collections.abc import Mapping

import pytest

from securebase.core import CONSTRUCTS, ModelError
from securebase.dynamics import COUNTS, fixed_rows, out_rows
from securebase.measures import checkin
from securebase.simulate._collect_records import (
    Habit,
    chosen,
    daily,
    first_names,
    habits,
    occasions,
    scores,
)
from securebase.simulate._collect_sheets import sheet_items

ROWS = {*out_rows(), *fixed_rows()}


@pytest.mark.parametrize("habit", habits(), ids=lambda habit: habit.name)
def test_every_habit_lies_in_its_range_and_has_a_reason(habit: Habit) -> None:
    assert habit.low <= habit.value <= habit.high
    assert habit.why.endswith(".")
    assert habit.low >= 0
    assert habit.high <= 1 or habit.size


def test_the_parts_of_a_daily_answer_leave_room_for_the_moment() -> None:
    parts = ("diary.state", "diary.own_words", "diary.own_scale")
    assert sum(chosen(None)[part] for part in parts) < 1


@pytest.mark.parametrize("key", scores())
def test_every_part_of_a_score_is_in_the_model(key: str) -> None:
    assert_in_the_model(scores()[key].mix)


@pytest.mark.parametrize("one", checkin.items(), ids=lambda one: one.code)
def test_every_question_of_the_check_in_tells_of_the_model(
    one: checkin.CheckInItem,
) -> None:
    told = daily(one.code, one.key)
    assert told.level is not None
    assert one.lo < told.level < one.hi
    assert_in_the_model(told.mix)


def assert_in_the_model(mix: Mapping[str, float]) -> None:
    assert len(mix) > 0
    for part in mix:
        for single in part.split("+"):
            whose, _, what = single.partition(".")
            row = f"us.{what}" if whose == "us" else f"a.{what}"
            assert whose in ("me", "you", "us")
            assert row in ROWS, part


def test_every_scale_of_the_core_set_has_a_score() -> None:
    asked = {one.key for one in sheet_items()}
    assert asked <= set(scores())
    told = {key.removesuffix("_received").removesuffix("_provided") for key in scores()}
    assert told <= set(CONSTRUCTS)


def test_what_must_come_up_is_counted_by_the_model() -> None:
    for construct, record in occasions().items():
        assert construct in CONSTRUCTS
        assert set(record.events) <= set(COUNTS)
        assert 0 <= record.day <= record.month <= 1


def test_names_of_nobody_are_there_once() -> None:
    assert len(set(first_names())) == len(first_names()) >= 20


def test_an_unknown_habit_is_refused_with_a_hint() -> None:
    with pytest.raises(ModelError, match=r"presence\.kept"):
        chosen({"presence.kep": 0.5})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("presence.kept", 1.5),
        ("presence.kept", -0.1),
        ("presence.kept", math.nan),
        ("diary.sd", -1.0),
        ("diary.sd", math.inf),
    ],
)
def test_an_impossible_habit_is_refused(name: str, value: float) -> None:
    with pytest.raises(ModelError, match=name.replace(".", r"\.")):
        chosen({name: value})


@pytest.mark.parametrize("name", ["diary.sd", "presence.late_days"])
def test_a_size_may_exceed_one(name: str) -> None:
    assert chosen({name: 3.0})[name] == 3.0
