"""What the page about hosting says, and the files that it speaks of."""

from __future__ import annotations

import configparser
import re
import tomllib
from typing import Any

import pytest
import yaml

from .conftest import DOCS, ROOT

PAGE = (DOCS / "how-to" / "host-the-app.md").read_text("utf-8")
WEB = ROOT / "src" / "securebase" / "web"
VARIABLE = r"\b(?:SECUREBASE_[A-Z_]+|(?:KEYS_)?DATABASE_URL)\b"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)


def read_by_the_app() -> set[str]:
    """Variables that the settings read."""
    said = "".join(path.read_text("utf-8") for path in WEB.glob("*.py"))
    return set(re.findall(rf'"({VARIABLE})"', said))


def test_the_table_lists_every_variable_and_no_other() -> None:
    table = PAGE.split("## All settings")[1].split("\n## ")[0]
    rows = [it for it in table.splitlines() if it.startswith("| `")]
    listed = [name for row in rows for name in re.findall(VARIABLE, row.split("|")[1])]
    assert sorted(listed) == sorted(read_by_the_app())


def test_no_other_variable_is_named_anywhere() -> None:
    for text in (PAGE, (ROOT / "compose.yaml").read_text("utf-8")):
        assert set(re.findall(VARIABLE, text)) <= read_by_the_app()


def test_a_default_in_the_table_is_the_one_in_the_settings() -> None:
    settings = (WEB / "settings.py").read_text("utf-8")
    for name, default in re.findall(r"^\| `(\w+)` \|.*\| `(\w+)` \|$", PAGE, re.M):
        found = re.search(rf'"{name}", (\w+|"[^"]*")\)', settings)
        if found is None:
            continue
        wanted = {"yes": "True", "no": "False"}.get(default, default)
        assert found[1].strip('"') == wanted, name


def test_every_command_of_the_app_that_is_named_is_there() -> None:
    folders = WEB.rglob("management/commands/*.py")
    ours = {it.stem for it in folders if it.stem != "__init__"}
    named = set(re.findall(r"-m securebase\.web (\w+)", PAGE))
    for service in SERVICES.values():
        words = service.get("command") or []
        named |= set(words[3:4])
    assert named - ours <= {"check"}
    assert ours <= named | {"serve"}


def test_the_two_databases_never_are_one() -> None:
    settings = COMPOSE["x-app"]["environment"]
    addresses = settings["DATABASE_URL"], settings["KEYS_DATABASE_URL"]
    servers = [re.split(r"[@/]", it)[-2] for it in addresses]
    assert servers == ["answers", "keys"]
    kept = {it: SERVICES[it]["volumes"][0].split(":")[0] for it in servers}
    assert len(set(kept.values())) == 2


def test_only_the_proxy_can_be_reached() -> None:
    assert [name for name, it in SERVICES.items() if "ports" in it] == ["caddy"]


def test_every_image_has_a_plain_name() -> None:
    images = [it["image"] for it in SERVICES.values() if "image" in it]
    images += re.findall(r"^FROM (\S+)", _dockerfile(), re.M)
    assert images
    assert [it for it in images if not re.fullmatch(r"[a-z]+:[\w.-]+", it)] == []


def test_nothing_starts_before_the_tables_are_there() -> None:
    for name in ("app", "worker"):
        wanted = SERVICES[name]["depends_on"]["prepare"]["condition"]
        assert wanted == "service_completed_successfully"


def test_every_volume_is_declared() -> None:
    used = {
        place.split(":")[0]
        for it in SERVICES.values()
        for place in it.get("volumes", [])
        if not place.startswith(".")
    }
    assert used == set(COMPOSE["volumes"])


def test_the_image_is_made_of_what_is_there_and_of_nothing_private() -> None:
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.*)", _dockerfile(), re.M)
        for word in line.split()[:-1]
    ]
    assert [it for it in copied if not (ROOT / it).exists()] == []
    kept = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert kept[1] == "*"
    assert set(copied) <= {it.removeprefix("!") for it in kept if it.startswith("!")}


def test_the_image_has_a_python_that_the_project_runs_on() -> None:
    found = re.search(r"^FROM python:(\d+)\.(\d+)", _dockerfile(), re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    least = re.search(r"(\d+)\.(\d+)", project["requires-python"])
    assert found is not None
    assert least is not None
    assert tuple(map(int, found.groups())) >= tuple(map(int, least.groups()))


def test_the_app_does_not_run_as_root() -> None:
    assert re.search(r"^USER base$", _dockerfile(), re.M)


def test_the_proxies_say_what_the_app_believes() -> None:
    (nginx,) = blocks("nginx")
    assert nginx.count("{") == nginx.count("}")
    for header in ("Host", "X-Forwarded-Proto", "X-Forwarded-For"):
        assert f"proxy_set_header {header} " in nginx
    assert nginx.count("access_log off") == nginx.count("server {")
    caddy = (ROOT / "hosting" / "Caddyfile").read_text("utf-8")
    assert "reverse_proxy app:8000" in caddy
    assert "\tlog" not in caddy


def test_the_unit_can_be_read() -> None:
    (text,) = blocks("ini")
    unit = configparser.ConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)
    assert "securebase.web serve" in unit["Service"]["ExecStart"]


@pytest.mark.parametrize("name", ["make serve", "docs/how-to/host-the-app.md"])
def test_the_first_page_says_how_to_run_it(name: str) -> None:
    assert name in (ROOT / "README.md").read_text("utf-8")


def _dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text("utf-8")
