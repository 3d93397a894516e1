import re

import pytest

from .conftest import DOCS

ROOT = DOCS.parent
TEXT = (DOCS / "reference" / "what-shows-it.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT)))


@pytest.mark.parametrize("named", NAMED)
def test_a_test_that_is_named_exists(named: str) -> None:
    file, _, name = named.partition("::")
    assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8")


def test_every_row_names_one() -> None:
    rows = [it for it in TEXT.splitlines() if it.startswith("| ")][1:]
    assert len(rows) > 20
    assert [it for it in rows if "`tests/" not in it] == []
