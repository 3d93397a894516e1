"""Whatever stands in a file, reading gives a couple or a `DataError`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, strategies as st

from securebase import couples
from securebase.core import DataError
from tests.effort import tried_on

from . import strategies
from .conftest import EXAMPLES, TODAY
from .spoiling import ANSWERS, DIARY, TOML

pytestmark = pytest.mark.filterwarnings(strategies.CHECKS_DRAW_LOTS)

laws = tried_on(60, suppress_health_check=list(HealthCheck))

FILES = {
    name: b"".join((EXAMPLES / "both-work" / name).read_bytes().splitlines(True)[:30])
    for name in (TOML, ANSWERS, DIARY)
}
DOCUMENT = {
    "format": "securebase-couple",
    "version": 1,
    "id": "x",
    "made_up": True,
    "time_zone": "UTC",
    "partners": {
        "a": {
            "name": "A",
            "shares": [{"topic": "base", "with": "partner", "since": "2025-10-01"}],
            "answers": [
                {
                    "occasion": "2025-10-01",
                    "instrument": "sb_vital",
                    "item": "vitality_1",
                    "answer": 3,
                }
            ],
            "diary": [
                {
                    "day": "2025-10-01",
                    "answers": {"d_vital": 3},
                    "answered_at": "2025-10-01T21:00:00+00:00",
                    "note": "hm",
                }
            ],
        },
        "b": {"name": "B"},
    },
}

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["0001-01-01", "9999-12-31T23:59:59-23:59", "a", "Etc", "sb_vital"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "name", "topic", ""]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps: list[Any] = list(value) if isinstance(value, dict) else []
    if isinstance(value, list):
        steps = list(range(len(value)))
    inside = [place for step in steps for place in places(value[step], (*way, step))]
    return [way, *inside] if way else inside


@laws
@given(st.sampled_from(sorted(FILES)), st.data())
def test_bytes_exchanged_anywhere_never_crash_it(
    file: str, data: st.DataObject
) -> None:
    good = FILES[file]
    start = data.draw(st.integers(0, len(good)))
    length = data.draw(st.integers(0, 30))
    new = data.draw(st.binary(max_size=12) | st.sampled_from([b'"', b"\n", b",", b"["]))
    with tempfile.TemporaryDirectory() as home:
        for name, content in FILES.items():
            Path(home, name).write_bytes(content)
        Path(home, file).write_bytes(good[:start] + new + good[start + length :])
        _try(Path(home))


@laws
@given(st.sampled_from(places(DOCUMENT)), anything)
def test_any_value_in_any_place_never_crashes_it(
    place: tuple[Any, ...], value: Any
) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    inner = document
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with tempfile.TemporaryDirectory() as home:
        path = Path(home, "couple.json")
        path.write_text(json.dumps(document), encoding="utf-8")
        _try(path)


def _try(path: Path) -> None:
    problems = couples.validate(path, today=TODAY)
    assert all(str(problem).isprintable() for problem in problems)
    if problems:
        with pytest.raises(DataError):
            couples.read(path, today=TODAY)
    else:
        assert repr(couples.read(path, today=TODAY))
