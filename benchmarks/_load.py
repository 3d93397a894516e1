"""Sends requests at a fixed rate, however long the answers take, and notes the times.

    python -m benchmarks._load PORT WHAT RATE SECONDS < sessions.json

Each request has its moment, and its time is counted from that moment on: what waits
because others are slow is counted as slow. Written out as JSON: status and milliseconds
of each.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
import uuid
from random import Random
from urllib.parse import urlencode

_CSRF = secrets.token_hex(16)
_PATIENCE = 30.0


async def _sent(port: int, request: bytes, due: float) -> tuple[int, float]:
    """Status and milliseconds of a request; 0 where none came in time."""
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            told = await reader.read()
            writer.close()
        # Whoever is sent to sign in was not answered.
        status = 401 if b"Location: /account/" in told else int(told.split()[1])
    except (OSError, TimeoutError, IndexError):
        status = 0
    return status, (time.perf_counter() - due) * 1000


def _request(what: str, session: str, luck: Random) -> bytes:
    kind = what
    if what == "mixed":
        kind = "check-in" if luck.random() < 0.6 else "report"
    if kind == "report":
        return _head("GET", "/report/", session, 0)
    answers = {code: str(luck.randrange(7)) for code in ("d_vital", "d_secure")}
    sent = answers | {"note": "", "key": str(uuid.uuid4())}
    body = urlencode(sent | {"csrfmiddlewaretoken": _CSRF}).encode()
    return _head("POST", "/today/", session, len(body)) + body


def _head(verb: str, path: str, session: str, length: int) -> bytes:
    lines = [
        f"{verb} {path} HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        f"Cookie: s={session}; csrftoken={_CSRF}",
    ]
    if verb == "POST":
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode()


async def load(
    port: int, what: str, rate: float, seconds: float, sessions: list[str]
) -> list[tuple[int, float]]:
    """Send so many a second for so long, each from somebody or other."""
    luck, start = Random(1), time.perf_counter() + 0.5
    tasks = []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        request = _request(what, luck.choice(sessions), luck)
        tasks.append(asyncio.create_task(_sent(port, request, due)))
    return list(await asyncio.gather(*tasks))


def main() -> None:
    port, what, rate, seconds = sys.argv[1:5]
    sessions = json.load(sys.stdin)
    told = asyncio.run(load(int(port), what, float(rate), float(seconds), sessions))
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
