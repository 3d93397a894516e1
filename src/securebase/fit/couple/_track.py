"""How good the forecasts have been on couples that nothing was learnt from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ._baselines import Population
from ._forecast import Horizon


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """How good forecasts of one thing are at one distance.

    Attributes:
        construct: What is forecast.
        horizon: How far ahead.
        forecasts: How many were scored.
        gain: By baseline, how much smaller the model's error is, as a share of the
            baseline's: 0 is no better, 1 would be perfect. None where that baseline
            makes no such forecast.
        low: Lower end of the 95% range over couples, by baseline.
        high: Upper end.
        cover80: Share of outcomes inside the middle 80%.
        cover95: The same for 95%.
    """

    construct: str
    horizon: Horizon
    forecasts: int
    gain: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]
    cover80: float
    cover95: float

    def better_than(self, baseline: str) -> bool:
        """Whether the model beats a baseline beyond doubt."""
        return self.low[baseline] > 0.0


@cache
def measured_skill() -> tuple[Skill, ...]:
    """The committed measurement, on made-up couples of the model's own kind."""
    return tuple(
        Skill(**{**record, "horizon": Horizon(record["horizon"])})
        for record in _kept()["skill"]
    )


def skill_of(construct: str, horizon: Horizon) -> Skill:
    """The measured skill of one kind of forecast."""
    for skill in measured_skill():
        if skill.construct == construct and skill.horizon == horizon:
            return skill
    raise KeyError((construct, horizon))


@cache
def change_explained() -> Mapping[str, float]:
    """Share of the change over three months that forecasts explained, by construct."""
    return dict(_kept()["change_explained"])


@cache
def populations() -> Mapping[str, Population]:
    """Mixed models of the questions in made-up couples."""
    return {
        code: Population(**record) for code, record in _kept()["population"].items()
    }


@cache
def _kept() -> dict[str, Any]:
    text = (files(__package__) / "data" / "track.toml").read_text("utf-8")
    return tomllib.loads(text)
