import pickle
import re

import securebase.core as core
from securebase.core import (
    CONSTRUCTS,
    STATEMENTS,
    DataError,
    Partner,
    Problem,
    Role,
    SecureBaseError,
    Topic,
    Viewer,
)


def test_the_other_of_the_other_is_oneself() -> None:
    for partner in Partner:
        assert partner.other is not partner
        assert partner.other.other is partner


def test_only_a_partner_who_reads_alone_is_a_partner() -> None:
    assert Viewer.A.partner is Partner.A
    assert Viewer.B.partner is Partner.B
    assert Viewer.OURS.partner is None
    assert Viewer.PRACTITIONER.partner is None


def test_every_construct_serves_known_statements_and_has_a_topic() -> None:
    for key, construct in CONSTRUCTS.items():
        assert construct.id == key
        assert key.isidentifier()
        assert set(construct.statements) <= set(STATEMENTS)
        assert construct.topic in Topic
        assert construct.good in (-1, 0, 1)


def test_every_topic_has_a_construct() -> None:
    assert {construct.topic for construct in CONSTRUCTS.values()} == set(Topic)


def test_turning_to_friends_is_never_marked_as_bad() -> None:
    assert CONSTRUCTS["alt_friends"].good == 0


def test_statements_are_numbered_without_a_gap() -> None:
    assert list(STATEMENTS) == [f"S{number}" for number in range(1, 25)]


def test_a_problem_says_place_must_got_and_remedy() -> None:
    problem = Problem(
        file="diary.csv",
        row=7,
        column="day",
        must="be a date such as 2026-10-31",
        got="'31.10.'",
        remedy="Write year, month and day.",
    )
    assert str(problem) == (
        "diary.csv, row 7, column day: must be a date such as 2026-10-31. "
        "Got '31.10.' instead. Write year, month and day."
    )


def test_a_data_error_keeps_every_problem() -> None:
    problems = [
        Problem(file=name, must="exist", got="nothing", remedy="Add it.")
        for name in ("a.csv", "b.csv")
    ]
    error = DataError(problems)
    assert error.problems == tuple(problems)
    assert len(str(error).splitlines()) == 2
    assert isinstance(error, SecureBaseError)


def test_a_data_error_survives_the_way_home_from_a_worker() -> None:
    error = DataError([Problem(file="a", must="be", got="not", remedy="Do.")])
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.problems) == (str(error), error.problems)


def test_public_names_are_sorted_and_there() -> None:
    assert core.__all__ == sorted(core.__all__, key=_constants_first)
    assert all(hasattr(core, name) for name in core.__all__)


def _constants_first(name: str) -> tuple[int, str]:
    kind = 0 if re.fullmatch(r"[A-Z0-9_]+", name) else 1 if name[0].isupper() else 2
    return kind, name


def test_roles_are_three() -> None:
    assert {role.value for role in Role} == {"received", "provided", "self"}
