from __future__ import annotations

import os

import django
import pytest

# Here and not in the configuration, so that the checks of shapes and types come first.
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.settings"
django.setup()
# Else the processes that share the tests would load it before the checks.
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from securebase.web.accounts.models import User  # noqa: E402
from securebase.web.pairing.models import Pair  # noqa: E402
from tests.web import cast  # noqa: E402


@pytest.fixture(autouse=True)
def _both_databases(request: pytest.FixtureRequest) -> None:
    """Every test here may use both databases, unless it says how itself."""
    if request.node.get_closest_marker("django_db") is None:
        request.node.add_marker(pytest.mark.django_db(databases=["default", "keys"]))
        request.getfixturevalue("db")


@pytest.fixture
def ana() -> User:
    return cast.person("Ana")


@pytest.fixture
def ben() -> User:
    return cast.person("Ben")


@pytest.fixture
def cleo() -> User:
    return cast.person("Cleo")


@pytest.fixture
def pair(ana: User, ben: User) -> Pair:
    return cast.couple(ana, ben)


@pytest.fixture
def as_ana(ana: User) -> Client:
    return signed_in(ana)


@pytest.fixture
def as_ben(ben: User) -> Client:
    return signed_in(ben)


@pytest.fixture
def as_cleo(cleo: User) -> Client:
    return signed_in(cleo)


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def proved(who: User) -> Client:
    """Signed in with the password, so that it is fresh who this is."""
    client = Client()
    body = {"login": who.email, "password": cast.PASSWORD}
    client.post(reverse("account_login"), body)
    return client
