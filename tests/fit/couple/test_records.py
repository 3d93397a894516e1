import datetime as dt
import math

import pytest

from securebase.core import Partner
from securebase.fit.couple import Horizon, Scored
from securebase.fit.couple._records import Came, Record, records

BEGIN = dt.date(2026, 3, 1)


def scored(
    place: int,
    *,
    crps: float = 0.5,
    rival: float = 0.5,
    chances: tuple[float, float] = (0.5, 0.5),
    horizon: Horizon = Horizon.DAY,
) -> Scored:
    return Scored(
        partner=Partner.A, construct="load", horizon=horizon,
        day=BEGIN + dt.timedelta(days=place), outcome=3.0, expected=3.0, crps=crps,
        rivals={"own_mean": rival}, low=chances[0], high=chances[1],
    )  # fmt: skip


def record(*each: Scored) -> Record:
    (found,) = records(each)
    return found


def test_errors_are_compared_in_pairs() -> None:
    # All days differ much, but the model is ahead on each by nearly the same.
    days = [scored(it, crps=0.1 * it, rival=0.1 * it + 0.2 + 0.01 * (it % 2))
            for it in range(24)]  # fmt: skip
    found = record(*days)
    own = found.against["own_mean"]
    assert own.smaller == pytest.approx(0.205)
    assert own.se == pytest.approx(0.005 * math.sqrt(24 / 23) / math.sqrt(24))
    assert found.came is Came.BETTER


@pytest.mark.parametrize(
    ("ahead", "came"), [(0.3, Came.BETTER), (0.0, Came.SAME), (-0.3, Came.WORSE)]
)
def test_the_plain_truth_is_told(ahead: float, came: Came) -> None:
    days = [scored(it, rival=0.5 + ahead + 0.1 * (-1) ** it) for it in range(20)]
    assert record(*days).came is came
    assert record(*days[:19]).came is Came.FEW


def test_forecasts_of_weeks_that_share_days_count_once_a_week() -> None:
    rivals = [0.4 + 0.2 * (it % 2) for it in range(42)]
    first = BEGIN.toordinal() % 7
    weeks = [
        scored(it - first, rival=rivals[it], horizon=Horizon.WEEK) for it in range(42)
    ]
    days = [scored(it - first, rival=rivals[it]) for it in range(42)]
    alone, shared = record(*days), record(*weeks)
    factor = shared.against["own_mean"].se / alone.against["own_mean"].se
    assert factor == pytest.approx(math.sqrt(7))


def test_an_answer_at_the_edge_of_a_range_lies_inside_in_part() -> None:
    assert record(scored(0, chances=(0.05, 0.15))).cover80 == pytest.approx(0.5)
    assert record(scored(0, chances=(0.05, 0.05))).cover80 == 0.0
    assert record(scored(0, chances=(0.05, 0.05))).cover95 == 1.0
    assert record(scored(0, chances=(0.4, 0.6))).cover80 == 1.0


def test_there_is_one_record_for_each_thing_and_distance() -> None:
    both = [scored(0, horizon=Horizon.WEEK), scored(1), scored(2)]
    assert [(it.horizon, it.forecasts) for it in records(both)] == [
        (Horizon.DAY, 2),
        (Horizon.WEEK, 1),
    ]
    assert records([]) == ()
