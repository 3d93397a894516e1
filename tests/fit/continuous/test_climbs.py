"""Searches of many functions that are known in full."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray
from numpy.testing import assert_allclose

from securebase.fit.continuous._climb import GAIN
from securebase.fit.continuous._climbs import Climbs

EVERY = np.arange(10)
PLACES = np.column_stack([np.linspace(-2, 2, 10), np.linspace(1, 3, 10)])


class Bowls:
    """A bowl with a wall for each place; counts how many are asked at once."""

    most = 0

    def __call__(
        self, at: Int[ndarray, " ask"], free: Float[ndarray, "ask free"]
    ) -> tuple[Float[ndarray, " ask"], Float[ndarray, "ask free"]]:
        self.most = max(self.most, len(at))
        x = free - PLACES[at]
        value = (x**2).sum(1) + (x**4).sum(1) + 0.5 * x[:, 0] * x[:, 1]
        slope = 2 * x + 4 * x**3 + 0.5 * x[:, ::-1]
        return np.where(free[:, 1] > 0, value, np.inf), slope


def two_valleys(
    _at: Int[ndarray, " ask"], free: Float[ndarray, "ask free"]
) -> tuple[Float[ndarray, " ask"], Float[ndarray, "ask free"]]:
    """The lower one is at the left."""
    value = (free**2 - 1) ** 2 + 0.3 * free
    return value[:, 0], 4 * free * (free**2 - 1) + 0.3


def repeated(it: ndarray) -> ndarray:
    return np.repeat(it[None], len(EVERY), 0)


def test_each_finds_its_own_lowest_point() -> None:
    bowls = Bowls()
    search = Climbs(bowls, at_once=3)
    found = search.down(EVERY, repeated(np.array([3.0, 0.5])), repeated(np.eye(2)))
    assert bowls.most == 3
    assert (found.gain < GAIN).all()
    assert_allclose(found.free, PLACES, atol=2 * np.sqrt(GAIN))
    exact = search.checked(found)
    assert_allclose(exact.hessian, repeated(np.array([[2, 0.5], [0.5, 2]])), atol=1e-3)


def test_where_there_is_no_value_nothing_is_found() -> None:
    search = Climbs(Bowls(), at_once=4)
    found = search.down(EVERY, repeated(np.array([0.0, -1.0])), repeated(np.eye(2)))
    assert np.isinf(found.gain).all()
    assert (found.calls == 1).all()


def test_the_lower_of_two_ends_counts() -> None:
    search = Climbs(two_valleys, at_once=4)
    starts = np.array([[1.2], [-1.2]])
    found = search.down(EVERY, repeated(starts[0]), repeated(10 * np.eye(1)))
    assert (found.free > 0).all()
    some = np.array([2, 5])
    again = search.again(found, some, starts)
    assert set(np.flatnonzero(again.free[:, 0] < 0)) == set(some)
    assert (again.value[some] < found.value[some]).all()


def test_a_saddle_is_not_an_end() -> None:
    search = Climbs(two_valleys, at_once=4)
    # Between the valleys the slope is nought as well.
    top = np.array([0.0757])
    found = search.down(EVERY, repeated(top), repeated(1e9 * np.eye(1)))
    assert np.isinf(search.checked(found).gain).all()
