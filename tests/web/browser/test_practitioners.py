"""A practitioner's pages, and a client's, in a browser."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .conftest import DESKTOP, PHONE, seen
from .server import Running
from .test_pages import RULES

OF_CASE = ("", "alone/", "brief/", "report/", "session/", "close/")
OF_PRACTITIONER = ("/cases/", "/cases/new/", "/practitioners/policy/", "/settings/")


def _as(browser: Browser, app: Running, who: str, how: str, **more: object) -> Page:
    width, scheme = how.split("-")
    context = browser.new_context(
        viewport=PHONE if width == "phone" else DESKTOP,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        **more,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(app.links[who])
    return page


def _key(page: Page, app: Running) -> str:
    """Stands in the address of Dara's case."""
    page.goto(app.address + "/cases/")
    found = re.search(r"/cases/([0-9a-f-]{36})/", page.content())
    assert found is not None
    return found[1]


def _faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [it["id"] for it in found] + (["scrolls sideways"] if wide > 0 else [])


# The pages share their parts, so each is tried in one of the two ways.
@pytest.mark.parametrize("how", ["phone-light", "desktop-dark"])
def test_no_page_has_a_fault_that_a_machine_can_find(
    browser: Browser, app: Running, how: str
) -> None:
    dara, ines = (_as(browser, app, who, how) for who in ("Dara", "Ines"))
    key = _key(dara, app)
    told = {}
    pages = (*OF_PRACTITIONER, *(f"/cases/{key}/{it}" for it in OF_CASE))
    for path in pages[how == "desktop-dark" :: 2]:
        dara.goto(app.address + path)
        seen(dara, f"{how}-dara{path.replace(key, 'case').replace('/', '_')}")
        told[path] = _faults(dara)
    pages = ("/with/", f"/with/{key}/", f"/with/{key}/leave/")
    for path in pages[how == "desktop-dark" :: 2]:
        ines.goto(app.address + path)
        seen(ines, f"{how}-ines{path.replace(key, 'case').replace('/', '_')}")
        told[path] = _faults(ines)
    for page in (dara, ines):
        page.context.close()
    assert {path: it for path, it in told.items() if it} == {}


def test_two_links_lead_to_two_places_without_any_script(
    browser: Browser, app: Running
) -> None:
    how = {"java_script_enabled": False}
    dara = _as(browser, app, "Dara", "phone-light", **how)
    dara.goto(app.address + "/cases/new/")
    dara.fill("[name=one]", "M.")
    dara.fill("[name=other]", "T.")
    dara.click("text=Make two links")
    links = [dara.input_value(f"#link-{n}") for n in (1, 2)]
    for who, link in zip(("Mara", "Theo"), links, strict=True):
        page = _as(browser, app, who, "phone-light", **how)
        page.goto(link)
        page.click("text=Agree, and choose what to share")
        page.check("[name=vitality]")
        page.click("button:has-text('Save')")
        assert page.is_checked("[name=vitality]")
        assert "You changed what you share" in page.content()
        page.context.close()
    dara.goto(app.address + "/cases/")
    assert "Mara · Theo" in dara.content()
    dara.context.close()
