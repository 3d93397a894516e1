"""What people come for, from the first page to the last, in a real browser."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page, expect

from .conftest import seen
from .people import sign_up
from .server import Running


def test_from_the_first_page_to_ones_own_report(phone: Page, app: Running) -> None:
    phone.goto(app.address)
    sign_up(phone, "Ana")
    began = time.monotonic()
    items = _answer_all(phone, app)
    assert items == 114
    phone.get_by_role("link", name="To my report").click()
    expect(phone.locator(".report")).to_be_visible(timeout=60_000)
    seen(phone, "journey-own-report")
    # A person takes six seconds over an item; what the app takes is beside the point.
    spent = time.monotonic() - began
    assert spent / items < 1, f"{spent / items:.2f} s an item is too slow"


def test_two_people_share_a_topic_and_read_it_together(
    phone: Page, desktop: Page, app: Running
) -> None:
    for page, name in ((phone, "Ana"), (desktop, "Ben")):
        page.goto(app.address)
        sign_up(page, name)
        _answer(page, app, "sb_vital")
    phone.goto(app.address + "/invite/")
    phone.get_by_role("button", name="Make the link").click()
    link = phone.get_by_label("Link").input_value()
    desktop.goto(link)
    expect(desktop.get_by_role("heading", name="Ana invites you")).to_be_visible()
    seen(desktop, "journey-invited")
    desktop.get_by_role("button", name="Join").click()
    for page in (phone, desktop):
        page.goto(app.address + "/sharing/")
        _topic(page).check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.goto(app.address + "/ours/")
        expect(page.locator(".report")).to_have_count(0)
    app.days_go_by(2)
    for page in (phone, desktop):
        _reload_until(page, ".report")
    assert phone.locator(".report").inner_text() == (
        desktop.locator(".report").inner_text()
    )
    seen(phone, "journey-our-report")
    desktop.goto(app.address + "/sharing/")
    _topic(desktop).uncheck()
    desktop.get_by_role("button", name="Save").click()
    phone.reload()
    expect(phone.locator(".report")).to_have_count(0)
    phone.goto(app.address + "/unpair/")
    phone.get_by_role("button", name="Leave", exact=True).click()
    desktop.goto(app.address + "/ours/")
    expect(desktop.get_by_role("link", name="Ask your partner in")).to_be_visible()


def test_a_check_in_takes_less_than_a_minute_of_taps(phone: Page, app: Running) -> None:
    phone.goto(app.links["Ayo"])
    phone.goto(app.address + "/today/")
    groups = phone.locator("fieldset.question")
    assert groups.count() == 12
    for place in range(12):
        groups.nth(place).locator("label").nth(4).click()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    seen(phone, "journey-checked-in")


def test_the_keyboard_is_enough(desktop: Page, app: Running) -> None:
    desktop.goto(app.address)
    sign_up(desktop, "Kim", keyboard=True)
    desktop.goto(app.address + "/questions/sb_vital/")
    first = desktop.url
    desktop.wait_for_load_state("networkidle")
    desktop.keyboard.press("3")
    desktop.keyboard.press("Enter")
    expect(desktop).not_to_have_url(first)
    expect(desktop.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()


def test_who_would_rather_not_goes_on_by_hand(phone: Page, app: Running) -> None:
    phone.goto(app.address)
    sign_up(phone, "Uma")
    phone.goto(app.address + "/questions/sb_vital/")
    for _ in range(2):
        first = phone.url
        switch = phone.get_by_label("A tap on an answer goes on")
        switch.uncheck()
        phone.locator("fieldset.question label").nth(2).click()
        phone.wait_for_timeout(500)
        assert phone.url == first
        phone.locator("[data-next]").click()
        expect(phone).not_to_have_url(first)
        # What was chosen holds for the pages after it.
        expect(switch).not_to_be_checked()
    switch.check()
    first = phone.url
    phone.locator("fieldset.question label").nth(2).click()
    expect(phone).not_to_have_url(first)


def test_three_times_escape_leaves_at_once(desktop: Page, app: Running) -> None:
    desktop.goto(app.links["Lin"])
    desktop.wait_for_load_state("networkidle")
    for _ in range(3):
        desktop.keyboard.press("Escape")
    desktop.wait_for_url(app.weather)
    desktop.goto(app.address + "/start/")
    expect(desktop).to_have_url(re.compile("/account/login/"))


def test_back_after_leaving_shows_nothing(phone: Page, app: Running) -> None:
    phone.goto(app.links["Ines"])
    phone.goto(app.address + "/report/")
    phone.locator("[data-exit]").click()
    phone.wait_for_url(app.weather)
    phone.go_back()
    phone.wait_for_load_state()
    assert phone.locator(".report").count() == 0


def test_the_essentials_work_without_scripts(
    without_scripts: Page, app: Running
) -> None:
    page = without_scripts
    page.goto(app.address)
    sign_up(page, "Noa")
    _answer(page, app, "sb_vital")
    _reload_until(page, ".report", app.address + "/report/")
    page.goto(app.address + "/today/")
    page.locator("fieldset.question").first.locator("label").nth(2).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    page.goto(app.address + "/invite/")
    page.get_by_role("button", name="Make the link").click()
    assert "/i/" in page.get_by_label("Link").input_value()


def _answer_all(page: Page, app: Running) -> int:
    page.goto(app.address + "/questions/")
    page.get_by_role("link", name=re.compile("Mini-IPIP|Big Five")).click()
    items = 0
    while True:
        items += _answer_on(page)
        onward = page.get_by_role("link", name="Go on")
        if onward.count() == 0:
            return items
        onward.click()


def _answer(page: Page, app: Running, name: str) -> None:
    page.goto(f"{app.address}/questions/{name}/")
    assert _answer_on(page)


def _answer_on(page: Page) -> int:
    """Answer from here to the end of the questionnaire; how many items that were."""
    items = 0
    while "/item/" in page.url:
        here = page.url
        page.locator("fieldset.question label").nth(items % 5).click()
        if page.locator("[data-goes-on]").is_visible():
            expect(page).not_to_have_url(here)
        else:
            page.locator("[data-next]").click()
        items += 1
    return items


def _topic(page: Page) -> Locator:
    return page.locator("input[name=vitality]")


def _reload_until(page: Page, what: str, address: str | None = None) -> None:
    """Wait for the worker, which writes letters some seconds after they are due."""
    until = time.monotonic() + 60
    page.goto(address) if address else page.reload()
    while page.locator(what).count() == 0 and time.monotonic() < until:
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator(what).first).to_be_visible()
