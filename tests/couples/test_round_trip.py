from __future__ import annotations

import json
import tempfile
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given

from securebase import couples
from securebase.couples import Couple, Person
from tests.effort import tried_on

from . import strategies
from .conftest import EXAMPLES, TODAY

pytestmark = pytest.mark.filterwarnings(strategies.CHECKS_DRAW_LOTS)

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "couple.schema.json"
FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/couple.toml"))

laws = tried_on(25, suppress_health_check=list(HealthCheck))


@laws
@given(strategies.couples())
def test_what_is_written_is_read_again_unchanged(couple: Couple) -> None:
    with tempfile.TemporaryDirectory() as home:
        for name in ("folder", "document.json"):
            path = Path(home, name)
            couples.write(couple, path, today=TODAY)
            again = couples.read(path, today=TODAY)
            assert again == couple
            assert _offsets(again) == _offsets(couple)


@laws
@given(strategies.couples())
def test_folder_and_document_hold_the_same(couple: Couple) -> None:
    with tempfile.TemporaryDirectory() as home:
        one, two, back = Path(home, "1"), Path(home, "2.json"), Path(home, "3")
        couples.write(couple, one, today=TODAY)
        couples.write(couples.read(one, today=TODAY), two, today=TODAY)
        couples.write(couples.read(two, today=TODAY), back, today=TODAY)
        assert _bytes(one) == _bytes(back)


@laws
@given(strategies.couples())
def test_a_document_in_memory_is_read_again_unchanged(couple: Couple) -> None:
    document = json.loads(json.dumps(couples.to_document(couple)))
    assert couples.from_document(document, today=TODAY) == couple


@laws
@given(strategies.couples())
def test_every_written_document_obeys_the_schema(couple: Couple) -> None:
    with tempfile.TemporaryDirectory() as home:
        path = Path(home, "couple.json")
        couples.write(couple, path, today=TODAY)
        jsonschema.validate(json.loads(path.read_bytes()), couples.schema())


def test_a_couple_without_any_answer_is_a_couple(tmp_path: Path) -> None:
    silent = Couple(
        id="new",
        made_up=True,
        time_zone="UTC",
        private=(Person(name="Æ 李"), Person(name="Æ 李")),
    )
    couples.write(silent, tmp_path / "new")
    assert couples.read(tmp_path / "new") == silent
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["couple.toml"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda it: it.name)
def test_a_canonical_folder_is_written_byte_for_byte(
    folder: Path, tmp_path: Path
) -> None:
    couples.write(couples.read(folder), tmp_path / "again")
    assert _bytes(tmp_path / "again") == _bytes(folder)


def test_the_committed_schema_is_the_one_of_the_code() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == couples.schema()


def test_the_schema_is_itself_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(couples.schema())


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 2},
        {"made_up": "true"},
        {"partners": {"a": {"name": "A"}}},
        {"partners": {"a": {"name": "A"}, "b": {"name": "B", "naame": "C"}}},
    ],
    ids=str,
)
def test_the_schema_refuses_what_reading_refuses(
    wrong: dict[str, object], tmp_path: Path
) -> None:
    path = tmp_path / "couple.json"
    couples.write(couples.read(FOLDERS[0]), path)
    document = {**json.loads(path.read_bytes()), **wrong}
    path.write_text(json.dumps(document), encoding="utf-8")
    assert couples.validate(path)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, couples.schema())


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _offsets(couple: Couple) -> list[str | None]:
    """Two times are equal to Python where only their offsets differ."""
    return [
        entry.answered_at.isoformat() if entry.answered_at else None
        for who in couple.private
        for entry in who.diary
    ]
