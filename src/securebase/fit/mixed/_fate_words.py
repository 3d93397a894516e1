"""A common fate model and its fit as text: equations, summary, table, a paragraph."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from importlib.metadata import version
from platform import python_version
from typing import Any

import numpy as np
import pandas as pd

from securebase.fit._publish import estimate_columns, p_text, published

from ._fate import CommonFateModel
from ._fate_effects import one_table
from ._fate_fit import CommonFateFit
from ._fate_parts import levels_of
from ._outcome import Outcome
from ._words import DYADIC, METHOD, OVER_TIME, RESTRICTED, kind_text

_COMMON_FATE = (
    "Ledermann, T., & Kenny, D. A. (2012). The common fate model for dyadic data: "
    "Variations of a theoretically important but underutilized model. Journal of "
    "Family Psychology, 26(1), 140–148. https://doi.org/10.1037/a0026624"
)
_REML = " (Patterson & Thompson, 1971)"


def model_equations(model: CommonFateModel) -> str:
    """See `CommonFateModel.equations`."""
    role = "" if model.exchangeable else "[role]"
    return "\n".join(
        [
            f"{model.predictor}[person] = m1{role} + X[couple] + e1[person]",
            f"{model.outcome}[person] = m2{role} + Y[couple] + e2[person]",
            "Y[couple] = b X[couple] + d[couple]",
            "cov(e1[person], e2[person]) is free, between partners it is nought",
        ]
    )


def equations(fit: CommonFateFit) -> str:
    """See `CommonFateFit.equations`."""
    return "\n".join(_lines(fit)) if fit.outcome.has_estimates else ""


def _lines(fit: CommonFateFit) -> Iterator[str]:
    x, y, daily = fit.model.predictor, fit.model.outcome, _daily(fit)
    levels = levels_of(fit.stacked.design)
    rest = " + ".join(
        _part(level, part, "", daily) for level in levels for part in ("shared", "own")
    )
    for name, value in fit.fixed()["estimate"].items():
        yield f"{name} = {value:.4g} + {rest}"
    for row in fit.effects().to_dict("records"):
        of = _part(row["level"], row["part"], row["role"], daily)
        slope = "?" if np.isnan(row["estimate"]) else f"{row['estimate']:.4g}"
        yield f"{y}, {of} = {slope} {x}, {of} + rest"
    for row in fit.variances().to_dict("records"):
        if row["part"] == "over_time":
            yield f"cor(day[t], day[s]) = {row['estimate']:.4g}^|t - s|"
            continue
        what = "var" if row["quantity"] == "variance" else "cor"
        names = f"{row['first']}, {row['second']}" if row["second"] else row["first"]
        of = _part(row["level"], row["part"], "", daily)
        yield f"{what}({names}; {of}) = {row['estimate']:.4g}"


def _daily(fit: CommonFateFit) -> bool:
    return len(levels_of(fit.stacked.design)) > 1


def _part(level: str, part: str, role: str, daily: bool) -> str:
    """Which part: with days of which level, and whose where roles tell apart."""
    inside = ", ".join(filter(None, (level if daily else "", role)))
    return f"{part}[{inside}]" if inside else part


def summary(fit: CommonFateFit) -> str:
    """See `CommonFateFit.summary`."""
    design, found = fit.stacked.design, fit.outcome.has_estimates
    kind = kind_text(design.kinds.kinds[0])
    ends = f": {_criteria(fit)}" if found else ""
    lines = [
        f"common fate: {fit.model.formula}",
        f"{design.couples} couples ({kind}), {len(design.y)} answers",
        f"by {METHOD[fit.stacked.method]}{ends}",
    ]
    if fit.outcome is not Outcome.GOOD:
        lines.append(f"{fit.outcome.name.lower()}: {fit.outcome}")
    if found:
        effects = fit.effects()
        lines += _notes(effects)
        effects = effects.drop(columns="note")
        tables = [it.set_index("level") for it in (effects, fit.variances())]
        shown = [it.round(4).to_string(na_rep="") for it in (fit.fixed(), *tables)]
        lines += ["", *(f"{it}\n" for it in shown)]
    return "\n".join(lines)


def _criteria(fit: CommonFateFit) -> str:
    return (
        f"-2 log-likelihood {fit.minus_two_log_likelihood:.2f}, AIC {fit.aic:.2f}, "
        f"BIC {fit.bic:.2f}"
    )


def _notes(effects: pd.DataFrame) -> list[str]:
    """What is to be said of the effects, each once, and of which level."""
    many = effects["level"].nunique() > 1
    return [
        f"{row['level'].capitalize()}: {row['note']}" if many else row["note"]
        for row in effects.to_dict("records")
        if row["note"]
    ]


def table(fit: CommonFateFit, *, kind: str, level: float) -> str | bytes:
    """See `CommonFateFit.table`."""
    design = fit.stacked.design
    notes = [f"{design.couples} couples, {len(design.y)} answers."]
    if fit.outcome.has_estimates:
        notes.append(f"{fit.stacked.method.upper()}: {_criteria(fit)}.")
        notes += _notes(fit.effects(level=level))
    if fit.outcome is not Outcome.GOOD:
        notes.append(str(fit.outcome))
    return published(
        rows(fit, level=level), title=f"Common fate of {design.outcome}", notes=notes,
        format=kind,
    )  # fmt: skip


def rows(fit: CommonFateFit, *, level: float) -> pd.DataFrame:
    """All estimates, means first."""
    made, daily = one_table(fit, level=level), _daily(fit)
    parts = [_title(row, daily) for row in made.to_dict("records")]
    join = made["quantity"].map({"effect": " → "}).fillna(", ")
    second = (join + made["second"]).where(made["second"] != "", "")
    return pd.DataFrame(
        {
            "Part": parts,
            "Name": made["first"] + second,
            **estimate_columns(made, level=level),
            "p": [
                "" if row["part"] == "mean" else p_text(row["p"])
                for row in made.to_dict("records")
            ],
        }
    )


def _title(row: Mapping[Hashable, Any], daily: bool) -> str:
    """What a row of the table is about."""
    if row["part"] in ("mean", "over_time"):
        return str(row["quantity"]).capitalize()
    part = _part(row["level"], row["part"], "", daily)
    return f"{part} {row['quantity']}".capitalize()


def methods_text(fit: CommonFateFit) -> str:
    """See `CommonFateFit.methods_text`."""
    model, design = fit.model, fit.stacked.design
    told = "distinguishable" if design.kinds.kinds[0].apart else "indistinguishable"
    reml = fit.stacked.method == "reml"
    references = sorted([DYADIC, _COMMON_FATE, *([RESTRICTED] if reml else [])])
    return (
        f"We fitted a latent common fate model (Ledermann & Kenny, 2012) of "
        f"{model.outcome} on {model.predictor} with partners treated as {told} "
        f"({design.couples} couples, {len(design.y)} answers; Kenny et al., 2006), by "
        f"{METHOD[fit.stacked.method]}{_REML if reml else ''}. Each variable was "
        "an indicator, by both partners and with equal loadings, of one latent "
        "variable of the couple; what was left of a person was correlated between the "
        f"two variables, not between partners.{_days_text(fit)} {_tests_text(fit)} "
        f"Analyses were run with securebase {version('securebase')} (Python "
        f"{python_version()}, NumPy {version('numpy')}, SciPy {version('scipy')})."
        "\n\nReferences\n" + "\n".join(references)
    )


def _days_text(fit: CommonFateFit) -> str:
    if not _daily(fit):
        return ""
    return (
        " The model was fitted at two levels at once: what lasted in a couple, and "
        f"what was of the day, which was {OVER_TIME[fit.model.over_time]}."
    )


def _tests_text(fit: CommonFateFit) -> str:
    if not fit.outcome.trusted:
        return f"No tests are reported. {fit.outcome}"
    tested = (
        "Shared effects were tested by likelihood ratios, with intervals by the "
        "profile likelihood."
    )
    return " ".join([tested, *_notes(fit.effects()), str(fit.outcome)]).strip()
