import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from numpy.random import default_rng

import securebase.simulate as floor
from securebase import evidence
from securebase.simulate import TRAITS, drawn, population, published

# Of 200,000 couples a correlation is known to about .0016 (one over root 400,000).
MANY = 200_000
EXACT_ENOUGH = 0.01


def correlations(traits: np.ndarray) -> np.ndarray:
    return np.corrcoef(traits.reshape(-1, len(TRAITS)), rowvar=False)


@pytest.fixture(scope="module")
def crowd() -> np.ndarray:
    return population(default_rng(1), MANY).to_numpy()


def between(first: str, second: str, crowd: np.ndarray) -> float:
    found = correlations(crowd)
    return float(found[TRAITS.index(first), TRAITS.index(second)])


@pytest.mark.parametrize(
    ("first", "second", "row"),
    [
        ("extraversion", "neuroticism", "extraversion_with_neuroticism"),
        ("extraversion", "agreeableness", "extraversion_with_agreeableness"),
        ("agreeableness", "conscientiousness", "agreeableness_with_conscientiousness"),
        ("neuroticism", "attachment_anxiety", "neuroticism_to_anxiety"),
        ("agreeableness", "attachment_avoidance", "agreeableness_to_avoidance"),
        ("extraversion", "attachment_avoidance", "extraversion_to_avoidance"),
        ("neuroticism", "attachment_avoidance", "neuroticism_to_avoidance"),
        ("openness", "attachment_anxiety", "openness_to_anxiety"),
    ],
)
def test_people_have_the_published_correlations(
    crowd: np.ndarray, first: str, second: str, row: str
) -> None:
    wanted = evidence.row(row).value
    assert between(first, second, crowd) == pytest.approx(wanted, abs=EXACT_ENOUGH)


@pytest.mark.parametrize("place", range(len(TRAITS)), ids=TRAITS)
def test_partners_resemble_each_other_as_published(
    crowd: np.ndarray, place: int
) -> None:
    found = np.corrcoef(crowd[:, 0, place], crowd[:, 1, place])[0, 1]
    assert found == pytest.approx(published().between[place], abs=EXACT_ENOUGH)


def test_scores_are_standard(crowd: np.ndarray) -> None:
    np.testing.assert_allclose(crowd.mean((0, 1)), 0, atol=EXACT_ENOUGH)
    np.testing.assert_allclose(crowd.std((0, 1)), 1, atol=EXACT_ENOUGH)


def test_one_trait_of_one_partner_says_nothing_of_another_trait_of_the_other(
    crowd: np.ndarray,
) -> None:
    across = np.corrcoef(crowd[:, 0, :], crowd[:, 1, :], rowvar=False)[:7, 7:]
    np.fill_diagonal(across, 0)
    np.testing.assert_allclose(across, 0, atol=EXACT_ENOUGH)


def test_the_letters_of_the_partners_carry_no_order(crowd: np.ndarray) -> None:
    first, second = crowd[:, 0], crowd[:, 1]
    np.testing.assert_allclose(
        np.cov(first, rowvar=False), np.cov(second, rowvar=False), atol=2 * EXACT_ENOUGH
    )


def test_the_same_seed_gives_the_same_people() -> None:
    first, second = (population(default_rng(3), 50) for _ in range(2))
    assert first.identical(second)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=30)
def test_drawn_correlations_fit_together_and_stay_in_their_ranges(seed: int) -> None:
    found = drawn(default_rng(seed))
    assert np.linalg.eigvalsh(found.within)[0] > 0
    assert np.allclose(np.diag(found.within), 1)
    for row in found.rows[:10]:
        known = evidence.row(row)
        first, _, second = row.partition("_with_")
        value = found.within[TRAITS.index(first), TRAITS.index(second)]
        assert known.low <= value <= known.high


def test_the_doubt_of_the_ranges_is_there() -> None:
    rng = default_rng(5)
    link = [drawn(rng).within[3, 5] for _ in range(300)]
    row = evidence.row("neuroticism_to_anxiety")
    assert np.std(link) == pytest.approx((row.high - row.low) / (2 * 1.96), rel=0.2)


def test_a_population_says_on_which_rows_it_stands() -> None:
    people = population(default_rng(1), 2)
    assert people.dims == ("couple", "partner", "trait")
    assert "neuroticism_to_anxiety" in people.attrs["evidence"]
    assert "Noftle" in evidence.cite(published()).text


def test_public_names_are_there() -> None:
    assert all(hasattr(floor, name) for name in floor.__all__)
