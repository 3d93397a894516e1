import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .conftest import ROOT

# Without git: what is made on the spot, and never belongs to the project.
MADE = {".git", ".venv", ".tools", "site", "out", "dist", "__pycache__"}

# In pieces, so that this file does not hold what it looks for.
PLACES = [
    "/" + "work/",
    "/" + "root/",
    "/" + "home/",
    "/" + "tmp/",
    "../" + "shared",
]
ADDRESSES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "conda." + "anaconda.org",
    "crates" + ".io",
]
LARGEST = 500_000


def files() -> Iterator[Path]:
    """The project's files, without those that somebody keeps beside them."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        yield from files_without_git()
        return
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    yield from (path for path in paths if path.is_file())


def files_without_git() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        cache = any(part.endswith(("_cache", ".egg-info")) for part in parts)
        hidden = parts[0].startswith((".coverage", ".hypothesis"))
        if path.is_file() and not (cache or hidden or MADE & set(parts)):
            yield path


def found(patterns: list[str]) -> list[str]:
    wanted = re.compile("|".join(map(re.escape, patterns)))
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in files()
        for number, line in enumerate(
            path.read_bytes().decode("utf-8", "replace").splitlines(), start=1
        )
        if wanted.search(line)
    ]


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert found(PLACES) == []


def test_no_file_names_the_address_of_a_registry() -> None:
    assert found(ADDRESSES) == []


def test_no_file_is_large() -> None:
    large = [path.name for path in files() if path.stat().st_size > LARGEST]
    assert large == []


def test_what_git_knows_is_found_without_git_too() -> None:
    assert set(files()) <= set(files_without_git())


def test_the_search_finds_what_it_looks_for() -> None:
    assert found(["LARGEST = 500" + "_000"]) != []
