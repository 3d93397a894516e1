from typing import Any

import numpy as np
import pytest
import xarray as xr

import securebase
from securebase import Couple
from securebase.core import ModelError
from securebase.dynamics import (
    COUNTS,
    READ_OUTS,
    SHARED_COUNTS,
    TRAITS,
    Parameters,
    evolve,
    out_rows,
    states,
)
from securebase.simulate import Spell, cohort, simulate

ANXIOUS = Couple(
    a={"anxiety": 1.0, "skills": {"asking": -1.0}},
    b={"avoidance": 1.5, "starts": {"threat": 2.0}},
    years_together=3.0,
    bond=0.5,
)
PRACTICE = [(3, 10, "a", "attending"), (8, 20, "both", "rest", 0.5)]


def swap(life: xr.Dataset) -> xr.Dataset:
    turned = life.isel(partner=[1, 0])
    return turned.assign_coords(partner=life.partner)


@pytest.fixture(scope="module")
def people() -> xr.Dataset:
    return simulate(40, days=24, every=7, seed=3)


@pytest.fixture(scope="module")
def daily() -> xr.Dataset:
    return simulate(40, days=24, seed=3)


def test_everything_that_the_model_gives_is_there_by_its_name(
    people: xr.Dataset,
) -> None:
    names = {it.id for it in states()}
    names |= {*READ_OUTS, *COUNTS, *SHARED_COUNTS, *TRAITS}
    assert set(people.data_vars) == names


def test_every_variable_says_what_it_is(people: xr.Dataset) -> None:
    for each in people.data_vars.values():
        assert each.attrs["label"]
        assert each.attrs["units"]
    for state in states():
        attributes = people[state.id].attrs
        assert attributes["clock"] == state.clock
        assert attributes["statements"] == ", ".join(state.statements)
    assert people.attrs["seed"] == 3
    assert people.attrs["burn_in_days"] == 28
    assert "hypotheses" in people.attrs["note"]


def test_axes_are_couple_partner_and_day(people: xr.Dataset) -> None:
    assert people.security.dims == ("couple", "partner", "day")
    assert people.vitality.dims == ("couple", "day")
    assert people.trait_anxiety.dims == ("couple", "partner")
    assert people.day.values.tolist() == [7, 14, 21, 24]
    assert people.window.values.tolist() == [7, 7, 7, 3]
    assert people.partner.values.tolist() == ["a", "b"]


@pytest.mark.parametrize("name", ["security", "growth", "bond", "activation"])
def test_a_window_is_the_mean_of_its_days(
    people: xr.Dataset, daily: xr.Dataset, name: str
) -> None:
    for day, length in zip(people.day.values, people.window.values, strict=True):
        days = daily[name].sel(day=slice(day - length + 1, day))
        np.testing.assert_allclose(
            people[name].sel(day=day), days.mean("day"), atol=2e-6
        )


@pytest.mark.parametrize("name", ["stressors", "met", "shared_stressors"])
def test_a_window_has_the_events_of_its_days(
    people: xr.Dataset, daily: xr.Dataset, name: str
) -> None:
    assert people[name].dtype.kind == "i"
    np.testing.assert_array_equal(people[name].sum("day"), daily[name].sum("day"))
    assert int(people[name].sum()) > 0


def test_a_couple_is_the_same_among_few_and_among_many(people: xr.Dataset) -> None:
    many = simulate(1100, days=24, every=7, seed=3, keep=["security"])
    xr.testing.assert_identical(many.security.isel(couple=slice(40)), people.security)


def test_neither_workers_nor_what_is_kept_change_a_number(people: xr.Dataset) -> None:
    other = simulate(40, days=24, every=7, seed=3, workers=2, keep=["bond", "met"])
    xr.testing.assert_identical(other, people[list(other.data_vars)])


def test_another_seed_is_other_people(people: xr.Dataset) -> None:
    other = simulate(40, days=24, every=7, seed=4)
    assert not (other.trait_anxiety == people.trait_anxiety).any()
    assert not (other.security == people.security).any()


def test_a_cohort_lives_on_as_the_model_says() -> None:
    own = Parameters.start()
    given = cohort(np.random.default_rng(2), 33, own)
    _, out = evolve(given, [own], 14, seed=5, every=7)
    life = simulate(given, days=14, every=7, seed=5, parameters=own)
    for side in "ab":
        row = out_rows().index(f"{side}.security")
        np.testing.assert_array_equal(
            life.security.sel(partner=side).T, out[:, row, :33]
        )
    assert life.attrs["burn_in_days"] == 0


@pytest.mark.parametrize("start", ["settled", "at_rest"])
def test_swapping_the_partners_swaps_the_future(start: Any) -> None:
    couple = ANXIOUS.practising(a={"attending": 1.0})
    plain = simulate(couple, days=20, copies=5, start=start)
    turned = simulate(couple.swapped(), days=20, copies=5, start=start)
    xr.testing.assert_equal(swap(turned), plain)
    assert not np.array_equal(plain.security[:, 0], plain.security[:, 1])


def test_copies_at_rest_begin_alike_and_part(  # chance sets in at once
) -> None:
    rest = simulate(ANXIOUS, days=30, copies=20, start="at_rest")
    some = simulate(ANXIOUS, days=30, copies=20, burn_in=0)
    growth = "growth"
    assert float(rest[growth].isel(day=0).std("copy").max()) < 0.2
    assert float(some[growth].isel(day=0).std("copy").min()) > 0.2
    assert rest.sizes == {"copy": 20, "partner": 2, "day": 30}


def test_what_is_pushed_on_the_first_day_comes_back() -> None:
    pushed = Couple(a={"starts": {"threat": 3.0}})
    with_, without = (
        simulate(it, days=30, copies=50).threat.sel(partner="a").mean("copy")
        for it in (pushed, Couple())
    )
    assert float((with_ - without)[0]) > 0.2
    assert abs(float((with_ - without)[-1])) < 0.1


def test_practice_raises_the_skill_and_only_from_its_first_day() -> None:
    plain = simulate(Couple(), days=120, copies=30)
    spell = Spell(40, 120, "a", "attending")
    trained = simulate(Couple(), days=120, copies=30, practice=[spell])
    gain = (trained.attending - plain.attending).mean("copy").sel(partner="a")
    assert np.all(gain.sel(day=slice(1, 40)) == 0)
    assert float(gain[-1]) > 0.1
    assert np.all(gain.sel(day=slice(42, 120)).diff("day") > -1e-4)


@pytest.mark.parametrize("every", [1, 4, 7])
def test_spells_within_a_window_are_lived_on_their_days(every: int) -> None:
    days = simulate(20, days=24, seed=2, practice=PRACTICE)
    windows = simulate(20, days=24, seed=2, practice=PRACTICE, every=every)
    ends, lengths = windows.day.values, windows.window.values
    for end, length in zip(ends, lengths, strict=True):
        inside = days.attending.sel(day=slice(end - length + 1, end))
        np.testing.assert_allclose(
            windows.attending.sel(day=end), inside.mean("day"), atol=2e-6
        )
    last = days.isel(day=-1).stressors
    assert np.array_equal(days.stressors.sum("day"), windows.stressors.sum("day"))
    assert last.dtype.kind == "i"


def test_practice_of_the_couple_is_a_spell_over_all_days() -> None:
    own = simulate(Couple().practising(b={"asking": 0.5}), days=9)
    spell = simulate(Couple(), days=9, practice=[(0, 9, "b", "asking", 0.5)])
    xr.testing.assert_identical(own, spell)


def test_switching_off_is_said_and_does_something(people: xr.Dataset) -> None:
    other = simulate(40, days=24, every=7, seed=3, off=["felt_security"])
    assert other.attrs["switched_off"] == "felt_security"
    assert other.attrs["parameters"] != people.attrs["parameters"]
    assert not np.array_equal(other.security, people.security)
    np.testing.assert_array_equal(other.stressors[:, :, 0].shape, (40, 2))


def test_sets_of_parameters_take_turns() -> None:
    first = Parameters.start()
    second = first.with_values({"stressors.rate": 2 * float(first["stressors.rate"])})
    both = simulate(Couple(), days=60, copies=40, parameters=[first, second])
    alone = simulate(Couple(), days=60, copies=40, parameters=first)
    assert both.parameter_set.values.tolist() == [0, 1] * 20
    assert both.attrs["parameter_sets"] == 2
    rate = both.stressors.sum(("partner", "day")).groupby(both.parameter_set).mean()
    assert float(rate[1]) > 1.5 * float(rate[0])
    assert float(alone.stressors.sum(("partner", "day")).mean()) == pytest.approx(
        float(rate[0]), rel=0.2
    )
    crowd = simulate(50, days=7, every=7, parameters=[first, second], seed=1)
    assert crowd.parameter_set.values.tolist() == [0, 1] * 25
    assert bool(np.isfinite(crowd.security).all())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"days": 0}, "The days must be a whole number"),
        ({"every": 0}, "days in a window"),
        ({"seed": -1}, "The seed must be"),
        ({"step": 0.3}, "The step must be"),
        ({"keep": ["securty"]}, "Did you mean 'security'"),
        ({"off": ["havn"]}, "Did you mean 'haven'"),
        ({"parameters": []}, "one set of parameters at least"),
        ({"copies": 2}, "one couple only"),
        ({"burn_in": -1}, "The burn-in must be"),
        ({"practice": [(0, 1, "a")]}, "A spell of practice must be"),
    ],
)
def test_what_cannot_be_is_refused_in_words(words: dict[str, Any], says: str) -> None:
    with pytest.raises(ModelError, match=says):
        simulate(10, **words)


@pytest.mark.parametrize("couples", [0, -3, 2**33])
def test_a_number_of_couples_is_one_that_can_be(couples: int) -> None:
    with pytest.raises(ModelError, match="number of couples must be"):
        simulate(couples)


def test_a_cohort_needs_its_sets_of_parameters() -> None:
    own = Parameters.start()
    given = cohort(np.random.default_rng(2), 4, own)
    given.which[:] = 1
    with pytest.raises(ModelError, match="set of parameters for each couple"):
        simulate(given, days=1)


def test_the_floor_can_be_called() -> None:
    xr.testing.assert_identical(
        securebase.simulate(Couple(), days=2), simulate(Couple(), days=2)
    )
