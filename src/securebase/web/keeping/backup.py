"""Copies of the two databases, and back again.

Of the answers there may be many copies, of many days. Of the keys there is one, the
latest, which takes the place of the one before: a key that was erased must not lie in
some older copy, or erasing would erase nothing.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from securebase.core import RunError, replacing
from securebase.web import _secrets
from securebase.web.accounts.models import User
from securebase.web.own.erasing import erase
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent
from securebase.web.vault.models import Gone

from .preparing import tables

KEYS = "keys.sqlite3"
_SECRETS = (_secrets.MASTER_FILE, _secrets.SECRET_FILE)


def back_up(answers: Path, keys: Path) -> Path:
    """Copy both databases while everything goes on; where the answers lie now.

    Args:
        answers: Folder to which a copy of the answers is added.
        keys: Folder in which the copy of the keys is replaced.

    Raises:
        RunError: If they are not SQLite files, or a copy is not whole.
    """
    if answers.resolve() == keys.resolve():
        raise RunError(
            "Answers and keys must be copied to two folders. Got one instead. Name "
            "another for the keys, best on another machine."
        )
    moment = timezone.now().strftime("%Y%m%dT%H%M%S")
    made = answers / f"answers-{moment}.sqlite3"
    # The keys come last: whatever is in the copy of the answers has its key in theirs.
    _copy_out("default", made)
    _copy_out("keys", keys / KEYS)
    for name in _SECRETS:
        if (settings.DATA / name).is_file():
            with replacing(keys / name, private=True) as part:
                part.write_bytes((settings.DATA / name).read_bytes())
    return made


def restore(answers: Path, keys: Path | None, *, keep_sharing: bool = False) -> None:
    """Put copies in the place of what is here.

    Whoever deleted their account since the copy was made is deleted again.

    Args:
        answers: A copy of the answers.
        keys: The folder of the copy of the keys; None if the keys here are whole.

    Other Args:
        keep_sharing: Let what was shared then be shared again. Else nobody shares
            anything until they choose anew, for they may have taken it back since.

    Raises:
        RunError: If they are not SQLite files, or a copy is not whole.
    """
    if keys is not None:
        _copy_in("keys", keys / KEYS)
        _bring_secrets(keys)
    _copy_in("default", answers)
    after_restoring(keep_sharing=keep_sharing)


def after_restoring(*, keep_sharing: bool = False) -> int:
    """What a restored database needs before anybody comes.

    Returns:
        How many had deleted their account since the copy was made.
    """
    tables()
    gone = User.objects.filter(pk__in=_gone())
    again = len(gone)
    for person in gone:
        erase(person)
    if not keep_sharing:
        _share_nothing()
    return again


def _gone() -> list[UUID]:
    return list(Gone.objects.using("keys").values_list("owner", flat=True))


def _bring_secrets(keys: Path) -> None:
    master, secret = (keys / name for name in _SECRETS)
    if master.is_file() and not _secrets.are_given():
        _secrets.add_old_master_keys(settings.DATA, master.read_text("ascii"))
    if secret.is_file():
        with replacing(settings.DATA / secret.name, private=True) as part:
            part.write_bytes(secret.read_bytes())


@transaction.atomic
def _share_nothing() -> None:
    shared = Consent.objects.exclude(audience=None).select_related("person")
    lines = {(it.person, Consent.Matter(it.matter), it.audience) for it in shared}
    for person, matter, audience in lines:
        if audience is not None:
            consent.choose(person, matter, audience, {})
            consent.say(person, matter, given=False, audience=audience)


def _copy_out(alias: str, target: Path) -> None:
    source = _file(alias)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        replacing(target, private=True) as part,
        closing(sqlite3.connect(source)) as here,
        closing(sqlite3.connect(part)) as there,
    ):
        here.backup(there)
        # One file that needs no other beside it.
        there.execute("PRAGMA journal_mode=DELETE")
        _check(there, target)


def _copy_in(alias: str, source: Path) -> None:
    target = _file(alias)
    if not source.is_file():
        raise RunError(
            f"The copy must be a file. Got {source.name}, which is not there, instead. "
            "Check the path."
        )
    connections[alias].close()
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as there,
        closing(sqlite3.connect(target)) as here,
    ):
        _check(there, source)
        # All of it or nothing, even if somebody reads meanwhile.
        there.backup(here)


def _check(copy: sqlite3.Connection, path: Path) -> None:
    try:
        ((told,),) = copy.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        told = str(error)
    if told != "ok":
        raise RunError(
            f"{path.name} must be a whole SQLite database. Got one with a fault "
            f"instead ({told}). Use another copy."
        )


def _file(alias: str) -> Path:
    connection = connections[alias]
    if connection.vendor != "sqlite":
        raise RunError(
            "The databases must be SQLite files to be copied here. Got PostgreSQL "
            "instead. Use pg_dump and pg_restore; the page about hosting says how."
        )
    return Path(connection.settings_dict["NAME"])
