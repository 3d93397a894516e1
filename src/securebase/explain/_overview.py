"""The model in plain text, for a terminal."""

from __future__ import annotations

from collections import Counter
from textwrap import fill

from securebase.core import STATEMENTS, ModelError
from securebase.dynamics import (
    Clock,
    Mechanism,
    Parameters,
    calibrated,
    mechanisms,
    parameters,
    states,
)

from ._arrows import arrows
from ._experiments import experiments
from ._loops import loop_gains
from ._odd import origin
from ._statements import of_statement
from ._strength import strength

_WIDTH = 88


def overview() -> str:
    """States by clock, and mechanisms with their statements and their evidence."""
    lines = [
        "The couple model: what moves, and what moves it.",
        "",
        "States, by clock:",
    ]
    for clock in Clock:
        labels = [it.label for it in states() if it.clock == clock]
        lines.append(_hanging(f"  {clock}: " + "; ".join(labels)))
    lines += ["", "Mechanisms (statements; how well their numbers are known):"]
    for each in mechanisms():
        lines.append(_hanging(f"  {each.id}: {each.title} ({_standing(each)})"))
    lines += ["", "? marks a hypothesis: a mechanism that no study has shown."]
    return "\n".join(lines)


def of_mechanism(name: str) -> str:
    """One mechanism: equation, what acts on what, numbers and their origin.

    Raises:
        ModelError: If there is no such mechanism.
    """
    found = next((each for each in mechanisms() if each.id == name), None)
    if found is None:
        raise ModelError(
            "A mechanism must be one of the model's. "
            f"Got {name!r} instead. `securebase explain` lists them."
        )
    lines = [f"{found.id}: {found.title} ({_standing(found)})", "", found.text.strip()]
    lines += ["", "What acts on what, in standard deviations at the average couple:"]
    lines += [
        f"  {it.source} -> {it.target}: {it.size:+.3f} ({it.kind}, {it.strength})"
        for it in arrows()
        if it.mechanism == name
    ]
    lines += ["", "Numbers:"]
    lines += [number_line(each.name) for each in found.parameters]
    return "\n".join(lines)


def of_one_statement(statement: str) -> str:
    """One statement: its mechanisms, and how the model shows it.

    Raises:
        ModelError: If there is no such statement.
    """
    if statement not in STATEMENTS:
        raise ModelError(
            "A statement must be one of S1 to S24. "
            f"Got {statement!r} instead. Write it like S9."
        )
    lines = [f"{statement}: {STATEMENTS[statement]}", "", "Mechanisms:"]
    for each in of_statement(statement):
        lines.append(_hanging(f"  {each.id}: {each.title} ({_standing(each)})"))
    lines += ["", "Shown in the model:"]
    for it in experiments():
        if it.statement == statement:
            off = ", ".join(it.mechanisms)
            lines.append(_hanging(f"  {it.says} Gone without: {off}."))
    return "\n".join(lines)


def parameter_list() -> str:
    """Every number of the model, with its range and its origin."""
    return "\n".join(number_line(each.name) for each in parameters())


def loop_list(chosen: Parameters | None = None) -> str:
    """The gain of each loop, and of the whole."""
    found = loop_gains(chosen)
    lines = [f"Loops near the average couple ({found.label}):"]
    for it in found.loops:
        lines.append(
            _hanging(
                f"  {it.loop.id}: {it.loop.title} ({', '.join(it.loop.statements)}). "
                f"Gain of a round {it.gain:+.2g}; a lasting push ends up "
                f"{it.amplification:.3f} times as large as without."
            )
        )
    lines.append(
        f"The whole: {found.whole:.2f} of a pattern comes back to itself at most; "
        "from 1 upwards, the average couple would not stay where it is."
    )
    return "\n".join(lines)


def number_line(name: str) -> str:
    """One number of the model, in one line or two."""
    each = next(it for it in parameters() if it.name == name)
    span = f", {each.low:.3g} to {each.high:.3g}" if each.low < each.high else ""
    return _hanging(
        f"  {each.name} = {float(calibrated()[name]):.3g}{span}: {each.meaning} "
        f"({strength(each)}; {origin(each)})"
    )


def _standing(mechanism: Mechanism) -> str:
    counts = Counter(str(strength(each)) for each in mechanism.parameters)
    known = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    mark = "?; " if mechanism.hypothesis else ""
    return f"{mark}{', '.join(mechanism.statements)}; {known or 'no numbers'}"


def _hanging(line: str) -> str:
    return fill(
        line,
        _WIDTH,
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )
