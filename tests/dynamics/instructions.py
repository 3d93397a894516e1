"""The kernel's own instructions, one at a time, as functions of arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy import ndarray

from securebase.dynamics._emit import WIDTH, Precision, Writer, philox

_VECTOR = ir.VectorType(ir.IntType(32), WIDTH)
Code = Callable[[Writer, list[Any]], list[Any]]


def _exp(writer: Writer, x: list[Any]) -> list[Any]:
    return [writer.exponential(x[0])]


def _log(writer: Writer, x: list[Any]) -> list[Any]:
    return [writer.logarithm(x[0])]


def _half_sine(writer: Writer, x: list[Any]) -> list[Any]:
    return [writer.half_sine(x[0])]


def _philox(writer: Writer, words: list[Any]) -> list[Any]:
    return philox(writer.builder, words[:4], words[4:])


def _uniform(writer: Writer, words: list[Any]) -> list[Any]:
    return [writer.uniform(words[0])]


def _normals(writer: Writer, words: list[Any]) -> list[Any]:
    return list(writer.normals(words[0], words[1]))


# Instructions, whether they read words or numbers, and whether they give words.
_CODES: dict[str, tuple[Code, bool, bool]] = {
    "exp": (_exp, False, False),
    "log": (_log, False, False),
    "half_sine": (_half_sine, False, False),
    "philox": (_philox, True, True),
    "uniform": (_uniform, True, False),
    "normals": (_normals, True, False),
}
_RESULTS = {"philox": 4, "normals": 2}


def carry_out(name: str, values: ndarray, kind: type = np.float32) -> ndarray:
    """One instruction on rows of operands; a row of results for each."""
    _, words_in, words_out = _CODES[name]
    rows, count = values.shape
    wide = np.zeros((rows, -(-count // WIDTH) * WIDTH), np.uint32 if words_in else kind)
    wide[:, :count] = values
    shape = (_RESULTS.get(name, 1), wide.shape[1])
    out = np.empty(shape, np.uint32 if words_out else kind)
    _loop(name, kind is np.float64, rows)(wide, out, WIDTH)
    return out[:, :count]


@cache
def _loop(name: str, wide: bool, rows: int) -> Callable[..., None]:
    one = _instruction(name, wide, rows)

    @njit
    def loop(values: ndarray, out: ndarray, width: int) -> None:
        for start in range(0, values.shape[1], width):
            one(values, out, start)

    return loop


def _instruction(name: str, wide: bool, rows: int) -> Any:
    code, words_in, words_out = _CODES[name]

    def emit(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        writer = Writer(builder, Precision.of(wide))

        def place(which: int, row: int, words: bool) -> Any:
            array = target.make_array(signature.args[which])(
                target, builder, arguments[which]
            )
            length = builder.extract_value(array.shape, 1)
            start = builder.mul(length, ir.Constant(ir.IntType(64), row))
            pointer = builder.gep(array.data, [builder.add(start, arguments[2])])
            vector = _VECTOR if words else writer.kind.vector
            return builder.bitcast(pointer, vector.as_pointer())

        read = [builder.load(place(0, row, words_in), align=4) for row in range(rows)]
        for row, value in enumerate(code(writer, read)):
            builder.store(value, place(1, row, words_out), align=4)
        return target.get_dummy_value()

    @intrinsic
    def one(context: Any, values: Any, out: Any, start: Any) -> Any:
        return types.void(values, out, types.int64), emit

    return one
