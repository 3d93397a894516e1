"""A fit as one table for a paper."""

from __future__ import annotations

import pandas as pd

from securebase.fit._publish import estimate_columns, p_text, published

from ._fit import Fit
from ._outcome import Outcome

_PARTS = {"random": "Random", "residual": "Residual", "over_time": "Residual"}


def table(fit: Fit, *, kind: str, level: float) -> str | bytes:
    """See `Fit.table`."""
    design = fit.design
    notes = [f"{design.couples} couples, {len(design.y)} observations."]
    if fit.outcome.has_estimates:
        notes.append(
            f"{fit.method.upper()}: −2 log-likelihood "
            f"{fit.minus_two_log_likelihood:.2f}, AIC {fit.aic:.2f}, BIC {fit.bic:.2f}."
        )
    notes.append("Degrees of freedom by Satterthwaite.")
    if fit.outcome is not Outcome.GOOD:
        notes.append(str(fit.outcome))
    return published(
        rows(fit, level=level), title=f"Effects on {design.outcome}", notes=notes,
        format=kind,
    )  # fmt: skip


def rows(fit: Fit, *, level: float) -> pd.DataFrame:
    """All estimates, fixed effects first."""
    fixed = fit.fixed(level=level).reset_index().rename(columns={"effect": "first"})
    spread = fit.variances(level=level)
    name = spread["first"] + spread["second"].where(
        spread["second"] == "", ", " + spread["second"]
    )
    part = spread["part"].map(_PARTS) + " " + spread["quantity"]
    both = pd.concat(
        [fixed.assign(part="Effect"), spread.assign(part=part, first=name)],
        ignore_index=True,
    )
    return pd.DataFrame(
        {
            "Part": both["part"],
            "Name": both["first"],
            **estimate_columns(both, level=level),
            "df": ["" if pd.isna(it) else f"{it:.1f}" for it in both["df"]],
            "p": [p_text(float(it)) for it in both["p"]],
        }
    )
