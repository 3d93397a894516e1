"""Do dyadic models give back what was true, as surely as they say?

    python -m proofs.dyadic [--quick]

Made-up studies with known effects, a thousand for each scenario, drawn from their
definition. Where the truth falls in each study's interval must be uniform; the same
rule must condemn mistakes that are planted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy import ndarray
from scipy import stats

import securebase.fit.mixed
from proofs._dyads import SCENARIOS, Scenario, fits_of, model_of, study
from proofs._lock import lock_in_report, lock_of
from proofs._uniform import SAMPLES, band_probability, outside
from securebase.fit.mixed import Diary, DyadicModel, Refits
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
SEED, LEVEL = 20_261_126, 0.01
FULL, QUICK = 1000, 60
# The modules that estimates and their errors come from.
_LOCKED = (
    "_batches", "_columns", "_covariance", "_design", "_fit", "_kinds", "_likelihood",
    "_many", "_parts", "_refit", "_search", "_structure", "_tables",
)  # fmt: skip
Mistake = Callable[[DyadicModel, Diary, ndarray], tuple[DyadicModel, Diary, ndarray]]


@dataclass(frozen=True)
class Judged:
    """Outcome of one scenario.

    Attributes:
        places: By effect, where the truth fell, from 0 to 1.
        bias: By effect, mean error in its own Monte Carlo errors.
        ended: Share of searches that ended well.
        seconds: For each refit.
    """

    places: Mapping[str, ndarray]
    bias: Mapping[str, float]
    ended: float
    seconds: float

    def band(self, samples: int) -> dict[str, float]:
        """Probability of straying so far by chance, by effect."""
        return {
            it: band_probability(values, samples=samples)
            for it, values in self.places.items()
        }


def main() -> int:
    """Run all and write the report; 1 where a check fails."""
    quick = "--quick" in sys.argv[1:]
    lines, good = report(QUICK if quick else FULL, 2000 if quick else SAMPLES)
    if quick:
        print("\n".join(lines))
        return 0
    write(RESULTS, "dyadic", "Do dyadic models give back what was true?", lines)
    return int(not good)


def report(studies: int, samples: int) -> tuple[list[str], bool]:
    """Everything, as lines of the report, and whether all of it is as it must be."""
    locked = lock()
    judged = {
        it.name: judge(it, studies, SEED + place) for place, it in enumerate(SCENARIOS)
    }
    bands = {name: it.band(samples) for name, it in judged.items()}
    wrong = {name: outside(it, LEVEL) for name, it in bands.items()}
    caught = planted(studies, samples)
    ended = all(it.ended > 0.99 for it in judged.values())
    good = not any(wrong.values()) and all(caught.values()) and ended
    lines = [
        *_head(judged, wrong, caught, studies), "", *machine(("numpy", "scipy")), "",
        f"Lock: `{locked}`", "", *_table(judged, bands, wrong), "", *_mistakes(caught),
    ]  # fmt: skip
    return lines, good


def judge(
    scenario: Scenario, studies: int, seed: int, mistake: Mistake | None = None
) -> Judged:
    """Where the truth falls in the intervals of many studies."""
    model, (diary, outcomes) = model_of(scenario), study(scenario, studies, seed)
    if mistake is not None:
        model, diary, outcomes = mistake(model, diary, outcomes)
    begin = time.perf_counter()
    _, found = fits_of(model, diary, outcomes)
    seconds = (time.perf_counter() - begin) / studies
    places, bias = {}, {}
    for place, name in enumerate(found.effects):
        error = _errors(found, place, scenario.effects[name])
        places[name] = stats.t.cdf(error, found.df[place])
        bias[name] = float(error.mean() / error.std() * np.sqrt(len(error)))
    return Judged(places, bias, float(found.converged.mean()), seconds)


def _errors(found: Refits, place: int, true: float) -> ndarray:
    """Errors of the studies whose search ended well, in their own standard errors."""
    kept = found.converged
    return np.asarray((found.estimates[kept, place] - true) / found.se[kept, place])


def lock() -> str:
    """Changes whenever the code that estimates come from does."""
    folder = Path(securebase.fit.mixed.__file__).parent
    return lock_of(folder / f"{it}.py" for it in _LOCKED)


def committed_lock() -> str | None:
    """What stands in the newest report; None where there is none."""
    return lock_in_report("dyadic")


def _with(**choices: object) -> Mistake:
    def made(
        model: DyadicModel, diary: Diary, y: ndarray
    ) -> tuple[DyadicModel, Diary, ndarray]:
        return replace(model, **choices), diary, y  # type: ignore[arg-type]

    return made


def _column(change: Callable[[Diary], Diary]) -> Mistake:
    return lambda model, diary, y: (model, change(diary), y)


def _turned(diary: Diary) -> Diary:
    own, other = diary.frame["support"], diary.frame["support_partner"]
    return replace(diary, frame=diary.frame.assign(support=other, support_partner=own))


def _yesterday(diary: Diary) -> Diary:
    made = diary.lag("support_partner").frame
    late = made["support_partner_lag1"].fillna(0.0)
    return replace(diary, frame=made.assign(support_partner=late))


def _twice(
    model: DyadicModel, diary: Diary, y: ndarray
) -> tuple[DyadicModel, Diary, ndarray]:
    """Every couple counts twice."""
    frame, count = diary.frame, diary.frame["couple"].max() + 1
    again = frame.assign(couple=frame["couple"] + count)
    both = replace(
        diary, frame=pd.concat([frame, again], ignore_index=True),
        row=np.tile(diary.row, 2),
    )  # fmt: skip
    return model, both, np.concatenate([y, y])


def _nought(
    model: DyadicModel, diary: Diary, y: ndarray
) -> tuple[DyadicModel, Diary, ndarray]:
    """What is missing is taken for the mean."""
    filled = np.where(np.isnan(y), np.nanmean(y, 0), y)
    return (
        model,
        replace(diary, frame=diary.frame.assign(closeness=filled[:, 0])),
        filled,
    )


MISTAKES: dict[str, tuple[str, Mistake]] = {
    "persons have no levels of their own": (
        "dense",
        _with(random=(), over_time="none"),
    ),
    "days do not go on": ("dense", _with(over_time="none")),
    "persons' levels do not go together": ("cohort", _with(correlated=False)),
    "own and partner's answers are turned": ("dense", _column(_turned)),
    "the partner's answers are of the day before": ("dense", _column(_yesterday)),
    "every couple counts twice": ("dense", _twice),
    "what is missing is the mean": ("40% missing", _nought),
    "persons' slopes are all the same": ("own slopes", _with(random=("1",))),
}


def planted(studies: int, samples: int) -> dict[str, list[str]]:
    """By mistake: the effects that it throws out of the band."""
    by_name = {it.name: (it, SEED + place) for place, it in enumerate(SCENARIOS)}
    caught = {}
    for name, (where, mistake) in MISTAKES.items():
        scenario, seed = by_name[where]
        found = judge(scenario, studies, seed, mistake)
        caught[name] = outside(found.band(samples), LEVEL)
    return caught


def _head(
    judged: Mapping[str, Judged],
    wrong: Mapping[str, list[str]],
    caught: Mapping[str, list[str]],
    studies: int,
) -> Iterator[str]:
    total = sum(len(it.places) for it in judged.values())
    bad, got = sum(map(len, wrong.values())), sum(map(bool, caught.values()))
    yield f"**{total - bad} of {total} effects lie inside the band; {got} of "
    yield f"{len(caught)} planted mistakes are caught.** {studies:,} studies for each"
    yield "scenario, by REML, with degrees of freedom by Satterthwaite. A place is the"
    yield "t distribution's function at the error over its standard error; inside means"
    yield "that the cumulative distribution of places stays in a band that uniform"
    yield "samples leave nowhere in 99% of cases (Säilynoja et al. 2022), the level"
    yield "shared among the effects of a scenario as Holm does. Who answers when, and"
    yield "the predictors, are drawn once for each scenario."


def _table(
    judged: Mapping[str, Judged],
    bands: Mapping[str, Mapping[str, float]],
    wrong: Mapping[str, list[str]],
) -> Iterator[str]:
    yield (
        "| scenario | effect | inside 95% | bias, in its errors | p of band "
        "| ended well | seconds a refit |"
    )
    yield "|---|---|---|---|---|---|---|"
    for name, one in judged.items():
        for effect, places in one.places.items():
            covered = float((np.abs(places - 0.5) < 0.475).mean())
            mark = " **outside**" if effect in wrong[name] else ""
            yield (
                f"| {name} | {effect} | {covered:.1%} | {one.bias[effect]:+.2f} "
                f"| {bands[name][effect]:.2g}{mark} | {one.ended:.1%} "
                f"| {one.seconds:.4f} |"
            )


def _mistakes(caught: Mapping[str, list[str]]) -> Iterator[str]:
    yield "## Planted mistakes"
    yield ""
    yield "| mistake | scenario | caught by |"
    yield "|---|---|---|"
    for name, effects in caught.items():
        by = ", ".join(effects) or "**nothing**"
        yield f"| {name} | {MISTAKES[name][0]} | {by} |"


if __name__ == "__main__":
    sys.exit(main())
