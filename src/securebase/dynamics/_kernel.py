"""The fast route: the equations as one compiled loop over steps and couples.

The instructions come from the symbols of `_symbols`; a short function around them is
kept in the user's cache under a name made of their content, and what Numba compiles is
kept beside it, so that only the first process on a machine waits.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from types import ModuleType

from securebase.core import cache_folder, replacing

from ._flow import READ_OUTS
from ._layout import LANES, out_rows, state_rows

_SOURCE = '''\
"""The loop around securebase's equations; written anew when they change."""

from numba import njit

from securebase.dynamics._instructions import draw, observe, step


@njit(nogil=True, error_model="numpy", boundscheck=False, cache=True)
def run(blocks, who, sets, table, first, days, per_day, every, key, out):
    for block in range(blocks.shape[0]):
        data, couples, numbers = blocks[block], who[block], table[sets[block]]
        for day in range(days):
            for k in range(per_day):
                moment = first + day * per_day + k
                for start in range(0, {lanes}, {width}):
                    draw(data, start, numbers, couples, moment, key)
                    step(data, start, numbers)
            for start in range(0, {lanes}, {width}):
                observe(data, start, numbers)
            if (day + 1) % every == 0:
                window = (day + 1) // every - 1
                for row in range({outs}):
                    count = every if row < {means} else 1
                    place = ({sums} + row) * {lanes}
                    for lane in range({lanes}):
                        total = data[place + lane]
                        out[window, row, block * {lanes} + lane] = total / count
                        data[place + lane] = 0.0
'''


# Two threads that ask at once must not meet a module that is half made.
_ONE_AT_A_TIME = Lock()


@cache
def kernel() -> Callable[..., None]:
    """The compiled loop, for float32 and float64."""
    from ._emit import WIDTH
    from ._instructions import data_rows, fingerprint

    text = _SOURCE.format(
        lanes=LANES,
        width=WIDTH,
        outs=len(out_rows()),
        means=len(state_rows()) + 2 * len(READ_OUTS),
        sums=data_rows().index(f"sum.{out_rows()[0]}"),
    )
    return _loaded(text, fingerprint()).run


def _loaded(text: str, content: str) -> ModuleType:
    written = "".join(
        (Path(__file__).parent / name).read_text("utf-8")
        for name in ("_emit.py", "_instructions.py")
    )
    mark = hashlib.sha256((text + content + written).encode()).hexdigest()[:16]
    name = f"securebase_kernel_{mark}"
    with _ONE_AT_A_TIME:
        return sys.modules.get(name) or _executed(name, text)


def _executed(name: str, text: str) -> ModuleType:
    path = _kept(name, text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Numba looks the module up by name while it is executed.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _kept(name: str, text: str) -> Path:
    """The source as a file: in the cache, or where that cannot be written, for now."""
    for folder in (cache_folder(), Path(tempfile.mkdtemp(prefix="securebase-"))):
        path = folder / f"{name}.py"
        try:
            if not path.exists() or path.read_text("utf-8") != text:
                folder.mkdir(parents=True, exist_ok=True)
                with replacing(path) as part:
                    part.write_text(text, "utf-8")
        except OSError:
            continue
        return path
    raise AssertionError("a fresh temporary folder can be written")
