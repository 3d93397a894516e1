import re
import shlex
from pathlib import Path

import pytest

from securebase.cli._page import page

from .conftest import DOCS, ROOT

PAGES = (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))
REFERENCE = (DOCS / "reference" / "command-line.md").read_text("utf-8")
SECTION = re.compile(r"^## securebase ?(.*?)\n\n```text\n(.*?)```", re.M | re.S)
HELP: dict[str, str] = dict(SECTION.findall(REFERENCE))
TYPED = sorted(
    {
        line
        for page in PAGES
        for line in re.findall(
            r"(?:^\$ |`)(securebase [^`\n]+)", page.read_text("utf-8"), re.MULTILINE
        )
    }
)


def test_the_page_shows_what_the_commands_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert page() == REFERENCE


@pytest.mark.parametrize("line", TYPED)
def test_a_command_in_the_text_is_one_that_exists(line: str) -> None:
    words = shlex.split(line.split(">")[0])[1:]
    names = [
        name for name in HELP if name and words[: len(name.split())] == name.split()
    ]
    said = HELP[max(names, key=len, default="")]
    unknown = [it for it in words if it.startswith("--") and it not in said + "--help"]
    assert names or words[0].startswith("--")
    assert unknown == []


@pytest.mark.parametrize("name", [name for name in HELP if name])
def test_every_command_teaches_by_two_examples_or_more(name: str) -> None:
    assert HELP[name].count(f"    securebase {name}") >= 2


def test_the_readme_names_the_targets_that_the_makefile_has() -> None:
    targets = re.findall(r"^(\w+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M)
    typed = re.findall(r"make (\w+)", (ROOT / "README.md").read_text("utf-8"))
    assert {"demo", "test"} <= set(typed) <= set(targets)


@pytest.mark.parametrize(
    "text",
    [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_link_within_the_project_leads_somewhere(text: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text.read_text("utf-8"))
    inside = [it for it in links if not it.startswith(("http:", "https:", "mailto:"))]
    assert [it for it in inside if not (text.parent / it).exists()] == []
