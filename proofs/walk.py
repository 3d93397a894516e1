"""How long would a stranger take from the first page to their own report?

    python -m proofs.walk

The way is walked in a real browser of the size of a phone, with the app as it is
started by `securebase serve`. Every word that is new on a page is read, every tap and
letter counted; what a person takes for them stands below, and so does a slower person.
The time that the app takes itself is measured.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tests.web.browser.people import sign_up
from tests.web.browser.server import running
from tools.record import machine, write

RESULTS = Path(__file__).with_name("results")
_PHONE: ViewportSize = {"width": 390, "height": 844}
MINUTES = 15.0
CORE_ITEMS = 114
_WATCHED = r"""
addEventListener("pointerdown", () => tapped(), true);
addEventListener("load", () => {
  // The report is what one came for, so reading it is not on the way.
  if (document.querySelector(".report")) return;
  // Of a list one reads what one looks for.
  const options = [...document.querySelectorAll("option")];
  const listed = new Set(options.map(it => it.innerText));
  shown(document.body.innerText.split("\n").filter(it => !listed.has(it)).join("\n"));
});
"""
# How far one is and that it was saved: seen in passing, and never the same.
_PASSING = re.compile(r"^(\d+ of \d+|Saved \d)")


@dataclass(frozen=True)
class Pace:
    """What somebody takes for what they do, in seconds; words in words a minute."""

    name: str
    words: float
    tap: float
    letter: float
    decision: float

    def minutes(self, walk: Walk) -> float:
        spent = (
            walk.words * 60 / self.words
            + walk.taps * self.tap
            + walk.letters * self.letter
            + walk.items * self.decision
        )
        return (spent + walk.app) / 60


# Reading silently: 238 words a minute in Brysbaert (2019), and 175 at the slow end.
# Pointing, typing and making up one's mind: the keystroke-level model of Card, Moran
# and Newell (1980), where pointing takes 1.1 s, and 1.35 s to prepare; doubled for
# those who are slow.
PACES = (
    Pace("as most people", 238.0, 1.1, 0.28, 1.35),
    Pace("slowly", 175.0, 1.6, 0.8, 2.7),
)


@dataclass
class Walk:
    """What was done on the way.

    Attributes:
        app: Seconds that the app took.
        taps: How often something was tapped.
        letters: How many letters were typed.
    """

    app: float = 0.0
    items: int = 0
    words: int = 0
    letters: int = 0
    pages: int = 0
    taps: int = 0
    known: set[str] = field(default_factory=set)

    def tap(self) -> None:
        self.taps += 1

    def read(self, text: str) -> None:
        """Read what is new on a page, line by line."""
        lines = {it for it in text.split("\n") if not _PASSING.search(it)}
        self.words += sum(len(it.split()) for it in lines - self.known)
        self.known |= lines
        self.pages += 1


_HEAD = (
    "| somebody who does it | words a minute | s a tap | s a letter "
    "| s to decide on an answer | minutes |"
)


def main() -> int:
    """Walk, and write it down; 1 where even most people would take too long."""
    walk = Walk()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data") as app,
        sync_playwright() as player,
    ):
        browser = player.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=_PHONE, has_touch=True)
        page.expose_function("tapped", walk.tap)
        page.expose_function("shown", walk.read)
        page.add_init_script(_WATCHED)
        _walked(page, app.address, walk)
        browser.close()
    lines = [
        f"{walk.items} questions on {walk.pages} pages, {walk.words:,} words to read,",
        f"{walk.taps} taps, {walk.letters} letters; the app itself took",
        f"{walk.app:.0f} s. Wanted: less than {MINUTES:.0f} minutes.",
        "",
        _HEAD,
        "|---|---|---|---|---|---|",
        *(
            f"| {it.name} | {it.words:.0f} | {it.tap} | {it.letter} | {it.decision} "
            f"| {it.minutes(walk):.1f} |"
            for it in PACES
        ),
        "",
        "Reckoned, not watched: no person was timed. The first pages of the report can",
        "be read after the first questionnaire already.",
        "",
        *machine(("django", "playwright")),
    ]
    write(RESULTS, "walk", "From the first page to one's own report", lines)
    return int(PACES[0].minutes(walk) > MINUTES)


def _walked(page: Page, address: str, walk: Walk) -> None:
    began = time.monotonic()
    page.goto(address)
    name = "Sasha"
    sign_up(page, name)
    walk.letters += len("sasha@example.org") + len("a long and boring sentence")
    walk.letters += len(name)
    page.get_by_role("link", name=re.compile("Questionnaires")).first.click()
    page.get_by_role("link", name=re.compile("Mini-IPIP|Big Five")).click()
    _answered(page, walk)
    page.get_by_role("link", name="To my report").click()
    while page.locator(".report").count() == 0:
        page.wait_for_timeout(1000)
        page.get_by_role("link", name="Look again", exact=True).click()
    walk.app = time.monotonic() - began
    assert walk.items == CORE_ITEMS, walk.items
    assert walk.taps > CORE_ITEMS < walk.pages, "The page was not watched."


def _answered(page: Page, walk: Walk) -> None:
    while True:
        while "/item/" in page.url:
            here = page.url
            page.locator("fieldset.question label").nth(walk.items % 5).click()
            expect(page).not_to_have_url(here)
            walk.items += 1
        onward = page.get_by_role("link", name="Go on")
        if onward.count() == 0:
            return
        onward.click()


if __name__ == "__main__":
    sys.exit(main())
