"""Every page in a browser: usable by everybody, and nothing asked of anybody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from .conftest import DESKTOP, PHONE, seen
from .server import Running

OPEN = ["/", "/help/", "/stored/", "/example/", "/account/login/", "/account/signup/"]
SIGNED_IN = [
    "/start/",
    "/today/",
    "/offline/",
    "/questions/",
    "/questions/sb_vital/item/vitality_1/",
    "/questions/sb_vital/done/",
    "/report/",
    "/ours/",
    "/practice/",
    "/practice/before/",
    "/letter/",
    "/reminders/",
    "/sharing/",
    "/settings/",
    "/history/",
    "/unpair/",
    "/help/questions/",
    "/account/2fa/",
    "/account/sessions/",
    "/account/password/change/",
    "/account/email/",
    "/account/logout/",
    "/not/there/",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


HOW = ("phone-light", "desktop-dark")


@pytest.fixture(scope="session")
def visit(
    request: pytest.FixtureRequest, browser: Browser, app: Running
) -> Iterator[tuple[Page, str]]:
    width, scheme = request.param.split("-")
    context = browser.new_context(
        viewport=PHONE if width == "phone" else DESKTOP,  # type: ignore[arg-type]
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(app.links["Mara"])
    yield page, request.param
    context.close()


# The pages share their parts, so each is tried in one of the two ways.
@pytest.mark.parametrize(
    ("visit", "path"),
    [(HOW[n % 2], it) for n, it in enumerate([*OPEN, *SIGNED_IN])],
    indirect=["visit"],
)
def test_a_page_has_no_fault_that_a_machine_can_find(
    visit: tuple[Page, str], app: Running, path: str
) -> None:
    page, how = visit
    if path in OPEN:
        page = page.context.browser.new_page(viewport=page.viewport_size)  # type: ignore[union-attr]
    page.goto(app.address + path)
    seen(page, f"{how}{path.replace('/', '_')}")
    found = Axe().run(page, options={"runOnly": RULES})
    told = [
        (it["id"], [node["html"][:200] for node in it["nodes"]][:3])
        for it in found.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if path in OPEN:
        page.close()
    assert told == []
    assert wide <= 0, "The page must not scroll sideways."


@pytest.mark.parametrize("visit", HOW[:1], indirect=True)
def test_nothing_is_asked_of_anybody_else(
    visit: tuple[Page, str], app: Running
) -> None:
    page, _ = visit
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    for path in SIGNED_IN:
        page.goto(app.address + path)
    page.remove_listener("request", note)
    assert asked
    own = (app.address, "data:")
    assert [it for it in asked if not it.startswith(own)] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_each_answer_of_a_check_in_is_as_wide_as_a_thumb_and_in_one_row(
    browser: Browser, app: Running, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(app.links["Mara"])
    page.goto(app.address + "/today/")
    rows = page.locator(".compact > .choices").all()
    assert rows
    for row in rows:
        boxes = [it.bounding_box() for it in row.locator("label").all()]
        sizes = [(it["width"], it["height"]) for it in boxes if it is not None]
        assert len(sizes) == 7
        assert min(wide for wide, _ in sizes) >= 40
        assert min(high for _, high in sizes) >= 44
        assert len({round(it["y"]) for it in boxes if it is not None}) == 1
    spoken = page.get_by_role("radio", name="not at all")
    assert spoken.count() == len(rows)
    page.close()


@pytest.mark.parametrize("width", [320, 1440])
def test_the_way_out_is_in_sight_wherever_one_scrolls(
    browser: Browser, app: Running, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 600})
    page.goto(app.address + "/help/")
    page.mouse.wheel(0, 5000)
    page.wait_for_timeout(100)
    box = page.locator("[data-exit]").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 600
    centre = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    on_top = page.evaluate(
        "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('[data-exit]'))",
        centre,
    )
    page.close()
    assert on_top
