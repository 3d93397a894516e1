"""The text of a model: which rates move by what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from securebase.core import FitError

# What the other partner's value of a column is called, as `Diary.partner` does.
PARTNER = "_partner"
_LINE = re.compile(r"(rate of|level of|push on)\s+(\w+)\s*:\s*(.*)")
_MEASURED = re.compile(r"(\w+)\s+is\s+measured\s+by\s+(.+)")
_KIND = re.compile(r"(\w+)\s+is\s+(\w+)")
_NAME = re.compile(r"\w+")
_HELP = (
    "Write names of columns with commas between them, or lines such as "
    "'rate of closeness: closeness + closeness_partner'."
)


class Scale(StrEnum):
    """How answers in a column are given."""

    NUMBER = "number"
    BINARY = "binary"
    ORDINAL = "ordinal"
    COUNT = "count"


@dataclass(frozen=True)
class Effects:
    """What moves what, and how it is answered.

    Attributes:
        variables: Columns that are modelled, in the order in which they appear.
        rates: For each variable, what its rate of change depends on: variables of one's
            own, or those of one's partner, with ``_partner`` at their end.
        levels: For each variable, columns that shift its level as long as they last.
        pushes: For each variable, columns that push it at once, after which it returns.
        items: For variables that are asked by several questions, their columns.
        scales: Of columns that do not hold numbers with equal steps.
    """

    variables: tuple[str, ...]
    rates: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, tuple[str, ...]]
    pushes: Mapping[str, tuple[str, ...]]
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)

    @property
    def answers(self) -> tuple[str, ...]:
        """Columns that people answer, those of one variable after those of another."""
        return tuple(it for name in self.variables for it in self.asked(name))

    @property
    def of(self) -> tuple[int, ...]:
        """Number of the variable that each column of ``answers`` is about."""
        return tuple(
            number
            for number, name in enumerate(self.variables)
            for _ in self.asked(name)
        )

    def asked(self, variable: str) -> tuple[str, ...]:
        """Columns that ask for a variable; the first gives it its unit."""
        return self.items.get(variable, (variable,))

    def scale(self, answer: str) -> Scale:
        """How a column is answered."""
        return self.scales.get(answer, Scale.NUMBER)

    @property
    def plain(self) -> bool:
        """Whether each variable is one column of numbers."""
        return not (self.items or self.scales)

    @property
    def text(self) -> str:
        """The same in lines that can be read again."""
        kinds = (
            ("rate of", self.rates), ("level of", self.levels), ("push on", self.pushes)
        )  # fmt: skip
        moved = [
            f"{kind} {name}: {' + '.join(terms[name])}"
            for kind, terms in kinds
            for name in self.variables
            if name in terms
        ]
        asked = [f"{it} is measured by {' + '.join(self.items[it])}"
            for it in self.variables if it in self.items]  # fmt: skip
        scaled = [f"{it} is {self.scales[it]}" for it in self.answers
            if it in self.scales]  # fmt: skip
        return "\n".join([*moved, *asked, *scaled])


def effects_of(text: str, *, single: bool = False) -> Effects:
    """Read the text of a model.

    Args:
        text: Names with commas, or lines.
        single: Whether there is no partner.

    Raises:
        FitError: If it cannot be read, or contradicts itself.
    """
    lines = [line.split("#")[0].strip() for line in re.split("[\n;]", text)]
    lines = [line for line in lines if line]
    asked = [line for line in lines if re.match(r"\w+\s+is\s", line)]
    moved = _moved([line for line in lines if line not in asked], single=single)
    return _answered(moved, asked)


def _moved(lines: list[str], *, single: bool) -> Effects:
    """What moves what."""
    if not any(":" in line for line in lines):
        names = re.split(r"[,\s]+", " ".join(lines).strip(", "))
        return _everything(names, single=single)
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
    effects = Effects(
        tuple(found["rate of"]), found["rate of"], found["level of"], found["push on"]
    )
    _sound(effects, single=single)
    return effects


def _everything(names: list[str], *, single: bool) -> Effects:
    """Every variable of everybody moves every other."""
    if not all(_NAME.fullmatch(name) for name in names):
        raise FitError(
            f"A model must name the columns that it is about. Got "
            f"{', '.join(names)!r} instead. {_HELP}"
        )
    variables = tuple(dict.fromkeys(names))
    ends = ("",) if single else ("", PARTNER)
    terms = tuple(name + end for end in ends for name in variables)
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


def _answered(effects: Effects, lines: list[str]) -> Effects:
    """With what the lines say about how each variable is answered."""
    items: dict[str, tuple[str, ...]] = {}
    scales: dict[str, Scale] = {}
    for line in lines:
        if read := _MEASURED.fullmatch(line):
            items[read[1]] = _items(line, read[2])
        elif (read := _KIND.fullmatch(line)) and read[2] in list(Scale):
            scales[read[1]] = Scale(read[2])
        else:
            raise FitError(
                "A line with 'is' must go on with 'measured by' and names, or with "
                f"{', '.join(Scale)}. Got {line!r} instead. Write, for example, "
                "'mood is ordinal' or 'mood is measured by calm + glad'."
            )
    scales = {name: it for name, it in scales.items() if it is not Scale.NUMBER}
    full = Effects(
        effects.variables, effects.rates, effects.levels, effects.pushes, items, scales
    )
    _known("is measured by", items, full.variables)
    _known("is", scales, full.answers)
    if len(set(full.answers)) < len(full.answers):
        raise FitError(
            "A column must measure one variable only. Got one that measures two "
            "instead. Leave it out of one of them."
        )
    return full


def _items(line: str, text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(it.strip() for it in text.split("+")))
    if len(names) < 2 or not all(_NAME.fullmatch(it) for it in names):
        raise FitError(
            "A variable must be measured by two columns or more, with plus signs "
            f"between. Got {line!r} instead. Name them all, or leave the line out."
        )
    return names


def _known(what: str, lines: Mapping[str, object], known: tuple[str, ...]) -> None:
    for name in lines:
        if name not in known:
            raise FitError(
                f"A line with {what!r} must begin with one of {', '.join(known)}. Got "
                f"{name!r} instead. Correct the name, or give it a rate."
            )


def _sound(effects: Effects, *, single: bool) -> None:
    variables = effects.variables
    ends = ("",) if single else ("", PARTNER)
    known = {name + end for name in variables for end in ends}
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
