"""What `make proofs` writes."""

import xml.etree.ElementTree as ET

import pytest

from proofs.run import _lines

CASE = """
<testcase classname="tests.laws.test_door" name="test_all_is_well" time="1.6">
  <properties><property name="examples" value="1800"/></properties>
  {wrong}
</testcase>
"""


@pytest.mark.parametrize(
    ("wrong", "told", "held"),
    [
        ("", "yes", "1 of 1 laws hold"),
        ("<failure/>", "**no**", "0 of 1 laws hold"),
        ("<skipped/>", "**no**", "0 of 1 laws hold"),
    ],
)
def test_a_law_holds_only_where_it_was_tried_and_held(
    wrong: str, told: str, held: str
) -> None:
    lines = list(_lines(30, [ET.fromstring(CASE.format(wrong=wrong))]))
    assert lines[0].startswith(held)
    assert lines[-1] == f"| laws: all is well | 1,800 | 2 | {told} |"
