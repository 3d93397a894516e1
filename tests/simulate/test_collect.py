"""Made-up studies, from the model to the files."""

import datetime as dt
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.random import default_rng

from securebase import couples, report
from securebase.core import DataError, ModelError, Partner, Viewer
from securebase.dynamics import (
    Cohort,
    Parameters,
    evolve,
    fixed_rows,
    own_states,
)
from securebase.measures import Scale, checkin, describe, instruments, score
from securebase.simulate._cohort import cohort
from securebase.simulate._collect import (
    FIRST,
    collect,
    collect_from,
    write_collected,
)
from securebase.simulate._collect_records import chosen
from securebase.simulate._collect_sheets import MISSING, sheet_items
from securebase.simulate._collect_truth import WINDOW, Lives, Norms, norms
from securebase.simulate._collected import Collected
from securebase.simulate._people import part

COUPLES, DAYS, SEED = 400, 60, 5
PARAMETERS = Parameters.start()
SCALES = [
    (one.id, scale)
    for one in instruments(core=True)
    for scale in one.scales
    if scale.construct != "base" and scale.construct != "exploration"
]
NAMES = [f"{name}.{scale.id}" for name, scale in SCALES]


@pytest.fixture(scope="module")
def people() -> Cohort:
    return cohort(default_rng(1), COUPLES, PARAMETERS)


@pytest.fixture(scope="module")
def lives(people: Cohort) -> Lives:
    _, out = evolve(people, [PARAMETERS], WINDOW + DAYS, seed=SEED)
    return Lives(out, people.fixed)


@pytest.fixture(scope="module")
def study(people: Cohort, lives: Lives) -> Collected:
    return collect_from(lives.out, people, [PARAMETERS], seed=SEED)


@pytest.fixture(scope="module")
def complete(people: Cohort, lives: Lives) -> Collected:
    """The same study, with everybody there and nothing left out."""
    habits = {
        "presence.kept": 0.999999,
        "presence.leaving": 0.0,
        "presence.late": 0.0,
        "questionnaire.skipped": 0.0,
        "questionnaire.answered_again": 1.0,
        "diary.skipped": 0.0,
    }
    return collect_from(lives.out, people, [PARAMETERS], seed=SEED, habits=habits)


@pytest.fixture(scope="module")
def scale() -> Norms:
    return norms([PARAMETERS])


def small(people: Cohort, couples: int = 3) -> Cohort:
    return part(people, slice(couples))


def sheet(study: Collected, name: str, occasion: int = 0) -> np.ndarray:
    """Answers to one questionnaire: persons by items, NaN where skipped."""
    places = [at for at, (one, _) in enumerate(study.sheet_codes) if one == name]
    answers = study.sheets[occasion, places].reshape(len(places), -1).T.astype(float)
    answers[answers == MISSING] = np.nan
    return answers


def truth(scale: Norms, lives: Lives, key: str, until: int = WINDOW) -> np.ndarray:
    """What a score tells of: the mean of four weeks, for every person."""
    return scale.score(lives, key)[until - WINDOW : until].mean(axis=0).ravel()


def key_of(own: Scale) -> str:
    return str(own.construct) if own.role == "self" else f"{own.construct}_{own.role}"


# ── Sheets ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "own"), SCALES, ids=NAMES)
def test_scores_tell_of_the_truth_as_well_as_their_reliability_says(
    study: Collected, scale: Norms, lives: Lives, name: str, own: Scale
) -> None:
    one = next(it for it in instruments(core=True) if it.id == name)
    scored = score(sheet(study, name), one)
    values = scored.value[:, [it.id for it in one.scales].index(own.id)]
    known = ~np.isnan(values)
    found = np.corrcoef(values[known], truth(scale, lives, key_of(own))[known])[0, 1]
    assert own.reliability is not None
    # 800 persons in 400 couples know it to .03; long tails and skipping take some more.
    assert found == pytest.approx(own.reliability.alpha**0.5, abs=0.12)


@pytest.mark.parametrize("name", [one.id for one in instruments(core=True)])
def test_scales_have_the_stated_alpha_and_spread(study: Collected, name: str) -> None:
    one = next(it for it in instruments(core=True) if it.id == name)
    own = {scale.id: scale for listed, scale in SCALES if listed == name}
    for found in describe(sheet(study, name), one):
        stated = own[found.scale].reliability if found.scale in own else None
        if stated is None or found.sd is None:
            continue
        assert found.sd == pytest.approx(stated.sd, rel=0.15)
        if found.alpha is not None:
            assert found.alpha == pytest.approx(stated.alpha, abs=0.1)


def test_turned_items_run_against_the_others(study: Collected) -> None:
    for one in instruments(core=True):
        answers = sheet(study, one.id)
        complete = ~np.isnan(answers).any(axis=1)
        alike = np.corrcoef(answers[complete], rowvar=False)
        codes = [item.code for item in one.items]
        for own in one.scales:
            if own.construct in ("base", "exploration"):
                continue
            for item, other in combinations(own.items, 2):
                same_way = one.by_code[item].reverse == one.by_code[other].reverse
                found = alike[codes.index(item), codes.index(other)]
                assert (found > 0) == same_way, (item, other)


def test_sheets_again_agree_better_than_their_moment_but_not_wholly(
    complete: Collected,
) -> None:
    for name in ("mini_ipip", "sb_attach", "sb_growth"):
        one = next(it for it in instruments(core=True) if it.id == name)
        first, again = (score(sheet(complete, name, at), one) for at in (0, 1))
        for place, own in enumerate(one.scales):
            assert own.reliability is not None
            found = np.corrcoef(first.value[:, place], again.value[:, place])[0, 1]
            # What lasts of an item's own words lifts a retest above alpha.
            assert own.reliability.alpha - 0.1 < found < 0.97


def test_items_are_skipped_as_often_as_stated(study: Collected) -> None:
    filled = study.presence.sheet_day[0] >= 0
    plain = [
        place
        for place, one in enumerate(sheet_items())
        if one.construct not in ("joy", "acceptance")
    ]
    skipped = (study.sheets[0, plain][:, filled] == MISSING).mean()
    assert skipped == pytest.approx(chosen(None)["questionnaire.skipped"], abs=0.004)


def test_what_did_not_come_up_is_left_out_together(complete: Collected) -> None:
    codes = [item for _, item in complete.sheet_codes]
    answers = complete.sheets[0]
    left_out = {code: answers[codes.index(code)] == MISSING for code in codes}
    assert np.array_equal(left_out["acceptance_r1"], left_out["acceptance_r2"])
    # What I may have met with kindness is what the other failed at.
    assert np.array_equal(left_out["acceptance_r1"][::-1], left_out["acceptance_p1"])
    assert 0.02 < left_out["acceptance_r1"].mean() < 0.25
    assert left_out["joy_r1"].mean() < left_out["acceptance_r1"].mean()
    assert not left_out["haven_r1"].any()


# ── Check-ins ────────────────────────────────────────────────────────────────────────


def test_a_day_asks_what_the_plan_asks(complete: Collected) -> None:
    codes = [one.code for one in checkin.items()]
    may_lack = {"d_joy", "d_accept"}
    for day in range(DAYS):
        planned = checkin.items_for(complete.first + dt.timedelta(days=day))
        wanted = {one.code for one in planned}
        for place, code in enumerate(codes):
            there = complete.diary[day, place] != MISSING
            if code not in may_lack:
                assert there.all() == there.any() == (code in wanted)
            elif code not in wanted:
                assert not there.any()


def test_daily_answers_tell_of_the_day(
    complete: Collected, scale: Norms, lives: Lives
) -> None:
    own = chosen(None)
    for place, one in enumerate(checkin.items()):
        told = scale.question(lives, one)[WINDOW:]
        answers = complete.diary[:, place]
        there = answers != MISSING
        found = np.corrcoef(answers[there], told[there])[0, 1]
        sign = -1 if one.reverse else 1
        # Rounding and the ends of the scale take off what they take.
        assert 0.6 * own["diary.state"] ** 0.5 < sign * found < 0.85


def test_answers_pile_up_at_the_top_where_things_go_well(complete: Collected) -> None:
    codes = [one.code for one in checkin.items()]

    def share(code: str, answer: int) -> float:
        answers = complete.diary[:, codes.index(code)]
        return float((answers[answers != MISSING] == answer).mean())

    assert 0.2 < share("d_satisfied", 6) < 0.6
    assert share("d_satisfied", 6) > share("d_energy", 6)
    assert share("d_satisfied", 0) < 0.05
    assert share("d_substance", 0) > 0.25


def test_good_news_and_slips_are_asked_about_only_when_there_were_some(
    complete: Collected, lives: Lives
) -> None:
    codes = [one.code for one in checkin.items()]
    own = {"d_joy": "successes", "d_accept": "failures"}
    rates = {}
    for code, event in own.items():
        place = codes.index(code)
        asked = [
            day
            for day in range(DAYS)
            if code
            in {it.code for it in checkin.items_for(FIRST + dt.timedelta(days=day))}
        ]
        told = complete.diary[asked, place] != MISSING
        happened = lives.both(f"me.{event}")[WINDOW:][asked] > 0
        assert told[happened].all()
        rates[code] = told[~happened].mean()
    assert rates["d_joy"] == pytest.approx(0.55, abs=0.03)
    assert rates["d_accept"] == pytest.approx(0.35, abs=0.03)


def test_what_differs_more_between_persons_also_looks_so(
    complete: Collected, scale: Norms, lives: Lives
) -> None:
    def between(values: np.ndarray, known: np.ndarray) -> float:
        """Share of the variance that lies between persons."""
        frame = pd.DataFrame(
            {
                "person": np.broadcast_to(
                    np.arange(2 * COUPLES).reshape(2, COUPLES), values.shape
                )[known],
                "value": values[known].astype(float),
            }
        )
        groups = frame.groupby("person")["value"]
        within = float(groups.var().mean())
        total = float(frame["value"].var())
        return 1 - within / total

    codes = [one.code for one in checkin.items()]
    found, true = [], []
    for place, one in enumerate(checkin.items()):
        if not one.daily and one.code not in ("d_threat", "d_growth", "d_satisfied"):
            continue
        answers = complete.diary[:, codes.index(one.code)]
        found.append(between(answers, answers != MISSING))
        told = scale.question(lives, checkin.items()[place])[WINDOW:]
        true.append(between(told, np.ones(told.shape, bool)))
    assert np.corrcoef(found, true)[0, 1] > 0.8
    assert int(np.argmin(found)) == int(np.argmin(true))


def test_missing_days_at_random_have_nothing_to_do_with_pressure(
    people: Cohort, lives: Lives, scale: Norms
) -> None:
    strained = scale.plain(lives, "me.threat")[WINDOW:]
    often = {
        "presence.leaving": 0.0,
        "presence.late": 0.0,
        "presence.pressure": 0.5,
        "presence.kept": 0.6,
    }

    def slope(*, at_random: bool) -> float:
        study = collect_from(
            lives.out, people, [PARAMETERS], seed=SEED, habits=often,
            at_random=at_random,
        )  # fmt: skip
        own = strained - strained.mean(axis=0)
        return float(np.corrcoef(study.presence.sent.ravel(), own.ravel())[0, 1])

    # 48,000 days know a correlation to .005.
    assert slope(at_random=False) < -0.05
    assert abs(slope(at_random=True)) < 0.03


def test_no_answer_is_given_by_who_is_not_there(study: Collected) -> None:
    days = np.arange(DAYS)[:, None, None]
    absent = (days < study.presence.joined) | (days >= study.presence.left)
    assert absent.any()
    answered = (study.diary != MISSING).any(axis=1)
    assert not (answered & absent).any()
    assert not (answered & ~study.presence.sent).any()
    unfilled = study.presence.sheet_day < 0
    assert (np.moveaxis(study.sheets, 1, -1)[unfilled] == MISSING).all()


# ── One seed, one study ──────────────────────────────────────────────────────────────


def same(one: Collected, other: Collected) -> bool:
    return list(one.couples()) == list(other.couples())


def test_the_same_seed_makes_the_same_study_and_another_another(
    people: Cohort,
) -> None:
    few = small(people)
    one = collect(few, [PARAMETERS], days=10, seed=3)
    assert same(one, collect(few, [PARAMETERS], days=10, seed=3, workers=2))
    assert not same(one, collect(few, [PARAMETERS], days=10, seed=4))


def test_a_couple_answers_alike_in_any_company(people: Cohort) -> None:
    many = collect(small(people, 6), [PARAMETERS], days=10, seed=3)
    some = collect(part(people, slice(2, 4)), [PARAMETERS], days=10, seed=3)
    assert list(many.couples())[2:4] == list(some.couples())


def test_the_first_days_do_not_depend_on_how_many_follow(people: Cohort) -> None:
    few = small(people, 8)
    short = collect(few, [PARAMETERS], days=10, seed=3)
    long = collect(few, [PARAMETERS], days=25, seed=3)
    assert np.array_equal(short.diary, long.diary[:10])
    # Who joins after the short study fills in the first sheets in the long one only.
    there = short.presence.joined < 10
    assert there.sum() > 8
    assert np.array_equal(short.sheets[0][:, there], long.sheets[0][:, there])


def test_swapping_the_partners_swaps_everything_that_they_answer(
    people: Cohort,
) -> None:
    few = small(people, 12)
    states, constants = len(own_states()), len(fixed_rows()) // 2

    def turned(values: np.ndarray, half: int) -> np.ndarray:
        a, b, us = values[:half], values[half : 2 * half], values[2 * half :]
        return np.concatenate([b, a, us])

    other = replace(
        few,
        state=turned(few.state, states),
        home=turned(few.home, states),
        fixed=turned(few.fixed, constants),
        swapped=1 - few.swapped,
    )
    one = collect(few, [PARAMETERS], days=20, seed=3)
    swapped = collect(other, [PARAMETERS], days=20, seed=3)
    for couple, twin in zip(one.couples(), swapped.couples(), strict=True):
        assert couple.private == twin.private[::-1]
        assert couple.together_since == twin.together_since


def test_couples_who_give_better_are_told_to_give_better(people: Cohort) -> None:
    few = small(people, 60)
    rows = [
        row
        for row, name in enumerate(fixed_rows())
        if name.endswith((".neuroticism", ".agreeableness"))
    ]
    fixed = few.fixed.copy()
    fixed[rows] += np.array(
        [1.5 if "agree" in fixed_rows()[r] else -1.5 for r in rows]
    )[:, None]
    codes = [code for _, code in collect_codes()]
    place = codes.index("A4")
    usual, kind = (
        collect(each, [PARAMETERS], days=1, seed=3)
        for each in (few, replace(few, fixed=fixed))
    )

    def mean(study: Collected) -> float:
        answers = study.sheets[0, place].astype(float)
        return float(answers[answers != MISSING].mean())

    # Everybody is measured with the same rod, so the difference stays.
    assert mean(kind) > mean(usual) + 0.3


def collect_codes() -> list[tuple[str, str]]:
    return [(one.instrument, one.item.code) for one in sheet_items()]


# ── Files and tables ─────────────────────────────────────────────────────────────────


MADE: dict[str, Any] = {
    "days": 35,
    "seed": 3,
    "time_zone": "Europe/Berlin",
    "first": dt.date(2024, 3, 11),
    "occasions": (0, 28, 35),
}
WRITTEN = 6


@pytest.fixture(scope="module")
def written(people: Cohort, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("study") / "couples"
    few = small(people, WRITTEN)
    return list(write_collected(folder, few, [PARAMETERS], **MADE))


def test_every_couple_that_is_written_is_without_fault(written: list[Path]) -> None:
    assert [couples.validate(path) for path in written] == [()] * WRITTEN


def test_what_is_read_again_is_what_was_collected(
    written: list[Path], people: Cohort
) -> None:
    study = collect(small(people, WRITTEN), [PARAMETERS], **MADE)
    assert [couples.read(path) for path in written] == list(study.couples())


def test_a_report_can_be_made_for_everybody(written: list[Path]) -> None:
    couple = couples.read(written[0])
    for viewer in Viewer:
        made = report.build(couples.look(couple, viewer))
        assert made.made_up
        assert made.sections


def test_the_long_table_has_every_answer_once(people: Cohort) -> None:
    study = collect(small(people, 5), [PARAMETERS], days=10, seed=3)
    table = study.table()
    assert list(table) == ["couple", "partner", "day", "source", "item", "answer"]
    assert not table.duplicated(["couple", "partner", "day", "source", "item"]).any()
    rows = {tuple(row) for row in table.itertuples(index=False)}
    wanted = set()
    for couple in study.couples():
        for partner, person in zip(Partner, couple.private, strict=True):
            who = (couple.id, str(partner))
            for it in person.answers:
                if it.answer is not None:
                    day = pd.Timestamp(it.occasion)
                    wanted.add((*who, day, it.instrument, it.item, it.answer))
            for entry in person.diary:
                day = pd.Timestamp(entry.day)
                wanted |= {(*who, day, "checkin", *told) for told in entry.answers}
    assert rows == wanted


def test_the_arrays_are_labelled(people: Cohort) -> None:
    study = collect(small(people, 5), [PARAMETERS], days=10, seed=3)
    labelled = study.to_xarray()
    own = labelled["diary"].sel(question="d_secure", partner="b", couple=study.ids[2])
    place = [one.code for one in checkin.items()].index("d_secure")
    assert np.array_equal(own, study.diary[:, place, 1, 2])
    assert pd.Timestamp(labelled["day"].values[-1]).date() == FIRST + dt.timedelta(9)


@pytest.mark.parametrize(
    ("days", "occasions"),
    [(0, None), (10, (0, 11)), (10, (5, 5)), (10, (-1,)), (9, ())],
)
def test_occasions_outside_the_study_are_refused(
    people: Cohort, days: int, occasions: tuple[int, ...] | None
) -> None:
    with pytest.raises(ModelError, match="ascending days from 0"):
        collect(small(people), [PARAMETERS], days=days, seed=1, occasions=occasions)


def test_an_unknown_zone_is_refused(people: Cohort) -> None:
    with pytest.raises(DataError, match="time zone"):
        collect(small(people), [PARAMETERS], days=1, seed=1, time_zone="Europe/Nowhere")


@pytest.mark.parametrize("kept", [0.0, 1.0])
def test_nobody_or_everybody_may_keep_the_diary(people: Cohort, kept: float) -> None:
    study = collect(
        small(people, 20), [PARAMETERS], days=20, seed=1,
        habits={"presence.kept": kept, "presence.late": 0.0, "presence.leaving": 0.0},
    )  # fmt: skip
    assert study.presence.sent.mean() == kept


def test_an_unknown_habit_is_refused(people: Cohort) -> None:
    with pytest.raises(ModelError, match="A habit must be one of"):
        collect(small(people), [PARAMETERS], days=1, seed=1, habits={"kept": 0.5})


def test_several_sets_of_parameters_share_one_scale() -> None:
    wider = PARAMETERS.with_values({"energy.spread": 2 * PARAMETERS["energy.spread"]})
    alone, both, other = (
        norms(sets).parts["me.energy"][1]
        for sets in ([PARAMETERS], [PARAMETERS, wider], [wider])
    )
    assert alone < both < other


def test_couples_are_together_since_the_years_that_they_have() -> None:
    years = np.array([1.0, 4.0, 8.0])
    few = cohort(default_rng(1), 3, PARAMETERS, years_together=years)
    study = collect(few, [PARAMETERS], days=1, seed=1)
    assert (np.abs(FIRST.year - years - study.together_since) <= 1).all()
