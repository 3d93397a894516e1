"""What somebody does in a browser before anything else."""

from __future__ import annotations

import re
import time
from itertools import count

from playwright.sync_api import Page, expect

PASSWORD = "a long and boring sentence"
_number = count()


def sign_up(page: Page, name: str, *, keyboard: bool = False) -> None:
    page.get_by_role("link", name=re.compile("Begin")).click()
    address = f"{name.lower()}{next(_number)}-{time.time_ns()}@example.org"
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    _press(page, "Go on", keyboard)
    page.get_by_label("What shall we call you?").fill(name)
    page.get_by_label("Time zone").select_option("Europe/Lisbon")
    for tick in ("I am 18 or older", "Keep my answers"):
        box = page.get_by_label(re.compile(tick))
        if keyboard:
            box.focus()
            page.keyboard.press("Space")
        else:
            box.check()
    _press(page, "Begin", keyboard)
    expect(page.get_by_role("heading", name=re.compile(name))).to_be_visible()


def _press(page: Page, name: str, keyboard: bool) -> None:
    button = page.get_by_role("button", name=re.compile(f"^({name})$", re.I))
    if keyboard:
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.click()
