from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings, strategies as st

from securebase.report import _ink as ink, diary_chart, figure_png, figure_svg
from securebase.report._base_picture import NARROW
from securebase.report._blocks import BaseLink, DiaryPanel, DiaryPicture, DiaryPoint
from securebase.report._diary import APART, gaps, label_heights, segments
from securebase.report._diary_spec import diary_spec
from securebase.report._flow import Flow

from .sample import diary, estimate, picture

FIRST = dt.date(2026, 3, 1)
PNG = b"\x89PNG\r\n\x1a\n"


def day(number: int) -> str:
    return (FIRST + dt.timedelta(days=number)).isoformat()


def panel(days: set[int], value: float = 3.0, who: str = "Mara") -> DiaryPanel:
    points = (
        DiaryPoint(day=day(n), who=who, value=value, answered=1) for n in sorted(days)
    )
    return DiaryPanel(label="", hint="", points=tuple(points))


@settings(deadline=None, max_examples=60)
@given(st.sets(st.integers(0, 41)))
def test_a_line_never_crosses_a_missing_day(days: set[int]) -> None:
    runs = segments(panel(days), "Mara")
    drawn = [dt.date.fromisoformat(point.day) for run in runs for point in run]
    assert {(at - FIRST).days for at in drawn} == days
    for run in runs:
        first, last = (dt.date.fromisoformat(run[end].day) for end in (0, -1))
        assert (last - first).days == len(run) - 1


@settings(deadline=None, max_examples=60)
@given(st.sets(st.integers(0, 41)), st.sets(st.integers(0, 41)))
def test_shaded_stretches_are_exactly_the_long_gaps(
    one: set[int], other: set[int]
) -> None:
    shaded: set[int] = set()
    for gap in gaps(six_weeks(panel(one), panel(other)), "Mara"):
        first, last = (number(at) for at in (gap.first, gap.last))
        assert last - first + 1 >= 4
        shaded |= set(range(first, last + 1))
    empty = set(range(42)) - one - other
    assert shaded <= empty
    left = empty - shaded
    assert not any(set(range(n, n + 4)) <= left for n in range(39))


def six_weeks(*panels: DiaryPanel) -> DiaryPicture:
    return DiaryPicture(
        title="",
        first_day=day(0),
        last_day=day(41),
        people=("Mara", "Theo"),
        panels=panels,
        caption="",
    )


def number(at: str) -> int:
    return (dt.date.fromisoformat(at) - FIRST).days


def test_somebody_who_shows_nothing_in_a_panel_leaves_no_shade_in_it() -> None:
    tables = diary_spec(six_weeks(panel({0, 1})), 720)["datasets"]
    assert {row["who"] for row in tables["gaps-0"]} == {"Mara"}


@settings(deadline=None, max_examples=40)
@given(st.floats(0.0, 6.0), st.floats(0.0, 6.0))
def test_two_names_never_stand_on_each_other(one: float, other: float) -> None:
    both = DiaryPanel(
        label="",
        hint="",
        points=panel({0}, one).points + panel({0}, other, "Theo").points,
    )
    heights = label_heights(both, ("Mara", "Theo"))
    assert abs(heights["Mara"] - heights["Theo"]) >= APART - 1e-9


def test_the_scale_of_the_diary_is_fixed() -> None:
    spec = diary_chart(diary(), 340).to_dict()
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for shown in spec["vconcat"]
        for layer in shown["layer"]
        if "y" in layer["encoding"]
    ]
    assert domains
    assert all(domain == [0, 6] for domain in domains)


@pytest.mark.parametrize("width", [340, 720])
@pytest.mark.parametrize("block", [diary(), picture()], ids=["diary", "base"])
def test_a_drawing_is_one_closed_piece(block: object, width: int) -> None:
    assert isinstance(block, type(diary()) | type(picture()))
    svg = figure_svg(block, width, name="here")
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert not re.findall(r"(?:href|src)=|url\((?!#here)|@import|<script|<style", svg)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert all(name is not None and name.startswith("here-") for name in ids)
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert "Mara & Theo" in (title.text or "")


def test_the_diary_is_lettered_in_the_bundled_font_only() -> None:
    families = set(re.findall(r'font-family="([^"]*)"', figure_svg(diary())))
    assert families == {"Figtree"}


@pytest.mark.parametrize("block", [diary(), picture()], ids=["diary", "base"])
def test_a_drawing_can_be_a_png(block: object) -> None:
    assert isinstance(block, type(diary()) | type(picture()))
    assert figure_png(block, 340, scale=1).startswith(PNG)


def test_names_in_a_diary_are_never_markup() -> None:
    block = diary()
    odd = "<b>&'"
    panels = tuple(
        replace(
            shown,
            points=tuple(
                replace(point, who=odd) if point.who == "Mara" else point
                for point in shown.points
            ),
        )
        for shown in block.panels
    )
    root = ET.fromstring(
        figure_svg(replace(block, people=(odd, "Theo"), panels=panels))
    )
    assert any(odd in (element.text or "") for element in root.iter())


def test_what_is_not_told_is_a_dotted_line_and_says_so() -> None:
    silent = tuple(replace(link, received=None, given=None) for link in picture().links)
    svg = figure_svg(replace(picture(), links=silent))
    assert svg.count("not shown") == len(silent)
    assert svg.count("stroke-dasharray") == len(silent)
    assert "not shown" not in figure_svg(picture())


def test_the_picture_can_be_heard() -> None:
    root = ET.fromstring(figure_svg(picture()))
    description = root.find("{http://www.w3.org/2000/svg}desc")
    assert description is not None
    assert all(link.spoken in (description.text or "") for link in picture().links)


@settings(deadline=None, max_examples=40)
@given(st.floats(1.0, 7.0), st.floats(1.0, 7.0))
def test_more_of_it_is_never_a_thinner_ribbon(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert width_of(less) <= width_of(more) + 1e-9


def width_of(value: float) -> float:
    told = estimate(value, 0.4)
    link = BaseLink(
        giver="Mara",
        receiver="Theo",
        function="base",
        received=told,
        given=told,
        spoken="",
    )
    flow = Flow(sheet=NARROW, link=link, people=("Mara", "Theo"))
    return flow._width((told, told), 0.5, "low")


def test_the_pale_edge_of_a_ribbon_is_its_doubt() -> None:
    link = picture().links[0]
    flow = Flow(sheet=NARROW, link=link, people=("Mara", "Theo"))
    assert flow.told is not None
    assert flow._width(flow.told, 1.0, "high") > flow._width(flow.told, 1.0, "low")


def test_a_diary_of_one_person_is_drawn_too() -> None:
    alone = DiaryPicture(
        title="Alone",
        first_day=day(0),
        last_day=day(5),
        people=("Mara",),
        panels=(panel({0, 1, 5}),),
        caption="",
    )
    assert "Mara" in figure_svg(alone)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana", "Ana"),
        ("X" * 60, "XXXXXX…"),
        ("\u5c0f" * 12, "\u5c0f" * 4 + "…"),
        ("", ""),
    ],
)
def test_wide_letters_take_more_of_the_room_for_a_name(name: str, shown: str) -> None:
    assert ink.shorten(name, 10) == shown


def test_an_arrow_keeps_its_sides_between_right_to_left_names() -> None:
    one, other = "\u05de\u05d9\u05db\u05dc", "\u064a\u0648\u0633\u0641"
    assert ink.arrow(one, other) == f"{one}\u200e → \u200e{other}"


def test_one_shape_means_one_teller_in_every_picture() -> None:
    # Filled is the giver's own telling, in the strips as in the picture.
    svg = figure_svg(picture())
    filled, hollow = svg.index("as the giver tells it"), svg.index("as the receiver")
    assert "<path" in svg[filled:hollow]
    assert "<circle" not in svg[filled:hollow]
