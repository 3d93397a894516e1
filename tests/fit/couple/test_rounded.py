"""What an answer in whole numbers says of what lies behind it."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from securebase.fit.couple._rounded import probabilities, slopes
from tests.effort import tried_on

INF = np.inf
# Behind an answer there is always the moment, whose variance is about 0.7.
means = st.floats(-8, 14)
variances = st.floats(0.2, 9)
answers = st.integers(0, 6)


def one(mean: float, variance: float, low: float, high: float) -> list[float]:
    found = slopes(*(np.array([it]) for it in (mean, variance, low, high)))
    return [float(it[0]) for it in found]


def bars(answer: int) -> tuple[float, float]:
    return (answer - 0.5 if answer else -INF), (answer + 0.5 if answer < 6 else INF)


@given(means, variances, answers)
@tried_on(60)
def test_the_probability_is_the_area_between_the_bars(
    mean: float, variance: float, answer: int
) -> None:
    low, high = bars(answer)
    law = norm(mean, variance**0.5)
    # The farther tail would lose digits in a difference.
    area = law.cdf(high) - law.cdf(low)
    if low > mean:
        area = law.sf(low) - law.sf(high)
    assert one(mean, variance, low, high)[0] == pytest.approx(np.log(area), rel=1e-9)


@given(means, variances, answers)
@tried_on(60)
def test_the_slopes_are_those_of_the_logarithm(
    mean: float, variance: float, answer: int
) -> None:
    low, high = bars(answer)
    _, first, bend = one(mean, variance, low, high)
    step = 1e-3 * variance**0.5
    after, here, before = (
        one(mean + it * step, variance, low, high)[0] for it in (1, 0, -1)
    )
    size = 1 / variance**0.5
    assert first == pytest.approx((after - before) / (2 * step), abs=1e-4 * size)
    second = (after - 2 * here + before) / step**2
    assert bend == pytest.approx(-second, abs=1e-3 * size**2)


@given(st.floats(-1, 7), st.floats(0.7, 5), answers)
@tried_on(30)
def test_mean_and_variance_given_an_answer_agree_with_quadrature(
    mean: float, variance: float, answer: int
) -> None:
    low, high = bars(answer)
    log_p, first, bend = one(mean, variance, low, high)
    law, sd = norm(mean, variance**0.5), variance**0.5
    ends = max(low, mean - 14 * sd), min(high, mean + 14 * sd)
    near = [min(max(mean, ends[0]), ends[1])]  # where there is most of the area

    def area(power: int) -> float:
        return quad(
            lambda x: (x - mean) ** power * law.pdf(x) / np.exp(log_p),
            *ends, points=near, epsabs=1e-10, limit=200,
        )[0]  # fmt: skip

    assert area(0) == pytest.approx(1.0, abs=1e-6)
    assert variance * first == pytest.approx(area(1), abs=1e-5)
    left = variance - variance**2 * bend
    assert left == pytest.approx(area(2) - area(1) ** 2, abs=1e-4)


@pytest.mark.parametrize("far", [5.9, 6.1, 10.0, 20.0, 30.0])
def test_far_out_the_slopes_follow_the_tail(far: float) -> None:
    # Asymptotics of Mills' ratio: h(z) = z + 1/z - 2/z^3 + 10/z^5 …
    hazard = far + 1 / far - 2 / far**3 + 10 / far**5
    for low, high, sign in ((far, INF, 1.0), (-INF, -far, -1.0)):
        log_p, first, bend = one(0.0, 1.0, low, high)
        assert np.isfinite(log_p)
        assert sign * first == pytest.approx(hazard, rel=2e-3)
        assert 0.9 < bend < 1.0 + 1e-6


@pytest.mark.parametrize("far", [6.5, 12.0, 20.0, 30.0])
def test_a_narrow_answer_far_out_pulls_to_its_nearer_bar(far: float) -> None:
    for low, high, sign in ((far, far + 1, 1.0), (-far - 1, -far, -1.0)):
        log_p, first, bend = one(0.0, 1.0, low, high)
        assert np.isfinite(log_p)
        assert far < sign * first < far + 1
        assert 0 < bend <= 1.0 + 1e-6


@given(means, variances, answers)
@tried_on(60)
def test_the_mirror_image_has_the_mirrored_slopes(
    mean: float, variance: float, answer: int
) -> None:
    low, high = bars(answer)
    log_p, first, bend = one(mean, variance, low, high)
    mirrored = one(-mean, variance, -high, -low)
    assert mirrored == pytest.approx([log_p, -first, bend], rel=1e-9, abs=1e-12)


@given(st.lists(means, min_size=1, max_size=5), variances)
@tried_on(40)
def test_the_probabilities_of_all_answers_sum_to_one(
    mean: list[float], variance: float
) -> None:
    found = probabilities(np.array(mean), np.full(len(mean), variance), 0, 6)
    assert found.shape == (len(mean), 7)
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=0, atol=1e-12)


def test_the_probabilities_are_the_shares_of_rounded_and_cut_numbers() -> None:
    mean, variance = np.array([3.2, -0.4, 6.3]), np.array([1.9, 0.7, 3.0])
    drawn = np.random.default_rng(1).normal(mean, variance**0.5, (200_000, 3))
    whole = np.clip(np.rint(drawn), 0, 6)
    seen = np.array([(whole == answer).mean(axis=0) for answer in range(7)]).T
    found = probabilities(mean, variance, 0, 6)
    # Four standard errors of a share.
    np.testing.assert_allclose(found, seen, rtol=0, atol=4 * (0.25 / 200_000) ** 0.5)


@given(means, variances, answers)
@tried_on(40)
def test_both_functions_tell_the_same_probability(
    mean: float, variance: float, answer: int
) -> None:
    chance = probabilities(np.array([mean]), np.array([variance]), 0, 6)[0, answer]
    told = np.exp(one(mean, variance, *bars(answer))[0])
    assert told == pytest.approx(chance, rel=1e-6, abs=1e-13)
