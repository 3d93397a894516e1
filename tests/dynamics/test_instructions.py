"""What the kernel computes by itself: random words, numbers from them, and series."""

import numpy as np
import pytest
from numpy import ndarray
from scipy import stats

from securebase.dynamics._plain import draws, philox, uniform
from securebase.dynamics._step import OWN_NORMALS, OWN_SIGNS, SHARED_SIGNS

from .instructions import carry_out

# Counter and key (six words) and the four words they give, seven rounds: published
# with Random123, its file of known answers.
KNOWN = [
    ([0] * 6, [0x5F6FB709, 0x0D893F64, 0x4F121F81, 0x4F730A48]),
    ([0xFFFFFFFF] * 6, [0x5207DDC2, 0x45165E59, 0x4D8EE751, 0x8C52F662]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0],
        [0x4DFCCABA, 0x190A87F0, 0xC47362BA, 0xB6B5242A],
    ),
]
KINDS = [np.float32, np.float64]
# A million words, the smallest and the largest among them.
WORDS = np.random.default_rng(11).integers(0, 2**32, (2, 500_000), dtype=np.uint32)
WORDS[:, 0], WORDS[:, 1] = 0, 0xFFFFFFFF
WORDS[0, 2], WORDS[1, 2], WORDS[0, 3], WORDS[1, 3] = 0, 0xFFFFFFFF, 0xFFFFFFFF, 0


@pytest.mark.parametrize(("words", "expected"), KNOWN)
def test_the_kernel_gives_the_published_answers_of_philox(
    words: list[int], expected: list[int]
) -> None:
    found = carry_out("philox", np.array(words, np.uint32)[:, None])
    assert found[:, 0].tolist() == expected


@pytest.mark.parametrize(("words", "expected"), KNOWN)
def test_the_plain_route_gives_the_published_answers_of_philox(
    words: list[int], expected: list[int]
) -> None:
    counter = list(np.array(words[:4], np.uint32)[:, None])
    assert philox(counter, (words[4], words[5]))[:, 0].tolist() == expected


def test_ten_rounds_give_the_published_answer_for_ten() -> None:
    counter = list(np.zeros((4, 1), np.uint32))
    expected = [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
    assert philox(counter, (0, 0), rounds=10)[:, 0].tolist() == expected


def test_both_routes_give_the_same_words_for_any_counter() -> None:
    words = np.random.default_rng(3).integers(0, 2**32, (6, 4096), dtype=np.uint32)
    key = (0x12345678, 0x9ABCDEF0)
    words[4], words[5] = key
    plain = philox(list(words[:4]), key)
    np.testing.assert_array_equal(carry_out("philox", words), plain)


def test_the_signs_of_a_step_fit_in_one_word() -> None:
    assert max(len(OWN_SIGNS), len(SHARED_SIGNS)) <= 32


@pytest.mark.parametrize("kind", KINDS)
def test_uniform_numbers_lie_strictly_between_nought_and_one(kind: type) -> None:
    found = carry_out("uniform", WORDS[:1], kind)
    assert found.min() == 2.0**-24
    assert found.max() == 1.0 - 2.0**-24
    np.testing.assert_array_equal(found, uniform(WORDS[:1], kind))


def test_uniform_numbers_fill_their_range_evenly() -> None:
    found = carry_out("uniform", WORDS[:1, 4:])[0]
    assert stats.kstest(found, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_normal_numbers_are_finite_for_the_farthest_words(kind: type) -> None:
    found = carry_out("normals", WORDS[:, :4], kind)
    # The farthest that 23 bits allow: sqrt(2 ln 2^24).
    assert np.abs(found).max() <= 5.7682
    assert np.isfinite(found).all()


@pytest.mark.parametrize("kind", KINDS)
def test_normal_numbers_have_the_moments_of_the_normal_law(kind: type) -> None:
    both = carry_out("normals", WORDS[:, 4:], kind).astype(np.float64)
    count = both.size
    # Standard errors of the moments of that many normal numbers, five of them.
    assert abs(both.mean()) < 5 * np.sqrt(1 / count)
    assert abs(both.var() - 1) < 5 * np.sqrt(2 / count)
    assert abs((both**3).mean()) < 5 * np.sqrt(15 / count)
    assert abs((both**4).mean() - 3) < 5 * np.sqrt(96 / count)
    assert abs((both[0] * both[1]).mean()) < 5 * np.sqrt(2 / count)
    assert abs((both[0] ** 2 * both[1] ** 2).mean() - 1) < 5 * np.sqrt(16 / count)


@pytest.mark.parametrize("row", [0, 1])
def test_normal_numbers_pass_the_test_of_kolmogorov_and_smirnov(row: int) -> None:
    found = carry_out("normals", WORDS[:, 4:])[row]
    assert stats.kstest(found, "norm").pvalue > 1e-3


def test_draws_of_a_step_are_not_correlated() -> None:
    number = np.arange(60_000, dtype=np.uint32)
    swapped = np.zeros_like(number)
    rows = [
        values
        for moment in (7, 8)
        for side in draws(moment, number, swapped, 5, np.float64).values()
        for values in side.values()
    ]
    found = np.corrcoef(rows)[np.triu_indices(len(rows), 1)]
    # The largest of n(n-1)/2 chance correlations, with 1 in 1,000 to be larger.
    worst = stats.norm.isf(1e-3 / 2 / len(found)) / np.sqrt(len(number))
    assert np.abs(found).max() < worst
    assert len(rows) > 2 * (2 * len(OWN_NORMALS) + 2 * len(OWN_SIGNS))


@pytest.mark.parametrize(("kind", "most"), [(np.float32, 2.0), (np.float64, 8.0)])
def test_the_exponential_is_exact_to_a_few_last_places(kind: type, most: float) -> None:
    x: ndarray = np.linspace(-30, 30, 100_001).astype(kind)
    assert _last_places(carry_out("exp", x[None], kind)[0], np.exp(_long(x))) < most


@pytest.mark.parametrize("kind", KINDS)
def test_the_logarithm_is_exact_to_a_few_last_places(kind: type) -> None:
    near: ndarray = np.linspace(0.5, 2, 100_002).astype(kind)
    far: ndarray = np.exp(np.linspace(-40, 40, 100_001)).astype(kind)
    x = np.concatenate([near, far])
    x = x[x != 1]
    assert _last_places(carry_out("log", x[None], kind)[0], np.log(_long(x))) < 3.0


@pytest.mark.parametrize("kind", KINDS)
def test_the_sine_is_exact_to_a_few_last_places(kind: type) -> None:
    x: ndarray = np.linspace(-0.5, 0.5, 100_000).astype(kind)
    pi = np.longdouble(np.pi) + np.longdouble(1.2246467991473532e-16)
    found = carry_out("half_sine", x[None], kind)[0]
    assert _last_places(found, np.sin(pi * _long(x))) < 3.0


def _long(x: ndarray) -> ndarray:
    return x.astype(np.longdouble)


def _last_places(found: ndarray, exact: ndarray) -> float:
    """The largest error, in units of the last place of one."""
    return float(np.abs(found / exact - 1).max() / np.finfo(found.dtype).eps)
