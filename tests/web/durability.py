"""A real server that is killed again and again while people answer and check in.

Whatever was acknowledged must be kept, and what is sent twice must count once. Every
form carries a key of its own; the row that remembers the key is kept in one transaction
with what was in the form.
"""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

from securebase.measures import instrument
from securebase.web.pages.management.commands.serve import server
from tests.web.place import ROOT, Place

SCALE = "sb_base"
ITEMS = [(it.code, it.lo, it.hi) for it in instrument(SCALE).items]
DAILY = "d_vital"
# What tokens against forged forms are made of.
_CSRF = secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Form:
    """One form: where it is sent, what it says, and its key."""

    path: str
    body: tuple[tuple[str, str], ...]
    key: str

    @property
    def place(self) -> str:
        """The row that it changes."""
        return "today" if self.path == "/today/" else self.path.split("/")[-2]

    @property
    def value(self) -> str:
        return dict(self.body).get("note", dict(self.body).get("answer", ""))


@dataclass
class Writer:
    """Somebody who sends one form after the other.

    Attributes:
        session: The key of their session.
        taken: Forms that were acknowledged, in turn.
        open: Forms that were sent since, and not acknowledged.
    """

    name: str
    session: str
    luck: Random
    taken: list[Form] = field(default_factory=list)
    open: list[Form] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def write(self, port: int, stop: threading.Event) -> None:
        """Send forms until the server is gone; first what was left over, once more."""
        left, self.open = list(self.open), []
        while not stop.is_set():
            form = left.pop(0) if left else self._form()
            try:
                status = sent(port, self.session, form)
            except (OSError, http.client.HTTPException):
                # Kept or not: nobody knows, so it is sent again.
                self.open += [form, *left]
                return
            if status == 302:
                self.taken.append(form)
            else:
                self.refused.append(status)
        self.open += left

    def _form(self) -> Form:
        key = str(uuid.uuid4())
        if self.luck.random() < 0.5:
            body = (("note", key), (DAILY, str(self.luck.randrange(7))))
            return Form("/today/", body, key)
        code, lo, hi = self.luck.choice(ITEMS)
        value = str(self.luck.randint(lo, hi))
        return Form(f"/questions/{SCALE}/item/{code}/", (("answer", value),), key)


def sent(port: int, session: str, form: Form) -> int:
    """Send a form; the status of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = dict(form.body) | {"key": form.key, "csrfmiddlewaretoken": _CSRF}
    head = {
        "Cookie": f"s={session}; csrftoken={_CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        connection.request("POST", form.path, urlencode(body), head)
        answer = connection.getresponse()
        answer.read()
        # Wherever else one is sent, it is not because a form was taken.
        onward = answer.headers.get("Location", "")
        gone = "/account/" in onward or "/begin/" in onward
        return 401 if gone else answer.status
    finally:
        connection.close()


@contextmanager
def running(
    place: Place, program: str
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The web server as `securebase serve` starts it; its port and its process."""
    port = _free_port()
    process = subprocess.Popen(
        server(f"127.0.0.1:{port}", program=program),
        env=place.environment() | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(port)
        yield port, process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the server with all of its processes, with no time to say goodbye."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    waiting = threading.Event()
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with suppress(OSError), closing(connection):
            connection.request("GET", "/stored/")
            if connection.getresponse().status == 200:
                return
        waiting.wait(0.05)
    raise TimeoutError(f"Nothing answers at port {port}.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes:
        kills: How often the server was killed.
        taken: Forms that were acknowledged.
        lost: Keys of those that are not there.
        wrong: Rows that hold something else than they should.
        doubled: Rows that are there twice, or changed when a form was sent again.
        refused: Answers other than that a form was taken.
    """

    kills: int
    taken: int
    lost: int
    wrong: list[str]
    doubled: list[str]
    refused: list[int]

    @property
    def good(self) -> bool:
        return not (self.lost or self.wrong or self.doubled or self.refused)


def tried(
    place: Place,
    *,
    kills: int,
    writers: int = 4,
    seed: int = 1,
    program: str = "securebase.web.wsgi",
    crash: Any = None,
) -> Outcome:
    """Kill a server so many times while people write, and look what is kept.

    Args:
        place: Where it runs.

    Other Args:
        kills: How often it is killed.
        writers: How many people write at once.
        seed: Of when it is killed and what they write.
        program: What is served.
        crash: What else is done at each crash; the database may be stopped in it.
    """
    luck = Random(seed)
    place.run("collectstatic", "--no-input", "--verbosity=0")
    sessions = place.tell(people, str(writers))
    them = [
        Writer(name, session, Random(luck.random()))
        for name, session in sessions.items()
    ]
    for _ in range(kills):
        with running(place, program) as (port, process):
            _written(them, port, process, luck.uniform(0.05, 1.5))
        if crash is not None:
            crash()
    return _outcome(place, them, kills)


def _written(
    them: list[Writer], port: int, process: subprocess.Popen[bytes], seconds: float
) -> None:
    """Everybody writes until the server is killed, so many seconds later."""
    stop = threading.Event()
    threads = [threading.Thread(target=it.write, args=(port, stop)) for it in them]
    for each in threads:
        each.start()
    threading.Event().wait(seconds)
    kill(process)
    stop.set()
    for each in threads:
        each.join()


def _outcome(place: Place, them: list[Writer], kills: int) -> Outcome:
    kept = place.tell(what_is_kept)
    keys = {it: set(told["keys"]) for it, told in kept.items()}
    lost = sum(form.key not in keys[it.name] for it in them for form in it.taken)
    wrong = [
        f"{it.name} {place_}"
        for it in them
        for place_, good in _good(it).items()
        if kept[it.name]["rows"].get(place_) not in good
    ]
    doubled = [f"{name} {it}" for name, told in kept.items() for it in told["twice"]]
    doubled += _sent_again(place, them, kept)
    refused = [status for it in them for status in it.refused]
    taken = sum(len(it.taken) for it in them)
    return Outcome(kills, taken, lost, wrong, doubled, refused)


def _good(it: Writer) -> dict[str, set[str]]:
    """What may stand in each row: what was taken last, or what was sent since."""
    good = {form.place: {form.value} for form in it.taken}
    for form in it.open:
        if form.place in good:
            good[form.place].add(form.value)
    return good


def _sent_again(place: Place, them: list[Writer], kept: dict[str, Any]) -> list[str]:
    """What is different after everybody's last forms were sent once more."""
    with running(place, "securebase.web.wsgi") as (port, _):
        for it in them:
            for form in it.taken[-20:]:
                assert sent(port, it.session, form) == 302
    now = place.tell(what_is_kept)
    return [f"{name} was changed" for name in kept if now[name] != kept[name]]


# Told to a process in the place.


def people(number: str) -> dict[str, str]:
    """People with a session each."""
    from django.conf import settings
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
    )
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from securebase.web.accounts.models import User

    told = {}
    for place in range(int(number)):
        who = User.objects.create_user(
            f"writer{place}@example.org", name=f"W{place}", adult_at=timezone.now()
        )
        session = SessionStore()
        session[SESSION_KEY] = str(who.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = who.get_session_auth_hash()
        session.set_expiry(7 * 86400)
        session.create()
        told[who.name] = str(session.session_key)
    return told


def what_is_kept() -> dict[str, Any]:
    """Of each person: keys of forms, what stands in each row, what is there twice."""
    from securebase.web.accounts.models import User

    return {it.name: _of(it) for it in User.objects.order_by("name")}


def _of(who: Any) -> dict[str, Any]:
    from securebase.web import access
    from securebase.web.answers.models import CheckIn, Sheet, Submission

    rows: dict[str, str] = {}
    twice: list[str] = []
    for sheet in Sheet.objects.filter(owner=who):
        for code, answer in access.own_answers(who, sheet).items():
            twice += [code] if code in rows else []
            rows[code] = str(answer)
    days = [told["note"] for _, told in access.own_check_ins(who)]
    if days:
        rows["today"] = days[0]
    keys = Submission.objects.filter(owner=who).values_list("key", flat=True)
    counted = CheckIn.objects.filter(owner=who).count()
    return {
        "keys": sorted(map(str, keys)),
        "rows": rows,
        "twice": twice + ["today"] * (counted > len(set(days))),
    }
