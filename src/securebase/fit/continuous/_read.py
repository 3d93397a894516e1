"""The text of a model: which rates move by what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from securebase.core import FitError

# What the other partner's value of a column is called, as `Diary.partner` does.
PARTNER = "_partner"
_LINE = re.compile(r"(rate of|level of|push on)\s+(\w+)\s*:\s*(.*)")
_NAME = re.compile(r"\w+")
_HELP = (
    "Write names of columns with commas between them, or lines such as "
    "'rate of closeness: closeness + closeness_partner'."
)


@dataclass(frozen=True)
class Effects:
    """What moves what.

    Attributes:
        variables: Columns that are modelled, in the order in which they appear.
        rates: For each variable, what its rate of change depends on: variables of one's
            own, or those of one's partner, with ``_partner`` at their end.
        levels: For each variable, columns that shift its level as long as they last.
        pushes: For each variable, columns that push it at once, after which it returns.
    """

    variables: tuple[str, ...]
    rates: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, tuple[str, ...]]
    pushes: Mapping[str, tuple[str, ...]]

    @property
    def text(self) -> str:
        """The same in lines that can be read again."""
        kinds = (
            ("rate of", self.rates), ("level of", self.levels), ("push on", self.pushes)
        )  # fmt: skip
        return "\n".join(
            f"{kind} {name}: {' + '.join(terms[name])}"
            for kind, terms in kinds
            for name in self.variables
            if name in terms
        )


def effects_of(text: str) -> Effects:
    """Read the text of a model.

    Raises:
        FitError: If it cannot be read, or contradicts itself.
    """
    lines = [line.split("#")[0].strip() for line in re.split("[\n;]", text)]
    lines = [line for line in lines if line]
    if ":" not in text:
        return _everything(re.split(r"[,\s]+", " ".join(lines).strip(", ")))
    found: dict[str, dict[str, tuple[str, ...]]] = {
        "rate of": {}, "level of": {}, "push on": {}
    }  # fmt: skip
    for line in lines:
        kind, name, terms = _line(line)
        if name in found[kind]:
            raise FitError(
                f"Each variable must have one line '{kind} {name}'. Got two instead. "
                "Put all its terms into one."
            )
        found[kind][name] = terms
    effects = Effects(tuple(found["rate of"]), *found.values())
    _sound(effects)
    return effects


def _everything(names: list[str]) -> Effects:
    """Every variable of both partners moves every other."""
    if not all(_NAME.fullmatch(name) for name in names):
        raise FitError(
            f"A model must name the columns that it is about. Got "
            f"{', '.join(names)!r} instead. {_HELP}"
        )
    variables = tuple(dict.fromkeys(names))
    terms = tuple(name + end for end in ("", PARTNER) for name in variables)
    return Effects(variables, dict.fromkeys(variables, terms), {}, {})


def _line(line: str) -> tuple[str, str, tuple[str, ...]]:
    read = _LINE.fullmatch(line)
    terms = [it.strip() for it in read[3].split("+")] if read else []
    if read is None or not all(_NAME.fullmatch(term) for term in terms):
        raise FitError(
            "A line must begin with 'rate of', 'level of' or 'push on', a name and a "
            f"colon, and go on with names and plus signs. Got {line!r} instead. {_HELP}"
        )
    return read[1], read[2], tuple(dict.fromkeys(terms))


def _sound(effects: Effects) -> None:
    variables = effects.variables
    known = {name + end for name in variables for end in ("", PARTNER)}
    for name in {*effects.levels, *effects.pushes} - set(variables):
        raise FitError(
            f"Every variable must have a line of its rate. Got none for {name!r} "
            f"instead. Add 'rate of {name}: {name}'."
        )
    for name, terms in effects.rates.items():
        if strange := [term for term in terms if term not in known]:
            raise FitError(
                f"The rate of {name} must depend on variables of the model: "
                f"{', '.join(sorted(known))}. Got {', '.join(strange)} instead. Give "
                f"it a rate of its own, or write 'push on {name}: {strange[0]}'."
            )
        if name not in terms:
            raise FitError(
                f"The rate of {name} must depend on {name} itself, or it would never "
                f"return. Got {', '.join(terms)} instead. Add {name}."
            )
    for kind in (effects.levels, effects.pushes):
        for name, terms in kind.items():
            if same := [term for term in terms if term in known]:
                raise FitError(
                    f"{name} must be shifted or pushed by columns that are given. Got "
                    f"{', '.join(same)} instead, which the model itself moves. Put it "
                    f"into 'rate of {name}'."
                )
