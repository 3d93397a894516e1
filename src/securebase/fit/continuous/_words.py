"""A model and its fit as text: equations, a summary, a paragraph for a paper."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import pandas as pd

from ._model import DAYS, Clock, ContinuousModel
from ._outcome import Outcome
from ._read import PARTNER, Scale
from ._tables import usual_intervals

if TYPE_CHECKING:
    from ._fit import Fit

TRAP = (
    "These depend on the interval: an effect may be strong after a day and gone, or "
    "turned, after a week. Compare rates, or effects after the same interval, never "
    "one study's day with another's week."
)
_START = {
    "stationary": "The first occasion was assumed to be like any other.",
    "spread": "The spread of the first occasion was estimated apart.",
    "free": "The beginning was estimated apart from the level to which all return.",
}
_ALIKE = "Held equal for both roles: "


def model_equations(model: ContinuousModel) -> str:
    """The equations of a model that is not fitted yet, with letters for numbers."""
    effects = model.effects
    lines = []
    for name, terms in effects.rates.items():
        right = " + ".join(f"a{_whose(model)} {term}" for term in terms)
        pushed = [f"m {it}" for it in effects.pushes.get(name, ())]
        push = f"; at once + {' + '.join(pushed)}" if pushed else ""
        lines.append(f"{_left(model, name)} = {right} + chance{push}")
    for name in effects.variables:
        shifts = "".join(f" + c {it}" for it in effects.levels.get(name, ()))
        own = " + person" if model.single else " + couple"
        couple = own if model.random_intercepts else ""
        right = f"level{shifts}{couple} + {name}"
        lines += [_answer(model, it, right) for it in effects.asked(name)]
    return "\n".join(lines)


_LINKS = {
    Scale.NUMBER: "{} = {}",
    Scale.BINARY: "probit P({} = 1) = {}",
    Scale.ORDINAL: "probit P({} above a category) = {} - its threshold",
    Scale.COUNT: "log of the expected {} = {}",
}


def _answer(model: ContinuousModel, column: str, right: str) -> str:
    """What an answer is made of."""
    effects = model.effects
    scale = effects.scale(column)
    name = next(it for it in effects.variables if column in effects.asked(it))
    if column != effects.asked(name)[0]:
        right = "level + l" + right.removeprefix("level").replace(" + ", " (", 1) + ")"
    error = " + error" if model.errors and scale is Scale.NUMBER else ""
    called = column if scale is not Scale.NUMBER else f"answer of {column}"
    return _LINKS[scale].format(called, right + error)


def _whose(model: ContinuousModel) -> str:
    return "" if model.exchangeable or "rates" in model.alike else "[role]"


def _left(model: ContinuousModel, name: str) -> str:
    if model.clock == Clock.STEPS:
        return f"next {name}"
    return f"rate of {name} per {model.unit}"


def equations(fit: Fit) -> str:
    """See `Fit.equations`."""
    lines = []
    for name, rows in fit.rates().groupby("to", sort=False):
        right = _sum(rows)
        lines.append(f"{_left(fit.model, str(name))} = {right} + chance")
    levels = fit.levels()
    kinds = {"levels": "level of", "shifts": "level of", "pushes": "push on",
        "loading": "answer", "threshold": "thresholds of"}  # fmt: skip
    told = levels[levels["part"].isin(kinds)].assign(
        what=lambda it: it["part"].map(kinds) + " " + it["to"]
    )
    for what, rows in told.groupby("what", sort=False):
        lines.append(f"{what} = {_sum(rows)}")
    for row in fit.variances().itertuples():
        sign = "var" if row.quantity == "variance" else "cor"
        whose = ", ".join(str(it) for it in (row.first, row.second) if it)
        lines.append(f"{sign}({row.part}: {whose}) = {row.estimate:.4g}")
    return "\n".join(lines)


def _sum(rows: pd.DataFrame) -> str:
    terms = [
        f"{value:.4g} {source}".strip()
        for value, source in zip(rows["estimate"], rows["source"], strict=True)
    ]
    return " + ".join(terms).replace("+ -", "- ")


def summary(fit: Fit) -> str:
    """See `Fit.summary`."""
    lines = [fit.model.effects.text, counted(fit), liked(fit)]
    if fit.outcome is not Outcome.GOOD:
        lines.append(f"{fit.outcome.name.lower()}: {fit.outcome}")
    lines += _notes(fit)
    if fit.outcome.has_estimates:
        steps = fit.model.clock == Clock.STEPS
        per = "Effects from step to step" if steps else f"Rates per {fit.model.unit}"
        lines += [
            "", f"{per} (departures from one's own level):", _shown(fit.rates()),
            "", f"What one more now means later: {TRAP}", _shown(_later(fit)),
            "", "Levels:", _shown(fit.levels()),
            "", "Variances and correlations:", _shown(fit.variances()),
        ]  # fmt: skip
    return "\n".join(lines)


def _later(fit: Fit) -> pd.DataFrame:
    table = fit.lagged()
    words = {it: interval_words(fit, it) for it in usual_intervals(fit)}
    return table.assign(interval=table["interval"].map(words))


def interval_words(fit: Fit, interval: int | float) -> str:
    """An interval with its unit, a day and a week by their names."""
    days = interval * DAYS[fit.model.unit]
    if fit.model.unit != "occasion":
        for name, many in (("1 day", 1.0), ("1 week", 7.0)):
            if abs(days - many) < 1e-9:
                return name
    return f"{interval:g} {fit.model.unit}{'' if interval == 1 else 's'}"


def counted(fit: Fit) -> str:
    panel = fit.panel
    rows = int(panel.occasions.sum())
    apart = "exchangeable" if fit.model.exchangeable else "-".join(panel.roles)
    told = "" if fit.model.single else f" ({apart})"
    return (
        f"{len(panel.couples)} {fit.whose}{told}, {rows} occasions, "
        f"{panel.answers} answers"
    )


def liked(fit: Fit) -> str:
    how = "by maximum likelihood" if fit.priors is None else "at the posterior mode"
    if not fit.outcome.has_estimates:
        return how
    return (
        f"{how}: -2 log-likelihood {fit.minus_two_log_likelihood:.2f}, "
        f"{fit.parameters} parameters, AIC {fit.aic:.2f}, BIC {fit.bic:.2f}"
    )


def _notes(fit: Fit) -> list[str]:
    notes = []
    if fit.panel.filled:
        notes.append(
            f"{fit.panel.filled} missing values of what pushes were taken to be the "
            "person's mean."
        )
    if fit.panel.dropped:
        notes.append(
            f"{fit.panel.dropped} answers were left out, since what shifts their level "
            "is missing."
        )
    return notes


def _shown(table: pd.DataFrame) -> str:
    return table.round(4).to_string(index=False, na_rep="")


def methods_text(fit: Fit) -> str:
    """See `Fit.methods_text`."""
    model = fit.model
    steps = model.clock == Clock.STEPS
    return " ".join(
        [
            fitted_text(fit),
            _dynamics_text(model),
            _parts_text(model),
            *([_ALIKE + ", ".join(model.alike) + "."] if model.alike else []),
            _START[model.initial],
            _method_text(fit),
            *([APPROXIMATE] if model.effects.scales else []),
            *_notes(fit),
            _tests_text(fit),
            _VERSIONS.format(version("securebase"), version("jax")),
            "" if steps else _SOURCES,
        ]
    ).strip()


def _method_text(fit: Fit) -> str:
    if fit.priors is None:
        return "All answers were used, by full-information maximum likelihood."
    told = fit.priors.words(fit.panel.tick, fit.model.unit)
    return f"All answers were used; estimates are the posterior mode. {told}"


APPROXIMATE = (
    "Ordinal and binary answers were modelled by a cumulative probit, counts by a "
    "Poisson law with a logarithmic link; the likelihood was approximated by "
    "expectation propagation (Minka, 2001, https://arxiv.org/abs/1301.2294), which "
    "integrals by brute force confirm to a thousandth of its logarithm per person."
)
_VERSIONS = "Analyses were run with securebase {} and JAX {}."
_SOURCES = (
    "Driver, C. C., Oud, J. H. L., & Voelkle, M. C. (2017), "
    "https://doi.org/10.18637/jss.v077.i05. Voelkle, M. C., Oud, J. H. L., Davidov, "
    "E., & Schmidt, P. (2012), https://doi.org/10.1037/a0027543."
)


def fitted_text(fit: Fit) -> str:
    model, panel = fit.model, fit.panel
    told = "indistinguishable" if model.exchangeable else "distinguishable"
    apart = "" if model.single else f", with partners treated as {told}"
    kind = (
        "a vector autoregressive model in discrete time"
        if model.clock == Clock.STEPS
        else "a linear stochastic differential equation model in continuous time "
        "(Voelkle et al., 2012; Driver et al., 2017)"
    )
    return (
        f"We fitted {kind} of {_listed(model.effects.variables)} to "
        f"{len(panel.couples)} {fit.whose} ({panel.answers} answers on "
        f"{int(panel.occasions.sum())} occasions){apart}."
    )


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _dynamics_text(model: ContinuousModel) -> str:
    partner = any(
        term.endswith(PARTNER) and term not in model.effects.variables
        for terms in model.effects.rates.values()
        for term in terms
    )
    moved = "Rates of change" if model.clock == Clock.CONTINUOUS else "Changes"
    whose = "one's own and the partner's" if partner else "one's own"
    return f"{moved} depended on {whose} current states."


def _parts_text(model: ContinuousModel) -> str:
    with_whom = "" if model.single else ", correlated between partners"
    parts = [f"process noise{with_whom}"]
    if model.errors:
        parts.append(
            "measurement error"
            + (" correlated on the same day" if model.common_day else "")
        )
    if model.random_intercepts:
        parts.append(
            "random intercepts of persons"
            if model.single
            else "random intercepts of couples, correlated across partners"
        )
    if model.effects.levels:
        parts.append("level shifts by covariates")
    if model.effects.pushes:
        parts.append("impulses by covariates")
    return f"The model had {_listed(tuple(parts))}."


def _tests_text(fit: Fit) -> str:
    if not fit.outcome.trusted:
        return f"No tests are reported. {fit.outcome}"
    tested = (
        "Standard errors are from the observed information; those of derived "
        "quantities are by the delta method."
    )
    return f"{tested} {fit.outcome}".strip()
