from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy import ndarray

from securebase.core import ModelError
from securebase.dynamics import STEP, Cohort, Parameters
from securebase.runs import spans, threads

from ._couple import Couple
from ._dataset import Piece, axes, couple_axes, dataset, moving, standing
from ._labels import Variable, chosen, hypotheses
from ._people import BATCH, copies as copies_of, part, people, pushed
from ._sets import digest, model_digest, sets
from ._spells import LONGEST, Spell, spells
from ._windows import Life, Windows
from ._words import known, whole

if TYPE_CHECKING:
    import xarray as xr

# Days that go before the first, in which drawn couples find into their life.
BURN_IN = 28
# More couples than numbers for them there cannot be.
MOST = 2**32 - 1
# Couples that are held in full at a time.
_HELD = 8 * BATCH

Start: TypeAlias = Literal["settled", "at_rest"]
Practice: TypeAlias = Iterable[Spell | Sequence[object]]


@dataclass(frozen=True)
class Plan:
    """A simulation as it was asked for, checked.

    Attributes:
        couples: How many.
        life: What they live through.
        kept: Variables to keep.
        off: Mechanisms that are switched off.
        begin: Couples from one number to before another, before the burn-in.
        push: What is done to them on the first day.
        axis: What the axis of couples is called.
    """

    couples: int
    life: Life
    kept: tuple[Variable, ...]
    off: tuple[str, ...]
    begin: Callable[[int, int], Cohort]
    push: Callable[[Cohort], Cohort]
    axis: str

    @property
    def rows(self) -> list[int]:
        """Rows of the model's arrays that are kept."""
        return [place for each in self.kept for place in each.places]

    @property
    def about(self) -> dict[str, object]:
        """What somebody must know to judge or repeat it."""
        return {
            "title": "Made-up couples over time",
            "securebase": _version(),
            "model": model_digest(),
            "parameters": digest(self.life.sets),
            "parameter_sets": len(self.life.sets),
            "switched_off": ", ".join(self.off),
            "seed": self.life.seed,
            "step_days": self.life.step,
            "burn_in_days": self.life.burn_in,
            "practice": "; ".join(map(_told, self.life.spells)),
            "hypotheses": "; ".join(hypotheses(self.off)),
        }


def simulate(
    couples: Couple | Cohort | int,
    *,
    days: int = 365,
    seed: int = 0,
    every: int = 1,
    copies: int = 1,
    practice: Practice = (),
    keep: Sequence[str] | None = None,
    off: Iterable[str] = (),
    parameters: Parameters | Sequence[Parameters] | None = None,
    start: Start = "settled",
    burn_in: int | None = None,
    workers: int | None = None,
    step: float = STEP,
) -> xr.Dataset:
    """Let a couple, or a population, live on for some days.

    The same arguments give the same result, bit by bit, whatever the number of
    workers; a couple's future does not depend on how many others there are. Runs that
    differ in parameters, practice or switched-off mechanisms share the luck of a seed,
    so that their difference shows what the change does.

    Args:
        couples: One couple; or how many are drawn from a population; or a cohort, which
            lives on from where it stands.

    Other Args:
        days: How many days.
        seed: From which people and chance follow.
        every: Days in a window: states come out as the mean of a window's evenings,
            events as their number in it.
        copies: For one couple, how many independent futures.
        practice: `Spell`, or tuples of its fields; beside what a couple practises.
        keep: Names of the variables to keep; all if left out.
        off: Names of mechanisms to switch off.
        parameters: One set, or several that couples or copies take in turn, so that
            the result carries their doubt; the model's own if left out.
        start: For one couple: ``"settled"`` begins as on some day of its life,
            ``"at_rest"`` exactly at its rest.
        burn_in: Days that go before the first and are not shown, without practice;
            28 if left out, none at rest or for a cohort.
        workers: How many threads; one for each core if left out.
        step: Length of a step in days; its inverse must be a whole number.

    Returns:
        Dataset with axes couple (for one couple: copy), partner and day. Its variables
        say by their attributes what they are and in which units; its own attributes
        hold all that is needed to repeat it.

    Raises:
        ModelError: If an argument cannot be; says what to do.
    """
    asked = plan(
        couples, days=days, seed=seed, every=every, copies=copies, practice=practice,
        keep=keep, off=off, parameters=parameters, start=start, burn_in=burn_in,
        step=step,
    )  # fmt: skip
    return _in_memory(asked, threads(workers))


def plan(
    couples: Couple | Cohort | int,
    *,
    days: int,
    seed: int,
    every: int,
    copies: int = 1,
    practice: Practice = (),
    keep: Sequence[str] | None = None,
    off: Iterable[str] = (),
    parameters: Parameters | Sequence[Parameters] | None = None,
    start: Start = "settled",
    burn_in: int | None = None,
    step: float = STEP,
) -> Plan:
    """What `simulate` is asked for, checked before any work is done.

    Raises:
        ModelError: If an argument cannot be.
    """
    whole("The days", days, 1, LONGEST)
    whole("The days in a window", every, 1, LONGEST)
    whole("The seed", seed, 0, 2**64 - 1)
    whole("The copies", copies, 1, MOST)
    known("A start", start, ("settled", "at_rest"))
    names = (off,) if isinstance(off, str) else tuple(off)
    life = Life(
        windows=Windows(days, every),
        sets=sets(parameters, names),
        seed=seed,
        step=step,
        burn_in=_burn_in(couples, start, burn_in),
        spells=_spells(couples, practice, days),
    )
    count, axis, begin = _beginning(couples, copies, start, life)
    kept = chosen((keep,) if isinstance(keep, str) else keep)
    return Plan(count, life, kept, names, begin, _push(couples), axis)


def _push(couples: object) -> Callable[[Cohort], Cohort]:
    if isinstance(couples, Couple):
        return partial(pushed, couple=couples)
    return lambda cohort: cohort


def _burn_in(couples: object, start: Start, given: int | None) -> int:
    if given is not None:
        return whole("The burn-in", given, 0, LONGEST)
    fresh = isinstance(couples, Cohort) or start == "at_rest"
    return 0 if fresh else BURN_IN


def _spells(couples: object, practice: Practice, days: int) -> tuple[Spell, ...]:
    own = couples.spells(days) if isinstance(couples, Couple) else ()
    return own + spells(practice)


def _beginning(
    couples: Couple | Cohort | int, copies: int, start: Start, life: Life
) -> tuple[int, str, Callable[[int, int], Cohort]]:
    """How many there are, what they are called, and where they come from."""
    if isinstance(couples, Couple):
        unrest = start == "settled"
        found = copies_of(couples, copies, life.seed, life.sets, unrest=unrest)
        return copies, "copy", partial(_some, found)
    if copies != 1 or start != "settled":
        raise ModelError(
            "Copies and another start must be asked for one couple only. Got them for "
            "several instead. Pass a securebase.Couple, or leave them out."
        )
    if isinstance(couples, Cohort):
        _need_sets(couples, len(life.sets))
        return couples.couples, "couple", partial(_some, couples)
    count = whole("The number of couples", couples, 1, MOST)
    return count, "couple", partial(people, life.seed, life.sets)


def _some(cohort: Cohort, first: int, stop: int) -> Cohort:
    return part(cohort, slice(first, stop))


def _need_sets(cohort: Cohort, count: int) -> None:
    most = int(cohort.which.max()) + 1
    if most > count:
        raise ModelError(
            f"There must be a set of parameters for each couple. Got {count} for a "
            f"cohort that asks for {most} instead. Pass them with parameters."
        )


def _in_memory(plan: Plan, workers: int) -> xr.Dataset:
    windows = plan.life.windows
    out = np.empty((len(windows), len(plan.rows), plan.couples), np.float32)
    still: list[dict[str, Piece]] = []
    for span in spans(plan.couples, _HELD):
        cohort = plan.begin(span.first, span.stop)
        still.append(pieces(plan, cohort))
        for block, values in lived(plan, cohort, workers):
            out[block, :, span.first : span.stop] = values
    variables = moving(out, plan.kept, plan.axis)
    together = {name: _joined([it[name] for it in still]) for name in still[0]}
    shared = axes(windows)
    names = {plan.axis, "parameter_set"}
    coordinates = shared | {it: together[it] for it in together if it in names}
    variables |= {it: together[it] for it in together if it not in names}
    return dataset(variables, coordinates, plan.about)


def pieces(plan: Plan, cohort: Cohort) -> dict[str, Piece]:
    """All of some couples that does not move: traits and coordinates."""
    return standing(cohort, plan.axis) | couple_axes(cohort, plan.axis)


def lived(plan: Plan, cohort: Cohort, workers: int) -> Iterable[tuple[slice, ndarray]]:
    """Blocks of windows, and the kept rows of each."""
    begun = plan.life.after_burn_in(cohort, workers)
    begun = plan.push(begun)
    for block, values in plan.life.lived(begun, workers):
        yield block, values[:, plan.rows]


def _joined(parts: Sequence[Piece]) -> Piece:
    values = np.concatenate([it.values for it in parts])
    return Piece(parts[0].dims, values, parts[0].attributes)


def _version() -> str:
    # Looked up, for the package's own module names the floors above this one.
    return str(sys.modules["securebase"].__dict__["__version__"])


def _told(spell: Spell) -> str:
    who = spell.partner if spell.partner == "both" else f"partner {spell.partner}"
    return (
        f"{spell.practice} by {who}, days {spell.from_day} to {spell.to_day}, "
        f"intensity {spell.intensity:g}"
    )
