"""One simulated set of studies: what each stylised fact is measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import Generator

from securebase.dynamics import (
    Cohort,
    Parameters,
    evolve,
    fixed_rows,
    out_rows,
    state_rows,
    watch,
)
from securebase.simulate import cohort

# Share of the variance of a questionnaire that is not error.
RELIABILITY = 0.85
# Four weeks, the window of everything that is asked in retrospect.
WINDOW = 28
# What a programme of skills practises.
PROGRAMME = (
    "attending",
    "understanding",
    "acting",
    "openness_to_need",
    "encouraging",
    "joining_joy",
    "accepting_failure",
    "leaving_room",
)
_BURN_IN = 56
_DIARY = 28
_PROGRAMME_DAYS = 70
_YEAR = 364


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many couples each study has, and how long the panel runs."""

    panel: int = 2000
    beeps: int = 300
    newlyweds: int = 400
    programme: int = 1500
    panel_years: int = 4


@dataclass(frozen=True)
class Study:
    """What was seen, in long arrays: the first axis is time where there is one.

    Attributes:
        traits: By name, one value for each person: all a, then all b.
        diary: Days, rows and couples.
        panel: Windows of four weeks, rows and couples.
        beeps: Moments fifty minutes apart, rows and couples.
        newlyweds: Half years from the wedding, rows and couples.
        arms: Windows of a cohort without a programme, with one for both partners and
            with one for partner a; the same couples with the same luck.
        noise: Source of the errors of measurement.
    """

    traits: dict[str, Float[ndarray, " person"]]
    diary: Float[ndarray, "day row couple"]
    panel: Float[ndarray, "window row couple"]
    beeps: Float[ndarray, "moment row some"]
    newlyweds: Float[ndarray, "year row newly"]
    arms: dict[str, Float[ndarray, "part row trained"]]
    bump: tuple[Float[ndarray, "month row some"], Float[ndarray, "month row some"]]
    noise: Generator

    def person(self, data: ndarray, name: str, *, other: bool = False) -> ndarray:
        """A row of all persons, a then b; of their partners if `other`."""
        a, b = data[:, _row("a", name)], data[:, _row("b", name)]
        return np.concatenate([b, a] if other else [a, b], axis=-1)

    def couple(self, data: ndarray, name: str) -> ndarray:
        """A row of the couple, once for each partner."""
        found = data[:, _row("us", name)]
        return np.concatenate([found, found], axis=-1)

    def trait(self, name: str, *, other: bool = False) -> ndarray:
        values = self.asked(self.traits[name])
        if other:
            half = len(values) // 2
            return np.concatenate([values[half:], values[:half]])
        return values

    def asked(self, values: ndarray, *, reliability: float = RELIABILITY) -> ndarray:
        """As a questionnaire would find it: with error."""
        size = np.sqrt((1 - reliability) / reliability) * values.std()
        return values + size * self.noise.standard_normal(values.shape)


def _row(side: str, name: str) -> int:
    return out_rows().index(f"{side}.{name}")


def conduct(
    parameters: Parameters, seed: int, sizes: Sizes | None = None, workers: int = 1
) -> Study:
    """Simulate everything that the facts are measured on."""
    chosen = Sizes() if sizes is None else sizes
    rng = np.random.default_rng(seed)
    people = cohort(rng, chosen.panel, parameters)
    run = _Runner([parameters], seed, workers)
    settled, _ = run(people, _BURN_IN, _BURN_IN)
    _, diary = run(settled, _DIARY, 1)
    windows = chosen.panel_years * 13 + 1
    _, panel = run(settled, windows * WINDOW, WINDOW)
    return Study(
        traits=_traits(people),
        diary=diary,
        panel=panel,
        beeps=_beeps(settled, chosen.beeps, parameters, seed, workers),
        newlyweds=_newlyweds(rng, chosen.newlyweds, parameters, run),
        arms=_arms(settled, chosen.programme, run),
        bump=_bump(settled, chosen.beeps, run),
        noise=rng,
    )


@dataclass(frozen=True, slots=True)
class _Runner:
    parameters: Sequence[Parameters]
    seed: int
    workers: int

    def __call__(self, people: Cohort, days: int, every: int) -> tuple[Cohort, ndarray]:
        return evolve(
            people,
            self.parameters,
            days,
            seed=self.seed,
            every=every,
            workers=self.workers,
        )


def _traits(people: Cohort) -> dict[str, ndarray]:
    rows = {name: place for place, name in enumerate(fixed_rows())}
    names = [row[2:] for row in rows if row.startswith("a.")]
    return {
        name: np.concatenate([people.fixed[rows[f"{side}.{name}"]] for side in "ab"])
        for name in names
    }


def first(people: Cohort, couples: int) -> Cohort:
    """The first couples of a cohort."""
    return Cohort(
        state=people.state[:, :couples],
        home=people.home[:, :couples],
        fixed=people.fixed[:, :couples],
        number=people.number[:couples],
        swapped=people.swapped[:couples],
        which=people.which[:couples],
        day=people.day,
    )


def _beeps(
    settled: Cohort, couples: int, parameters: Parameters, seed: int, workers: int
) -> ndarray:
    # Seven days of twelve waking hours would have gaps; 100 looks in a row do not.
    some = first(settled, couples)
    return watch(some, [parameters], 100, seed=seed, workers=workers)


def _newlyweds(
    rng: Generator, couples: int, parameters: Parameters, run: _Runner
) -> ndarray:
    years = np.full(couples, 0.5)
    people = cohort(rng, couples, parameters, years_together=years)
    people, _ = run(people, _BURN_IN, _BURN_IN)
    return run(people, 20 * 182, 182)[1]


def _arms(settled: Cohort, couples: int, run: _Runner) -> dict[str, ndarray]:
    people = first(settled, couples)
    arms = {}
    for name, sides in (("none", ""), ("both", "ab"), ("one", "a")):
        busy = replace(people, fixed=_practising(people.fixed, sides))
        trained, first_part = run(busy, _PROGRAMME_DAYS, _PROGRAMME_DAYS // 5)
        rest = replace(trained, fixed=people.fixed)
        _, later = run(rest, _YEAR - _PROGRAMME_DAYS, _PROGRAMME_DAYS // 5)
        arms[name] = np.concatenate([first_part, later])
    return arms


def _practising(fixed: ndarray, sides: str) -> ndarray:
    found = fixed.copy()
    for side in sides:
        for skill in PROGRAMME:
            found[fixed_rows().index(f"{side}.practice_{skill}")] = 1.0
    return found


def _bump(settled: Cohort, couples: int, run: _Runner) -> tuple[ndarray, ndarray]:
    """Half a year without and with a shock to both partners' attachment anxiety."""
    people = first(settled, couples)
    state = people.state.copy()
    for side in "ab":
        state[state_rows().index(f"{side}.anxiety_shift")] += 1.0
    shaken = replace(people, state=state)
    return run(people, 7 * WINDOW, WINDOW)[1], run(shaken, 7 * WINDOW, WINDOW)[1]
