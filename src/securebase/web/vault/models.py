from __future__ import annotations

import json
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from ._seal import (
    KeyIsGone as KeyIsGone,
    Ring as Ring,
    erase as erase,
    head as head,
    mark as mark,
    open_ as open_,
    renew as renew,
    rewrap as rewrap,
    ring as ring,
    seal as seal,
    unused_masters as unused_masters,
)

# Whatever is sealed as words is as long as a multiple of this.
_BLOCK = 64


class PersonKey(models.Model):
    """One key of one person, wrapped by a master key; in a database of its own.

    No foreign key leads to the person, because that row lies in another database.
    """

    owner = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    master = models.CharField(max_length=32)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="one_key_a_number")
        ]


class Gone(models.Model):
    """That everything of somebody was erased: they must not come back with a backup.

    It lies with the keys, of which there is no older copy.
    """

    owner = models.UUIDField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)


class SealedRow(models.Model):
    """A row with something private in it, readable with its owner's key only.

    What is sealed is bound to table, row and owner: moved to another place, it cannot
    be opened any more. Only `securebase.web.access` and the modules of the owner's own
    pages call `take`; a test holds that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    sealed = models.BinaryField()

    # Every column in which something sealed lies.
    COLUMNS: ClassVar[tuple[str, ...]] = ("sealed",)

    class Meta:
        abstract = True

    def put(self, value: Any) -> None:
        """Seal something that JSON can say; save the row afterwards."""
        told = json.dumps(value, separators=(",", ":")).encode()
        # Blanks change nothing for who reads it; without them its length would tell a
        # question that was passed over from one that was answered.
        self.put_bytes(told.ljust(-(-len(told) // _BLOCK) * _BLOCK))

    def take(self, keys: Ring | None = None, column: str = "sealed") -> Any:
        """What was put.

        Args:
            keys: The owner's keys, where many rows are opened one after the other.
            column: Where it lies, in rows that keep something earlier beside it.

        Raises:
            KeyIsGone: If the owner's key was erased.
        """
        return json.loads(self.take_bytes(keys, column))

    def put_bytes(self, value: bytes) -> None:
        self.sealed = seal(self.owner_id, self._place, value)

    def take_bytes(self, keys: Ring | None = None, column: str = "sealed") -> bytes:
        return open_(self.owner_id, self._place, bytes(getattr(self, column)), keys)

    def reseal(self, keys: Ring) -> bool:
        """Seal the row with its owner's newest key; whether it still was as read.

        Nobody has to wait for it: whoever changed the row meanwhile wins.

        Args:
            keys: The owner's keys.

        Raises:
            KeyIsGone: If it cannot be opened.
        """
        before = {it: getattr(self, it) for it in self.COLUMNS}
        after = {
            it: seal(self.owner_id, self._place, self.take_bytes(keys, it), keys)
            for it, value in before.items()
            if value is not None
        }
        as_read = type(self)._default_manager.filter(pk=self.pk, **before)
        return as_read.update(**after) == 1

    @property
    def _place(self) -> str:
        return f"{self._meta.db_table}:{self.id}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id})"
