"""Links that are good once: what stands in one is kept as a hash only."""

from __future__ import annotations

import hashlib
import secrets

# Bits enough that nobody guesses one.
_BYTES = 24


def new_token() -> str:
    """What stands in a link."""
    return secrets.token_urlsafe(_BYTES)


def kept(token: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()
