"""A model and its fit as text: equations, a summary, a paragraph for a paper."""

from __future__ import annotations

from importlib.metadata import version
from platform import python_version

from formulaic import Formula

from ._fit import Fit
from ._kinds import Kind, Kinds
from ._lags import lag_doubt
from ._model import DyadicModel
from ._outcome import Outcome

_RESIDUAL = {
    "csh": "a variance of its own for each role and a correlation",
    "cs": "one variance for both partners and a correlation",
    "diagonal": "a variance of its own for each role, uncorrelated",
    "identity": "one variance for both partners, uncorrelated",
}
OVER_TIME = {
    "none": "independent from one occasion to the next",
    "ar1": "first-order autoregressive from one occasion to the next",
    "car1": "autoregressive in continuous time",
}
DYADIC = (
    "Kenny, D. A., Kashy, D. A., & Cook, W. L. (2006). Dyadic data analysis. Guilford "
    "Press."
)
RESTRICTED = (
    "Patterson, H. D., & Thompson, R. (1971). Recovery of inter-block information when "
    "block sizes are unequal. Biometrika, 58(3), 545–554. "
    "https://doi.org/10.1093/biomet/58.3.545"
)
_FREEDOM = (
    "Giesbrecht, F. G., & Burns, J. C. (1985). Two-stage analysis based on a mixed "
    "model: Large-sample asymptotic theory and small-sample simulation results. "
    "Biometrics, 41(2), 477–486. https://doi.org/10.2307/2530872"
)
METHOD = {"reml": "restricted maximum likelihood", "ml": "maximum likelihood"}


def model_equations(model: DyadicModel) -> str:
    """The equations of a model that is not fitted yet, with letters for numbers."""
    formula = Formula(model.formula)
    terms = [str(it) for it in formula.rhs]
    effects = [
        f"b{number}{whose(model, term)}{'' if term == '1' else f' {term}'}"
        for number, term in enumerate(terms)
    ]
    left = ", ".join(str(it) for it in formula.lhs)
    return "\n".join([f"{left} = {' + '.join([*effects, *_chance(model)])}"])


def whose(model: DyadicModel, term: str) -> str:
    """What tells that each role has an effect of its own, or nothing."""
    own = "intercept" if term == "1" else "slopes"
    return "[role]" if model.by_role in ("all", own) else ""


def _chance(model: DyadicModel) -> list[str]:
    """What is random in the right-hand side."""
    random = [
        f"u{number}[person]{'' if term == '1' else f' {term}'}"
        for number, term in enumerate(model.random)
    ]
    return [*random, "e[person, time]" if model.over_time != "none" else "e[person]"]


def equations(fit: Fit) -> str:
    """See `Fit.equations`."""
    named = zip(fit.design.names, fit.estimates, strict=True)
    effects = [f"{value:.4g}{_of(name)}" for name, value in named]
    right = " + ".join([*effects, *_chance(fit.model)]).replace("+ -", "- ")
    lines = [f"{fit.design.outcome} = {right}"]
    for row in fit.variances().itertuples():
        if row.quantity == "variance":
            lines.append(f"var({row.first}) = {row.estimate:.4g}")
        elif row.quantity == "correlation":
            lines.append(f"cor({row.first}, {row.second}) = {row.estimate:.4g}")
        else:
            lines.append(f"cor(e[t], e[s]) = {row.estimate:.4g}^|t - s|")
    return "\n".join(lines)


def _of(name: str) -> str:
    bare = name.replace("Intercept", "", 1) if name.startswith("Intercept") else name
    return f" {bare}" if bare else ""


def summary(fit: Fit) -> str:
    """See `Fit.summary`."""
    design = fit.design
    left_out = len(design.used) - len(design.y)
    lines = [
        f"{fit.model.formula}",
        (
            f"{design.couples} couples ({kinds_text(design.kinds)}), "
            f"{len(design.y)} rows; {left_out} rows left out for missing values"
        ),
        f"by {METHOD[fit.method]}",
    ]
    if fit.outcome.has_estimates:
        lines[-1] += (
            f": -2 log-likelihood {fit.minus_two_log_likelihood:.2f}, "
            f"AIC {fit.aic:.2f}, BIC {fit.bic:.2f}"
        )
    if fit.outcome is not Outcome.GOOD:
        lines.append(f"{fit.outcome.name.lower()}: {fit.outcome}")
    doubt = lag_doubt(fit)
    if doubt:
        lines.append(doubt)
    if design.aliased:
        lines.append(
            f"Not estimated, since the other effects say the same: "
            f"{', '.join(design.aliased)}."
        )
    if fit.outcome.has_estimates:
        tables = (fit.fixed(), fit.variances().set_index("part"))
        lines += ["", *(it.round(4).to_string(na_rep="") + "\n" for it in tables)]
    return "\n".join(lines)


def kinds_text(kinds: Kinds) -> str:
    """Which kinds of couples, in words."""
    return ", ".join(map(kind_text, kinds.kinds))


def kind_text(kind: Kind) -> str:
    """Which kind of couples, in words."""
    return kind.name if kind.apart else f"{kind.name}, exchangeable"


def methods_text(fit: Fit) -> str:
    """See `Fit.methods_text`."""
    model, design = fit.model, fit.design
    apart = design.kinds.all_apart
    told = "distinguishable" if apart else "indistinguishable"
    residual = model.residual or ("csh" if apart else "cs")
    said = _RESIDUAL["csh" if residual == "un" else residual]
    over = OVER_TIME[model.over_time]
    timed = f"; over time they were {over}" if fit.diary.time else ""
    return (
        f"We fitted a linear mixed model of {design.outcome} with couples as "
        f"independent clusters and partners treated as {told} "
        f"({design.couples} couples, "
        f"{len(design.y)} observations; Kenny et al., 2006), by "
        f"{METHOD[fit.method]}{_restricted(fit)}. The fixed effects "
        f"were {', '.join(design.names)}. {_random_text(model)} Residuals of the two "
        f"partners at the same occasion had {said}{timed}. {_tests_text(fit)} Analyses "
        f"were run with securebase {version('securebase')} (Python "
        f"{python_version()}, NumPy {version('numpy')}, SciPy {version('scipy')})."
        f"\n\nReferences\n{_references(fit)}"
    )


def _references(fit: Fit) -> str:
    """The papers that the paragraph names, as the style of the APA has them."""
    wanted = [DYADIC]
    if fit.method == "reml":
        wanted.append(RESTRICTED)
    if fit.outcome.trusted:
        wanted.append(_FREEDOM)
    return "\n".join(sorted(wanted))


def _restricted(fit: Fit) -> str:
    return " (Patterson & Thompson, 1971)" if fit.method == "reml" else ""


def _random_text(model: DyadicModel) -> str:
    if not model.random:
        return "There were no random effects."
    terms = ", ".join("the intercept" if it == "1" else it for it in model.random)
    how = (
        "correlated within and across partners" if model.correlated else "uncorrelated"
    )
    return f"Random effects of each partner, {how}, were {terms}."


def _tests_text(fit: Fit) -> str:
    if not fit.outcome.trusted:
        return f"No tests are reported. {fit.outcome}"
    tested = (
        "Tests of fixed effects used Satterthwaite's degrees of freedom (Giesbrecht & "
        "Burns, 1985)."
    )
    return f"{tested} {fit.outcome}".strip()
