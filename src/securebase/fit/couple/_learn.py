"""The couple model near the people there are, as a linear system of days.

A population lives on, and each day is regressed on the day before: the best linear
account of the model *where couples are*, events and curvature included, instead of one
at the average couple alone. What is left over is the unrest of a day.

    python -m securebase.fit.couple._learn
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from securebase.dynamics import (
    Cohort,
    Parameters,
    calibrated,
    evolve,
    out_rows,
)
from securebase.measures import checkin, instruments, score
from securebase.simulate import collect_from
from securebase.simulate._collect_truth import WINDOW, Lives, Norms, norms
from securebase.simulate._people import BATCH, people, swapped as other_way_round
from securebase.simulate._sets import digest, model_digest

from ._model import lasts
from ._sheets import score_names
from ._space import SIDES, lasting, moving, swapped
from ._surrogate import Surrogate, write_surrogate

SEED = 20_261_125
# Couples, days that they live before, and days that are looked at, a few apart.
BATCHES, SETTLE, PAIRS, APART = 48, 56, 8, 5
_SHEET_BATCHES = 10
_RIDGE = 1e-7
# Of what questions have in common beyond the slopes, this share lasts for weeks.
_LASTS = 0.9


@dataclass
class _Sums:
    """Moments of what is explained with what explains, gathered batch by batch."""

    xx: ndarray | float = 0.0
    xy: ndarray | float = 0.0
    yy: ndarray | float = 0.0
    count: int = 0

    def add(self, x: ndarray, y: ndarray) -> None:
        one = np.concatenate([np.ones((1, x.shape[1])), x])
        self.xx = self.xx + one @ one.T
        self.xy = self.xy + one @ y.T
        self.yy = self.yy + y @ y.T
        self.count += x.shape[1]

    def solved(self) -> tuple[ndarray, ndarray, ndarray]:
        """Constant, slopes and covariance of what is left."""
        xx = np.asarray(self.xx) / self.count
        xy, yy = np.asarray(self.xy) / self.count, np.asarray(self.yy) / self.count
        slopes = np.linalg.solve(xx + _RIDGE * np.eye(len(xx)), xy)
        left = yy - slopes.T @ xy
        return slopes[0], slopes[1:].T, (left + left.T) / 2


def learn(parameters: Parameters, *, batches: int = BATCHES) -> Surrogate:
    """The linear system that comes closest to the model in a population.

    Args:
        parameters: One set.
        batches: Of 1,024 couples each; fewer is quicker and rougher.
    """
    scale = norms([parameters])
    days, told, sheets = _Sums(), _Sums(), _Sums()
    start = _Sums()
    for batch in range(batches):
        cohort = people(SEED, [parameters], batch * BATCH, (batch + 1) * BATCH)
        cohort, _ = evolve(cohort, [parameters], SETTLE, seed=SEED, every=SETTLE)
        _, out = evolve(cohort, [parameters], PAIRS * APART, seed=SEED + 1)
        for both in _both_ways(cohort, out):
            _look_at_days(both, scale, days, told, start)
        if batch < _SHEET_BATCHES:
            _look_at_sheets(cohort, out, parameters, sheets)
    return _put_together(days, told, sheets, start, parameters)


@dataclass(frozen=True)
class _Lived:
    fixed: ndarray
    home: ndarray
    out: ndarray


def _both_ways(cohort: Cohort, out: ndarray) -> tuple[_Lived, _Lived]:
    """The same couples twice, the letters exchanged: no partner comes first."""
    turned = other_way_round(cohort)
    rows = [out_rows().index(swapped(row)) for row in out_rows()]
    return (
        _Lived(cohort.fixed, cohort.home, out),
        _Lived(turned.fixed, turned.home, out[:, rows]),
    )


def moved(out: Float[ndarray, "row couple"]) -> Float[ndarray, "state couple"]:
    """The states that carry over, out of a day of `evolve`."""
    return out[_moving_rows()].astype(np.float64)


def _moving_rows() -> list[int]:
    return [out_rows().index(row) for row in moving()]


def _look_at_days(
    lived: _Lived, scale: Norms, days: _Sums, told: _Sums, start: _Sums
) -> None:
    static = lasts(lived.home, lived.fixed)
    answers = _asked(lived, scale)
    for day in range(APART - 1, len(lived.out), APART):
        before, now = moved(lived.out[day - 1]), moved(lived.out[day])
        days.add(np.concatenate([before, static]), now)
        here = np.concatenate([now, static])
        told.add(here, answers[day])
    last = np.concatenate([moved(lived.out[0]), static])
    start.add(np.zeros((0, last.shape[1])), last)


def _asked(lived: _Lived, scale: Norms) -> Float[ndarray, "day question couple"]:
    lives = Lives(lived.out, lived.fixed)
    each = [scale.question(lives, one) for one in checkin.items()]
    return np.concatenate([[it[:, side] for it in each] for side in (0, 1)]).transpose(
        1, 0, 2
    )


def _look_at_sheets(
    cohort: Cohort, out: ndarray, parameters: Parameters, sums: _Sums
) -> None:
    """Scores as people give them, against where they stand when they give them."""
    found = collect_from(
        out[: WINDOW + 1], cohort, [parameters], seed=SEED + 2, occasions=(0,),
        habits={"presence.late": 0.0, "questionnaire.skipped": 0.0},
    )  # fmt: skip
    scores = scored_sheets(found.sheet_codes, found.sheets[0])
    here = np.concatenate([moved(out[WINDOW - 1]), lasts(cohort.home, cohort.fixed)])
    whole = np.isfinite(scores).all(axis=(0, 1))
    x, y = here[:, whole], np.concatenate([scores[:, 0], scores[:, 1]])[:, whole]
    turned = np.array([_place(swapped(name)) for name in (*moving(), *lasting())])
    half = len(y) // 2
    sums.add(x, y)
    sums.add(x[turned], np.concatenate([y[half:], y[:half]]))


def _place(name: str) -> int:
    return (*moving(), *lasting()).index(name)


def scored_sheets(
    codes: tuple[tuple[str, str], ...], answers: ndarray
) -> Float[ndarray, "score 2 couple"]:
    """Scores of the core set, in the order of `score_names`."""
    found: dict[str, ndarray] = {}
    for one in instruments(core=True):
        items = [codes.index((one.id, item.code)) for item in one.items]
        sides = []
        for side in range(len(SIDES)):
            raw = answers[items, side].T.astype(np.float64)
            raw[raw < 0] = np.nan
            sides.append(score(raw, one).value.T)
        for place, scale in enumerate(one.scales):
            found[f"{one.id}.{scale.id}"] = np.stack([it[place] for it in sides])
    return np.array([found[name] for name in score_names()])


def _put_together(
    days: _Sums, told: _Sums, sheets: _Sums, start: _Sums, parameters: Parameters
) -> Surrogate:
    constant, slopes, unrest = days.solved()
    asked_constant, asked, asked_left = told.solved()
    sheet_constant, sheet, sheet_left = sheets.solved()
    mean, _, spread = start.solved()
    count = len(moving())
    curve = _curves(asked_left)
    return Surrogate(
        stay=slopes[:, :count],
        pull=slopes[:, count:],
        constant=constant,
        unrest=unrest,
        mean=mean,
        spread=spread,
        asked=asked,
        asked_constant=asked_constant,
        asked_curve=curve,
        asked_left=np.maximum(np.diag(asked_left) - (curve**2).sum(axis=0), 0.0),
        sheet=sheet,
        sheet_constant=sheet_constant,
        sheet_left=sheet_left,
        model=f"{model_digest()}-{digest([parameters])}",
    )


def _curves(left: Float[ndarray, "question question"]) -> ndarray:
    """What questions have in common beyond the slopes: one lasting thing a partner.

    Giving passes its stages in series, so a straight account of it leaves a curve, the
    same in each question about it and from day to day. The two largest components are
    its sum and difference over the partners.
    """
    sizes, ways = np.linalg.eigh(left)
    half = len(left) // 2
    turned = np.concatenate([np.arange(half, 2 * half), np.arange(half)])
    both = ways[:, -2:] * np.sqrt(np.maximum(sizes[-2:], 0.0))
    # Each is its own mirror image, or minus it.
    signs = np.sign((both * both[turned]).sum(axis=0))
    even, odd = both[:, signs > 0], both[:, signs < 0]
    if even.shape[1] != 1 or odd.shape[1] != 1:
        return np.zeros((2, len(left)))
    given = [one.code for one in checkin.items()].index("d_acting_given")
    even = even[:, 0] * np.sign(even[given, 0])
    odd = odd[:, 0] * np.sign(odd[given, 0])
    first = np.sqrt(_LASTS / 2) * (even + odd)
    return np.stack([first, first[turned]])


def main() -> None:
    """Learn from the calibrated model and write what was learnt."""
    place = Path(__file__).parent / "data" / "surrogate.npz"
    write_surrogate(learn(calibrated()), place)


if __name__ == "__main__":
    main()
