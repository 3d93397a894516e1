from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import Any

from securebase.core import Estimate
from securebase.report import to_json

from .sample import named, sample


def test_the_whole_tree_is_there_under_its_own_names() -> None:
    assert_same(json.loads(to_json(sample())), sample())


def assert_same(written: Any, value: Any) -> None:
    if is_dataclass(value) and not isinstance(value, type):
        names = [part.name for part in fields(value)]
        extra = ["low", "high"] if isinstance(value, Estimate) else []
        assert list(written) == names + extra
        for name in names + extra:
            assert_same(written[name], getattr(value, name))
    elif isinstance(value, tuple):
        assert len(written) == len(value)
        for one, other in zip(written, value, strict=True):
            assert_same(one, other)
    else:
        assert written == value


def test_the_format_is_named() -> None:
    assert json.loads(to_json(sample()))["format"] == "securebase-report/1"


def test_letters_of_any_script_stay_letters() -> None:
    text = to_json(named("مارا", "Zoë"))
    assert "مارا" in text
    assert "Zoë" in text
    assert "\\u" not in text


def test_it_ends_in_a_newline_and_is_indented() -> None:
    text = to_json(sample())
    assert text.startswith('{\n  "title": "Mara & Theo"')
    assert text.endswith("}\n")
