"""The three parts of the kernel as instructions that Numba can call."""

from __future__ import annotations

from functools import cache
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from ._emit import WIDTH, Precision, Writer, philox, results
from ._layout import LANES, fixed_rows, home_rows, out_rows, state_rows
from ._parameters import parameters
from ._states import own_states, shared_states
from ._step import OWN_NORMALS, OWN_SIGNS, SHARED_NORMALS, SHARED_SIGNS
from ._symbols import Traced, coefficient_names, traced_look, traced_step

_BYTE = ir.IntType(8)


@cache
def table_rows() -> tuple[str, ...]:
    """Numbers that are the same for all couples of a block."""
    states = (*own_states(), *shared_states())
    return (
        *(f"p.{parameter.name}" for parameter in parameters()),
        *(f"c.{name}" for name in coefficient_names()),
        *(f"centre.{state.id}" for state in states),
        "step",
    )


@cache
def data_rows() -> tuple[str, ...]:
    """Rows of a block: what a couple is, what is drawn, and sums of the window."""
    return (*couple_rows(), *_drawn_rows(), *(f"sum.{row}" for row in out_rows()))


def couple_rows() -> tuple[str, ...]:
    """What a couple is: states, homes, traits and practice."""
    return (*state_rows(), *home_rows(), *fixed_rows())


def _drawn_rows() -> tuple[str, ...]:
    own = (*_paired(OWN_NORMALS), *OWN_SIGNS, "chance")
    shared = (*_paired(SHARED_NORMALS), *SHARED_SIGNS, "chance")
    sides = (("a", own), ("b", own), ("us", shared))
    return tuple(f"{side}.drawn_{name}" for side, names in sides for name in names)


def _paired(names: tuple[str, ...]) -> tuple[str, ...]:
    """Normal numbers come in pairs."""
    return (*names, "spare") if len(names) % 2 else names


@cache
def _tapes() -> tuple[Traced, Traced]:
    return traced_step(), traced_look()


def fingerprint() -> str:
    """Text that changes whenever the instructions would."""
    rows = (data_rows(), table_rows(), LANES, WIDTH)
    tapes = [(tape.tape.operations, tape.results) for tape in _tapes()]
    return repr((rows, tapes))


class _Block:
    """A place in a block's rows, from which vectors are read and where they go."""

    def __init__(self, writer: Writer, data: Any, start: Any, table: Any) -> None:
        self.writer, self.data, self.start, self.table = writer, data, start, table
        self.rows = {row: place for place, row in enumerate(data_rows())}
        self.scalars = {row: place for place, row in enumerate(table_rows())}

    def read(self, name: str) -> Any:
        b = self.writer.builder
        if name in self.scalars:
            place = ir.Constant(ir.IntType(64), self.scalars[name])
            return self.writer.spread(b.load(b.gep(self.table, [place])))
        return b.load(self._place(name), align=self._align)

    def write(self, name: str, value: Any) -> None:
        self.writer.builder.store(value, self._place(name), align=self._align)

    def add(self, name: str, value: Any) -> None:
        self.write(name, self.writer.builder.fadd(self.read(name), value))

    @property
    def _align(self) -> int:
        return 8 if self.writer.kind.shift == 52 else 4

    def _place(self, name: str) -> Any:
        b = self.writer.builder
        row = ir.Constant(ir.IntType(64), self.rows[name] * LANES)
        pointer = b.gep(self.data, [b.add(row, self.start)])
        return b.bitcast(pointer, self.writer.kind.vector.as_pointer())


def _pointer(context: Any, builder: Any, type_: Any, value: Any) -> Any:
    return context.make_array(type_)(context, builder, value).data


def _block(context: Any, builder: Any, signature: Any, arguments: Any) -> _Block:
    data_type, _, table_type = signature.args[:3]
    kind = Precision.of(data_type.dtype == types.float64)
    return _Block(
        Writer(builder, kind),
        _pointer(context, builder, data_type, arguments[0]),
        arguments[1],
        _pointer(context, builder, table_type, arguments[2]),
    )


@intrinsic
def step(context: Any, data: Any, start: Any, table: Any) -> Any:
    """One step of the couples from `start` in a block."""

    def code(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        block = _block(target, builder, signature, arguments)
        found = results(block.writer, _tapes()[0], block.read)
        for row, value in found.items():
            if row in block.rows:
                block.write(row, value)
            else:
                block.add(f"sum.{row}", value)
        return target.get_dummy_value()

    return types.void(data, types.int64, table), code


@intrinsic
def observe(context: Any, data: Any, start: Any, table: Any) -> Any:
    """Add the states and read-outs of this evening to the sums of the window."""

    def code(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        block = _block(target, builder, signature, arguments)
        for row, value in results(block.writer, _tapes()[1], block.read).items():
            block.add(f"sum.{row}", value)
        for row in state_rows():
            block.add(f"sum.{row}", block.read(row))
        return target.get_dummy_value()

    return types.void(data, types.int64, table), code


@intrinsic
def draw(
    context: Any, data: Any, start: Any, table: Any, who: Any, moment: Any, key: Any
) -> Any:
    """Fill the drawn rows; `who` holds numbers of couples and then their roles."""

    def code(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        block = _block(target, builder, signature, arguments)
        words = _Words(block, target, signature, arguments)
        for place, (side, normals, signs) in enumerate(
            (
                ("a", OWN_NORMALS, OWN_SIGNS),
                ("b", OWN_NORMALS, OWN_SIGNS),
                ("us", SHARED_NORMALS, SHARED_SIGNS),
            )
        ):
            names = _paired(normals)
            stream = words.stream(place, len(names) + 2)
            for k in range(0, len(names), 2):
                pair = block.writer.normals(stream[k], stream[k + 1])
                for name, value in zip(names[k : k + 2], pair, strict=True):
                    block.write(f"{side}.drawn_{name}", value)
            chance = block.writer.uniform(stream[len(names)])
            block.write(f"{side}.drawn_chance", chance)
            for bit, name in enumerate(signs):
                sign = block.writer.sign(stream[len(names) + 1], bit)
                block.write(f"{side}.drawn_{name}", sign)
        return target.get_dummy_value()

    signature = types.void(data, types.int64, table, who, types.uint32, key)
    return signature, code


class _Words:
    """Random words of a moment, by couple and role."""

    def __init__(
        self, block: _Block, target: Any, signature: Any, arguments: Any
    ) -> None:
        b = self.builder = block.writer.builder
        who = _pointer(target, b, signature.args[3], arguments[3])
        key = _pointer(target, b, signature.args[5], arguments[5])
        self.moment = self._spread(arguments[4])
        self.couple = self._vector(who, block.start)
        lanes = ir.Constant(ir.IntType(64), LANES)
        self.role = self._vector(who, b.add(block.start, lanes))
        places = [ir.Constant(ir.IntType(64), k) for k in (0, 1)]
        self.key = [self._spread(b.load(b.gep(key, [k]))) for k in places]

    def stream(self, place: int, count: int) -> list[Any]:
        """Words for partner a, partner b or the couple."""
        b = self.builder
        one, two = (ir.Constant(_VECTOR, [k] * WIDTH) for k in (1, 2))
        role = (self.role, b.sub(one, self.role), two)[place]
        words: list[Any] = []
        for call in range(-(-count // 4)):
            which = ir.Constant(_VECTOR, [call] * WIDTH)
            words += philox(b, [self.moment, self.couple, role, which], self.key)
        return words

    def _vector(self, pointer: Any, start: Any) -> Any:
        b = self.builder
        place = b.bitcast(b.gep(pointer, [start]), _VECTOR.as_pointer())
        return b.load(place, align=4)

    def _spread(self, scalar: Any) -> Any:
        b = self.builder
        empty = ir.Constant(_VECTOR, ir.Undefined)
        first = b.insert_element(empty, scalar, ir.Constant(ir.IntType(32), 0))
        mask = ir.Constant(_VECTOR, [0] * WIDTH)
        return b.shuffle_vector(first, empty, mask)


_VECTOR = ir.VectorType(ir.IntType(32), WIDTH)
