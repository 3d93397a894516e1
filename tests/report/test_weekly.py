from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, strategies as st

from securebase.core import Partner, ReportError, Topic, Viewer
from securebase.couples import (
    Audience,
    Couple,
    DiaryDay,
    Person,
    Share,
    View,
    examples,
    look,
    read,
)
from securebase.report import Report, to_fragment, to_html, to_json, weekly
from tests.effort import tried_on

from .random_couples import random_couple, with_b_redrawn

seeds = st.integers(0, 2**32 - 1)
DAY = dt.timedelta(days=1)
MONDAY = dt.date(2025, 3, 24)
SHARED = tuple(
    Share(topic=topic, audience=Audience.PARTNER, diary=True) for topic in Topic
)


def _view(*answers: tuple[int, dict[str, int]], ben: int = 3) -> View:
    """Ana's evenings, by days before the Monday; Ben shares one answer of each day."""
    diary = tuple(
        DiaryDay(day=MONDAY - back * DAY, answers=tuple(told.items()))
        for back, told in sorted(answers, reverse=True)
    )
    his = tuple(
        DiaryDay(day=MONDAY - back * DAY, answers=(("d_secure", ben),))
        for back in range(30, 0, -1)
    )
    people = (
        Person(name="Ana", shares=SHARED, diary=diary),
        Person(name="Ben", shares=SHARED, diary=his),
    )
    couple = Couple(id="x", made_up=True, time_zone="UTC", private=people)
    return look(couple, Viewer.A)


def _days(*backs: int, **answers: int) -> list[tuple[int, dict[str, int]]]:
    return [(back, answers) for back in backs]


def _letter(view: View) -> Report:
    made = weekly(view, MONDAY)
    assert made is not None
    return made


def _words(view: View) -> str:
    return to_json(_letter(view))


@pytest.mark.parametrize(
    ("backs", "enough"),
    [
        (range(1, 8), True),
        (range(1, 7), False),
        ([*range(1, 4), *range(8, 12)], True),
        ([*range(1, 3), *range(8, 28)], False),
        (range(8, 28), False),
        ([], False),
    ],
)
def test_it_takes_seven_evenings_and_three_of_the_week(
    backs: list[int], enough: bool
) -> None:
    assert (weekly(_view(*_days(*backs, d_secure=4)), MONDAY) is not None) == enough


def test_it_is_for_one_who_reads_alone() -> None:
    couple = read(examples()[0])
    with pytest.raises(ReportError, match="one partner who reads alone"):
        weekly(look(couple, Viewer.OURS), MONDAY)


def test_good_news_are_what_was_high_on_two_evenings_or_more() -> None:
    said = _words(
        _view(
            *_days(*range(8, 16), d_secure=3),
            *_days(1, 2, 3, d_secure=6, d_haven=5),
            *_days(4, d_secure=2, d_joy=6),
        )
    )
    assert "On 3 of the 4 evenings that told of it, you felt sure that Ben" in said
    assert "On all 3 evenings that told of it, Ben gave you a feeling of calm" in said
    assert "enjoyed something good" not in said


def test_where_nothing_was_high_it_blames_nobody() -> None:
    said = _words(_view(*_days(*range(1, 16), d_secure=1)))
    assert "nothing of anybody" in said


def test_a_change_is_told_only_where_it_is_reliable() -> None:
    calm = _words(_view(*_days(*range(1, 30), d_secure=4, d_explore=4)))
    assert "nothing changed reliably" in calm
    jump = _words(
        _view(
            *_days(*range(8, 40), d_secure=6, d_explore=5),
            *_days(*range(1, 8), d_secure=0, d_explore=0),
        )
    )
    assert "Since the Sunday before" in jump
    assert "is lower than on that evening" in jump


def test_before_there_is_a_usual_it_says_that_change_cannot_be_told() -> None:
    said = _words(_view(*_days(*range(1, 8), d_secure=4)))
    assert "too few evenings before this week" in said
    assert "next week" not in said


def test_whether_the_one_has_to_do_with_the_other_takes_three_weeks() -> None:
    few = _words(_view(*_days(*range(1, 12), d_secure=4, d_explore=3)))
    assert "it takes 21 evenings" in few
    rng = np.random.default_rng(3)
    many = _words(
        _view(
            *(
                (back, {"d_secure": int(a), "d_explore": int(b)})
                for back, (a, b) in enumerate(rng.integers(0, 7, (40, 2)), start=1)
            )
        )
    )
    assert "went together by something between" in many
    assert "does not tell which brings which" in many


def test_what_comes_after_the_week_plays_no_part() -> None:
    for folder in examples():
        couple = read(folder)
        view = look(couple, Viewer.A)
        last = max(it.day for it in view.people[Partner.A].check_ins)
        monday = last - dt.timedelta(days=last.weekday())
        early = replace(
            view,
            people={
                it: replace(
                    seen,
                    check_ins=tuple(day for day in seen.check_ins if day.day < monday),
                    sheets=tuple(it for it in seen.sheets if it.occasion < monday),
                )
                for it, seen in view.people.items()
            },
        )
        assert weekly(view, monday) == weekly(early, monday) is not None


def test_what_the_partner_shares_plays_no_part_either() -> None:
    told = _days(*range(1, 30), d_secure=4, d_explore=3, d_haven=5)
    letters = [to_html(_letter(_view(*told, ben=it))) for it in (0, 6)]
    assert letters[0] == letters[1]


@given(seeds, seeds)
@tried_on(8, phases=(Phase.generate,))
def test_redrawing_what_ben_keeps_leaves_every_byte_of_anas_letter(
    seed: int, other: int
) -> None:
    couple = random_couple(np.random.default_rng(seed))
    changed = with_b_redrawn(couple, np.random.default_rng(other))
    letters = [weekly(look(it, Viewer.A), MONDAY) for it in (couple, changed)]
    assert letters[0] == letters[1]
    if letters[0] is not None and letters[1] is not None:
        assert to_fragment(letters[0]) == to_fragment(letters[1])


def test_notes_are_in_no_letter() -> None:
    for seed in range(6):
        made = weekly(
            look(random_couple(np.random.default_rng(seed)), Viewer.A), MONDAY
        )
        if made is not None:
            assert "nobody else reads this" not in to_html(made) + to_json(made)


def test_the_safety_words_are_in_every_letter() -> None:
    assert "If you are ever afraid" in _words(_view(*_days(*range(1, 8), d_secure=6)))
