"""A mail server of a few lines, which does what a test wants of it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class MailServer:
    """What has come, and how the server answers.

    Attributes:
        port: Where it listens.
        taken: Mails that it has, as they came.
        greets: Cleared, it leaves whoever comes waiting before the first word.
        confirms: Cleared, it takes a mail and does not say so.
        came: Set as soon as somebody has come.
        got: Set as soon as it has a mail.
        answer: What it says to one.
        recipient: What it says to a recipient.
        hangs_up: Whether it breaks the line instead of saying so.
    """

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    greets: threading.Event = field(default_factory=threading.Event)
    confirms: threading.Event = field(default_factory=threading.Event)
    came: threading.Event = field(default_factory=threading.Event)
    got: threading.Event = field(default_factory=threading.Event)
    answer: str = "250 taken"
    recipient: str = "250 fine"
    hangs_up: bool = False

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(it) for it in self.taken]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server on a port of its own."""
    state = MailServer()
    state.greets.set()
    state.confirms.set()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            state.came.set()
            if not state.greets.wait(60):
                return
            try:
                _talk(self, state)
            except OSError:
                # The sender was killed.
                return

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Talk) as server:
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield state
        finally:
            state.greets.set()
            state.confirms.set()
            server.shutdown()


def _talk(talk: socketserver.StreamRequestHandler, state: MailServer) -> None:
    def say(words: str) -> None:
        talk.wfile.write(f"{words}\r\n".encode())

    say("220 here")
    while line := talk.rfile.readline():
        verb = line.split()[0].upper() if line.split() else b""
        if verb == b"RCPT":
            say(state.recipient)
        elif verb == b"DATA":
            say("354 go on")
            _take(talk, state)
            if state.hangs_up:
                return
            say(state.answer)
        elif verb == b"QUIT":
            say("221 bye")
            return
        else:
            say("250 fine")


def _take(talk: socketserver.StreamRequestHandler, state: MailServer) -> None:
    lines = []
    while (line := talk.rfile.readline()) not in (b".\r\n", b""):
        lines.append(line)
    state.taken.append(b"".join(lines))
    state.got.set()
    state.confirms.wait(60)
