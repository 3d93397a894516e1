"""Symbols that remember what was done with them.

Running the equations once on symbols gives the list of operations that the kernel
carries out: one definition, no second copy of the mathematics.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ._maths import Maths, Value


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the kernel: a name for the result, what is done, and to what."""

    kind: str
    operands: tuple[int | str | float, ...]


@dataclass(slots=True)
class Tape:
    """Operations in the order of their first use, each kept once."""

    operations: list[Operation] = field(default_factory=list)
    _known: dict[Operation, int] = field(default_factory=dict)

    def record(self, kind: str, *operands: int | str | float) -> Symbol:
        operation = Operation(kind, operands)
        if operation not in self._known:
            self._known[operation] = len(self.operations)
            self.operations.append(operation)
        return Symbol(self, self._known[operation])

    def read(self, name: str) -> Symbol:
        """A value from outside: a state, a trait, a parameter or a draw."""
        return self.record("read", name)

    def constant(self, value: float) -> Symbol:
        return self.record("constant", float(value))

    def number(self, value: Value) -> Symbol:
        return value if isinstance(value, Symbol) else self.constant(float(value))

    def maths(self) -> Maths:
        return Maths(
            exp=lambda x: self._apply("exp", x),
            log=lambda x: self._apply("log", x),
            sqrt=lambda x: self._apply("sqrt", x),
            where=lambda test, yes, no: self._apply("where", test, yes, no),
        )

    def _apply(self, kind: str, *operands: Value) -> Symbol:
        return self.record(kind, *(self.number(each).place for each in operands))


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """One result on a tape; arithmetic on it is recorded there."""

    tape: Tape
    place: int

    def _value(self) -> float | None:
        operation = self.tape.operations[self.place]
        known = operation.kind == "constant"
        return float(operation.operands[0]) if known else None

    def _with(self, kind: str, left: Value, right: Value) -> Symbol:
        x, y = self.tape.number(left), self.tape.number(right)
        a, b = x._value(), y._value()
        if kind == "mul" and 0.0 in (a, b):
            return self.tape.constant(0.0)
        if (kind == "mul" and a == 1.0) or (kind == "add" and a == 0.0):
            return y
        if (kind in ("mul", "div") and b == 1.0) or (kind in "addsub" and b == 0.0):
            return x
        return self.tape.record(kind, x.place, y.place)

    def __add__(self, other: Value) -> Symbol:
        return self._with("add", self, other)

    def __radd__(self, other: Value) -> Symbol:
        return self._with("add", other, self)

    def __sub__(self, other: Value) -> Symbol:
        return self._with("sub", self, other)

    def __rsub__(self, other: Value) -> Symbol:
        return self._with("sub", other, self)

    def __mul__(self, other: Value) -> Symbol:
        return self._with("mul", self, other)

    def __rmul__(self, other: Value) -> Symbol:
        return self._with("mul", other, self)

    def __truediv__(self, other: Value) -> Symbol:
        return self._with("div", self, other)

    def __rtruediv__(self, other: Value) -> Symbol:
        return self._with("div", other, self)

    def __neg__(self) -> Symbol:
        return self.tape.record("neg", self.place)

    def __lt__(self, other: Value) -> Symbol:
        return self._with("lt", self, other)

    def __gt__(self, other: Value) -> Symbol:
        return self._with("lt", other, self)
