from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone


class People(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody with an account: a partner, or a practitioner.

    Attributes:
        email: Where mail goes, and how one signs in.
        name: What this person is called.
        language: Language tag such as ``en``.
        time_zone: IANA name; this person's days are counted in it.
        country: Two letters, for the help lines; empty where not said.
        practitioner: Whether this account sees clients instead of being one.
        adult_at: When the person said that they are of age; None until then.
        paused_at: Since when they take a break: nothing is asked and nothing is sent.
        made_up: Whether it belongs to an example about nobody real.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    practitioner = models.BooleanField(default=False)
    adult_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    made_up = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    # Who was here when is nobody's business: the field of the base class is dropped.
    last_login = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = People()

    def __repr__(self) -> str:
        return f"User({self.id})"

    @property
    def ready(self) -> bool:
        """Whether name, age and consent to the service are there."""
        return self.adult_at is not None


def called(person: User) -> str:
    """What a mail or a page calls somebody: never their address."""
    return person.name
