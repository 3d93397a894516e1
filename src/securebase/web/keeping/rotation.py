"""New keys for old: for the master key, and for each person's.

Everything can be opened all the while, and a run that is cut off is taken up by the
next. A key that was replaced is kept for as long as backups are, which need it, and
then until nothing is sealed with it any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.utils import timezone

from securebase.web.accounts.models import User
from securebase.web.answers.models import Submission
from securebase.web.vault.models import (
    KeyIsGone,
    PersonKey,
    Ring,
    SealedRow,
    head,
    renew,
    ring,
)

# Rows that are sealed anew in one go: few, so that nobody waits for long to write.
_BATCH = 200
# How young a key was made by a run that was cut off.
_YOUNG = dt.timedelta(days=1)
# Longer than backups should be kept.
_KEPT = dt.timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many rows were sealed anew, and how many nobody can open."""

    rows: int = 0
    unreadable: int = 0

    def __add__(self, other: Resealed) -> Resealed:
        return Resealed(self.rows + other.rows, self.unreadable + other.unreadable)


def renew_answers() -> Resealed:
    """Give everybody a new key, and seal all that is theirs with it."""
    done = Resealed()
    for owner in User.objects.order_by("pk").values_list("pk", flat=True):
        done += _renewed(owner)
    return done


def finish() -> None:
    """Seal anew what an earlier run left, and drop keys that nothing needs any more."""
    several = _keys().values("owner").annotate(n=Count("pk")).filter(n__gt=1)
    for owner in several.values_list("owner", flat=True):
        _reseal(owner, ring(owner))
        _retire(owner)


def sealed_kinds() -> list[type[SealedRow]]:
    """Every table of sealed rows."""
    return [it for it in apps.get_models() if issubclass(it, SealedRow)]


def _renewed(owner: UUID) -> Resealed:
    newest = _keys().filter(owner=owner).order_by("-number").first()
    if newest is None:
        return Resealed()
    if newest.made_at < timezone.now() - _YOUNG:
        renew(owner)
    return _reseal(owner, ring(owner))


def _reseal(owner: UUID, keys: Ring) -> Resealed:
    done = Resealed()
    for kind in sealed_kinds():
        stale = _not_sealed_with(kind, owner, max(keys))
        for batch in _batches(stale):
            with transaction.atomic():
                done += sum((_tried(row, keys) for row in batch), Resealed())
    return done


def _tried(row: SealedRow, keys: Ring) -> Resealed:
    try:
        return Resealed(rows=int(row.reseal(keys)))
    except KeyIsGone:
        # Left as it is: a backup may yet bring back what it needs.
        return Resealed(unreadable=1)


def _batches(rows: models.QuerySet[Any]) -> Iterator[list[Any]]:
    last = UUID(int=0)
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        yield batch
        last = batch[-1].pk


def _retire(owner: UUID) -> None:
    """Drop those keys of a person that nothing is sealed or marked with."""
    *older, newest = _keys().filter(owner=owner).order_by("number")
    if newest.made_at > timezone.now() - _KEPT:
        return
    for key in older:
        if not _is_needed(owner, key.number):
            key.delete(using="keys")


def _is_needed(person: UUID, number: int) -> bool:
    # The mark of a form that was taken is made with a key, too.
    forms = Submission.objects.filter(owner=person, body__startswith=f"{number}:")
    return forms.exists() or any(
        _sealed_with(kind, person, number).exists() for kind in sealed_kinds()
    )


def _sealed_with(
    kind: type[SealedRow], owner: UUID, number: int
) -> models.QuerySet[Any]:
    any_column = Q()
    for column in kind.COLUMNS:
        any_column |= Q(**{f"{column}_head": head(number)})
    return _with_heads(kind, owner).filter(any_column)


def _not_sealed_with(
    kind: type[SealedRow], owner: UUID, number: int
) -> models.QuerySet[Any]:
    any_column = Q()
    for column in kind.COLUMNS:
        other = Q(**{f"{column}__isnull": False}) & ~Q(
            **{f"{column}_head": head(number)}
        )
        any_column |= other
    return _with_heads(kind, owner).filter(any_column)


def _with_heads(kind: type[SealedRow], owner: UUID) -> models.QuerySet[Any]:
    heads = {
        f"{it}_head": Substr(it, 1, len(head(0)), output_field=models.BinaryField())
        for it in kind.COLUMNS
    }
    return kind._default_manager.filter(owner=owner).annotate(**heads)


def _keys() -> models.QuerySet[PersonKey]:
    return PersonKey.objects.using("keys")
