from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby

import numpy as np

from securebase.core import STATEMENTS, ModelError
from securebase.dynamics import (
    LIMIT,
    PRACTICES,
    READ_OUTS,
    SLOPES,
    STEP,
    TRAITS,
    Clock,
    Mechanism,
    Parameter,
    calibrated,
    calibration,
    ensemble,
    mechanisms,
    parameters,
    states,
)
from securebase.evidence import row as evidence_row

from ._arrows import Kind, arrows
from ._markdown import codes, formulas, number, table
from ._strength import Strength, strength
from ._words import HYPOTHESIS

_HEAD = """# The model in full (ODD)

The couple model in the order of the ODD protocol for simulation models (overview,
design concepts, details; Grimm and others, 2020). This page is written from the code
by `python -m securebase.explain > docs/model/odd.md`, so the two cannot drift apart.
Numbers were calibrated on DATE: *value* is that of the set closest to the published
facts, with the middle four in five of the ensemble behind it; *before* is where
calibration began, with the range that it had to keep to.

## 1. Purpose and patterns

To say in numbers what is claimed about two partners as a secure base for each other
(S1 to S24 on [the page of statements](../theory.md)), so that each claim can be
switched off, compared with published findings and doubted on its own. It is not made to
predict single couples. The patterns that it has to reproduce are
[these facts](../evidence.md#facts-that-a-simulation-must-reproduce).
"""
_DESIGN = """## 4. Design concepts

- **Basic principles.** Attachment and caregiving between adults: a haven under threat,
  a base for going out. Every claim is one mechanism in one file.
- **Emergence.** How partners come to resemble each other from day to day, cycles that
  feed themselves, and how couples drift apart: nothing prescribes them.
- **Adaptation and learning.** Skills of giving rise with practice and with growth, and
  fade slowly towards where traits put them. Nobody maximises anything.
- **Prediction.** Partners foresee nothing.
- **Sensing.** A partner is felt through what is done, mixed with one's own giving and
  one's attachment: what is perceived is never what is enacted.
- **Interaction.** Only between the two partners, and through what is common to both.
- **Stochasticity.** Unrest of the states, and events: stressors for one or both,
  challenges, big decisions. All that chance does follows from a seed, a couple's number
  and the step, so that two runs can be compared couple by couple.
- **Collectives.** The couple, with states of its own.
- **Observation.** States and read-outs as means of evenings, events as counts.
- **Regimes.** Whether loops can hold a couple in a good or a bad place is a
  HYPOTHESIS.
"""
_SCHEDULE = """## 3. Process overview and scheduling

Time goes in steps of a quarter of a day (DAYS days). In each step, for both partners at
once:

1. From the states follow the quantities of the moment (such as need shown, giving,
   comfort), in an order in which each is known before it is asked for.
2. Events are drawn from their rates.
3. Each state $x$ moves towards where all mechanisms together pull it, by the equation
   below, and is kept within LIMIT standard deviations.

$$dx = \\frac{h + \\sum p - c - x}{\\tau}\\,dt + s\\sqrt{2/\\tau}\\,dB + dJ$$

Here are $h$ its home, $p$ the pulls, $c$ the centre (the pulls at the average couple,
taken off so that nought is that couple's place), $\\tau$ its own time, $s$ its unrest
and $J$ the jumps of events. The linear part is exact; the pulls are taken at the start
and at the guessed end of the step.
"""
_INITIAL = """## 5. Initialization

Traits are drawn with their published correlations within and between partners
(`simulate.population`). Homes of skills and feelings follow from traits, as far as
traits explain them, and are drawn for the rest with the spread in the table of states;
partners resemble each other a little. States begin where a long life together would
have left them, from the linear part of the model. Years together are drawn.

## 6. Input data

None. Practice may be set from outside, for each partner and each skill, from 0 (none)
to 1 (as in a programme).
"""


def odd() -> str:
    """The model as the ODD protocol asks for it, written from the code.

    Returns:
        A page of Markdown, ending in a newline.

    Raises:
        ModelError: If a number has neither a row of evidence nor a reason.
    """
    _check()
    schedule = (
        formulas(_SCHEDULE).replace("DAYS", f"{STEP:g}").replace("LIMIT", f"{LIMIT:g}")
    )
    parts = [
        _HEAD.replace("DATE", str(calibration()["date"])),
        _entities(),
        schedule,
        _DESIGN.replace("HYPOTHESIS", HYPOTHESIS),
        _INITIAL,
        "## 7. Submodels\n",
        *(_submodel(each) for each in mechanisms()),
        _constants(),
    ]
    return "\n".join(parts)


def unexplained() -> tuple[str, ...]:
    """Numbers with neither a row of evidence, nor a reason, nor an admitted range."""
    return tuple(
        each.name
        for each in parameters()
        if not each.rows and not each.why and (each.low >= each.high) and each.value
    )


def origin(parameter: Parameter) -> str:
    """Where a number comes from, in words."""
    found = [evidence_row(name) for name in parameter.rows]
    words = [f"`{row.id}` ({row.label})" for row in found]
    if not parameter.direct and found:
        words.insert(0, "bounded by")
        return " ".join([words[0], ", ".join(words[1:])])
    if found:
        return ", ".join(words)
    return parameter.why or "judgement; the range is its doubt"


def _check() -> None:
    if unexplained():
        raise ModelError(
            "Every number of the model must have a row of evidence, a reason, or a "
            f"range. Got none for {', '.join(unexplained())} instead. "
            "Add it to its file."
        )


def _entities() -> str:
    by_clock = groupby(
        sorted(states(), key=lambda it: list(Clock).index(it.clock)),
        key=lambda it: it.clock,
    )
    rows = [
        (
            f"`{state.id}`",
            state.label,
            "the couple" if state.shared else "each partner",
            str(clock),
            value_found(f"{state.id}.days"),
            value_found(f"{state.id}.spread"),
            value_found(f"{state.id}.home"),
            ", ".join(state.statements),
        )
        for clock, group in by_clock
        for state in group
    ]
    head = ("State", "Meaning", "Of", "Clock", "Days", "Unrest", "Homes", "Serves")
    return f"""## 2. Entities, state variables and scales

Two **partners**, a and b, alike in everything but their numbers: the model does not
know anybody's sex. One **couple**. States are in standard deviations between persons,
nought being the average couple at rest. *Days* is how long a push lasts, with its
range; *unrest* the standard deviation of a state's own movement; *homes* that between
persons beyond what traits explain.

{table(head, rows)}

Constants of a person: the traits {codes(TRAITS)}; how support takes effect
({codes(SLOPES)}); practice ({codes(PRACTICES)}). What is only looked at:
{codes(READ_OUTS)}.
"""


def value_found(name: str) -> str:
    """The calibrated value of a number and the middle four in five of the ensemble."""
    if name not in _names():
        return ""
    low, high = np.quantile([float(each[name]) for each in ensemble()], (0.1, 0.9))
    here = number(float(calibrated()[name]))
    return f"{here} ({number(low)} to {number(high)})" if low < high else here


@cache
def _names() -> frozenset[str]:
    return frozenset(parameter.name for parameter in parameters())


def _submodel(mechanism: Mechanism) -> str:
    parts = [
        f"### {mechanism.id.replace('_', ' ').capitalize()}",
        _statement_line(mechanism),
        _equation(mechanism),
        "\n".join(_reads_and_writes(mechanism)),
        _parameter_table(mechanism.parameters),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _statement_line(mechanism: Mechanism) -> str:
    served = "; ".join(f"{it}: {STATEMENTS[it]}" for it in mechanism.statements)
    doubt = " **A hypothesis: no study has shown it.**" if mechanism.hypothesis else ""
    return f"{mechanism.title}. *Serves {served}.*{doubt}"


def _equation(mechanism: Mechanism) -> str:
    """The docstring without its first line, which the title says."""
    _, _, rest = mechanism.text.strip().partition("\n")
    # Statements and evidence have lines of their own on the page.
    told = [
        line
        for line in rest.strip().splitlines()
        if not line.startswith(("Statements: ", "Evidence: "))
    ]
    return formulas("\n".join(told).strip())


def _reads_and_writes(mechanism: Mechanism) -> Iterator[str]:
    found = [it for it in arrows() if it.mechanism == mechanism.id]
    for kind in Kind:
        group = [it for it in found if it.kind is kind]
        if group:
            ends = dict.fromkeys(it.target for it in group)
            starts = dict.fromkeys(it.source for it in group)
            yield f"- {_DOES[kind]} {codes(ends)}, from {codes(starts)}."


_DOES = {
    Kind.MEANING: "Says what follows:",
    Kind.PULL: "Pulls",
    Kind.EVENT: "At events, moves",
    Kind.UNREST: "Widens or narrows the unrest of",
    Kind.START: "Sets where at home:",
}


def _parameter_table(found: tuple[Parameter, ...]) -> str:
    rows = [
        (
            f"`{each.name}`",
            each.meaning,
            value_found(each.name),
            _before(each),
            _known(each),
            origin(each),
        )
        for each in found
    ]
    head = ("Number", "Meaning", "Value", "Before", "Known as", "From")
    return table(head, rows) if rows else ""


def _before(parameter: Parameter) -> str:
    here = number(parameter.value)
    if parameter.low == parameter.high:
        return here
    return f"{here} ({number(parameter.low)} to {number(parameter.high)})"


def _known(parameter: Parameter) -> str:
    return str(strength(parameter))


def _constants() -> str:
    own = {each.id for each in states()}
    rest = tuple(it for it in parameters() if it.name.partition(".")[0] in own)
    meanings = "\n".join(f"- **{it}**: {it.words}." for it in Strength)
    return f"""### Times and unrest of the states

{_parameter_table(rest)}

## How well each number is known

{meanings}
"""
