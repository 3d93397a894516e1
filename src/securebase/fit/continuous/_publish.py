"""A fit as one table for a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from securebase.fit._publish import estimate_columns, p_text, published

from ._model import Clock
from ._tables import usual_intervals
from ._words import TRAP, counted, interval_words, liked

if TYPE_CHECKING:
    from ._fit import Fit

_PARTS = {
    "levels": "Level", "shifts": "Level shift", "pushes": "Push",
    "start": "Start less level", "first": "First mean",
    "rate_intercept": "Rate at nought", "loading": "Loading", "threshold": "Threshold",
    "noise": "Chance", "error": "Error", "intercept": "Own level",
    "process": "Process",
}  # fmt: skip


def table(fit: Fit, *, kind: str, level: float) -> str | bytes:
    """See `Fit.table`."""
    notes = [
        f"{liked(fit).capitalize()}.".replace("aic", "AIC").replace("bic", "BIC"),
        TRAP,
    ]
    if fit.outcome:
        notes.append(str(fit.outcome))
    return published(
        rows(fit, level=level), title=f"Dynamics of {counted(fit)}", notes=notes,
        format=kind,
    )  # fmt: skip


def rows(fit: Fit, *, level: float) -> pd.DataFrame:
    """All estimates, with a name that needs no other column."""
    steps = fit.model.clock == Clock.STEPS
    per = "Next step" if steps else f"Rate per {fit.model.unit}"
    tables = [fit.rates(level=level).assign(part=per)]
    for it in usual_intervals(fit):
        after = fit.lagged(it, level=level)
        tables.append(after.assign(part=f"After {interval_words(fit, it)}"))
    levels = fit.levels(level=level)
    tables.append(levels.assign(part=levels["part"].map(_PARTS)))
    effects = pd.concat(tables, ignore_index=True)
    arrow = effects["source"].where(
        effects["source"] == "", effects["source"] + " → "
    ) + effects["to"]  # fmt: skip
    spread = fit.variances(level=level)
    start = spread["part"].map(_PARTS).where(spread["part"] != "start", "Start")
    with_whom = spread["second"].where(spread["second"] == "", ", " + spread["second"])
    spread = spread.assign(
        part=start + " " + spread["quantity"], name=spread["first"] + with_whom
    )
    both = pd.concat([effects.assign(name=arrow), spread], ignore_index=True)
    return pd.DataFrame(
        {
            "Part": both["part"],
            "Effect": both["name"],
            **estimate_columns(both, level=level),
            "p": [p_text(it) for it in both["p"].astype(float)],
        }
    )
