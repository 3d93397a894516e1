import numpy as np
import pandas as pd
import pytest

from securebase.core import ModelError
from securebase.dynamics import (
    Parameters,
    calibrated,
    parameters,
    state_rows,
    time_constants,
)
from securebase.explain import (
    HYPOTHESIS,
    Gap,
    continuation,
    equilibria,
    loop_gains,
    practice_effect,
    regimes,
    sensitivity,
)
from securebase.explain._loops import amplified, round_gain
from securebase.explain._regimes import verdict


def _cell(frame: pd.DataFrame, row: str, column: str) -> float:
    """One number of a table."""
    return float(frame.to_dict()[column][row])


def test_the_average_couple_rests_where_it_is() -> None:
    places = equilibria()
    assert any(np.abs(place.state).max() < 1e-4 and place.stable for place in places)
    assert sum(place.share for place in places) == pytest.approx(1.0)


def test_a_place_of_rest_moves_with_who_the_couple_are() -> None:
    place = equilibria(fixed={"a.neuroticism": 1.0}, starts=4)[0]
    assert place["a.mood"] < 0.0
    assert place["a.staying_calm"] < place["b.staying_calm"]


def test_the_slowest_way_back_is_that_of_the_slowest_state() -> None:
    slowest = equilibria(starts=3)[0].slowest
    assert slowest > 0.9 * float(time_constants(calibrated()).max())


def test_branches_begin_at_the_middle_for_the_values_of_the_model() -> None:
    value = float(Parameters.start()["crossover.share"])
    found = continuation("crossover.share", [0.0, value])
    assert found.attrs["label"] == HYPOTHESIS
    assert float(np.abs(found["place"].sel(value=value)).max()) < 1e-4
    assert float(found["apart"].max()) < 1e-3
    assert list(found["state"].values) == list(state_rows())


def test_values_of_a_continuation_rise() -> None:
    with pytest.raises(ModelError, match="must rise"):
        continuation("crossover.share", [0.1, 0.0])


def test_a_hand_made_loop_has_the_gain_of_its_arms() -> None:
    effects = np.zeros((3, 3))
    effects[1, 0], effects[2, 1], effects[0, 2] = 0.5, -0.4, 0.3
    assert round_gain(effects, [[0], [1], [2]]) == pytest.approx(-0.06)


def test_a_hand_made_loop_amplifies_as_a_geometric_series_says() -> None:
    effects = np.array([[0.0, 0.5], [0.4, 0.0]])
    cut = np.array([[0.0, 0.0], [0.4, 0.0]])
    assert amplified(effects, cut, [0]) == pytest.approx(1 / (1 - 0.2))


def test_two_ways_round_a_loop_add() -> None:
    effects = np.zeros((3, 3))
    effects[1, 0], effects[2, 0], effects[0, 1], effects[0, 2] = 0.5, 0.5, 0.2, 0.4
    assert round_gain(effects, [[0], [1, 2]]) == pytest.approx(0.3)


def test_every_loop_is_labelled_and_the_virtuous_cycle_feeds_itself() -> None:
    found = loop_gains()
    assert {it.label for it in found.loops} | {found.label} == {HYPOTHESIS}
    by_name = {it.loop.id: it for it in found.loops}
    assert by_name["virtuous_cycle"].amplification > 1.0
    assert by_name["comfort_calms"].amplification < 1.0
    assert by_name["comfort_calms"].gain < 0.0
    assert by_name["demand_and_withdrawal"].gain > 0.0


def test_an_open_loop_does_not_amplify() -> None:
    without = Parameters.start().without(["give_back"])
    found = {it.loop.id: it for it in loop_gains(without).loops}
    assert found["give_back"].amplification == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    ("halfway", "end", "says"),
    [
        (0.5, 0.01, "come together"),
        (1.5, 0.9, "closing"),
        (1.5, 1.48, "two regimes"),
    ],
)
def test_a_verdict_says_what_the_gap_does(
    halfway: float, end: float, says: str
) -> None:
    said = verdict((Gap("quality", halfway, end, 0.02),))
    assert says in said
    assert HYPOTHESIS in said


def test_a_gap_that_chance_could_make_is_none() -> None:
    assert "come together" in verdict((Gap("quality", 0.5, 0.45, 0.3),))


def test_regimes_come_with_their_label() -> None:
    found = regimes(couples=50, days=112)
    assert HYPOTHESIS in found.verdict
    assert {gap.outcome for gap in found.gaps} == {"quality", "vitality"}
    assert all(gap.halfway > gap.end > 0 for gap in found.gaps)


def line(chosen: Parameters) -> float:
    crossover = float(chosen["crossover.share"])
    return 3.0 * crossover + float(chosen["perception.enacted"])


NAMES = ["crossover.share", "perception.enacted", "haven.relief"]


def test_screening_finds_the_slopes_of_a_straight_line() -> None:
    spans = {it.name: it.high - it.low for it in parameters()}
    found = sensitivity(line, NAMES, draws=6)
    assert _cell(found, "crossover.share", "effect") == pytest.approx(
        3.0 * spans["crossover.share"]
    )
    assert _cell(found, "haven.relief", "effect") == pytest.approx(0.0, abs=1e-12)
    assert found["bend"].max() == pytest.approx(0.0, abs=1e-9)


def test_shares_of_variance_of_a_straight_line_add_to_one() -> None:
    found = sensitivity(line, NAMES, kind="sobol", draws=64)
    assert found["total"].sum() == pytest.approx(1.0, abs=0.1)
    assert _cell(found, "haven.relief", "total") == pytest.approx(0.0, abs=1e-9)


def test_an_outcome_of_the_model_can_be_asked_for_by_name() -> None:
    found = sensitivity(
        "quality_after_practice", ["learning.pace", "work.career"], draws=2
    )
    assert _cell(found, "learning.pace", "effect") > 0.0
    assert _cell(found, "work.career", "effect") == pytest.approx(0.0, abs=1e-9)


def test_an_unknown_outcome_or_number_is_refused() -> None:
    with pytest.raises(ModelError, match="'happiness'"):
        sensitivity("happiness")
    with pytest.raises(ModelError, match=r"no\.such"):
        sensitivity(line, ["no.such"])


def test_an_unknown_practice_or_too_short_a_time_is_refused() -> None:
    with pytest.raises(ModelError, match="'wishing'"):
        practice_effect("wishing")
    with pytest.raises(ModelError, match="Got 7"):
        practice_effect("attending", days=7)


def test_practice_by_both_does_more_than_by_one() -> None:
    alone = practice_effect("attending", "a", days=112, couples=100)
    both = practice_effect("attending", "both", days=112, couples=100)
    assert _cell(both, "b.attending", "effect") > _cell(alone, "b.attending", "effect")
    assert _cell(both, "a.perceived", "effect") > _cell(alone, "a.perceived", "effect")
    assert (both["error"] > 0).all()


def test_several_sets_of_parameters_widen_the_range() -> None:
    start = Parameters.start()
    slow = start.with_values({"learning.pace": 8.0})
    one = practice_effect("attending", days=56, couples=50, parameters=start)
    two = practice_effect("attending", days=56, couples=50, parameters=[start, slow])
    assert np.isnan(_cell(one, "a.attending", "spread"))
    width = two["high"] - two["low"]
    assert width["a.attending"] > (one["high"] - one["low"])["a.attending"]
