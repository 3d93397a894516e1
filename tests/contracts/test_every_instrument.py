"""Promises that every shipped questionnaire keeps, whoever wrote it."""

from __future__ import annotations

import pytest

from securebase import evidence
from securebase.core import CONSTRUCTS, Basis, Topic
from securebase.measures import Instrument, Scale, instrument, instruments, paper_form

ALL = instruments()
SCALES = [(one, scale) for one in ALL for scale in one.scales]

each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
each_scale = pytest.mark.parametrize(
    ("one", "scale"), SCALES, ids=[f"{one.id}-{scale.id}" for one, scale in SCALES]
)


@each
def test_it_is_found_by_its_own_name(one: Instrument) -> None:
    assert instrument(one.id) is one


@each
def test_every_item_counts_in_some_scale(one: Instrument) -> None:
    counted = {code for scale in one.scales for code in scale.items}
    assert counted == set(one.by_code)


@each
def test_words_are_there_for_all_items_or_for_none(one: Instrument) -> None:
    worded = {item.text is not None for item in one.items}
    assert worded == {one.text_shipped}
    assert bool(one.frame) is one.text_shipped
    assert (one.language == "any") is not one.text_shipped


@each
def test_words_are_shipped_only_where_the_licence_lets_them(one: Instrument) -> None:
    free = ("Public domain", "Apache-2.0", "CC BY")
    assert any(it in one.licence for it in free) or not one.text_shipped


@each
def test_both_ends_of_the_answers_have_words_where_the_items_have(
    one: Instrument,
) -> None:
    if one.text_shipped:
        assert {one.lo, one.hi} <= set(one.anchors)


@each
def test_no_two_items_say_the_same(one: Instrument) -> None:
    texts = [item.text for item in one.items if item.text]
    assert len(set(texts)) == len(texts)


@each
def test_a_paper_form_asks_each_item_once_and_in_order(one: Instrument) -> None:
    form = paper_form(one)
    places = [form.index(f"`{item.code}`") for item in one.items]
    assert places == sorted(places)
    assert form.count("[ ]") == sum(item.hi - item.lo + 1 for item in one.items)


@each
def test_the_core_set_has_words_and_a_topic_to_share_it_under(
    one: Instrument,
) -> None:
    if one.core:
        assert one.text_shipped
        assert one.topic in set(Topic)


@each
def test_what_is_ours_says_so_and_is_not_called_validated(one: Instrument) -> None:
    assert (one.key_status == "own") is one.id.startswith("sb_")
    assert one.validated is not one.id.startswith("sb_")


@each
def test_its_sources_are_in_the_evidence(one: Instrument) -> None:
    known = {source.key for source in evidence.sources()}
    assert set(one.sources) <= known


@each
def test_sentences_end_with_a_full_stop(one: Instrument) -> None:
    for said in (one.missing_rule, one.licence, *one.notes):
        assert said.endswith(".")


@each_scale
def test_a_scale_measures_a_known_construct_of_the_topic_of_its_questionnaire(
    one: Instrument, scale: Scale
) -> None:
    if scale.construct is not None:
        assert CONSTRUCTS[scale.construct].topic is one.topic


@each_scale
def test_its_range_is_reached_by_the_most_extreme_answers(
    one: Instrument, scale: Scale
) -> None:
    items = [one.by_code[code] for code in scale.items]
    share = len(items) if scale.method == "mean" else 1
    extremes = [
        sorted(scale.weights.get(item.code, 1) * end for end in (item.lo, item.hi))
        for item in items
    ]
    assert scale.lo == pytest.approx(sum(low for low, _ in extremes) / share)
    assert scale.hi == pytest.approx(sum(high for _, high in extremes) / share)


@each_scale
def test_it_needs_at_least_half_of_its_items(one: Instrument, scale: Scale) -> None:
    assert len(scale.items) / 2 < scale.min_answered <= len(scale.items)


@each_scale
def test_a_row_of_a_report_can_be_labelled_with_it(
    one: Instrument, scale: Scale
) -> None:
    assert scale.title[0].isupper()
    assert len(scale.title) <= 45
    assert scale.low_means
    assert scale.high_means
    assert scale.low_means != scale.high_means


@each_scale
def test_its_error_is_assumed_exactly_where_nobody_has_measured_it(
    one: Instrument, scale: Scale
) -> None:
    if not one.validated:
        assert scale.reliability is not None
        assert scale.reliability.basis is Basis.ASSUMED
    elif scale.reliability is not None:
        assert scale.reliability.basis is Basis.MEASURED
        assert scale.reliability.n is not None
        assert scale.reliability.source in one.sources


@each_scale
def test_a_comparison_sample_lies_on_the_scale(one: Instrument, scale: Scale) -> None:
    if scale.comparison is not None:
        assert scale.comparison.source in one.sources
        assert scale.lo <= scale.comparison.scores[0]
        assert scale.comparison.scores[-1] <= scale.hi
