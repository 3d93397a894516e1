from __future__ import annotations

import pytest

from tests.web import twins
from tests.web.world import undone


def _lived(deeds: list[twins.Deed]) -> list[tuple[str, str]]:
    with undone():
        return twins.lived(deeds)


@pytest.fixture(scope="module")
def _quiet() -> dict[str, list[tuple[str, str]]]:
    return {}


@pytest.fixture
def quiet(_quiet: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """What Ana gets where Ben does nothing in private."""
    if not _quiet:
        _quiet["told"] = _lived([])
    return _quiet["told"]


def test_ana_gets_the_same_whatever_ben_does_in_private(
    quiet: list[tuple[str, str]],
) -> None:
    assert twins.different(quiet, _lived(twins.every_deed())) == []


@pytest.mark.parametrize(
    ("deed", "hour"), [(twins.changes_what_is_shared, 23), (twins.withdraws, 20)]
)
def test_what_is_shared_does_reach_ana(
    quiet: list[tuple[str, str]], deed: twins.Doing, hour: int
) -> None:
    day = 6 if hour == 23 else 7
    told = _lived([twins.Deed(deed, day, hour, 1)])
    wrong = twins.different(quiet, told)
    assert any("/ours/" in it for it in wrong)
