from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy import ndarray

from securebase.core import Z95, ModelError
from securebase.dynamics import PRACTICES, Parameters, own_states

from ._chosen import chosen
from ._paired import SEED, Change, average_couples, differences, out

OUTCOMES = (
    "responsive",
    "encouraging_given",
    "perceived",
    "security",
    "threat",
    "energy",
    "mood",
    "drive",
    "growth",
    "quality",
)
_MONTH = 28
_PREFIX = "practice_"


def practice_effect(
    practice: str,
    partners: Literal["a", "both"] = "both",
    *,
    days: int = 364,
    parameters: Parameters | Sequence[Parameters] | None = None,
    couples: int = 400,
    seed: int = SEED,
) -> pd.DataFrame:
    """What practising one thing changes, on average, in average couples.

    The same couples live the same days with and without it, so that chance falls out;
    the last four weeks are compared.

    Args:
        practice: Such as ``"attending"``; see `dynamics.PRACTICES`.
        partners: ``"a"`` alone, or ``"both"``.

    Other Args:
        days: How long, in whole months of four weeks, the last of which is compared.
        parameters: One set, or several, whose spread is the model's own doubt; the
            starting values if left out.
        couples: How many.
        seed: Of chance.

    Returns:
        A row for each outcome of each partner (``a.security``) and for the couple's
        liveliness: ``effect`` in standard deviations between persons, ``error`` from
        chance, ``spread`` among sets of parameters (not known from one set), and
        ``low`` and ``high`` of its 95% range.

    Raises:
        ModelError: If there is no such practice, or the time is shorter than a month.
    """
    change = Change(fixed=dict.fromkeys(_practised(practice, partners), 1.0))
    if days < _MONTH:
        raise ModelError(
            f"A practice must have at least {_MONTH} days to work. "
            f"Got {days} instead. Give more days."
        )
    whole = days // _MONTH * _MONTH
    sets = _sets(parameters)
    found = [
        differences(
            average_couples(couples),
            change,
            each,
            days=whole,
            window=_MONTH,
            seed=seed,
        )[-1:]
        for each in sets
    ]
    own = practice.removeprefix(_PREFIX)
    names = [f"{side}.{name}" for side in "ab" for name in _outcomes(own)]
    rows = {name: _row([out(it, name)[0] for it in found]) for name in names}
    rows["us.vitality"] = _row([out(it, "us.vitality")[0] for it in found])
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.rename_axis("outcome")


def _practised(practice: str, partners: str) -> tuple[str, ...]:
    name = practice if practice.startswith(_PREFIX) else _PREFIX + practice
    known = ", ".join(it.removeprefix(_PREFIX) for it in PRACTICES)
    if name not in PRACTICES:
        raise ModelError(
            f"A practice must be one of {known}. "
            f"Got {practice!r} instead. Choose one of these."
        )
    if partners not in ("a", "both"):
        raise ModelError(
            "Those who practise must be 'a' or 'both'. "
            f"Got {partners!r} instead. Choose one of the two."
        )
    return tuple(f"{side}.{name}" for side in ("a" if partners == "a" else "ab"))


def _sets(parameters: Parameters | Sequence[Parameters] | None) -> list[Parameters]:
    if parameters is None:
        return [chosen()]
    return [parameters] if isinstance(parameters, Parameters) else list(parameters)


def _outcomes(practised: str) -> tuple[str, ...]:
    skill = (practised,) if practised in {state.id for state in own_states()} else ()
    return (*skill, *OUTCOMES)


def _row(found: Sequence[ndarray]) -> dict[str, float]:
    means = np.array([values.mean() for values in found])
    chance = np.array([values.std(ddof=1) / np.sqrt(len(values)) for values in found])
    effect = float(means.mean())
    error = float(np.sqrt((chance**2).mean() / len(found)))
    spread = float(means.std(ddof=1)) if len(found) > 1 else float("nan")
    doubt = error if np.isnan(spread) else float(np.hypot(error, spread))
    return {
        "effect": effect,
        "error": error,
        "spread": spread,
        "low": effect - Z95 * doubt,
        "high": effect + Z95 * doubt,
    }
