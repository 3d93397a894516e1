import re

import pytest

from securebase import evidence, plan
from securebase.core import CONSTRUCTS, STATEMENTS, PracticeError
from securebase.plan import STAGES, Practice, practice_for, practices

# Words that would ask for the other's behaviour instead of one's own.
ABOUT_THE_OTHER = re.compile(
    r"(make|get|tell|have) (your partner|them|him|her) (to )?(stop|start|do|change)",
    re.I,
)
NEVER = re.compile(r"diagnos|disorder|therap|compatib|toxic|narciss", re.I)

every_practice = pytest.mark.parametrize("it", practices(), ids=lambda it: it.id)


def test_there_is_one_practice_for_each_stage() -> None:
    assert {practice.stage for practice in practices()} == set(STAGES)
    assert len(practices()) == len(STAGES)


@every_practice
def test_a_practice_is_complete_and_asks_only_for_own_doing(it: Practice) -> None:
    words = " ".join((*it.steps, it.notice, it.easier, it.hard_for, it.not_when))
    assert 3 <= len(it.steps) <= 6
    assert 1 <= it.minutes <= 30
    assert not ABOUT_THE_OTHER.search(words)
    assert not NEVER.search(words)
    assert all(step.endswith((".", "”", "?")) for step in it.steps)


@every_practice
def test_a_practice_stands_on_known_ground(it: Practice) -> None:
    assert set(it.statements) <= set(STATEMENTS)
    assert it.stage in CONSTRUCTS
    assert it.evidence
    for row in it.evidence:
        assert evidence.row(row).id == row


def test_an_unknown_stage_is_refused_with_what_there_is() -> None:
    with pytest.raises(PracticeError, match=r"must be one .*attending.*Got 'sleep'"):
        practice_for("sleep")


def test_public_names_are_there() -> None:
    assert all(hasattr(plan, name) for name in plan.__all__)
