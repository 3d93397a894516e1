import re

import pytest

from securebase import evidence
from securebase.core import STATEMENTS

from .conftest import DOCS

TEXT = (DOCS / "theory.md").read_text("utf-8")
PARTS = {
    part.split(" ")[0]: part.split("\n\n")[0]
    for part in re.split(r"\n\*\*(?=S\d)", TEXT)
}


def test_every_statement_stands_there_once_and_in_order() -> None:
    assert re.findall(r"^\*\*(S\d+) · ", TEXT, re.MULTILINE) == list(STATEMENTS)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_verdict_is_the_one_of_the_evidence(statement: str) -> None:
    said = re.search(r"\*Verdict:\s+(\w+)", PARTS[statement])
    assert said is not None
    assert said[1] == evidence.verdict(statement).verdict.value


@pytest.mark.parametrize(
    "statement", [it for it in STATEMENTS if evidence.verdict(it).untested]
)
def test_what_is_not_tested_is_admitted(statement: str) -> None:
    admits = r"untested|indirect|hardly tested|not, in healthy|no study|in general"
    assert re.search(admits, " ".join(PARTS[statement].split()))
