"""The obvious route: one step after the other, in NumPy, over all couples at once.

The same equations and the same random numbers as the kernel's, without symbols,
vectors or threads: what the kernel is held against.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Float32, Float64, UInt32
from numpy import ndarray

from ._coefficients import coefficients
from ._evolve import STEP, Cohort, checked_days
from ._layout import fixed_rows, out_rows, state_rows
from ._maths import NUMPY, Value
from ._parameters import Parameters, given, places
from ._states import own_states, shared_states
from ._step import (
    OWN_NORMALS,
    OWN_SIGNS,
    SHARED_NORMALS,
    SHARED_SIGNS,
    Numbers,
    Side,
    advance,
    read_outs,
)


def evolve_plainly(
    cohort: Cohort,
    parameters: Sequence[Parameters],
    days: int,
    *,
    seed: int,
    every: int = 1,
    step: float = STEP,
    wide: bool = False,
) -> tuple[
    Cohort,
    Float32[ndarray, "window row couple"] | Float64[ndarray, "window row couple"],
]:
    """What `evolve` does, in plain NumPy: the same up to rounding, and much slower.

    Args:
        cohort: Couples at the start.
        parameters: Sets of parameters; each couple says which is its own.
        days: How many days.

    Other Args:
        seed: All that chance does follows from it and a couple's number.
        every: Days in a window; must divide the days.
        step: Length of a step in days; its inverse must be a whole number.
        wide: Whether to compute in double precision.

    Returns:
        The couples at the end, and an array of windows, rows (see `out_rows`) and
        couples.

    Raises:
        ModelError: If days, step or window do not fit together.
    """
    per_day = checked_days(days, every, step)
    kind = np.float64 if wide else np.float32
    out = np.empty((days // every, len(out_rows()), cohort.couples), kind)
    end = np.empty_like(cohort.state)
    for which in np.unique(cohort.which):
        own = np.flatnonzero(cohort.which == which)
        group = _Group.of(cohort, own, parameters[which], step, kind)
        moment = round(cohort.day * per_day)
        for window in range(days // every):
            out[window, :, own] = group.live(moment, every, per_day, seed).T
            moment += every * per_day
        end[:, own] = group.states()
    return replace(cohort, state=end, day=cohort.day + days), out


@dataclass(slots=True)
class _Group:
    """Couples with the same parameters; `sides` are partner a, partner b and both."""

    sides: dict[str, dict[str, ndarray]]
    home: dict[str, dict[str, ndarray]]
    fixed: dict[str, dict[str, ndarray]]
    numbers: Numbers
    number: UInt32[ndarray, " couple"]
    swapped: UInt32[ndarray, " couple"]
    kind: type

    @classmethod
    def of(
        cls,
        cohort: Cohort,
        own: ndarray,
        parameters: Parameters,
        step: float,
        kind: type,
    ) -> _Group:
        def rows(
            names: tuple[str, ...], values: ndarray
        ) -> dict[str, dict[str, ndarray]]:
            found: dict[str, dict[str, ndarray]] = {"a": {}, "b": {}, "us": {}}
            for name, row in zip(names, values[:, own].astype(kind), strict=True):
                side, _, short = name.partition(".")
                found[side][short] = row
            return found

        return cls(
            sides=rows(state_rows(), cohort.state),
            home=rows(state_rows(), cohort.home),
            fixed=rows(fixed_rows(), cohort.fixed),
            numbers=plain_numbers(parameters, step, kind),
            number=cohort.number[own],
            swapped=cohort.swapped[own],
            kind=kind,
        )

    def states(self) -> Float[ndarray, "state couple"]:
        parts = (row.partition(".") for row in state_rows())
        return np.array([self.sides[side][name] for side, _, name in parts])

    def live(
        self, moment: int, days: int, per_day: int, seed: int
    ) -> Float[ndarray, "row couple"]:
        """One window: means of its evenings, and how often what happened."""
        total: dict[str, ndarray] = {
            row: np.zeros(len(self.number), self.kind) for row in out_rows()
        }
        seen: set[str] = set()
        for day in range(days):
            for k in range(per_day):
                _add_up(total, self._step(moment + day * per_day + k, seed))
            evening = self._evening()
            seen.update(evening)
            _add_up(total, evening)
        means = {
            row: value / days if row in seen else value for row, value in total.items()
        }
        return np.array([means[row] for row in out_rows()])

    def _now(self, drawn: Mapping[str, Mapping[str, ndarray]]) -> list[Side]:
        return [
            Side(self.sides[side], self.home[side], self.fixed[side], drawn[side])
            for side in ("a", "b", "us")
        ]

    def _step(self, moment: int, seed: int) -> dict[str, ndarray]:
        """Take one step; give back what happened in it."""
        drawn = draws(moment, self.number, self.swapped, seed, self.kind)
        a, b, us = self._now(drawn)
        after = advance(a, b, us, self.numbers, NUMPY)
        self.sides = {"a": after.a, "b": after.b, "us": after.us}
        counts = {"a": after.counts_a, "b": after.counts_b, "us": after.counts_us}
        return _flat(counts)

    def _evening(self) -> dict[str, ndarray]:
        a, b, us = self._now({"a": {}, "b": {}, "us": {}})
        of_a, of_b = read_outs(a, b, us, self.numbers, NUMPY)
        return {**_flat(self.sides), **_flat({"a": of_a, "b": of_b})}


def _flat(sides: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    return {
        f"{side}.{name}": value
        for side, values in sides.items()
        for name, value in values.items()
    }


def _add_up(total: dict[str, ndarray], more: Mapping[str, Value]) -> None:
    for row, value in more.items():
        total[row] += value


def plain_numbers(parameters: Parameters, step: float, kind: type) -> Numbers:
    """Parameters and coefficients in one precision, which then rules all arithmetic."""
    values = dict(zip(places(), parameters.values.astype(kind), strict=True))
    names = [state.id for state in (*own_states(), *shared_states())]
    found = coefficients(parameters.given(), step)
    return Numbers(
        p=given(values),
        c={name: kind(value) for name, value in found.items()},
        centre=dict(zip(names, parameters.centre.astype(kind), strict=True)),
        step=kind(step),
    )


def draws(
    moment: int,
    number: UInt32[ndarray, " couple"],
    swapped: UInt32[ndarray, " couple"],
    seed: int,
    kind: type,
) -> dict[str, dict[str, ndarray]]:
    """All random numbers of a step, by side and name, as the kernel draws them."""
    roles = (swapped, 1 - swapped, np.full_like(swapped, 2))
    names = (
        (OWN_NORMALS, OWN_SIGNS),
        (OWN_NORMALS, OWN_SIGNS),
        (SHARED_NORMALS, SHARED_SIGNS),
    )
    found = {}
    for side, role, (normal, sign) in zip(("a", "b", "us"), roles, names, strict=True):
        count = len(normal) + len(normal) % 2
        words = _words(moment, number, role, count + 2, seed)
        found[side] = {
            **dict(zip(normal, _normals(words[:count], kind), strict=False)),
            **{
                name: _sign(words[count + 1], bit, kind)
                for bit, name in enumerate(sign)
            },
            "chance": uniform(words[count], kind),
        }
    return found


def _words(
    moment: int,
    number: UInt32[ndarray, " couple"],
    role: UInt32[ndarray, " couple"],
    count: int,
    seed: int,
) -> UInt32[ndarray, "word couple"]:
    key = (seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF)
    when = np.full_like(number, moment & 0xFFFFFFFF)
    calls = [
        philox([when, number, role, np.full_like(number, call)], key)
        for call in range(-(-count // 4))
    ]
    return np.concatenate(calls)


def philox(
    counter: Sequence[UInt32[ndarray, " couple"]], key: tuple[int, int], rounds: int = 7
) -> UInt32[ndarray, "4 couple"]:
    """Philox 4x32 (Salmon and others, 2011): four words for each counter."""
    c0, c1, c2, c3 = (word.astype(np.uint64) for word in counter)
    k0, k1 = key
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    for _ in range(rounds):
        first, second = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = (
            (second >> half) ^ c1 ^ np.uint64(k0),
            second & low,
            (first >> half) ^ c3 ^ np.uint64(k1),
            first & low,
        )
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.array([c0, c1, c2, c3]).astype(np.uint32)


def uniform(word: UInt32[ndarray, "*any"], kind: type) -> Float[ndarray, "*any"]:
    """From 23 bits, strictly between 0 and 1 in either precision."""
    return ((word >> np.uint32(9)).astype(kind) + 0.5) * 2.0**-23


def _normals(
    words: UInt32[ndarray, "word couple"], kind: type
) -> Float[ndarray, "word couple"]:
    """Two normal numbers from two words, by the polar form of Box and Muller."""
    far = np.sqrt(-2.0 * np.log(uniform(words[0::2], kind)))
    turn = np.pi * (uniform(words[1::2], kind) * 2.0 - 1.0)
    found: ndarray = np.empty(words.shape, kind)
    found[0::2], found[1::2] = far * np.cos(turn), far * np.sin(turn)
    return found


def _sign(word: UInt32[ndarray, " couple"], bit: int, kind: type) -> ndarray:
    return ((word >> np.uint32(bit)) & np.uint32(1)).astype(kind) * 2.0 - 1.0
