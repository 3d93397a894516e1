"""Only the first process waits for the compiler."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from securebase.dynamics._kernel import _kept

RUN = """
import json
import numpy as np
from securebase.dynamics import Cohort, Parameters, evolve, fixed_rows, state_rows
from securebase.dynamics._kernel import kernel

rows = len(state_rows())
couples = Cohort(
    state=np.zeros((rows, 5)),
    home=np.zeros((rows, 5)),
    fixed=np.zeros((len(fixed_rows()), 5)),
    number=np.arange(5, dtype=np.uint32),
    swapped=np.zeros(5, np.uint32),
    which=np.zeros(5, np.int64),
)
end, _ = evolve(couples, [Parameters.start()], 2, seed=1)
stats = kernel().stats
print(json.dumps({
    "hits": sum(stats.cache_hits.values()),
    "misses": sum(stats.cache_misses.values()),
    "states": end.state.tobytes().hex(),
}))
"""


def in_a_process(code: str, **environment: str) -> str:
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout


def test_the_second_process_finds_the_kernel_compiled(tmp_path: Path) -> None:
    cache = str(tmp_path / "kept")
    first, second = (
        json.loads(in_a_process(RUN, SECUREBASE_CACHE=cache)) for _ in range(2)
    )
    assert (first["hits"], first["misses"]) == (0, 1)
    assert (second["hits"], second["misses"]) == (1, 0)
    assert first["states"] == second["states"]


def test_where_nothing_can_be_kept_the_kernel_goes_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "a-file"
    taken.write_text("in the way")
    monkeypatch.setenv("SECUREBASE_CACHE", str(taken))
    path = _kept("some_kernel", "x = 1\n")
    assert path.read_text() == "x = 1\n"
    assert tmp_path not in path.parents
    assert taken.read_text() == "in the way"


def test_to_import_the_package_loads_neither_compiler() -> None:
    modules = ["securebase", "securebase.dynamics", "securebase.simulate"]
    code = f"import sys, {', '.join([*modules, 'securebase.cli'])}; print(*sys.modules)"
    loaded = set(in_a_process(code).split())
    assert loaded >= set(modules)
    assert not loaded & {"numba", "llvmlite", "jax", "jaxlib"}
