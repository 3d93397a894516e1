"""The picture that compares futures."""

import json

import pytest
import xarray as xr

import securebase
from securebase.core import ModelError
from securebase.explain import futures_picture


@pytest.fixture(scope="module")
def runs() -> dict[str, xr.Dataset]:
    couple = securebase.Couple()
    return {
        name: securebase.simulate(couple, days=28, every=14, copies=8, seed=seed)
        for name, seed in (("one", 1), ("other", 2))
    }


def test_each_run_and_partner_has_its_course(
    runs: dict[str, xr.Dataset],
) -> None:
    chart = futures_picture(runs, ("quality", "vitality"))
    tables = json.loads(chart.to_json())["datasets"].values()
    table = [row for each in tables for row in each]
    seen = {(row["run"], row["variable"], row["partner"]) for row in table}
    # Liveliness is of the couple, so it has one course and not two.
    assert len(seen) == 2 * (2 + 1)
    assert all(row["low"] <= row["median"] <= row["high"] for row in table)


def test_partners_bear_the_names_given(
    runs: dict[str, xr.Dataset],
) -> None:
    chart = futures_picture(runs, ("quality",), names={"a": "Mara", "b": "Jonas"})
    assert "Jonas" in chart.to_json()


def test_it_says_what_cannot_be_drawn(runs: dict[str, xr.Dataset]) -> None:
    with pytest.raises(ModelError, match="Got 'luck' instead"):
        futures_picture(runs, ("luck",))
    with pytest.raises(ModelError, match="at least"):
        futures_picture({})
