"""Signing in with a key of the device instead of a password."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .people import PASSWORD, sign_up
from .server import Running


def test_a_passkey_is_enough_to_sign_in(desktop: Page, app: Running) -> None:
    _with_authenticator(desktop)
    desktop.goto(app.address)
    sign_up(desktop, "Uma")
    desktop.goto(app.address + "/account/2fa/webauthn/add/")
    desktop.get_by_label("Password").fill(PASSWORD)
    desktop.locator("main form button").first.click()
    desktop.get_by_label("Name").fill("This laptop")
    desktop.get_by_label(re.compile("passwordless", re.I)).check()
    desktop.locator("main button").first.click()
    expect(desktop).not_to_have_url(re.compile("/add/"))
    desktop.wait_for_load_state()
    desktop.goto(app.address + "/account/logout/")
    desktop.locator("main form button").click()
    desktop.goto(app.address + "/account/login/")
    desktop.get_by_role("button", name=re.compile("passkey", re.I)).click()
    expect(desktop.get_by_role("heading", name=re.compile("Uma"))).to_be_visible()


def _with_authenticator(page: Page) -> None:
    """Give the browser an authenticator, as a device with a fingerprint reader has."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
