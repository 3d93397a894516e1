"""From what a viewer may see to what is known, kept and taken up again."""

from __future__ import annotations

import datetime as dt
import io
import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, strategies as st

from securebase.core import FitError, Topic, Viewer
from securebase.couples import (
    Audience,
    Couple,
    DiaryDay,
    Person,
    Share,
    View,
    look,
    read,
)
from securebase.dynamics import calibrated
from securebase.fit.couple import Belief, load, prior, save, update
from securebase.fit.couple._belief import hear_check_ins, hear_sheets, live_on
from securebase.fit.couple._listen import Heard, heard
from securebase.fit.couple._space import places, words
from securebase.fit.couple._update import after, on_evening
from securebase.measures import checkin
from securebase.simulate import collect
from securebase.simulate._people import people
from tests.effort import tried_on
from tests.report.random_couples import random_couple, with_b_redrawn

ROOT = Path(__file__).parents[3]
EXAMPLES = ("both-work", "held-back", "one-sided")
FIRST = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def couple() -> Couple:
    """Two who keep a diary for four weeks, with sheets before and after."""
    parameters = calibrated()
    found = collect(people(4, [parameters], 0, 1), [parameters], days=28, seed=4)
    return next(found.couples())


def example(name: str) -> Couple:
    return read(ROOT / "examples" / name)


def diary(*entries: tuple[int, dict[str, int]]) -> tuple[DiaryDay, ...]:
    return tuple(
        DiaryDay(day=FIRST + day * DAY, answers=tuple(answers.items()))
        for day, answers in entries
    )


def two(a: tuple[DiaryDay, ...] = (), b: tuple[DiaryDay, ...] = ()) -> Couple:
    people_ = (Person(name="Ana", diary=a), Person(name="Ben", diary=b))
    return Couple(id="ana-and-ben", made_up=True, time_zone="UTC", private=people_)


def up_to(view: View, day: dt.date) -> View:
    """The view as it was on an evening."""
    return replace(
        view,
        people={
            partner: replace(
                seen,
                sheets=tuple(it for it in seen.sheets if it.occasion <= day),
                check_ins=tuple(it for it in seen.check_ins if it.day <= day),
            )
            for partner, seen in view.people.items()
        },
    )


def assert_equal(one: Belief, other: Belief) -> None:
    assert one.mean.tobytes() == other.mean.tobytes()
    assert one.spread.tobytes() == other.spread.tobytes()
    assert (one.day, one.days_heard, one.sheets_heard, one.surprise) == (
        other.day, other.days_heard, other.sheets_heard, other.surprise,
    )  # fmt: skip


def test_a_belief_that_was_kept_is_the_same_in_every_bit(
    couple: Couple, tmp_path: Path
) -> None:
    belief = update(look(couple, Viewer.A))
    save(belief, tmp_path / "belief")
    assert_equal(load(tmp_path / "belief"), belief)
    save(prior(), tmp_path / "belief")
    assert_equal(load(tmp_path / "belief"), prior())


@pytest.mark.parametrize("days", [1, 7, 20])
def test_going_on_gives_the_same_bits_as_from_the_beginning(
    couple: Couple, tmp_path: Path, days: int
) -> None:
    view = look(couple, Viewer.A)
    day = heard(view)[0].day + days * DAY
    save(update(up_to(view, day)), tmp_path / "belief")
    assert_equal(update(view, load(tmp_path / "belief")), update(view))


def test_every_evening_can_be_the_one_to_go_on_from(couple: Couple) -> None:
    view = look(couple, Viewer.A)
    whole, belief = update(view), None
    for event in heard(view):
        belief = update(up_to(view, event.day), belief)
    assert belief is not None
    assert_equal(belief, whole)


def test_hearing_all_again_changes_nothing(couple: Couple) -> None:
    view = look(couple, Viewer.A)
    assert_equal(update(view, update(view)), update(view))


def test_a_belief_before_anything_was_heard_is_the_beginning(couple: Couple) -> None:
    view = look(couple, Viewer.A)
    assert_equal(update(view, prior()), update(view))


@given(seeds)
@tried_on(3, phases=(Phase.generate,))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    rng, view = np.random.default_rng(seed), look(example("both-work"), Viewer.OURS)
    shuffled = {
        partner: replace(
            seen,
            sheets=tuple(seen.sheets[k] for k in rng.permutation(len(seen.sheets))),
            check_ins=tuple(
                replace(it, answers=dict(reversed(it.answers.items())))
                for it in (
                    seen.check_ins[k] for k in rng.permutation(len(seen.check_ins))
                )
            ),
        )
        for partner, seen in reversed(list(view.people.items()))
    }
    assert_equal(update(replace(view, people=shuffled)), update(view))


def test_a_check_in_is_heard_on_its_evening() -> None:
    told = {"d_secure": 2, "d_load": 5}
    belief = update(look(two(a=diary((0, told))), Viewer.A))
    answers = {("a", code): answer for code, answer in told.items()}
    expected = hear_check_ins(live_on(prior()), answers)
    np.testing.assert_allclose(belief.mean, expected.mean, rtol=0, atol=1e-12)
    np.testing.assert_allclose(belief.spread, expected.spread, rtol=0, atol=1e-12)
    assert belief.day == FIRST


def test_days_without_answers_are_lived_through() -> None:
    couple = two(a=diary((0, {"d_secure": 2}), (9, {"d_secure": 5})))
    start = update(look(two(a=diary((0, {"d_secure": 2}))), Viewer.A))
    before = live_on(start)
    for _ in range(8):
        before = live_on(before)
    expected = hear_check_ins(before, {("a", "d_secure"): 5})
    belief = update(look(couple, Viewer.A))
    np.testing.assert_allclose(belief.mean, expected.mean, rtol=0, atol=1e-11)
    np.testing.assert_allclose(belief.spread, expected.spread, rtol=0, atol=1e-11)
    assert belief.day == FIRST + 9 * DAY


def test_a_gap_of_years_leaves_what_a_couple_is() -> None:
    early = two(a=diary((0, {"d_secure": 0}), (1, {"d_secure": 0})))
    belief = update(look(early, Viewer.A))
    later = on_evening(belief, FIRST + 2000 * DAY)
    assert np.isfinite(later.mean).all()
    assert later.day == FIRST + 2000 * DAY
    assert later.of("a.home_security") == belief.of("a.home_security")
    assert later.of("a.security")[1] > belief.of("a.security")[1]


def test_questionnaires_tell_of_the_weeks_before_their_day(couple: Couple) -> None:
    event = next(it for it in heard(look(couple, Viewer.A)) if it.scores)
    only = Heard(event.day, event.scores, {})
    assert_close(after([only]), live_on(hear_sheets(prior(), event.scores)))


def assert_close(one: Belief, other: Belief) -> None:
    np.testing.assert_allclose(one.mean, other.mean, rtol=0, atol=1e-11)
    np.testing.assert_allclose(one.spread, other.spread, rtol=0, atol=1e-11)


def test_of_a_silent_partner_the_own_words_stay_those_of_anybody(
    couple: Couple,
) -> None:
    a, b = couple.private
    alone = replace(couple, private=(a, replace(b, answers=(), diary=())))
    belief = update(look(alone, Viewer.A))
    own = [places()[name] for name in words() if name.startswith("b.w")]
    np.testing.assert_array_equal(belief.mean[own], 0.0)
    np.testing.assert_array_equal(belief.spread[own][:, own], np.eye(len(own)))
    assert belief.days_heard[0] > 0 == belief.days_heard[1]
    assert belief.of("b.security")[1] < prior().of("b.security")[1]


def test_who_joins_late_is_heard_from_then_on() -> None:
    told = {"d_secure": 3, "d_vital": 2}
    every = diary(*((day, told) for day in range(10)))
    late = two(a=every, b=every[6:])
    shares = _all_shared()
    a, b = (replace(person, shares=shares) for person in late.private)
    both = replace(late, private=(a, b))
    belief = update(look(both, Viewer.A))
    assert belief.days_heard == (10, 4)
    until = update(look(two(a=every[:6]), Viewer.A))
    going_on = update(look(both, Viewer.A), until)
    assert_equal(going_on, belief)


def _all_shared() -> tuple[Share, ...]:
    return tuple(
        Share(topic=topic, audience=Audience.PARTNER, diary=True) for topic in Topic
    )


def test_another_time_zone_changes_nothing_since_days_are_given(couple: Couple) -> None:
    elsewhere = replace(couple, time_zone="Pacific/Auckland")
    assert_equal(update(look(elsewhere, Viewer.A)), update(look(couple, Viewer.A)))


def test_of_nothing_nothing_is_known_but_that_it_is_a_couple() -> None:
    belief = update(look(two(), Viewer.A))
    assert_equal(belief, prior())


def test_questions_that_are_unknown_are_passed_over() -> None:
    told = {"d_secure": 3}
    plain = update(look(two(a=diary((0, told))), Viewer.A))
    assert all(one.code != "d_unknown" for one in checkin.items())
    view = look(two(a=diary((0, told))), Viewer.A)
    seen = {
        partner: replace(
            it,
            check_ins=tuple(
                replace(one, answers={**one.answers, "d_unknown": 4})
                for one in it.check_ins
            ),
        )
        for partner, it in view.people.items()
    }
    assert_equal(update(replace(view, people=seen)), plain)


def test_a_belief_later_than_all_answers_is_refused(couple: Couple) -> None:
    view = look(couple, Viewer.A)
    belief = update(view)
    with pytest.raises(FitError, match="must not be later than the answers"):
        update(up_to(view, heard(view)[0].day), belief)


@pytest.mark.parametrize("content", [b"", b"not a belief", b"PK\x03\x04broken"])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "belief"
    path.write_bytes(content)
    with pytest.raises(FitError, match="must be a belief that was kept"):
        load(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FitError, match="must be a belief that was kept"):
        load(tmp_path / "belief")


@pytest.mark.parametrize("cut", [10, 1000, -1])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "belief"
    save(prior(), path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(FitError, match="it is made anew"):
        load(path)


def spoilt(
    path: Path,
) -> Iterator[tuple[str, dict[str, object], dict[str, np.ndarray]]]:
    with np.load(path) as kept:
        head = json.loads(bytes(kept["head"]).decode())
        arrays = {"mean": kept["mean"], "half": kept["half"]}
    yield "must be a belief that was kept", {**head, "format": "else/1"}, arrays
    yield "must be a belief that was kept", head, {"mean": arrays["mean"]}
    short = {**arrays, "mean": arrays["mean"][:-1]}
    yield "must be a belief that was kept", head, short
    yield "must be a belief of this version", {**head, "model": "0" * 16}, arrays


def test_spoilt_files_are_refused_and_say_why(tmp_path: Path) -> None:
    path = tmp_path / "belief"
    save(prior(), path)
    for why, head, arrays in list(spoilt(path)):
        whole = io.BytesIO()
        text = np.frombuffer(json.dumps(head).encode(), np.uint8)
        np.savez(whole, allow_pickle=False, head=text, **arrays)
        path.write_bytes(whole.getvalue())
        with pytest.raises(FitError, match=why):
            load(path)


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "belief"
    save(prior(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    save(update(look(two(a=diary((0, {"d_secure": 1}))), Viewer.A)), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [it.name for it in tmp_path.iterdir()] == ["belief"]


@given(seeds, seeds)
@tried_on(4, phases=(Phase.generate,))
def test_redrawing_what_ben_keeps_leaves_every_byte_of_anas_belief(
    seed: int, other: int
) -> None:
    couple = random_couple(np.random.default_rng(seed))
    changed = with_b_redrawn(couple, np.random.default_rng(other))
    for viewer in (Viewer.A, Viewer.OURS):
        assert_equal(update(look(changed, viewer)), update(look(couple, viewer)))


def test_what_an_example_keeps_from_the_partner_leaves_no_trace(tmp_path: Path) -> None:
    couple = example("held-back")
    a, b = couple.private
    # Load is shared with the practitioner alone, and energy with nobody.
    turned = tuple(
        replace(
            entry,
            answers=tuple(
                (code, 6 - it if code in ("d_load", "d_energy", "d_threat") else it)
                for code, it in entry.answers
            ),
        )
        for entry in b.diary
    )
    changed = replace(couple, private=(a, replace(b, diary=turned)))
    assert changed != couple
    save(update(look(couple, Viewer.A)), tmp_path / "one")
    save(update(look(changed, Viewer.A)), tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    own, own_changed = (update(look(it, Viewer.B)) for it in (couple, changed))
    assert own.mean.tobytes() != own_changed.mean.tobytes()


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("viewer", list(Viewer))
def test_every_example_can_be_heard(name: str, viewer: Viewer) -> None:
    view = look(example(name), viewer)
    belief = update(view)
    assert np.isfinite(belief.mean).all()
    assert np.linalg.eigvalsh(belief.spread)[0] > -1e-9
    days = [it.day for it in heard(view)]
    assert belief.day == (days[-1] if days else None)
