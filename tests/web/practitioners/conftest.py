from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from securebase.web.accounts.models import User
from securebase.web.practitioners.models import Case
from tests.web import cast as everybody
from tests.web.conftest import signed_in
from tests.web.practitioners import cast


@pytest.fixture
def dara() -> User:
    return cast.practitioner("Dara")


@pytest.fixture
def as_dara(dara: User) -> Client:
    return signed_in(dara)


@pytest.fixture
def case(dara: User, ana: User, ben: User) -> Case:
    return cast.case(dara, ana, ben)


@pytest.fixture
def answered(ana: User, ben: User) -> None:
    """Both told of two topics some days ago."""
    at = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    with time_machine.travel(at, tick=False):
        for who in (ana, ben):
            everybody.answers(who, "sb_vital")
            everybody.answers(who, "sb_load")
            everybody.checks_in(who)
