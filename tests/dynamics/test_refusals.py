"""What cannot be computed is refused, with what to do."""

from collections.abc import Callable

import pytest

from securebase.core import ModelError
from securebase.dynamics import Parameters, evolve, evolve_plainly

from .cohorts import START, settled

ROUTES = pytest.mark.parametrize("route", [evolve, evolve_plainly])


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ModelError, match=r"model's\. Got 'haven\.magic' instead"):
        START["haven.magic"]
    with pytest.raises(ModelError, match=r"model's\. Got 'haven\.magic' instead"):
        START.with_values({"haven.magic": 1.0})


def test_an_unknown_mechanism_is_refused() -> None:
    with pytest.raises(
        ModelError, match=r"mechanism must be one .* Got 'magic' instead"
    ):
        START.without(["magic"])


@ROUTES
@pytest.mark.parametrize("step", [0.0, -0.25, 0.3, 2.0, float("inf"), float("nan")])
def test_a_step_that_does_not_divide_a_day_is_refused(
    route: Callable[..., None], step: float
) -> None:
    with pytest.raises(ModelError, match=r"step must be a day divided.*instead\. Take"):
        route(settled(2), [START], 2, seed=1, step=step)


@ROUTES
@pytest.mark.parametrize(("days", "every"), [(0, 1), (-7, 7), (10, 7), (7, 0), (7, -7)])
def test_days_that_are_no_whole_number_of_windows_are_refused(
    route: Callable[..., None], days: int, every: int
) -> None:
    with pytest.raises(ModelError, match=r"number of windows.*instead\. Change"):
        route(settled(2), [START], days, seed=1, every=every)


def test_a_change_of_single_values_keeps_the_others() -> None:
    changed = START.with_values({"haven.relief": 0.0})
    assert float(changed["haven.relief"]) == 0.0
    assert (changed.values != START.values).sum() == 1
    assert isinstance(changed, Parameters)
