"""Only what was read or computed may be told as a finding."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from securebase import evidence
from securebase.core import EvidenceError
from securebase.evidence import (
    Checked,
    Confidence,
    Fact,
    FactKind,
    Finding,
    Label,
    Level,
    Metric,
    Row,
    Standing,
    Status,
)

ROWS = {row.id: row for row in evidence.rows()}
FACTS = {fact.id: fact for fact in evidence.facts()}
MEASURED = {Status.SEEN, Status.COMPUTED}
OPENINGS = ("Published: ", "Computed from public data: ")


def told_as_established(sentence: str) -> bool:
    return sentence.startswith(OPENINGS)


@pytest.mark.parametrize("key", ROWS)
def test_a_remembered_or_assumed_number_is_refused_as_a_finding(key: str) -> None:
    row = ROWS[key]
    weak = row.status not in MEASURED or row.confidence is Confidence.C
    if weak:
        with pytest.raises(EvidenceError, match="published or computed"):
            evidence.finding(key)
    else:
        assert str(evidence.finding(key)) == row.sentence()
    assert row.is_finding is not weak
    assert told_as_established(row.sentence()) is not weak


@pytest.mark.parametrize("key", FACTS)
def test_the_rule_holds_for_facts(key: str) -> None:
    fact = FACTS[key]
    if fact.status in MEASURED:
        assert evidence.finding(key).record is fact
    else:
        with pytest.raises(EvidenceError, match="published or computed"):
            evidence.finding(key)
    assert told_as_established(fact.sentence()) is (fact.status in MEASURED)


@pytest.mark.parametrize("key", ROWS)
def test_a_sentence_carries_value_range_label_and_no_open_end(key: str) -> None:
    row = ROWS[key]
    sentence = row.sentence()
    assert f"{row.value:.2f}" in sentence
    assert f"{row.low:.2f} to {row.high:.2f}" in sentence
    assert sentence.lower().startswith(f"{row.label.value}: ")
    assert sentence.endswith(".")
    assert ".." not in sentence


def test_the_numbers_that_anybody_may_quote_are_these() -> None:
    # A new finding must be put here by hand: it is a promise to readers.
    numbers = {row.row for row in evidence.rows() if row.is_finding}
    assert numbers == {5, 6, 11, 12, 13, 14, 23, 27, 32, 33, 36, 37}


def test_the_traits_that_the_theory_names_are_never_told_as_findings() -> None:
    traits = ["agreeableness", "neuroticism", "conscientiousness", "extraversion"]
    labels = {evidence.row(f"{trait}_to_provision").label for trait in traits}
    assert labels == {Label.DIRECTION}
    assert evidence.row("openness_to_provision").label is Label.ASSUMPTION


@pytest.mark.parametrize("statement", ["S12", "S14"])
def test_whatever_serves_an_untested_statement_says_untested(statement: str) -> None:
    rows = evidence.rows(statement=statement)
    records: list[Row | Fact] = [*rows, *evidence.facts(statement=statement)]
    assert rows
    for record in records:
        assert "untested" in record.sentence().lower(), record.id


@pytest.mark.parametrize("statement", ["S12", "S14", "S16", "S20"])
def test_verdicts_with_an_untested_part_say_so(statement: str) -> None:
    assert "Untested: " in evidence.verdict(statement).sentence()


def test_exhaustion_in_healthy_couples_is_called_untested() -> None:
    row = evidence.row("one_sided_provision_to_exhaustion_healthy")
    assert row.label is Label.ASSUMPTION
    assert "Untested: whether long one-sided giving" in row.sentence()


def test_an_assumption_about_our_scales_is_called_one() -> None:
    for key in ("assumed_item_correlation", "assumed_item_sd"):
        row = evidence.row(key)
        assert row.label is Label.ASSUMPTION
        assert row.statements == ()


def test_a_verdict_opens_with_its_word_and_a_rule_of_use_has_none() -> None:
    opened = evidence.verdict("S7").sentence()
    assert opened.startswith("Partly supported: ")
    plain = evidence.verdict("use_three_clocks")
    assert plain.sentence() == plain.text


# Rows are made in the tests, not in the strategy: the runtime type checker draws
# random numbers, which a strategy may not.
@st.composite
def row_fields(draw: st.DrawFn) -> dict[str, Any]:
    low, value, high = sorted(draw(st.tuples(*[st.floats(-2, 2, allow_nan=False)] * 3)))
    status = draw(st.sampled_from(Status))
    measured = status in MEASURED
    grades = list(Confidence) if measured else [Confidence.B, Confidence.C]
    return {
        "id": "made_up",
        "row": draw(st.none() | st.integers(1, 41)),
        "link": "one thing leads to another",
        "cause": "one thing",
        "effect": "another",
        "value": value,
        "low": low,
        "high": high,
        "metric": draw(st.sampled_from(Metric)),
        "timescale": "day",
        "level": draw(st.sampled_from(Level)),
        "sources": ("harris_orth_2020",),
        "status": status,
        "direction_status": Checked.SEEN
        if measured
        else draw(st.sampled_from(Checked)),
        "confidence": draw(st.sampled_from(grades)),
        "statements": ("S18",),
        "verdict": draw(st.sampled_from(Standing)),
        "untested": draw(st.sampled_from(["", "whether it holds"])),
    }


@settings(deadline=None)
@given(row_fields())
def test_no_row_that_could_be_written_breaks_the_rule(fields: dict[str, Any]) -> None:
    row = Row(**fields)
    may = (
        row.status in MEASURED
        and row.confidence is not Confidence.C
        and row.verdict is not Standing.UNTESTED
    )
    assert row.is_finding is may
    assert told_as_established(row.sentence()) is may
    if may:
        assert Finding(row).text == row.sentence()
    else:
        with pytest.raises(EvidenceError):
            Finding(row)


@settings(deadline=None)
@given(row_fields())
def test_any_sentence_says_what_is_untested(fields: dict[str, Any]) -> None:
    row = Row(**fields)
    assert row.sentence().endswith(
        " Untested: whether it holds." if row.untested else ")."
    )
    if row.verdict is Standing.UNTESTED:
        assert "untested" in row.sentence()


@settings(deadline=None)
@given(st.sampled_from(Status), st.sampled_from(Checked))
def test_no_fact_that_could_be_written_breaks_the_rule(
    status: Status, direction: Checked
) -> None:
    fact = Fact(
        id="F1",
        text="something holds",
        kind=FactKind.SHAPE,
        status=status,
        direction_status=direction,
        sources=("harris_orth_2020",),
    )
    assert fact.is_finding is (status in MEASURED)
    assert told_as_established(fact.sentence()) is (status in MEASURED)
