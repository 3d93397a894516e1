"""Who is there, on made-up pressure and energy without a model behind them."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.random import default_rng

from securebase.dynamics import Cohort, fixed_rows, state_rows
from securebase.simulate._collect_chance import Chance, Purpose
from securebase.simulate._collect_presence import Presence, presence
from securebase.simulate._collect_records import chosen

COUPLES, DAYS, SEED = 1500, 90, 11
LATER = 60


def nobody(couples: int, first: int = 0) -> Cohort:
    return Cohort(
        state=np.zeros((len(state_rows()), couples)),
        home=np.zeros((len(state_rows()), couples)),
        fixed=np.zeros((len(fixed_rows()), couples)),
        number=np.arange(first, first + couples, dtype=np.uint32),
        swapped=np.zeros(couples, np.uint32),
        which=np.zeros(couples, np.int64),
    )


def present(**changes: float) -> Presence:
    calm = np.zeros((DAYS, 2, COUPLES))
    return on_days(calm, calm, **changes)


def on_days(pressure: np.ndarray, energy: np.ndarray, **changes: float) -> Presence:
    own = chosen({name.replace("__", "."): value for name, value in changes.items()})
    chance = Chance.of(nobody(COUPLES), SEED)
    return presence(chance, own, (0, LATER, DAYS), pressure, energy)


def there(found: Presence) -> np.ndarray:
    days = np.arange(DAYS)[:, None, None]
    return (days >= found.joined) & (days < found.left)


@pytest.fixture(scope="module")
def usual() -> Presence:
    return present()


def test_days_are_kept_as_often_as_stated(usual: Presence) -> None:
    own = chosen(None)
    kept = usual.sent.sum() / there(usual).sum()
    # Tiring takes a little off; shares of 3000 persons are known to about .005.
    assert own["presence.kept"] - 0.05 < kept < own["presence.kept"] + 0.01


def test_persons_differ_in_how_many_days_they_keep(usual: Presence) -> None:
    own = chosen(None)
    shares = usual.sent.sum(axis=0) / np.maximum(1, there(usual).sum(axis=0))
    long = there(usual).sum(axis=0) > 45
    mean, total = own["presence.kept"], own["presence.kept_evenness"]
    beta = np.sqrt(mean * (1 - mean) / (total + 1))
    assert 0.8 * beta < shares[long].std() < 1.4 * beta


def test_partners_keep_alike(usual: Presence) -> None:
    shares = usual.sent.sum(axis=0) / np.maximum(1, there(usual).sum(axis=0))
    long = (there(usual).sum(axis=0) > 45).all(axis=0)
    found = np.corrcoef(shares[:, long])[0, 1]
    assert 0.3 < found < 0.7
    apart = present(presence__kept_together=0.0)
    shares = apart.sent.sum(axis=0) / np.maximum(1, there(apart).sum(axis=0))
    assert abs(np.corrcoef(shares[:, long])[0, 1]) < 0.1


def test_people_tire(usual: Presence) -> None:
    def fall(found: Presence) -> float:
        inside = there(found)
        rates = [
            found.sent[days].sum() / inside[days].sum()
            for days in (slice(0, 30), slice(60, 90))
        ]
        return float(rates[0] - rates[1])

    assert 0.01 < fall(usual) < 0.08
    # Without tiring, the two thirds differ by chance alone: each known to .005.
    assert abs(fall(present(presence__tiring=0.0))) < 0.015


def test_gaps_come_in_runs_and_do_not_change_how_many_there_are() -> None:
    plain = {
        "presence__tiring": 0.0,
        "presence__leaving": 0.0,
        "presence__late": 0.0,
        "presence__kept_evenness": 1e6,
    }
    sticky = present(**plain, presence__in_runs=0.4)
    loose = present(**plain, presence__in_runs=0.0)
    kept = chosen(None)["presence.kept"]
    for found, wanted in ((sticky, 0.4), (loose, 0.0)):
        missed = ~found.sent
        assert missed.mean() == pytest.approx(1 - kept, abs=0.01)
        lagged = np.corrcoef(missed[1:].ravel(), missed[:-1].ravel())[0, 1]
        assert lagged == pytest.approx(wanted, abs=0.02)


def test_hard_days_are_missed_more_often_and_good_ones_less() -> None:
    strain = default_rng(2).standard_normal((DAYS, 2, COUPLES))
    calm = np.zeros_like(strain)
    for found, sign in ((on_days(strain, calm), -1), (on_days(calm, strain), 1)):
        inside = there(found)
        high = found.sent[inside & (strain > 1)].mean()
        low = found.sent[inside & (strain < -1)].mean()
        assert sign * (high - low) > 0.03


def test_nobody_is_there_before_joining_or_after_leaving(usual: Presence) -> None:
    assert not (usual.sent & ~there(usual)).any()
    filled = usual.sheet_day
    joined = np.broadcast_to(usual.joined, filled.shape)
    left = np.broadcast_to(usual.left, filled.shape)
    assert (filled[filled >= 0] >= joined[filled >= 0]).all()
    assert (filled[filled >= 0] < left[filled >= 0]).all()


def test_partners_come_late_and_leave_as_often_as_stated(usual: Presence) -> None:
    own = chosen(None)
    late = usual.joined > 0
    assert late.mean() == pytest.approx(own["presence.late"], abs=0.02)
    by = usual.joined[late].mean()
    assert by == pytest.approx(own["presence.late_days"], rel=0.25)
    gone = (usual.left - usual.joined <= DAYS).mean()
    stay = (1 - own["presence.leaving"]) ** DAYS
    assert gone == pytest.approx(1 - stay, abs=0.02)


def test_who_is_late_starts_with_the_sheets_of_the_joining_day(
    usual: Presence,
) -> None:
    late = (usual.joined > 0) & (usual.joined < LATER)
    assert (usual.sheet_day[0][late] == usual.joined[late]).all()
    assert (usual.sheet_day[0][usual.joined == 0] == 0).all()
    assert set(np.unique(usual.sheet_day[2])) <= {-1, DAYS}


def test_later_sheets_are_filled_in_as_often_as_stated(usual: Presence) -> None:
    still = (usual.joined < LATER) & (usual.left > LATER)
    again = (usual.sheet_day[1][still] >= 0).mean()
    wanted = chosen(None)["questionnaire.answered_again"]
    assert again == pytest.approx(wanted, abs=0.03)


def test_nobody_leaves_or_comes_late_when_the_chances_are_nought() -> None:
    found = present(presence__leaving=0.0, presence__late=0.0)
    assert (found.joined == 0).all()
    assert (found.left > 10**6).all()


def test_the_luck_of_a_person_does_not_depend_on_the_others() -> None:
    many, few = Chance.of(nobody(50), SEED), Chance.of(nobody(3, first=20), SEED)
    whole = many.normal(Purpose.SENT, 7, 2)
    assert np.array_equal(whole[..., 20:23], few.normal(Purpose.SENT, 7, 2))
    assert np.array_equal(whole[:4], many.normal(Purpose.SENT, 4, 2))


def test_the_luck_goes_along_when_partners_are_swapped() -> None:
    cohort = nobody(20)
    swapped = replace(cohort, swapped=1 - cohort.swapped)
    one, other = (Chance.of(each, SEED) for each in (cohort, swapped))
    luck = one.uniform(Purpose.SENT, 5)
    assert np.array_equal(luck[:, ::-1], other.uniform(Purpose.SENT, 5))
    assert np.array_equal(one.together(Purpose.KEPT), other.together(Purpose.KEPT))


def test_streams_for_different_purposes_and_seeds_differ() -> None:
    chance, other = (Chance.of(nobody(500), seed) for seed in (SEED, SEED + 1))
    drawn = chance.normal(Purpose.SENT, 10).ravel()
    for twin in (chance.normal(Purpose.NAME, 10), other.normal(Purpose.SENT, 10)):
        # 10,000 pairs: a correlation is known to about .01.
        assert abs(np.corrcoef(drawn, twin.ravel())[0, 1]) < 0.04
    assert drawn.mean() == pytest.approx(0, abs=0.04)
    assert drawn.std() == pytest.approx(1, abs=0.03)
