"""Checking in without a connection: sealed on the device, sent once, and gone then."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .conftest import PHONE, seen
from .people import PASSWORD, sign_up
from .server import Running
from .test_pages import OPEN, SIGNED_IN

NOTE = "a walk that nobody knows of"
# Everything that lies in the browser, read as somebody would who looks into it.
DUMP = """async () => {
  const told = { stores: [], caches: {}, workers: 0 };
  told.simple = [...Object.entries(localStorage), ...Object.entries(sessionStorage)];
  told.workers = (await navigator.serviceWorker.getRegistrations()).length;
  const shown = (it) => {
    if (it instanceof CryptoKey) return { key: it.algorithm.name, out: it.extractable };
    if (it instanceof ArrayBuffer) it = new Uint8Array(it);
    if (it instanceof Uint8Array)
      return Array.from(it, (x) => String.fromCharCode(x)).join("");
    if (it && typeof it === "object")
      return Object.fromEntries(Object.entries(it).map(([key, x]) => [key, shown(x)]));
    return it;
  };
  const wait = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const base = await wait(indexedDB.open(name));
    for (const store of base.objectStoreNames) {
      const rows = await wait(base.transaction(store).objectStore(store).getAll());
      told.stores.push([store, rows.map(shown)]);
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const it of await cache.keys())
      told.caches[new URL(it.url).pathname] = await (await cache.match(it)).text();
  }
  return told;
}"""
# The key as somebody would take it who wants to read elsewhere.
TAKE_KEY = """async () => {
  const wait = (asked) => new Promise((resolve) => {
    asked.onsuccess = () => resolve(asked.result);
  });
  const base = await wait(indexedDB.open("kept"));
  const key = await wait(base.transaction("own").objectStore("own").get("key"));
  base.close();
  for (const form of ["raw", "jwk"]) {
    const taken = await crypto.subtle.exportKey(form, key).catch(() => null);
    if (taken) return form;
  }
  return "none";
}"""
NOTHING = {"stores": [], "caches": {}, "workers": 0, "simple": []}


@pytest.fixture
def device(browser: Browser, app: Running) -> Iterator[Page]:
    """A phone on which somebody has just opened an account."""
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        locale="en-GB",
        timezone_id="Europe/Lisbon",
        service_workers="allow",
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(app.address)
    sign_up(page, "Rui")
    yield page
    context.set_offline(False)
    context.close()


@pytest.fixture
def allowed(device: Page, app: Running) -> Page:
    """The same phone, allowed to keep check-ins."""
    _choose(device, app, offline=True)
    _until(device, lambda: "/offline/" in _dump(device)["caches"])
    device.wait_for_function("navigator.serviceWorker.controller")
    return device


def _choose(page: Page, app: Running, **wanted: bool) -> None:
    page.goto(app.address + "/settings/")
    for name, on in wanted.items():
        page.locator(f"input[name={name}]").set_checked(on)
    form = page.locator("form", has=page.locator("input[name=shared]"))
    form.get_by_role("button", name="Save").click()
    page.wait_for_url(app.address + "/settings/")


def _dump(page: Page) -> dict[str, Any]:
    told: dict[str, Any] = page.evaluate(DUMP)
    return told


def _until(page: Page, holds: Any) -> None:
    """Wait for what the browser does by itself."""
    until = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < until, _dump(page)
        page.wait_for_timeout(100)


def _sealed(page: Page) -> int:
    return len(dict(_dump(page)["stores"]).get("sealed", []))


def _line(page: Page, *, up: bool) -> None:
    page.context.set_offline(not up)


def _check_in(page: Page, app: Running, note: str = NOTE) -> None:
    """Open the app without a connection and check in."""
    page.goto(app.address + "/start/")
    expect(page.get_by_role("heading", name="without a connection")).to_be_visible()
    groups = page.locator("fieldset.question:visible")
    assert groups.count() == 12
    for place in range(3):
        groups.nth(place).locator("label").nth(4).click()
    page.get_by_label("A note for yourself").fill(note)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept on this device, not sent yet.")).to_be_visible()


def _rows(app: Running, page: Page) -> tuple[int, int]:
    """How many check-ins and how many forms of somebody the server holds."""
    key = next(it["value"] for it in page.context.cookies() if it["name"] == "s")
    with closing(sqlite3.connect(app.data / "app.sqlite3", timeout=20)) as rows:
        (who,) = rows.execute(
            "SELECT user_id FROM usersessions_usersession WHERE session_key = ?", [key]
        ).fetchone()
        counted = [
            rows.execute(
                f"SELECT count(*) FROM {table} WHERE owner_id = ?", [who]
            ).fetchone()[0]
            for table in ("answers_checkin", "answers_submission")
        ]
    return counted[0], counted[1]


def test_what_is_kept_cannot_be_read_and_is_sent_once(
    allowed: Page, app: Running
) -> None:
    _line(allowed, up=False)
    _check_in(allowed, app)
    seen(allowed, "offline-kept")
    told = _dump(allowed)
    stores = dict(told["stores"])
    assert len(stores["sealed"]) == 1
    assert {"key": "AES-GCM", "out": False} in stores["own"]
    assert allowed.evaluate(TAKE_KEY) == "none"
    kept = json.dumps(told["stores"])
    for word in (NOTE, "walk", "d_secure", "answers", "Rui", _today()):
        assert word not in kept
    assert told["simple"] == []
    _line(allowed, up=True)
    expect(allowed.get_by_text(re.compile(r"Sent \d\d:\d\d"))).to_be_visible()
    seen(allowed, "offline-sent")
    assert _rows(app, allowed) == (1, 1)
    assert dict(_dump(allowed)["stores"])["sealed"] == []
    allowed.goto(app.address + "/today/")
    expect(allowed.get_by_label("A note for yourself")).to_have_value(NOTE)
    assert allowed.locator("fieldset input:checked:not([value=''])").count() == 3


def test_only_a_page_that_is_about_nobody_is_laid_up(
    allowed: Page, app: Running
) -> None:
    for path in SIGNED_IN:
        allowed.goto(app.address + path)
    laid = _dump(allowed)["caches"]
    pages = [it for it in laid if not it.startswith("/static/")]
    assert pages == ["/offline/"]
    for word in ("Rui", "example.org", "csrfmiddlewaretoken", _mark(allowed)):
        assert word not in laid["/offline/"]


def test_a_device_that_was_not_asked_keeps_nothing(device: Page, app: Running) -> None:
    for path in (*SIGNED_IN, *OPEN[1:4]):
        device.goto(app.address + path)
        assert _dump(device) == NOTHING, path
    device.wait_for_load_state("networkidle")
    assert _dump(device) == NOTHING
    assert device.locator("script[src*=keeping]").count() == 0


def test_what_is_sent_again_after_a_cut_counts_once(
    allowed: Page, app: Running
) -> None:
    _line(allowed, up=False)
    _check_in(allowed, app)

    def cut(route: Route) -> None:
        # The server has it, but its word does not get through.
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    allowed.context.route("**/today/kept/", cut)
    _line(allowed, up=True)
    _until(allowed, lambda: _rows(app, allowed) == (1, 1))
    first = _sealed(allowed)
    allowed.context.unroute("**/today/kept/")
    allowed.goto(app.address + "/start/")
    _until(allowed, lambda: _sealed(allowed) == 0)
    assert first == 1
    assert _rows(app, allowed) == (1, 1)


def test_a_form_that_does_not_get_through_is_kept(allowed: Page, app: Running) -> None:
    allowed.goto(app.address + "/today/")
    allowed.get_by_label("A note for yourself").fill(NOTE)
    _line(allowed, up=False)
    allowed.get_by_role("button", name="Save").click()
    expect(allowed.get_by_text("Kept on this device, not sent yet.")).to_be_visible()
    assert _sealed(allowed) == 1
    _line(allowed, up=True)
    expect(allowed.get_by_text(re.compile(r"Sent \d\d:\d\d"))).to_be_visible()
    assert _rows(app, allowed) == (1, 1)


def test_with_a_connection_a_form_is_saved_as_ever(allowed: Page, app: Running) -> None:
    allowed.goto(app.address + "/today/")
    allowed.get_by_label("A note for yourself").fill(NOTE)
    allowed.get_by_role("button", name="Save").click()
    expect(allowed.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    assert _rows(app, allowed) == (1, 1)


def test_what_the_server_refuses_is_gone_and_said(allowed: Page, app: Running) -> None:
    # By the clock of this device, it is answered in the future.
    allowed.clock.set_fixed_time(dt.datetime.now(dt.UTC) + dt.timedelta(days=3))
    _line(allowed, up=False)
    _check_in(allowed, app)
    _line(allowed, up=True)
    expect(allowed.get_by_text("could not be taken and is gone")).to_be_visible()
    seen(allowed, "offline-refused")
    assert _sealed(allowed) == 0
    assert _rows(app, allowed) == (0, 0)


def test_turning_it_off_wipes_everything(allowed: Page, app: Running) -> None:
    _kept(allowed, app)
    _choose(allowed, app, offline=False)
    _until(allowed, lambda: _dump(allowed) == NOTHING)
    assert _rows(app, allowed) == (0, 0)


def test_a_device_that_others_use_refuses_and_wipes(
    allowed: Page, app: Running
) -> None:
    _kept(allowed, app)
    allowed.goto(app.address + "/settings/")
    # Both at once, as no page offers it.
    allowed.evaluate(
        "for (const it of ['shared', 'offline'])"
        " document.querySelector(`input[name=${it}]`).checked = true"
    )
    allowed.locator("form", has=allowed.locator("input[name=shared]")).get_by_role(
        "button", name="Save"
    ).click()
    expect(allowed.get_by_text("keeps no check-ins")).to_be_visible()
    expect(allowed.locator("input[name=shared]")).to_be_checked()
    expect(allowed.locator("input[name=offline]")).not_to_be_checked()
    _until(allowed, lambda: _dump(allowed) == NOTHING)


def test_one_choice_takes_the_other_back(device: Page, app: Running) -> None:
    device.goto(app.address + "/settings/")
    shared, offline = (device.locator(f"input[name={it}]") for it in _CHOICES)
    shared.check()
    offline.check()
    expect(shared).not_to_be_checked()
    shared.check()
    expect(offline).not_to_be_checked()
    seen(device, "offline-choice")


_CHOICES = ("shared", "offline")


def test_signing_out_wipes_everything(allowed: Page, app: Running) -> None:
    _kept(allowed, app)
    allowed.goto(app.address + "/account/logout/")
    allowed.get_by_role("button", name="Sign out").click()
    allowed.wait_for_url(app.address + "/")
    _until(allowed, lambda: _dump(allowed) == NOTHING)
    assert {it["name"] for it in allowed.context.cookies()} == {"csrftoken"}


def test_leaving_at_once_wipes_everything(allowed: Page, app: Running) -> None:
    _kept(allowed, app)
    allowed.locator("[data-exit]").click()
    allowed.wait_for_url(app.weather)
    _nothing_is_left(allowed, app)


def test_without_a_connection_the_way_out_wipes_everything_and_leads_away(
    allowed: Page, app: Running
) -> None:
    _line(allowed, up=False)
    _check_in(allowed, app)
    # The other place cannot be reached either; its address is what is seen.
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        allowed.goto(app.address + "/leave/")
    _line(allowed, up=True)
    allowed.goto(app.address + "/start/")
    expect(allowed).to_have_url(re.compile("/account/login/"))
    _until(allowed, lambda: _dump(allowed) == NOTHING)


def _nothing_is_left(page: Page, app: Running) -> None:
    assert [it for it in page.context.cookies() if it["domain"] == "localhost"] == []
    page.goto(app.address + "/stored/")
    _until(page, lambda: _dump(page) == NOTHING)


def test_another_person_on_the_device_finds_nothing_and_sends_nothing(
    allowed: Page, app: Running
) -> None:
    _kept(allowed, app)
    allowed.context.clear_cookies(name="s")
    allowed.goto(app.links["Lin"])
    _until(allowed, lambda: _dump(allowed) == NOTHING)
    allowed.goto(app.address + "/settings/")
    expect(allowed.locator("input[name=offline]")).not_to_be_checked()


def test_whoever_is_signed_out_meanwhile_sends_after_signing_in(
    allowed: Page, app: Running
) -> None:
    address = _address(app, allowed)
    _line(allowed, up=False)
    _check_in(allowed, app)
    allowed.context.clear_cookies(name="s")
    _line(allowed, up=True)
    expect(allowed.get_by_text("Sign in, and it is sent.")).to_be_visible()
    allowed.locator("[data-kept]").get_by_role("link", name="Sign in").click()
    allowed.get_by_label("Email").fill(address)
    allowed.get_by_label("Password").fill(PASSWORD)
    allowed.get_by_role("button", name=re.compile("Sign in|Go on")).click()
    expect(allowed.get_by_text(re.compile(r"Sent \d\d:\d\d"))).to_be_visible()
    assert _rows(app, allowed) == (1, 1)


def test_a_phone_may_put_it_on_its_home_screen(device: Page, app: Running) -> None:
    device.goto(app.address + "/start/")
    tools = device.context.new_cdp_session(device)
    errors = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Windows that are kept in memory only, as in tests, never offer it.
    assert {it["errorId"] for it in errors} <= {"in-incognito"}
    manifest = json.loads(tools.send("Page.getAppManifest")["data"])
    assert manifest["display"] == "standalone"
    assert {it.get("purpose", "any") for it in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        answer = device.request.get(app.address + icon["src"])
        assert answer.ok
        wide, high = (int.from_bytes(answer.body()[it : it + 4]) for it in (16, 20))
        assert icon["sizes"] == f"{wide}x{high}"


def _kept(page: Page, app: Running) -> None:
    """Check in without a connection, and be back before it can be sent."""
    page.context.route("**/today/kept/", lambda it: it.abort())
    _line(page, up=False)
    _check_in(page, app)
    _line(page, up=True)
    assert _sealed(page) == 1


def _today() -> str:
    return dt.datetime.now(dt.UTC).date().isoformat()


def _mark(page: Page) -> str:
    return next(it["value"] for it in page.context.cookies() if it["name"] == "d")


def _address(app: Running, page: Page) -> str:
    page.goto(app.address + "/account/email/")
    found = re.search(r"[\w.-]+@example\.org", page.inner_text("main"))
    assert found is not None
    return found[0]
