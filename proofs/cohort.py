"""Are cohorts found again by the couple model, and are their intervals honest?

    python -m proofs.cohort [--quick]

Cohorts of the real, nonlinear model are drawn from what is expected of cohorts, live,
answer as made-up couples do, and are fitted. Intervals are held against what was true,
with and without the correction by made-up couples; mistakes that are planted must be
caught by the same rule; and what single diaries say of a population is held against
very many couples of the real model.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy import ndarray

import securebase.fit.couple
from proofs._cohorts import CORRECTED, PLAIN, Study, answered
from proofs._lock import lock_in_report, lock_of
from securebase.core import Z95
from securebase.dynamics import calibrated
from securebase.fit.couple import Belief, Cohort, Learnt, Said, cohort
from securebase.fit.couple._belief import hear_check_ins, live_on, prior
from securebase.fit.couple._differ import Law, before, law
from securebase.fit.couple._likelihood import explained
from securebase.fit.couple._sites import everybody, sites
from securebase.fit.couple._surrogate import surrogate
from tests.twins.belief_particles import HARD, SPARSE, Answers
from tests.twins.cohort_particles import crowd, gains
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
SEED = 20_261_127
# The modules that a cohort comes from, with those of a couple's belief.
_LOCKED = (
    "_belief", "_cohort", "_corrected", "_differ", "_items", "_learnt", "_likelihood",
    "_listen", "_rounded",
    "_search", "_sheets", "_sites", "_space", "_surrogate", "_twins", "_update",
)  # fmt: skip
STUDIES = (
    Study(name="four weeks", couples=60, days=28),
    Study(name="two weeks, no sheets", couples=60, days=14, sheets=False),
    Study(name="200 couples, a week", couples=200, days=7),
)
# In which mistakes are planted: of the straight account's fit in the quickest, of the
# correction in the one that needs it most.
PLAIN_IN, CORRECTED_IN, PLANTED_COHORTS = STUDIES[1], STUDIES[2], 3
# Half-width of the middle 80% of a normal law.
_Z80 = 1.2815515655446004
# What is wanted: shares in intervals, and how large errors are in standard errors.
WITHIN = {0.8: (0.75, 0.88), 0.95: (0.91, 0.98)}
SIZE = (0.85, 1.15)
SHOWN = (
    "home_security", "home_mood", "home_energy", "home_quality", "home_exhaustion",
    "home_drive", "home_acting", "neuroticism", "agreeableness", "trait_anxiety",
    "trait_avoidance", "home_vitality",
)  # fmt: skip
DIARIES = {"a few answers": SPARSE, "a hard week": HARD}


@dataclass(frozen=True)
class Size:
    """How much is done.

    Attributes:
        cohorts: In each study.
        twins: Couples that are made up for each correction; as usual if None.
        crowd: Couples that are weighed.
    """

    cohorts: int
    twins: int | None
    crowd: int


FULL = Size(cohorts=5, twins=None, crowd=50_000)
QUICK = Size(cohorts=1, twins=4, crowd=2048)


@dataclass(frozen=True, eq=False)
class Judged:
    """How the truth fell, in a study.

    Attributes:
        z: Errors in standard errors, by cohort, kind, and mean or spread.
        learnt: Share of the doubt beforehand that was gone.
        nought: Spreads that could as well be nought, by cohort and kind.
        outcomes: How each fit ended.
    """

    z: ndarray
    learnt: ndarray
    nought: ndarray
    outcomes: Sequence[str]

    def told(self, least: float = 0.1, most: float = 2.0) -> ndarray:
        """Errors of numbers of which so much was learnt."""
        return self.z[(self.learnt >= least) & (self.learnt < most)]

    @property
    def wrong(self) -> list[str]:
        """In what errors are not as they must be."""
        found = [
            f"{level:.0%} intervals"
            for level, (low, high) in WITHIN.items()
            if not low <= _inside(self.told(), level) <= high
        ]
        for name, part in (("means", 0), ("spreads", 1)):
            size = _size(self.z[..., part][self.learnt[..., part] >= 0.1])
            if not SIZE[0] <= size <= SIZE[1]:
                found.append(f"size of errors of {name}")
        return found


def main() -> int:
    """Run all and write the report; 1 where a check fails."""
    size = QUICK if "--quick" in sys.argv[1:] else FULL
    lines, good = report(size)
    if size is QUICK:
        print("\n".join(lines))
        return 0
    write(RESULTS, "cohort", "Are cohorts found again?", lines)
    return int(not good)


def report(size: Size) -> tuple[list[str], bool]:
    """Everything, as lines of the report, and whether all of it is as it must be."""
    # Before anything runs, so that the code cannot change in between.
    locked = lock()
    made = {
        it.name: list(_cohorts(it, size.cohorts, SEED + 1000 * place))
        for place, it in enumerate(STUDIES)
    }
    judged = {name: judge(each, size.twins) for name, each in made.items()}
    straight = {name: judge(each, 0) for name, each in made.items()}
    caught = _planted(made[CORRECTED_IN.name], size)
    close, apart = _against_the_model(size)
    wrong = {name: it.wrong for name, it in judged.items() if it.wrong}
    good = not wrong and all(caught.values()) and close
    lines = [
        *_head(judged, wrong, caught, close), "", *machine(("numpy", "scipy")), "",
        f"Lock: `{locked}`", "", *_table(judged, straight), "",
        *_each(judged[STUDIES[0].name]),
        "", *_mistakes(caught), "", *apart,
    ]  # fmt: skip
    return lines, good


def lock() -> str:
    """Changes whenever the code that a cohort comes from does, or the linear system."""
    folder = Path(securebase.fit.couple.__file__).parent
    names = (*(f"{it}.py" for it in _LOCKED), "data/cohort.toml")
    return lock_of((folder / it for it in names), surrogate().mark)


def committed_lock() -> str | None:
    """What stands in the newest report; None where there is none."""
    return lock_in_report("cohort")


@dataclass(frozen=True, eq=False)
class Made:
    """A cohort: what is true of it, and what is known of each couple."""

    law: Law
    beliefs: tuple[Belief, ...]


def _cohorts(
    study: Study, count: int, seed: int, *, different: float = 1.0
) -> Iterator[Made]:
    """Cohorts drawn from what is expected of cohorts, or that are everybody."""
    known = before()
    for place in range(count):
        rng = np.random.default_rng([seed, place])
        drawn = law(different * rng.standard_normal(2 * len(known.widen)), known)
        yield Made(drawn, answered(study, drawn, seed=seed + place))


def judge(made: Sequence[Made], twins: int | None) -> Judged:
    """Fit cohorts and hold what came out against what is true."""
    fits = [
        cohort(it.beliefs, twins=twins, seed=SEED + 100 * place)
        for place, it in enumerate(made)
    ]
    z = [_errors(one, it.law) for one, it in zip(fits, made, strict=True)]
    learnt = [
        [[it.mean.learnt, it.spread.learnt] for it in one.parameters] for one in fits
    ]
    nought = [[it.at_nought for it in one.parameters] for one in fits]
    outcomes = [it.outcome.name.lower() for it in fits]
    return Judged(np.array(z), np.array(learnt), np.array(nought), outcomes)


def _errors(found: Cohort, true: Law) -> ndarray:
    one, rows = everybody(), []
    for kind, it in enumerate(found.parameters):
        place = one.kind.index(kind)
        mean = one.mean[place] + one.sd[place] * true.mean[place]
        rows.append([_in_errors(it.mean, mean), _in_log_errors(
            it.spread, one.sd[place] * true.scale[place])])  # fmt: skip
    return np.array(rows)


def _in_errors(it: Learnt, truth: float) -> float:
    return float((truth - it.value) / it.se)


def _in_log_errors(it: Learnt, truth: float) -> float:
    return float(np.log(truth / it.value) / (np.log(it.high / it.value) / Z95))


def _inside(z: ndarray, level: float) -> float:
    return float((np.abs(z) < {0.8: _Z80, 0.95: Z95}[level]).mean())


def _size(z: ndarray) -> float:
    return float(np.sqrt((z**2).mean())) if z.size else 1.0


def _planted(made: Sequence[Made], size: Size) -> dict[str, list[str]]:
    """By mistake: what it throws off, beyond what the true code does."""
    few = made[:PLANTED_COHORTS]
    still = list(_cohorts(PLAIN_IN, len(few), SEED + 9000, different=0.0))
    caught = {}
    sorts = ((PLAIN, still, 0), (CORRECTED, few, size.twins))
    for mistakes, some, twins in sorts:
        true = judge(some, twins).wrong
        for name, wrong in mistakes.items():
            with wrong():
                caught[name] = [it for it in judge(some, twins).wrong if it not in true]
    return caught


def _head(
    judged: Mapping[str, Judged],
    wrong: Mapping[str, list[str]],
    caught: Mapping[str, list[str]],
    close: bool,
) -> Iterator[str]:
    got = sum(map(bool, caught.values()))
    verdict = (
        "All intervals are as honest as wanted"
        if not wrong
        else "**Not as wanted: "
        + "; ".join(f"{name}: {', '.join(it)}" for name, it in wrong.items())
        + "**"
    )
    yield f"{verdict}. {got} of {len(caught)} planted mistakes are caught. Weighed"
    yield f"couples of the real model {'agree' if close else '**do not agree**'}."
    yield ""
    yield "Cohorts are drawn from what is expected of cohorts (means half a standard"
    yield "deviation from everybody's, correlated as persons are; spreads within their"
    yield "evidence), settle in the nonlinear model, answer with gaps, rounding and"
    yield "ends of scales, and are fitted. Counted are numbers of which the data said"
    yield "something (a tenth of the doubt beforehand gone, as variance). Wanted: "
    yield (
        "; ".join(
            f"{level:.0%} intervals hold {low:.0%} to {high:.0%} of truths"
            for level, (low, high) in WITHIN.items()
        )
        + f"; errors of means and of logarithms of spreads are {SIZE[0]} to {SIZE[1]}"
    )
    yield "standard errors large (root mean square)."


def _table(
    judged: Mapping[str, Judged], straight: Mapping[str, Judged]
) -> Iterator[str]:
    yield "## Recovery"
    yield ""
    yield (
        "| study | cohorts | numbers told of | in 80% | in 95% | size of errors of "
        "means | of spreads | mean error of means | of spreads | ended |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for name, one in judged.items():
        yield _recovered(name, one)
    for name, one in straight.items():
        yield _recovered(f"{name}, not corrected", one)
    yield ""
    yield "By how much was learnt, all studies: share in 80% / 95%, numbers"
    yield ""
    yield "| learnt | means | spreads |"
    yield "|---|---|---|"
    marks = ((Said.NOTHING, -1.0, 0.1), (Said.LITTLE, 0.1, 0.5),
             (Said.ROUGHLY, 0.5, 0.75), (Said.WELL, 0.75, 2.0))  # fmt: skip
    for said, low, high in marks:
        cells = []
        for part in (0, 1):
            z = np.concatenate([_part(one, part, low, high) for one in judged.values()])
            cells.append(
                f"{_inside(z, 0.8):.0%} / {_inside(z, 0.95):.0%}, {len(z)}"
                if len(z) else "–"
            )  # fmt: skip
        yield f"| {said} | {cells[0]} | {cells[1]} |"


def _recovered(name: str, one: Judged) -> str:
    told, means, spreads = one.told(), _part(one, 0), _part(one, 1)
    return (
        f"| {name} | {len(one.z)} | {len(told)} of {one.z.size} "
        f"| {_inside(told, 0.8):.1%} | {_inside(told, 0.95):.1%} "
        f"| {_size(means):.2f} | {_size(spreads):.2f} "
        f"| {means.mean():+.2f} | {spreads.mean():+.2f} | {_counts(one.outcomes)} |"
    )


def _part(one: Judged, part: int, low: float = 0.1, high: float = 2.0) -> ndarray:
    learnt = one.learnt[..., part]
    return one.z[..., part][(learnt >= low) & (learnt < high)]


def _counts(outcomes: Sequence[str]) -> str:
    kinds = sorted(set(outcomes))
    return ", ".join(f"{it} {outcomes.count(it)}" for it in kinds)


def _each(one: Judged) -> Iterator[str]:
    yield f"*{STUDIES[0].name}*, {STUDIES[0].couples} couples, by parameter:"
    yield ""
    yield (
        "| parameter | mean: learnt | size of errors | spread: learnt "
        "| size of errors | as well nought |"
    )
    yield "|---|---|---|---|---|---|"
    for name in SHOWN:
        kind = everybody().kinds.index(name)
        yield (
            f"| {name} | {one.learnt[:, kind, 0].mean():.2f} "
            f"| {_size(one.z[:, kind, 0]):.2f} | {one.learnt[:, kind, 1].mean():.2f} "
            f"| {_size(one.z[:, kind, 1]):.2f} | {one.nought[:, kind].mean():.0%} |"
        )


def _mistakes(caught: Mapping[str, list[str]]) -> Iterator[str]:
    yield "## Planted mistakes"
    yield ""
    yield f"The same rule in {PLANTED_COHORTS} cohorts each. Mistakes in the straight"
    yield f"account's fit: *{PLAIN_IN.name}*, cohorts that are everybody, where it is"
    yield "right without a correction. Mistakes in the correction:"
    yield f"*{CORRECTED_IN.name}*."
    yield ""
    yield "| mistake | caught | by |"
    yield "|---|---|---|"
    for name, wrong in caught.items():
        yield f"| {name} | {'yes' if wrong else '**no**'} | {', '.join(wrong)} |"


def _against_the_model(size: Size) -> tuple[bool, list[str]]:
    lines = list(_of_crowd(size))
    found = crowd(list(DIARIES.values()), calibrated(), couples=size.crowd, seed=SEED)
    laws = list(_laws())
    true = [gains(found, law(it, before())) for it in laws]
    close = True
    for place, (name, days) in enumerate(DIARIES.items()):
        quick = _quick(days, laws)
        gap = quick - np.array([gain[place] for gain, _ in true])
        error = np.array([error[place] for _, error in true])
        far = np.abs(gap) >= 0.03 + 4 * error
        close &= not far.any()
        lines.append(
            f"| {name} | {len(laws)} | {np.abs(quick).max():.2f} "
            f"| {np.abs(gap).max():.3f} | {_size(gap):.3f} | {np.median(error):.3f} "
            f"| {far.sum()} |"
        )
    return close, lines


def _of_crowd(size: Size) -> Iterator[str]:
    yield "## Against weighed couples of the real model"
    yield ""
    yield f"{size.crowd:,} couples of everybody live on in the nonlinear model; each"
    yield "counts as much as it explains a diary. What the diary says of another"
    yield "population (logarithm of probability against everybody's) is the mean of how"
    yield "much more probable each is in it. Populations: each kind by one doubt"
    yield "beforehand, up and down, in its mean (with what goes along) and its spread."
    yield "Wanted: within 0.03 and four errors by chance."
    yield ""
    yield (
        "| diary | populations | says, largest | gap, largest | root mean square "
        "| error by chance | not within |"
    )
    yield "|---|---|---|---|---|---|---|"


def _laws() -> Iterator[ndarray]:
    known = before()
    count = len(known.widen)
    for kind in range(count):
        ways = known.shift[kind] / np.sqrt((known.shift[kind] ** 2).sum())
        for way in (-1.0, 1.0):
            yield np.concatenate([way * ways, np.zeros(count)])
            yield np.concatenate([np.zeros(count), way * np.eye(count)[kind]])


def _quick(days: Sequence[Answers], laws: Sequence[ndarray]) -> ndarray:
    belief, known = prior(), before()
    for answers in days:
        belief = hear_check_ins(live_on(belief), answers)
    heard = sites([belief])
    nowhere = explained(0 * laws[0], known, heard).log
    return np.array([explained(it, known, heard).log - nowhere for it in laws])


if __name__ == "__main__":
    sys.exit(main())
