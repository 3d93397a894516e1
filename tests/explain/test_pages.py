from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from securebase.core import STATEMENTS, ModelError
from securebase.dynamics import mechanisms, parameters, states
from securebase.explain import graph_svg, odd, statements_table
from securebase.explain._odd import unexplained

MODEL = Path(__file__).parents[2] / "docs" / "model"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("odd.md", odd),
        ("statements.md", statements_table),
        ("graph.svg", graph_svg),
    ],
)
def test_a_page_of_the_model_is_what_the_code_says(
    name: str, made: Callable[[], str]
) -> None:
    assert (MODEL / name).read_text("utf-8") == made()


def test_every_number_has_an_origin() -> None:
    assert unexplained() == ()


def test_the_description_holds_every_part_of_the_model() -> None:
    page = odd()
    names = [each.name for each in parameters()] + [each.id for each in states()]
    assert [name for name in names if f"`{name}`" not in page] == []
    headings = [each.id.replace("_", " ").capitalize() for each in mechanisms()]
    assert [it for it in headings if f"### {it}\n" not in page] == []


def test_the_description_has_the_seven_parts_of_the_protocol() -> None:
    found = [line for line in odd().splitlines() if line.startswith("## ")]
    assert [line[3] for line in found[:7]] == list("1234567")


def test_every_statement_has_a_mechanism_and_a_test() -> None:
    lines = [it for it in statements_table().splitlines() if it.startswith("| **S")]
    assert len(lines) == len(STATEMENTS)
    assert [line for line in lines if line.count("`") < 4] == []


def drawn(of: str | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(graph_svg(of))


def told(svg: ElementTree.Element) -> list[str]:
    return [it.text or "" for path in svg.iter(f"{SVG}path") for it in path]


def test_every_mechanism_has_a_line_in_the_drawing() -> None:
    lines = " ".join(told(drawn()))
    assert [each.id for each in mechanisms() if f": {each.id}, " not in lines] == []


def test_every_line_of_the_drawing_has_a_number_on_it() -> None:
    svg = drawn()
    assert len(list(svg.iter(f"{SVG}circle"))) == len(told(svg))


def test_no_word_of_the_drawing_leaves_its_page() -> None:
    svg = drawn()
    width, height = (float(svg.attrib[side]) for side in ("width", "height"))
    places = [
        (float(it.attrib["x"]), float(it.attrib["y"])) for it in svg.iter(f"{SVG}text")
    ]
    assert [at for at in places if not (0 < at[0] < width and 0 < at[1] < height)] == []


def test_a_drawing_of_one_mechanism_holds_its_own_lines_only() -> None:
    lines = told(drawn("haven"))
    assert lines != []
    assert [line for line in lines if ": haven, " not in line] == []


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_drawing_of_a_statement_holds_each_of_its_mechanisms(statement: str) -> None:
    lines = " ".join(told(drawn(statement)))
    names = [each.id for each in mechanisms() if statement in each.statements]
    assert [name for name in names if f": {name}, " not in lines] == []


def test_what_is_unknown_is_not_drawn() -> None:
    with pytest.raises(ModelError, match="'S25'"):
        graph_svg("S25")
