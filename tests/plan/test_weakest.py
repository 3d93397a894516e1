import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from securebase.core import Basis, Estimate, Sureness
from securebase.plan import (
    STAGES,
    both_tellings,
    probability_lowest,
    weakest,
)


def level(value: float, se: float = 0.7) -> Estimate:
    return Estimate(
        value=value, se=se, lo=0.0, hi=6.0, basis=Basis.ASSUMED, answered=3, asked=3
    )


levels = st.builds(level, st.floats(0, 6), st.floats(0.2, 1.5))
chains = st.dictionaries(st.sampled_from(STAGES), levels, min_size=2)


def test_the_lowest_stage_is_named() -> None:
    found = weakest(
        {"attending": level(5.0), "acting": level(2.0), "availability": level(4.0)}
    )
    assert found is not None
    assert found.stage == "acting"
    assert not found.all_strong


def test_a_tie_goes_to_the_first_of_the_chain_and_is_called_open() -> None:
    found = weakest({stage: level(3.0) for stage in reversed(STAGES)})
    assert found is not None
    assert found.stage == "attending"
    assert found.probability == pytest.approx(1 / len(STAGES), abs=1e-6)
    assert found.sure is Sureness.UNKNOWN


def test_two_stages_agree_with_the_closed_form() -> None:
    first, second = level(3.0, 0.6), level(4.0, 0.9)
    found = weakest({"attending": first, "acting": second})
    assert found is not None
    exact = second.probability_above_estimate(first)
    assert found.probability == pytest.approx(exact, abs=1e-4)


@given(chains)
@settings(deadline=None, max_examples=20)
def test_the_probability_agrees_with_plain_drawing(chain: dict[str, Estimate]) -> None:
    found = weakest(chain)
    assert found is not None
    rng = np.random.default_rng(1)
    draws = {key: rng.normal(it.value, it.se, 40_000) for key, it in chain.items()}
    others = [draws[key] for key in chain if key != found.stage]
    share = np.mean(draws[found.stage] < np.min(others, axis=0))
    # Five standard errors of the share at its widest.
    assert found.probability == pytest.approx(float(share), abs=5 * 0.5 / 200)


@given(chains)
@settings(deadline=None, max_examples=20)
def test_the_order_of_the_stages_does_not_matter(chain: dict[str, Estimate]) -> None:
    assert weakest(chain) == weakest(dict(reversed(chain.items())))


def test_one_stage_alone_is_not_the_weakest_of_anything() -> None:
    assert weakest({"attending": level(1.0)}) is None
    assert weakest({}) is None


def test_where_all_is_well_it_says_so() -> None:
    found = weakest({stage: level(5.5) for stage in STAGES})
    assert found is not None
    assert found.all_strong


def test_two_tellings_count_alike_and_together_are_surer() -> None:
    both = both_tellings(level(2.0, 0.6), level(4.0, 0.8))
    assert both is not None
    assert both.value == pytest.approx(3.0)
    assert both.se == pytest.approx(0.5)
    assert both.answered == 6


def test_one_telling_stands_for_itself() -> None:
    only = level(2.0)
    assert both_tellings(only, None) is only
    assert both_tellings(None, only) is only
    assert both_tellings(None, None) is None


@given(st.lists(levels, min_size=2, max_size=6))
@settings(deadline=None, max_examples=20)
def test_exactly_one_of_several_is_the_lowest(some: list[Estimate]) -> None:
    shares = [
        probability_lowest(one, some[:place] + some[place + 1 :])
        for place, one in enumerate(some)
    ]
    assert sum(shares) == pytest.approx(1.0, abs=5e-4)
