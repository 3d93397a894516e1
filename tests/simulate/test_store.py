import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from securebase.core import ModelError, RunError
from securebase.simulate import simulate, stream
from securebase.simulate._store import rounded

# Seven parts, the last one short; windows of which the last one is short, too.
COUPLES, DAYS, EVERY, SEED, PART = 200, 10, 4, 6, 32
KEEP = ("security", "bond", "met")
# Killed when some parts are written: it says so, and waits for its end.
KILLED = f"""
import sys
from securebase.simulate import stream
def tell(progress):
    if progress.done >= 3 * {PART}:
        print(progress.done, flush=True)
        sys.stdin.read()
stream(sys.argv[1], {COUPLES}, days={DAYS}, every={EVERY}, seed={SEED},
       part={PART}, keep={KEEP}, workers=2, progress=tell)
"""


def written(path: Path, *, part: int = PART, workers: int = 1, **other: object) -> Path:
    stream(
        path, COUPLES, days=DAYS, every=EVERY, seed=SEED, part=part, workers=workers,
        **{"keep": KEEP, **other},  # type: ignore[arg-type]
    )  # fmt: skip
    return path


def opened(path: Path) -> xr.Dataset:
    with xr.open_zarr(path) as found:
        return found.load()


def arrays(path: Path) -> dict[str, bytes]:
    """Every file that holds numbers."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file() and "c" in file.parts
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("store") / "couples.zarr")


def test_a_store_opens_as_what_is_simulated_in_memory(tmp_path: Path) -> None:
    life = simulate(COUPLES, days=DAYS, every=EVERY, seed=SEED)
    found = opened(written(tmp_path / "all", part=150, keep=None))
    assert {*found.data_vars} == {*life.data_vars}
    assert {*found.coords} == {*life.coords}
    for name, each in life.variables.items():
        still = each.dtype.kind != "f" or "day" not in each.dims
        values = each.values if still else rounded(each.values)
        assert found[name].dims == each.dims
        assert found[name].attrs == each.attrs
        np.testing.assert_array_equal(found[name].values, values)
    assert life.attrs.items() <= found.attrs.items()
    assert found.attrs["rounding"].endswith("nearest 1/1024")


def test_rounding_is_finer_than_anybody_could_answer(store: Path) -> None:
    life = simulate(COUPLES, days=DAYS, every=EVERY, seed=SEED)
    away = abs(opened(store).security - life.security)
    assert 0 < float(away.max()) <= 1 / 2048


@pytest.mark.parametrize(("part", "workers"), [(32, 2), (50, 1), (1000, 2)])
def test_neither_parts_nor_workers_change_a_number(
    store: Path, tmp_path: Path, part: int, workers: int
) -> None:
    other = written(tmp_path / "other", part=part, workers=workers)
    found = opened(other)
    xr.testing.assert_equal(found, opened(store))
    assert found.attrs.keys() == opened(store).attrs.keys()
    if part == PART:
        assert arrays(other) == arrays(store)


def test_a_killed_run_goes_on_and_nothing_shows_it(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "killed"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        done = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert 3 * PART <= done < COUPLES
    # What a kill in the midst of a file leaves.
    (path / "security" / ".0.partial").write_bytes(b"half")
    told: list[int] = []
    again = stream(
        path, COUPLES, days=DAYS, every=EVERY, seed=SEED, part=PART, keep=KEEP,
        workers=2, progress=lambda it: told.append(it.done),
    )  # fmt: skip
    assert again.before >= done
    assert told[0] == again.before
    assert told[-1] == COUPLES
    assert arrays(path) == arrays(store)
    assert opened(path).identical(opened(store))
    assert not [file for file in path.rglob("*") if "partial" in file.name]


class Stopped(KeyboardInterrupt):
    """As Ctrl-C would."""


def stop(path: Path) -> None:
    def tell(progress: object) -> None:
        if getattr(progress, "done", 0):
            raise Stopped

    with pytest.raises(Stopped):
        written(path, progress=tell)


def test_an_interrupted_run_goes_on_only_with_its_own_settings(
    store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "stopped"
    stop(path)
    with pytest.raises(RunError, match="seed 6 there and 7 now"):
        stream(path, COUPLES, days=DAYS, every=EVERY, seed=7, keep=KEEP, part=PART)
    with pytest.raises(RunError, match="off"):
        written(path, off=["haven"])
    written(path)
    assert opened(path).identical(opened(store))


def test_a_fresh_start_forgets_what_was_there(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "stopped"
    stop(path)
    told: list[int] = []
    written(path, fresh=True, progress=lambda it: told.append(it.done))
    assert told[0] == 0
    assert opened(path).identical(opened(store))
    assert [it.name for it in tmp_path.iterdir()] == ["stopped"]


def test_what_is_finished_is_left_as_it_is(store: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in store.rglob("*")}
    again = stream(
        store, COUPLES, days=DAYS, every=EVERY, seed=SEED, part=PART, keep=KEEP
    )
    assert again.before == COUPLES
    assert {file: file.stat().st_mtime_ns for file in store.rglob("*")} == before


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("kind", ["file", "folder", "full", "link", "zarr"])
def test_something_else_is_left_alone(tmp_path: Path, kind: str, fresh: bool) -> None:
    path = tmp_path / "mine"
    if kind == "file":
        path.write_text("mine", "utf-8")
    elif kind == "link":
        path.symlink_to(tmp_path / "nowhere")
    else:
        path.mkdir()
        (path / "letter.txt").write_text("mine", "utf-8")
        if kind == "zarr":
            (path / "zarr.json").write_text('{"attributes": {"run": 1}}', "utf-8")
    with pytest.raises(RunError, match="folder that securebase wrote"):
        stream(path, 5, days=1, fresh=fresh)
    assert path.is_symlink() or (path / "letter.txt").exists() or path.is_file()


def test_the_folder_above_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="folder above the result must exist"):
        stream(tmp_path / "a" / "b", 5, days=1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RunError, match="folder that can be made"):
        stream(tmp_path / "new", 5, days=1)


def test_wrong_wishes_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="number of couples"):
        stream(tmp_path / "new", 0)
    with pytest.raises(ModelError, match="couples in a part"):
        stream(tmp_path / "new", 5, part=0)
    assert list(tmp_path.iterdir()) == []


def test_many_windows_are_written_block_by_block(tmp_path: Path) -> None:
    stream(tmp_path / "long", 8, days=150, keep=["security", "met"], seed=1)
    found, life = opened(tmp_path / "long"), simulate(8, days=150, seed=1)
    np.testing.assert_array_equal(found.security, rounded(life.security.values))
    np.testing.assert_array_equal(found.met, life.met)
    assert (tmp_path / "long" / "security" / "c" / "0" / "0" / "2").is_file()
