import json
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import securebase

ROOT = Path(__file__).parents[1]
FLOORS = (
    "core",
    "evidence",
    "runs",
    "dynamics",
    "measures",
    "couples",
    "simulate",
    "explain",
    "fit.continuous",
    "fit.couple",
    "fit.mixed",
    "plan",
    "report",
    "cli",
)


def test_the_everyday_names_are_these() -> None:
    assert securebase.__all__ == [
        "Couple",
        "Diary",
        "__version__",
        "build_report",
        "cite",
        "instrument",
        "instruments",
        "look",
        "read_couple",
        "score",
        "simulate",
        "to_html",
        "to_json",
        "to_pdf",
        "validate_couple",
        "write_couple",
    ]


@pytest.mark.parametrize("name", securebase.__all__)
def test_every_everyday_name_is_there(name: str) -> None:
    assert getattr(securebase, name) is getattr(securebase, name)
    assert name in dir(securebase)


def test_an_unknown_name_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'compatibility'"):
        securebase.compatibility  # noqa: B018


@pytest.mark.parametrize("floor", FLOORS)
def test_the_public_names_of_a_floor_are_sorted_and_there(floor: str) -> None:
    module = import_module(f"securebase.{floor}")
    names = module.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), not
        name[0].isupper(), name))  # fmt: skip
    assert [name for name in names if not hasattr(module, name)] == []


def test_importing_securebase_stays_light() -> None:
    code = "import securebase, sys, json; print(json.dumps(sorted(sys.modules)))"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    heavy = {
        "altair", "django", "jax", "jinja2", "numpy", "pandas", "pydantic", "rich",
        "scipy", "typer", "typst", "vl_convert", "xarray", "zarr",
    }  # fmt: skip
    assert heavy & set(json.loads(out)) == set()


def test_there_is_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    released = re.search(
        r"^## \[(\d.*?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert released is not None
    assert securebase.__version__ == project["version"] == released[1]
