"""The page about the format says what the code does."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from securebase import couples
from securebase.core import CONSTRUCTS, Topic
from securebase.measures import checkin

PAGE = (Path(__file__).parents[2] / "docs" / "couple-format.md").read_text(
    encoding="utf-8"
)


def code_block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    assert found
    return found[1]


def test_the_head_on_the_page_is_a_couple(tmp_path: Path) -> None:
    (tmp_path / "couple.toml").write_text(code_block("toml"), encoding="utf-8")
    assert couples.validate(tmp_path) == ()


def test_the_document_on_the_page_is_a_couple(tmp_path: Path) -> None:
    (tmp_path / "couple.json").write_text(code_block("json"), encoding="utf-8")
    assert couples.validate(tmp_path / "couple.json") == ()


def test_every_check_in_item_stands_beside_its_topic() -> None:
    rows = dict(re.findall(r"\| (`d_[^|]*) \| (\w+) \|", PAGE))
    told = {
        code: topic for codes, topic in rows.items() for code in codes.split("`")[1::2]
    }
    asked = {it.code: CONSTRUCTS[it.construct].topic.value for it in checkin.items()}
    assert told == asked


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_is_named(topic: Topic) -> None:
    assert f"`{topic}`" in PAGE


def test_every_field_of_the_schema_is_named() -> None:
    parts = json.loads(json.dumps(couples.schema()))
    fields = set(parts["properties"])
    for part in parts["$defs"].values():
        fields |= set(part["properties"])
    assert [it for it in sorted(fields) if it not in PAGE] == []


def test_the_sentence_on_the_page_is_the_one_that_is_said(tmp_path: Path) -> None:
    head = code_block("toml").replace('"base"', '"trait"')
    (tmp_path / "couple.toml").write_text(head, encoding="utf-8")
    (problem,) = couples.validate(tmp_path)
    assert str(problem) in " ".join(PAGE.split())
    assert tomllib.loads(head)["version"] == 1
