"""AES-GCM with a key for each person, itself wrapped by a key of the whole place.

A sealed value is: one byte of format, two of the number of the person's key, twelve of
nonce, then ciphertext and tag. Erasing a person's keys makes everything of theirs
unreadable, in old copies of the answers too.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import IntegrityError, transaction

from securebase.core import SecureBaseError
from securebase.web._secrets import master_keys

_FORMAT = b"\x01"
_NONCE = 12
_HEAD = len(_FORMAT) + 2
_KEYS = "keys"

# Somebody's keys by their numbers: read once, to open many rows.
Ring = Mapping[int, bytes]


class KeyIsGone(SecureBaseError):
    """What was sealed can be opened by nobody any more."""


def seal(owner: UUID, place: str, value: bytes, keys: Ring | None = None) -> bytes:
    """Seal something for one person and one place, with their newest key.

    Args:
        owner: Whose it is.
        place: Table and row; it opens nowhere else.
        value: What to seal.
        keys: The person's keys, where many rows are sealed one after the other.
    """
    number, key = max(keys.items()) if keys else _newest(owner)
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, value, _bound(owner, place))
    return head(number) + nonce + sealed


def head(number: int) -> bytes:
    """How everything begins that is sealed with the key of this number."""
    return _FORMAT + number.to_bytes(2, "big")


def ring(owner: UUID) -> Ring:
    """All keys of a person; not to be kept, or it would outlive an erased key."""
    from .models import PersonKey

    rows = PersonKey.objects.using(_KEYS).filter(owner=owner)
    return {
        row.number: _unwrap(owner, row.number, row.master, bytes(row.wrapped))
        for row in rows
    }


def open_(owner: UUID, place: str, sealed: bytes, keys: Ring | None = None) -> bytes:
    """Open what was sealed for this person and place.

    Args:
        owner: Whose it is.
        place: Table and row.
        sealed: What `seal` made.
        keys: The person's keys, where many rows are opened one after the other.

    Raises:
        KeyIsGone: If the key was erased, or it was sealed for somebody or somewhere
            else.
    """
    number = int.from_bytes(sealed[len(_FORMAT) : _HEAD], "big")
    nonce, rest = sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
    keys = ring(owner) if keys is None else keys
    if number not in keys:
        raise KeyIsGone(_GONE)
    try:
        return AESGCM(keys[number]).decrypt(nonce, rest, _bound(owner, place))
    except InvalidTag as error:
        raise KeyIsGone(
            "A sealed row must lie where it was sealed, with its owner's key. Got one "
            "that cannot be opened instead. Restore the row and the key together."
        ) from error


def mark(owner: UUID, value: bytes, like: str = "") -> str:
    """A mark by which the same value of the same person is known again.

    It is made with a key of the person: once that is erased, nobody can find out by
    trying which value it was made of, though there be only seven.

    Args:
        owner: Whose value it is.
        value: Of what.
        like: An earlier mark; made with the same key, so that they can be compared.
    """
    number, key = _newest(owner)
    if like:
        number = int(like.partition(":")[0])
        key = ring(owner).get(number, b"gone")
    # A key of its own for this, because the other is for sealing alone.
    own = hmac.digest(key, b"marks", "sha256")
    return f"{number}:{hmac.new(own, value, 'sha256').hexdigest()}"


def erase(owner: UUID) -> None:
    """Erase all keys of a person; nothing of theirs can be read ever again."""
    from .models import Gone, PersonKey

    Gone.objects.using(_KEYS).get_or_create(owner=owner)
    PersonKey.objects.using(_KEYS).filter(owner=owner).delete()


def rewrap() -> int:
    """Wrap every key by the newest master key; how many were wrapped by another."""
    from .models import PersonKey

    newest = _newest_master()
    rows = list(PersonKey.objects.using(_KEYS).exclude(master=newest))
    for row in rows:
        key = _unwrap(row.owner, row.number, row.master, bytes(row.wrapped))
        # Not by `save`, which would bring back a key that was erased meanwhile.
        PersonKey.objects.using(_KEYS).filter(pk=row.pk).update(
            master=newest, wrapped=_wrap(row.owner, row.number, key)
        )
    return len(rows)


def unused_masters() -> set[str]:
    """Names of the master keys by which nothing is wrapped, but for the newest."""
    from .models import PersonKey

    used = PersonKey.objects.using(_KEYS).values_list("master", flat=True).distinct()
    newest = _newest_master()
    return set(settings.MASTER_KEYS) - set(used) - {newest}


def renew(owner: UUID) -> None:
    """Give a person a new key; what is sealed from now on is sealed with it."""
    _make(owner, _newest(owner)[0] + 1)


def _bound(owner: UUID, place: str) -> bytes:
    return f"{place}:{owner}".encode()


def _newest(owner: UUID) -> tuple[int, bytes]:
    from .models import PersonKey

    row = PersonKey.objects.using(_KEYS).filter(owner=owner).order_by("-number").first()
    if row is None:
        return _make(owner, 1)
    return row.number, _unwrap(owner, row.number, row.master, bytes(row.wrapped))


_GONE = (
    "A person's key must be there to read what is theirs. Got none instead: it was "
    "erased, and nothing brings it back."
)


def _make(owner: UUID, number: int) -> tuple[int, bytes]:
    from .models import PersonKey

    key = AESGCM.generate_key(bit_length=256)
    row = PersonKey(
        owner=owner,
        number=number,
        master=_newest_master(),
        wrapped=_wrap(owner, number, key),
    )
    try:
        with transaction.atomic(using=_KEYS):
            row.save(using=_KEYS)
    except IntegrityError:
        # Another process was quicker; its key is the one.
        return number, ring(owner)[number]
    return number, key


def _wrap(owner: UUID, number: int, key: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    master = settings.MASTER_KEYS[_newest_master()]
    return nonce + AESGCM(master).encrypt(nonce, key, f"{owner}:{number}".encode())


def _newest_master() -> str:
    # A key is wrapped seldom, and never by a master key that was replaced since this
    # process began.
    _read_masters()
    return next(iter(settings.MASTER_KEYS))


def _read_masters() -> None:
    settings.MASTER_KEYS = master_keys(settings.DATA)


# Unwrapping is a pure function of what the database holds, so remembering it cannot
# outlive an erased key: without its row nobody gets here.
@lru_cache(maxsize=4096)
def _unwrap(owner: UUID, number: int, master: str, wrapped: bytes) -> bytes:
    if master not in settings.MASTER_KEYS:
        # It was made while this process was running.
        _read_masters()
    if master not in settings.MASTER_KEYS:
        raise KeyIsGone(
            f"The master key {master!r} must be among the keys of this place. Got "
            "others instead. Put it back into the file of master keys."
        )
    nonce, rest = wrapped[:_NONCE], wrapped[_NONCE:]
    bound = f"{owner}:{number}".encode()
    return AESGCM(settings.MASTER_KEYS[master]).decrypt(nonce, rest, bound)
