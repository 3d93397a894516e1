from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import pytest

from securebase import couples
from securebase.core import DataError
from securebase.couples import Answer, Couple

from .spoiling import TOML


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def couple(good: Path) -> Couple:
    return couples.read(good)


def test_a_couple_replaces_an_older_one_and_nothing_else(
    good: Path, couple: Couple
) -> None:
    (good / "letter.txt").write_text("mine", encoding="utf-8")
    (good / "photos").mkdir()
    a, b = couple.private
    silent = replace(couple, private=(replace(a, diary=()), replace(b, diary=())))
    couples.write(silent, good)
    assert couples.read(good) == silent
    assert names_in(good) == {
        "answers.csv",
        "couple.toml",
        "letter.txt",
        "photos",
    }
    assert names_in(good.parent) == {"both-work"}


def test_an_empty_folder_may_be_filled(tmp_path: Path, couple: Couple) -> None:
    (tmp_path / "empty").mkdir()
    couples.write(couple, tmp_path / "empty")
    assert couples.read(tmp_path / "empty") == couple


def test_a_folder_in_other_use_is_left_alone(tmp_path: Path, couple: Couple) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("1", encoding="utf-8")
    with pytest.raises(DataError, match="a folder in other use"):
        couples.write(couple, tmp_path / "thesis")
    assert names_in(tmp_path / "thesis") == {"chapter.txt"}


@pytest.mark.parametrize(
    ("name", "got"),
    [
        ("file.txt", "a file"),
        ("folder.json", "a folder"),
        ("no/such/parent", "no such file"),
        ("no/such/parent.json", "no such file"),
        ("zero\0byte", "a path that cannot be"),
    ],
)
def test_an_impossible_place_is_refused(
    name: str, got: str, tmp_path: Path, couple: Couple
) -> None:
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(DataError, match=got):
        couples.write(couple, tmp_path / name)


def test_what_could_not_be_read_again_is_not_written(
    good: Path, couple: Couple
) -> None:
    before = (good / TOML).read_bytes()
    a, b = couple.private
    wrong = Answer(
        occasion=dt.date(2025, 1, 1), instrument="sb_vital", item="x", answer=99
    )
    for bad in (
        replace(couple, id="Not An Id"),
        replace(couple, private=(replace(a, name="\n"), b)),
        replace(couple, private=(a, replace(b, answers=(wrong,)))),
    ):
        with pytest.raises(DataError):
            couples.write(bad, good)
    assert (good / TOML).read_bytes() == before
    assert couples.read(good) == couple


@pytest.mark.parametrize("where", ["both-work", "couple.json"])
def test_a_full_disk_leaves_what_was_there(
    where: str, good: Path, couple: Couple, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = good.parent / where
    couples.write(couple, path)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match="no space left on device"):
        couples.write(replace(couple, id="other"), path)
    assert couples.read(path) == couple
    assert names_in(good.parent) == {"both-work", where}


def test_the_old_folder_comes_back_if_the_new_cannot_take_its_place(
    good: Path, couple: Couple, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def stubborn(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(DataError, match="input/output error"):
        couples.write(replace(couple, id="other"), good)
    assert couples.read(good) == couple
    assert names_in(good.parent) == {"both-work"}


def test_new_files_are_for_their_owner_only(tmp_path: Path, couple: Couple) -> None:
    couples.write(couple, tmp_path / "ours")
    couples.write(couple, tmp_path / "ours.json")
    assert (tmp_path / "ours").stat().st_mode & 0o077 == 0
    assert (tmp_path / "ours.json").stat().st_mode & 0o077 == 0


def test_a_link_to_a_couple_is_followed(good: Path, couple: Couple) -> None:
    link = good.parent / "link"
    link.symlink_to(good)
    couples.write(replace(couple, id="new"), link)
    assert link.is_symlink()
    assert couples.read(good).id == "new"
