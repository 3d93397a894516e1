from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .server import Running, running

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# What was seen, to be looked at, where SECUREBASE_SCREENS is set; pictures take long.
SCREENS = Path("out/screens")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of the system; installed where that can be done."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            check=False,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        )
        found = shutil.which("chromium")
    if found is None:
        assert "CI" not in os.environ, "Chromium must be installed."
        pytest.skip("Chromium is not there: install it to try the pages in a browser.")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as player:
        started = player.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("app") / "data") as it:
        yield it


@pytest.fixture
def phone(browser: Browser, app: Running) -> Iterator[Page]:
    with _visiting(browser, viewport=PHONE, has_touch=True) as context:
        yield _page(context, app)


@pytest.fixture
def desktop(browser: Browser, app: Running) -> Iterator[Page]:
    with _visiting(browser, viewport=DESKTOP) as context:
        yield _page(context, app)


@pytest.fixture
def without_scripts(browser: Browser, app: Running) -> Iterator[Page]:
    with _visiting(browser, viewport=PHONE, java_script_enabled=False) as context:
        yield _page(context, app)


def _visiting(browser: Browser, **how: object) -> BrowserContext:
    return browser.new_context(locale="en-GB", timezone_id="Europe/Lisbon", **how)  # type: ignore[arg-type]


def _page(context: BrowserContext, app: Running) -> Page:
    page = context.new_page()
    page.set_default_timeout(15_000)
    context.set_default_navigation_timeout(15_000)
    return page


@pytest.fixture(autouse=True)
def _both_databases() -> None:
    """The app has databases of its own here; the ones of the tests are not used."""


def seen(page: Page, name: str) -> None:
    """Keep a picture of a page, if pictures are wanted."""
    if "SECUREBASE_SCREENS" not in os.environ:
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
