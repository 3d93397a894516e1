import re

from .conftest import DOCS, ROOT

SOURCE = ROOT / "src" / "securebase"
# Below these, a folder is one more of its kind and not a part of the architecture.
DEPTH = 2


def folders() -> set[str]:
    """Folders with files of their own, as the inventory writes them."""
    files = (path for path in SOURCE.rglob("*") if path.is_file())
    parents = {path.parent.relative_to(SOURCE) for path in files}
    within = {"/".join(it.parts[:DEPTH]) for it in parents if it.parts}
    upper = {it.split("/")[0] for it in within}
    return {f"{it}/" for it in within | upper if "__pycache__" not in it}


def section(title: str) -> str:
    text = (DOCS / "architecture.md").read_text("utf-8")
    return text.split(f"## {title}\n")[1].split("\n## ")[0]


def test_the_inventory_lists_the_folders_that_are_there() -> None:
    listed = re.findall(r"^\| `(.+?)` \|", section("Inventory"), re.MULTILINE)
    assert sorted(listed) == sorted(folders())


def test_the_floors_are_drawn_in_the_order_of_the_contract() -> None:
    contract = (ROOT / "pyproject.toml").read_text("utf-8")
    layers = re.search(r"^layers = \[(.*?)\]", contract, re.MULTILINE | re.DOTALL)
    assert layers is not None
    drawing = (DOCS / "architecture.md").read_text("utf-8").split("```")[1]
    drawn = re.findall(r"^  (\w+(?: \| \w+)*)\s", drawing, re.MULTILINE)
    assert drawn == re.findall(r'"([\w |]+)"', layers[1])


def test_every_place_for_a_new_line_exists() -> None:
    places = re.findall(r"`([\w/]+/)`", section("Where does a new line of code go?"))
    assert places
    roots = (SOURCE, ROOT)
    missing = [it for it in places if not any((root / it).is_dir() for root in roots)]
    assert missing == []
