"""Is what is believed of a couple as sure as it says? Against the real model's couples.

    python -m proofs.update [--quick]

Simulation-based calibration: couples of the nonlinear model live, answer as made-up
couples do, and what is believed of them afterwards is compared with what was true. The
same rule must condemn mistakes that are planted. Then the update is compared with two
slow ways that approximate less: a Gibbs sampler on the same linear system, and very
many couples of the real model, weighed by how well they explain a diary.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import securebase.fit.couple
from proofs._lock import lock_in_report, lock_of
from proofs._planted import PLANTED
from proofs._replications import (
    LAST_DAY,
    QUANTITIES,
    SCENARIOS,
    TOGETHER,
    Places,
    places_of_truth,
    world,
)
from proofs._uniform import (
    SAMPLES,
    band_probability,
    chi_square_probability,
    outside,
)
from securebase.dynamics import calibrated
from securebase.fit.couple._belief import Belief, hear_check_ins, live_on, prior
from securebase.fit.couple._space import model_names, places
from securebase.fit.couple._surrogate import surrogate
from tests.twins.belief_gibbs import gibbs
from tests.twins.belief_particles import HARD, SPARSE, Answers, weighed
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
SEED = 20_261_126
LEVEL = 0.01
# The modules that a belief comes from; those that only use it may change freely.
_LOCKED = (
    "_belief", "_items", "_listen", "_rounded", "_sheets", "_space", "_surrogate",
    "_update",
)  # fmt: skip
SHOWN = (
    "a.security", "b.security", "a.drive", "b.drive", "a.exhaustion", "b.exhaustion",
    "a.quality", "b.quality", "us.vitality", "a.energy", "a.home_security",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much is done.

    Attributes:
        couples: In each scenario.
        samples: Uniform samples behind the bands.
        sweeps: Of the Gibbs sampler.
        crowd: Couples that are weighed.
    """

    couples: int
    samples: int
    sweeps: int
    crowd: int


FULL = Size(couples=1000, samples=SAMPLES, sweeps=1500, crowd=250_000)
QUICK = Size(couples=4, samples=2000, sweeps=60, crowd=1024)


@dataclass(frozen=True)
class Judged:
    """Outcome of one scenario.

    Attributes:
        places: Where the truth fell.
        band: Probability of straying so far, by quantity.
        chi_square: The same for counts in twenty bins.
        wrong: Quantities outside the band.
    """

    places: Places
    band: Mapping[str, float]
    chi_square: Mapping[str, float]
    wrong: Sequence[str]


def main() -> int:
    """Run all and write the report; 1 where a check fails."""
    size = QUICK if "--quick" in sys.argv[1:] else FULL
    lines, good = report(size)
    if size is QUICK:
        print("\n".join(lines))
        return 0
    write(RESULTS, "update", "Is what is believed of a couple right?", lines)
    return int(not good)


def report(size: Size) -> tuple[list[str], bool]:
    """Everything, as lines of the report, and whether all of it is as it must be."""
    # Before anything runs, so that the code cannot change in between.
    locked = list(_lock())
    judged = {
        scenario.name: judge(
            places_of_truth(world(scenario, size.couples, seed=SEED + place)),
            size.samples,
        )
        for place, scenario in enumerate(SCENARIOS)
    }
    caught = _planted(judged["dense"], size)
    exact, close = _against_gibbs(size)
    real, near = _against_the_model(size)
    good = not any(it.wrong for it in judged.values())
    good &= all(caught.values()) and close and near
    lines = [
        *_head(judged, caught, close, near, size), "", *machine(("numpy", "scipy")), "",
        *locked, "", *_verdicts(judged), "", *_table(judged), "",
        *_coverage(judged), "", *_mistakes(caught), "", *exact, "", *real,
    ]  # fmt: skip
    return lines, good


def judge(found: Places, samples: int) -> Judged:
    """Whether the truth fell uniformly."""
    band = {
        name: band_probability(values, samples=samples)
        for name, values in found.uniform.items()
    }
    chi_square = {
        name: chi_square_probability(values) for name, values in found.uniform.items()
    }
    return Judged(found, band, chi_square, outside(band, LEVEL))


def lock() -> str:
    """Changes whenever the code that a belief comes from does, or the linear system."""
    folder = Path(securebase.fit.couple.__file__).parent
    return lock_of((folder / f"{it}.py" for it in _LOCKED), surrogate().mark)


def committed_lock() -> str | None:
    """What stands in the newest report; None where there is none."""
    return lock_in_report("update")


def _planted(true: Judged, size: Size) -> dict[str, list[str]]:
    """By mistake: which quantities it throws out of the band, beyond the true code."""
    found = world(SCENARIOS[0], size.couples, seed=SEED)
    caught = {}
    for name, made in PLANTED.items():
        with made():
            wrong = judge(places_of_truth(found), size.samples).wrong
        caught[name] = [it for it in wrong if it not in true.wrong]
    return caught


def _head(
    judged: Mapping[str, Judged],
    caught: Mapping[str, list[str]],
    close: bool,
    near: bool,
    size: Size,
) -> Iterator[str]:
    total = sum(len(it.band) for it in judged.values())
    wrong = sum(len(it.wrong) for it in judged.values())
    got = sum(map(bool, caught.values()))
    yield f"**{total - wrong} of {total} quantities lie inside the band;"
    yield f"{got} of {len(caught)} planted mistakes are caught.** The Gibbs sampler"
    yield f"{'agrees' if close else '**does not agree everywhere**'}; weighed couples"
    yield f"of the real model {'agree' if near else '**do not agree**'}."
    yield ""
    yield f"{size.couples:,} couples of the nonlinear model a scenario, answers as"
    yield "made-up couples give them, seeds that nothing was learnt from. A place is"
    yield "the normal law's distribution function at the truth, which is the rank among"
    yield "infinitely many draws; for the squared distance of all that people see it is"
    yield "that of chi-square; for the last day's answers it is the rank of their"
    yield "probability among 200 days drawn from what was expected. Inside means: the"
    yield "cumulative distribution of places stays in a band that uniform samples leave"
    yield f"nowhere in 99% of cases ({size.samples:,} uniform samples; Säilynoja et al."
    yield "2022), the level shared among the quantities of a scenario as Holm does."


def _lock() -> Iterator[str]:
    yield f"Lock: `{lock()}`"
    yield ""
    yield "It changes with the code that a belief comes from"
    yield f"({', '.join(f'`{it}`' for it in _LOCKED[:4])},"
    yield f"{', '.join(f'`{it}`' for it in _LOCKED[4:])}) and the linear system"
    yield f"(`{surrogate().mark}`)."


def _verdicts(judged: Mapping[str, Judged]) -> Iterator[str]:
    yield "## Calibration"
    yield ""
    yield "| scenario | inside | outside | smallest p of band | largest gap at 80% |"
    yield "|---|---|---|---|---|"
    for name, one in judged.items():
        wrong = ", ".join(f"**{it}**" for it in one.wrong) or "none"
        gaps = [_covered(it, 0.8) - 0.8 for it in one.places.uniform.values()]
        inside = f"{len(one.band) - len(one.wrong)} of {len(one.band)}"
        yield (
            f"| {name} | {inside} | {wrong} | {min(one.band.values()):.2g} "
            f"| {max(gaps, key=abs):+.3f} |"
        )
    yield ""
    yield "Scenarios: " + "; ".join(
        f"*{it.name}*: {it.days} days, {'with' if it.sheets else 'no'} sheets,"
        f" {_missing(it.at_random)}"
        f"{', partner b silent' if it.only else ''}"
        f"{', ' + _kept(it.habits) if it.habits else ''}"
        for it in SCENARIOS
    ) + "."  # fmt: skip


def _missing(at_random: bool) -> str:
    return "missing at random" if at_random else "missing more often on hard days"


def _kept(habits: Mapping[str, float]) -> str:
    return f"{habits['presence.kept']:.0%} of check-ins sent on average"


def _table(judged: Mapping[str, Judged]) -> Iterator[str]:
    yield "Probability of straying so far by chance, of the band / of chi-square over"
    yield "twenty bins (**outside** in bold):"
    yield ""
    yield from _header(judged)
    for quantity in (*QUANTITIES, TOGETHER, LAST_DAY):
        cells = (
            _marked(
                f"{one.band[quantity]:.2g} / {one.chi_square[quantity]:.2g}",
                quantity in one.wrong,
            )
            for one in judged.values()
        )
        yield f"| {quantity} | {' | '.join(cells)} |"


def _coverage(judged: Mapping[str, Judged]) -> Iterator[str]:
    yield "Share of truths inside the middle 50 / 80 / 95%:"
    yield ""
    yield from _header(judged)
    for quantity in (*QUANTITIES, TOGETHER, LAST_DAY):
        cells = (
            " / ".join(
                f"{100 * _covered(one.places.uniform[quantity], level):.0f}"
                for level in (0.5, 0.8, 0.95)
            )
            for one in judged.values()
        )
        yield f"| {quantity} | {' | '.join(cells)} |"


def _header(judged: Mapping[str, Judged]) -> Iterator[str]:
    yield f"| quantity | {' | '.join(judged)} |"
    yield f"|---|{'---|' * len(judged)}"


def _marked(text: str, bold: bool) -> str:
    return f"**{text}**" if bold else text


def _covered(values: np.ndarray, level: float) -> float:
    return float((np.abs(values - 0.5) < level / 2).mean())


def _mistakes(caught: Mapping[str, list[str]]) -> Iterator[str]:
    yield "## Planted mistakes"
    yield ""
    yield "The couples of the dense scenario and the same rule; caught where a quantity"
    yield "falls outside that the true code keeps inside."
    yield ""
    yield "| mistake | caught | quantities outside |"
    yield "|---|---|---|"
    for name, wrong in caught.items():
        some = ", ".join(wrong[:3]) + (" …" if len(wrong) > 3 else "")
        yield (
            f"| {name} | {'yes' if wrong else '**no**'} "
            f"| {len(wrong)}{': ' + some if wrong else ''} |"
        )


def _heard(days: Sequence[Answers]) -> Belief:
    belief = prior()
    for answers in days:
        belief = hear_check_ins(live_on(belief), answers)
    return belief


def _against_gibbs(size: Size) -> tuple[list[str], bool]:
    couples = world(SCENARIOS[0], 6, seed=SEED + 50).events
    diaries = [
        *((f"couple {place}", [it.answers for it in events[:7]])
          for place, events in enumerate(couples, 1)),
        ("a few answers", list(SPARSE)), ("a hard week", list(HARD)),
    ]  # fmt: skip
    lines = [
        "## Against a Gibbs sampler on the same linear system", "",
        "All numbers of the belief on the last evening; in standard deviations of the",
        "sampler. Wanted: means within 0.05 and four Monte Carlo errors, SDs within",
        "5%.", "",
        "| diary | answers | largest gap of a mean | error, at most | SD ratio |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    close = True
    for name, days in diaries:
        exact, belief = gibbs(days, seed=SEED, sweeps=size.sweeps), _heard(days)
        sd = np.sqrt(np.diag(exact.spread))
        gap, error = np.abs(belief.mean - exact.mean) / sd, exact.error / sd
        ratio = np.sqrt(np.diag(belief.spread)) / sd
        close &= bool((gap < 0.05 + 4 * error).all() and (abs(ratio - 1) < 0.05).all())
        lines.append(
            f"| {name} | {sum(map(len, days))} | {gap.max():.3f} | {error.max():.3f} "
            f"| {ratio.min():.3f} to {ratio.max():.3f} |"
        )
    return lines, close


def _against_the_model(size: Size) -> tuple[list[str], bool]:
    lines = [
        "## Against weighed couples of the real model", "",
        f"{size.crowd:,} couples drawn from the population live on in the nonlinear",
        "model; each counts as much as it explains the diary, own words and own scale",
        "integrated. Gaps and Monte Carlo errors in standard deviations of the weighed",
        "couples. Wanted of the states shown: means within 0.1 and SDs within 10%, and",
        "four Monte Carlo errors of each.",
    ]  # fmt: skip
    near = True
    for name, days in {"a few answers": SPARSE, "a hard week": HARD}.items():
        found = weighed(days, calibrated(), couples=size.crowd, seed=SEED)
        belief, known = _heard(days), len(model_names())
        gap = (belief.mean[:known] - found.mean) / found.sd
        error = found.error / found.sd
        ratio = np.sqrt(np.diag(belief.spread)[:known]) / found.sd
        at = [places()[it] for it in SHOWN]
        fits = np.abs(gap[at]) < 0.1 + 4 * error[at]
        sharp = np.abs(ratio[at] - 1) < 0.1 + 4 / (2 * found.effective) ** 0.5
        near &= bool(fits.all() and sharp.all())
        lines += [
            "", f"{name.capitalize()}, {sum(map(len, days))} in {len(days)} days; the",
            f"weights count like {found.effective:,.0f} couples. Over all",
            f"{known} numbers the largest gap is {np.abs(gap).max():.3f}, SDs are",
            f"{ratio.min():.2f} to {ratio.max():.2f} of the weighed couples'.", "",
            "| number | gap of the mean | Monte Carlo error | SD, belief / couples |",
            "|---|---|---|---|",
            *(f"| {it} | {gap[k]:+.3f} | {error[k]:.3f} | {ratio[k]:.3f} |"
              for it, k in zip(SHOWN, at, strict=True)),
        ]  # fmt: skip
    return lines, near


if __name__ == "__main__":
    sys.exit(main())
