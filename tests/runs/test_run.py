import json
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, strategies as st

from securebase.core import RunError
from securebase.runs import Journal, Progress, Setting, Span, run, spans, threads

SETTINGS: dict[str, Setting] = {"seed": 1, "names": ["a", "b"], "share": 0.5}


@given(st.integers(1, 500), st.integers(1, 200))
def test_parts_cover_the_whole_once_and_in_order(total: int, size: int) -> None:
    parts = spans(total, size)
    assert [unit for it in parts for unit in range(it.first, it.stop)] == list(
        range(total)
    )
    assert [it.number for it in parts] == list(range(len(parts)))
    assert {len(it) for it in parts[:-1]} <= {size}


@pytest.mark.parametrize(("total", "size"), [(0, 1), (1, 0)])
def test_nothing_to_do_is_refused(total: int, size: int) -> None:
    with pytest.raises(RunError, match="one at least"):
        spans(total, size)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_part_is_done_once(workers: int) -> None:
    seen: list[int] = []
    far = run(lambda it: seen.append(it.number), spans(23, 4), workers=workers)
    assert sorted(seen) == [0, 1, 2, 3, 4, 5]
    assert far == Progress(done=23, total=23, before=0)


def test_two_workers_work_at_the_same_time() -> None:
    # Each waits for the other: one alone would break the barrier.
    together = Barrier(2, timeout=30)
    met: list[int] = []
    run(lambda _: met.append(together.wait()), spans(2, 1), workers=2)
    assert sorted(met) == [0, 1]


def test_progress_begins_with_what_was_there_and_ends_with_all(tmp_path: Path) -> None:
    path, parts = tmp_path / "journal", spans(10, 4)
    with Journal(path, SETTINGS) as journal:
        journal.mark(parts[1])
        told: list[Progress] = []
        run(lambda _: None, parts, journal=journal, progress=told.append)
    assert told[0] == Progress(4, 10, 4)
    assert told[-1] == Progress(10, 10, 4)
    assert [it.done for it in told] == sorted(it.done for it in told)


def test_what_is_finished_is_not_done_again(tmp_path: Path) -> None:
    parts = spans(5, 1)
    with Journal(tmp_path / "journal", SETTINGS) as journal:
        journal.mark(parts[0])
        journal.mark(parts[3])
    seen: list[int] = []
    with Journal(tmp_path / "journal", SETTINGS) as journal:
        run(lambda it: seen.append(it.number), parts, journal=journal)
        assert journal.done == {0, 1, 2, 3, 4}
    assert sorted(seen) == [1, 2, 4]


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_keeps_what_was_finished_and_begins_nothing_more(
    tmp_path: Path, workers: int, error: type[BaseException]
) -> None:
    finished: set[int] = set()

    def work(span: Span) -> None:
        if span.number == 2:
            raise error
        finished.add(span.number)

    with Journal(tmp_path / "journal", SETTINGS) as journal:
        with pytest.raises(error):
            run(work, spans(200, 1), workers=workers, journal=journal)
        assert journal.done == finished
        assert {0, 1} <= finished
        assert 199 not in finished


def test_a_line_that_a_power_cut_broke_does_not_count(tmp_path: Path) -> None:
    path, parts = tmp_path / "journal", spans(4, 1)
    with Journal(path, SETTINGS) as journal:
        journal.mark(parts[0])
        journal.mark(parts[1])
    path.write_text(path.read_text("utf-8")[:-3], "utf-8")
    with Journal(path, SETTINGS) as journal:
        assert journal.done == {0}
        journal.mark(parts[2])
    with Journal(path, SETTINGS) as journal:
        assert journal.done == {0, 2}


def test_other_settings_are_refused_and_named(tmp_path: Path) -> None:
    Journal(tmp_path / "journal", SETTINGS).close()
    other = {**SETTINGS, "seed": 2, "names": ["a"], "new": True}
    with pytest.raises(RunError) as told:
        Journal(tmp_path / "journal", other)
    for words in ("seed 1 there and 2 now", "names", "new None there and True now"):
        assert words in str(told.value)
    assert "share" not in str(told.value)


def test_equal_settings_in_another_order_are_the_same(tmp_path: Path) -> None:
    Journal(tmp_path / "journal", SETTINGS).close()
    turned = dict(reversed([*SETTINGS.items()])) | {"names": ("a", "b")}
    with Journal(tmp_path / "journal", turned) as journal:
        assert journal.done == set()


@pytest.mark.parametrize("content", ["", "{}", "[]", json.dumps({"format": "x"}), "\0"])
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "journal"
    path.write_text(content, "utf-8")
    with pytest.raises(RunError, match="must be the journal"):
        Journal(path, SETTINGS)
    assert path.read_text("utf-8") == content


def test_a_journal_is_open_once(tmp_path: Path) -> None:
    with (
        Journal(tmp_path / "journal", SETTINGS),
        pytest.raises(RunError, match="one process at a time"),
    ):
        Journal(tmp_path / "journal", SETTINGS)
    Journal(tmp_path / "journal", SETTINGS).close()


def test_workers_are_at_least_one() -> None:
    assert threads(None) >= 1
    assert threads(3) == 3
    with pytest.raises(RunError, match="one at least"):
        threads(0)
