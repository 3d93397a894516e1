from __future__ import annotations

import re
from pathlib import Path

import pytest

from securebase import report
from securebase.report import stylesheet
from tests.report.test_render_html import contrast

WEB = Path(__file__).parents[2] / "src" / "securebase" / "web"
STATIC = WEB / "static" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
STYLE = re.sub(r"/\*.*?\*/", "", (STATIC / "app.css").read_text("utf-8"), flags=re.S)
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.S)[:2]
)
SCHEMES = pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])


def name(template: Path) -> str:
    return str(template.relative_to(WEB / "templates"))


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_holds_nothing_that_the_strict_policy_forbids(
    template: Path,
) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [it for it in scripts if "src=" not in it] == []
    fetched = re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*', text)
    assert fetched == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_an_icon_that_is_asked_for_is_drawn(template: Path) -> None:
    drawn = re.findall(r'symbol id="(\w+)"', (STATIC / "icons.svg").read_text("utf-8"))
    asked = r'(?:icon=|icon\|default:|_icon\.html" with name=)"(\w+)"'
    assert set(re.findall(asked, template.read_text("utf-8"))) <= set(drawn)


def test_the_style_of_reports_in_the_app_is_that_of_reports() -> None:
    assert (STATIC / "report.css").read_text("utf-8") == stylesheet() + "\n"


def test_a_part_of_the_app_does_not_dress_a_part_of_a_report() -> None:
    def classes(style: str) -> set[str]:
        rules = re.findall(r"([^{}]+)\{", style)
        return {it for rule in rules for it in re.findall(r"\.([a-z][\w-]*)", rule)}

    # These mean the same in both; `quiet` is said of a button only.
    shared = {"report", "spoken", "skip", "quiet"}
    assert classes(STYLE) & classes(stylesheet()) <= shared


def test_every_font_is_one_of_the_reports() -> None:
    fonts = Path(report.__file__).parent / "assets" / "fonts"
    asked = re.findall(r'url\("fonts/(.+?)"\)', STYLE)
    assert len(asked) == 5
    assert [it for it in asked if not (fonts / it).is_file()] == []
    assert "http" not in STYLE


@SCHEMES
@pytest.mark.parametrize("ground", ["paper", "sheet", "warm"])
@pytest.mark.parametrize(
    "shade", ["ink", "quiet", "link", "second-word", "good", "careful", "wrong"]
)
def test_words_can_be_read(ink: dict[str, str], shade: str, ground: str) -> None:
    assert contrast(ink[shade], ink[ground]) >= 4.5


@SCHEMES
@pytest.mark.parametrize(
    ("shade", "ground"),
    [
        ("on-link", "link"),
        ("on-link", "pressed"),
        ("on-wrong", "wrong"),
        ("ink", "chosen"),
        ("link", "chosen"),
    ],
)
def test_words_on_colour_can_be_read(
    ink: dict[str, str], shade: str, ground: str
) -> None:
    assert contrast(ink[shade], ink[ground]) >= 4.5


@SCHEMES
@pytest.mark.parametrize("ground", ["paper", "sheet", "warm"])
@pytest.mark.parametrize("shade", ["edge", "link", "first", "second"])
def test_edges_marks_and_focus_can_be_seen(
    ink: dict[str, str], shade: str, ground: str
) -> None:
    assert contrast(ink[shade], ink[ground]) >= 3.0


@SCHEMES
def test_the_two_people_differ_in_lightness_or_shape(ink: dict[str, str]) -> None:
    assert ink["first"] != ink["second"]
    assert ".person.other::before { border-radius: 1px" in STYLE


def test_what_the_reports_and_the_app_share_is_one_ink() -> None:
    own = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", stylesheet()))
    assert {key: LIGHT[key] for key in own} == own
