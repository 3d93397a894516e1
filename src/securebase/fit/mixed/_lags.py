"""What is to be said where an outcome is explained by itself, the occasion before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from formulaic import Formula

if TYPE_CHECKING:
    from ._fit import Fit


def lag_doubt(fit: Fit) -> str:
    """Which way the effect of the outcome before leans, or nothing if it is not there.

    A person's own level is in today's answer and in that of the day before, and taking
    the person's mean away takes a part of every day away with it (Nickell 1981,
    doi:10.2307/1911408).
    """
    names = sorted(map(str, Formula(fit.model.formula).rhs.required_variables))
    own = rf"{re.escape(fit.design.outcome)}_lag\d+(_within)?"
    found = [it for it in names if re.fullmatch(own, it)]
    if not found:
        return ""
    within = [it for it in found if it.endswith("_within")]
    name = (within or found)[0]
    said = f"{name} is the outcome of an earlier occasion. "
    if within:
        said += (
            "Centred within persons, its effect leans downwards, by about (1 + effect) "
            f"/ (occasions - 1){_size(fit, name)} (Nickell 1981)."
        )
    else:
        said += (
            "What persons are like for good is in both, so that its effect leans "
            "upwards where occasions are few."
        )
    return said + (
        " Where persons differ and occasions are few, fit a model in continuous time "
        "(by whole days with clock='steps'): there levels of their own are not "
        "observed, and it leans neither way."
    )


def _size(fit: Fit, name: str) -> str:
    """How much that is here, if the effect is one number."""
    design = fit.design
    if name not in design.names or not fit.outcome.has_estimates:
        return ""
    persons = np.column_stack([design.couple, design.member])
    # The first occasion has none before it.
    occasions = float(np.median(np.unique(persons, axis=0, return_counts=True)[1])) + 1
    effect = float(fit.estimates[design.names.index(name)])
    return f", here {(1 + effect) / max(occasions - 1, 1):.2f}"
