"""From tape to machine: each operation as one instruction on a vector of couples.

Operations are those of IEEE arithmetic in a fixed order; exponentials, logarithms and
sines are series without branches. So a couple's numbers do not depend on which couples
stand beside it, nor on how the work is divided.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from llvmlite import ir
from numba.core.cgutils import get_or_insert_function

from ._symbols import Traced

# Couples in one vector.
WIDTH = 16

_I32 = ir.VectorType(ir.IntType(32), WIDTH)
_I64 = ir.VectorType(ir.IntType(64), WIDTH)


@dataclass(frozen=True, slots=True)
class Precision:
    """Float32 or float64: types, layout of the bits, lengths of the series."""

    number: ir.Type
    vector: ir.Type
    bits: ir.Type
    shift: int
    bias: int
    half_root: int
    terms: int

    @classmethod
    def of(cls, wide: bool) -> Precision:
        number = ir.DoubleType() if wide else ir.FloatType()
        return cls(
            number=number,
            vector=ir.VectorType(number, WIDTH),
            bits=_I64 if wide else _I32,
            shift=52 if wide else 23,
            bias=1023 if wide else 127,
            # The bits of one half's square root, around which mantissas are folded.
            half_root=0x3FE6A09E667F3BCD if wide else 0x3F3504F3,
            terms=2 if wide else 1,
        )


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes vector instructions."""

    builder: Any
    kind: Precision

    def constant(self, value: float) -> Any:
        return ir.Constant(self.kind.vector, [float(value)] * WIDTH)

    def whole(self, value: int, type_: Any = None) -> Any:
        return ir.Constant(type_ or self.kind.bits, [value] * WIDTH)

    def spread(self, scalar: Any) -> Any:
        """One number in every place."""
        empty = ir.Constant(self.kind.vector, ir.Undefined)
        first = self.builder.insert_element(
            empty, scalar, ir.Constant(ir.IntType(32), 0)
        )
        mask = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
        return self.builder.shuffle_vector(first, empty, mask)

    def call(self, name: str, x: Any) -> Any:
        digits = 64 if self.kind.shift == 52 else 32
        shape = ir.FunctionType(self.kind.vector, [self.kind.vector])
        full = f"llvm.{name}.v{WIDTH}f{digits}"
        function = get_or_insert_function(  # type: ignore[no-untyped-call]
            self.builder.module, shape, full
        )
        return self.builder.call(function, [x])

    def polynomial(self, x: Any, series: list[float]) -> Any:
        """Horner's rule."""
        total = self.constant(series[-1])
        for term in reversed(series[:-1]):
            product = self.builder.fmul(x, total)
            total = self.builder.fadd(self.constant(term), product)
        return total

    def exponential(self, x: Any) -> Any:
        r"""$e^x = 2^n e^r$ with $|r| \le \ln(2)/2$."""
        b, kind = self.builder, self.kind
        turns = b.fmul(x, self.constant(1.0 / math.log(2.0)))
        n = self.call("floor", b.fadd(turns, self.constant(0.5)))
        high = 0.693145751953125
        rest = b.fsub(x, b.fmul(n, self.constant(high)))
        rest = b.fsub(rest, b.fmul(n, self.constant(math.log(2.0) - high)))
        length = 14 if kind.terms == 2 else 8
        series = [1.0 / math.factorial(k) for k in range(length)]
        power = b.add(b.fptosi(n, kind.bits), self.whole(kind.bias))
        scale = b.bitcast(b.shl(power, self.whole(kind.shift)), kind.vector)
        return b.fmul(self.polynomial(rest, series), scale)

    def logarithm(self, x: Any) -> Any:
        r"""$\ln x = k \ln 2 + 2\,\mathrm{artanh}\frac{f-1}{f+1}$ with $f$ near 1."""
        b, kind = self.builder, self.kind
        half = self.whole(kind.half_root)
        bits = b.sub(b.bitcast(x, kind.bits), half)
        k = b.sitofp(b.ashr(bits, self.whole(kind.shift)), kind.vector)
        mantissa = b.and_(bits, self.whole((1 << kind.shift) - 1))
        f = b.bitcast(b.add(mantissa, half), kind.vector)
        one = self.constant(1.0)
        s = b.fdiv(b.fsub(f, one), b.fadd(f, one))
        length = 11 if kind.terms == 2 else 5
        series = [2.0 / (2 * k + 1) for k in range(length)]
        artanh = b.fmul(s, self.polynomial(b.fmul(s, s), series))
        return b.fadd(b.fmul(k, self.constant(math.log(2.0))), artanh)

    def half_sine(self, x: Any) -> Any:
        r"""$\sin \pi x$ for $|x| \le 1/2$."""
        length = 11 if self.kind.terms == 2 else 7
        series = [
            (-1.0) ** k * math.pi ** (2 * k + 1) / math.factorial(2 * k + 1)
            for k in range(length)
        ]
        square = self.builder.fmul(x, x)
        return self.builder.fmul(x, self.polynomial(square, series))

    def uniform(self, word: Any) -> Any:
        """From 23 bits, strictly between 0 and 1.

        With 24, half a unit more would be rounded up to 1 in single precision.
        """
        b = self.builder
        top = b.lshr(word, self.whole(9, _I32))
        number = b.fadd(b.sitofp(top, self.kind.vector), self.constant(0.5))
        return b.fmul(number, self.constant(2.0**-23))

    def normals(self, first: Any, second: Any) -> tuple[Any, Any]:
        """Two normal numbers from two words, by the polar form of Box and Muller."""
        b = self.builder
        log = self.logarithm(self.uniform(first))
        far = self.call("sqrt", b.fmul(self.constant(-2.0), log))
        turn = b.fsub(
            b.fmul(self.uniform(second), self.constant(2.0)), self.constant(1.0)
        )
        left = b.fcmp_ordered("<", turn, self.constant(0.0))
        side = b.select(left, b.fneg(turn), turn)
        across = b.fsub(self.constant(0.5), side)
        over = b.fcmp_ordered(">", side, self.constant(0.5))
        back = b.select(over, b.fsub(self.constant(1.0), side), side)
        back = b.select(left, b.fneg(back), back)
        return b.fmul(far, self.half_sine(across)), b.fmul(far, self.half_sine(back))

    def sign(self, word: Any, bit: int) -> Any:
        """Minus or plus one from one bit."""
        b = self.builder
        one = b.and_(b.lshr(word, self.whole(bit, _I32)), self.whole(1, _I32))
        number = b.sitofp(one, self.kind.vector)
        return b.fsub(b.fmul(number, self.constant(2.0)), self.constant(1.0))


def philox(builder: Any, counter: list[Any], key: list[Any]) -> list[Any]:
    """Philox 4x32 with seven rounds (Salmon and others, 2011): four words a call."""
    b = builder

    def lift(value: int, type_: Any = _I32) -> Any:
        return ir.Constant(type_, [value] * WIDTH)

    def product(x: Any, factor: int) -> tuple[Any, Any]:
        both = b.mul(b.zext(x, _I64), lift(factor, _I64))
        return b.trunc(b.lshr(both, lift(32, _I64)), _I32), b.trunc(both, _I32)

    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(7):
        high0, low0 = product(c0, 0xD2511F53)
        high1, low1 = product(c2, 0xCD9E8D57)
        c0, c1, c2, c3 = (
            b.xor(b.xor(high1, c1), k0),
            low1,
            b.xor(b.xor(high0, c3), k1),
            low0,
        )
        k0, k1 = b.add(k0, lift(0x9E3779B9)), b.add(k1, lift(0xBB67AE85))
    return [c0, c1, c2, c3]


def results(
    writer: Writer, traced: Traced, read: Callable[[str], Any]
) -> Mapping[str, Any]:
    """Carry out a tape: the value of each result, by row."""
    values: dict[int, Any] = {}
    operations = traced.tape.operations
    for place in sorted(_needed(traced)):
        kind, operands = operations[place].kind, operations[place].operands
        if kind == "read":
            values[place] = read(str(operands[0]))
        elif kind == "constant":
            values[place] = writer.constant(float(operands[0]))
        else:
            values[place] = _carry_out(writer, kind, [values[int(k)] for k in operands])
    return {row: values[place] for row, place in traced.results.items()}


def _carry_out(writer: Writer, kind: str, x: list[Any]) -> Any:
    b = writer.builder
    plain = {"add": b.fadd, "sub": b.fsub, "mul": b.fmul, "div": b.fdiv, "neg": b.fneg}
    if kind in plain:
        return plain[kind](*x)
    if kind == "lt":
        return b.fcmp_ordered("<", *x)
    if kind == "where":
        return b.select(*x)
    if kind == "sqrt":
        return writer.call("sqrt", x[0])
    return writer.exponential(x[0]) if kind == "exp" else writer.logarithm(x[0])


def _needed(traced: Traced) -> set[int]:
    """Places that the results depend on."""
    found: set[int] = set()
    waiting = list(traced.results.values())
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        operation = traced.tape.operations[place]
        if operation.kind not in ("read", "constant"):
            waiting.extend(int(each) for each in operation.operands)
    return found
