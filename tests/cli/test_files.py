import os
from contextlib import suppress
from pathlib import Path

import pytest

from securebase.cli._files import make_folder, need_folder, replacing, write_files
from securebase.core import ReportError


def test_all_files_are_written(tmp_path: Path) -> None:
    files = {tmp_path / "a": b"1", tmp_path / "b": b"2"}
    write_files(files)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_none_is_written_if_one_cannot_be(tmp_path: Path) -> None:
    old = tmp_path / "a"
    old.write_bytes(b"old")
    with pytest.raises(ReportError, match="must be a file that can be written"):
        write_files({old: b"new", tmp_path / "absent" / "b": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert old.read_bytes() == b"old"


def test_a_failure_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    old = tmp_path / "a"
    old.write_bytes(b"old")
    with suppress(RuntimeError), replacing(old) as part:
        part.write_bytes(b"ha")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert old.read_bytes() == b"old"


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(ReportError):
        write_files({tmp_path / "a": b"1"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_must_exist_before_work_begins(tmp_path: Path) -> None:
    need_folder(tmp_path)
    with pytest.raises(ReportError, match="output folder must exist"):
        need_folder(tmp_path / "absent")


def test_a_folder_cannot_be_made_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(ReportError, match="must be one that can be made"):
        make_folder(tmp_path / "a" / "b")


def test_a_pipe_is_neither_replaced_nor_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)
    with pytest.raises(ReportError, match="must be an ordinary file"):
        write_files({pipe: b"new"})
    assert pipe.is_fifo()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_who_could_not_read_the_old_file_cannot_read_the_new(tmp_path: Path) -> None:
    kept, new = tmp_path / "kept", tmp_path / "new"
    kept.write_bytes(b"")
    kept.chmod(0o640)
    write_files({kept: b"1", new: b"2"}, private=True)
    assert (mode(kept), mode(new)) == (0o640, 0o600)


def test_what_is_not_private_gets_the_rights_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    write_files({tmp_path / "b": b"1"})
    assert mode(tmp_path / "a") == mode(tmp_path / "b")


def test_a_name_may_be_as_long_as_the_system_lets_it(tmp_path: Path) -> None:
    long = tmp_path / f"{'x' * 250}.html"
    write_files({long: b"1"})
    assert long.read_bytes() == b"1"


def test_a_link_laid_beside_is_not_followed(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.write_bytes(b"old")
    (tmp_path / f".a.{os.getpid()}.part").symlink_to(private)
    write_files({tmp_path / "a": b"1"})
    assert private.read_bytes() == b"old"
