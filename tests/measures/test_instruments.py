from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from securebase import evidence
from securebase.core import InstrumentError, Role, Topic
from securebase.measures import (
    Instrument,
    checkin,
    instrument,
    instruments,
    paper_form,
    read_instrument,
    score_person,
)
from securebase.measures._page import MINUTES_RULE, page

DOCS = Path(__file__).parents[2] / "docs"
OWN = [one for one in instruments() if one.key_status == "own"]


def test_the_core_set_has_114_items() -> None:
    assert sum(len(one.items) for one in instruments(core=True)) == 114


def test_the_core_set_takes_less_than_a_quarter_of_an_hour() -> None:
    asked = sum(len(one.items) for one in instruments(core=True))
    assert asked / MINUTES_RULE < 15


def test_the_core_set_has_one_questionnaire_for_each_topic_in_their_order() -> None:
    assert [one.topic for one in instruments(core=True)] == list(Topic)


def test_core_and_others_together_are_all() -> None:
    assert instruments() == (*instruments(core=True), *instruments(core=False))


def test_received_and_provided_mirror_each_other() -> None:
    for name in ("sb_base", "sb_resp"):
        one = instrument(name)
        got = {s.construct: s for s in one.scales if s.role is Role.RECEIVED}
        given = {s.construct: s for s in one.scales if s.role is Role.PROVIDED}
        assert got.keys() == given.keys()
        for construct, scale in got.items():
            mirrored = tuple(re.sub(r"_r(\d)$", r"_p\1", c) for c in scale.items)
            assert mirrored == given[construct].items
            turned = [one.by_code[code].reverse for code in scale.items]
            assert turned == [one.by_code[code].reverse for code in mirrored]


def test_the_base_score_is_everything_but_the_haven() -> None:
    base = {scale.id: set(scale.items) for scale in instrument("sb_base").scales}
    for role in ("received", "provided"):
        parts = (ids for name, ids in base.items() if name.endswith(role))
        rest = set.union(*parts) - base[f"haven_{role}"]
        assert base[f"base_{role}"] == rest
        assert len(rest) == 13


def test_worry_that_holds_the_other_back_counts_against_leaving_room() -> None:
    base = instrument("sb_base")
    for code in ("non_intrusion_r3", "non_intrusion_p3"):
        assert "worries" in str(base.by_code[code].text)
        assert base.by_code[code].reverse


def test_what_did_not_come_up_may_be_left_out_and_its_score_is_missing() -> None:
    base = instrument("sb_base")
    assert "did not come up" in base.frame
    assert "did not come up" in " ".join(paper_form(base).split())
    events = {c for c in base.by_code if c.startswith(("acceptance", "joy"))}
    found = score_person(dict.fromkeys(set(base.by_code) - events, 4), base)
    assert found["acceptance_received"] is None
    assert found["base_received"] is not None
    assert found["base_received"].answered == 9


def test_the_exploration_score_is_its_four_areas() -> None:
    scales = {scale.id: scale.items for scale in instrument("sb_explore").scales}
    areas = [items for name, items in scales.items() if name.startswith("explore_")]
    assert len(areas) == 4
    assert sorted(scales["exploration"]) == sorted(sum(areas, ()))


def test_friends_are_not_a_warning() -> None:
    notes = " ".join(instrument("sb_alt").notes)
    assert "never a warning" in notes


def test_neuroticism_points_to_neuroticism_and_says_so() -> None:
    for name in ("mini_ipip", "ipip_50"):
        one = instrument(name)
        assert not one.by_code["N8"].reverse  # frequent mood swings
        assert one.by_code["N2"].reverse  # relaxed most of the time
        assert "high means easily upset" in one.notes[0]


def test_the_short_big_five_is_part_of_the_long_one() -> None:
    short, long = instrument("mini_ipip"), instrument("ipip_50")
    for item in short.items:
        assert long.by_code[item.code] == item


def test_the_reversed_places_of_the_short_big_five_are_the_published_ones() -> None:
    # Donnellan et al. (2006), as printed in the item order of the article.
    items = enumerate(instrument("mini_ipip").items, start=1)
    turned = [place for place, item in items if item.reverse]
    assert turned == [6, 7, 8, 9, 10, 15, 16, 17, 18, 19, 20]


def test_the_attachment_forms_lay_out_their_items_differently() -> None:
    def of(name: str, scale: str) -> list[int]:
        scales = {one.id: one.items for one in instrument(name).scales}
        return [int(code[1:]) for code in scales[scale]]

    assert of("ecr_36", "attachment_avoidance") == list(range(1, 37, 2))
    assert of("ecr_r", "attachment_anxiety") == list(range(1, 19))
    assert of("ecr_rs", "attachment_avoidance") == list(range(1, 7))


def test_commitment_turns_its_third_and_fourth_item() -> None:
    turned = [item.code for item in instrument("ims").items if item.reverse]
    assert turned == ["commitment_3", "commitment_4"]


@pytest.mark.parametrize(("name", "top"), [("csi_16", 81), ("csi_4", 21)])
def test_the_first_couples_satisfaction_item_has_one_answer_more(
    name: str, top: int
) -> None:
    one = instrument(name)
    assert [item.hi for item in one.items] == [6] + [5] * (len(one.items) - 1)
    assert (one.scales[0].lo, one.scales[0].hi) == (0, top)
    assert one.scales[0].min_answered == len(one.items)


def test_the_models_of_self_and_other_are_signed_sums() -> None:
    self_, other = instrument("rq").scales
    assert self_.weights == {
        "secure": 1,
        "dismissing": 1,
        "preoccupied": -1,
        "fearful": -1,
    }
    assert other.weights["preoccupied"] == 1
    assert (other.lo, other.hi) == (-12, 12)


def test_each_item_of_the_bfi_2_is_in_one_domain_and_one_facet() -> None:
    scales = instrument("bfi_2").scales
    domains = [code for scale in scales[:5] for code in scale.items]
    facets = [code for scale in scales[5:] for code in scale.items]
    assert sorted(domains) == sorted(facets) == sorted(instrument("bfi_2").by_code)
    assert {len(scale.items) for scale in scales[5:]} == {4}


def test_the_safety_questions_cannot_be_part_of_a_couple_file() -> None:
    hark = instrument("hark")
    assert hark.topic is None
    assert not hark.core
    assert all(scale.construct is None for scale in hark.scales)


def test_a_key_from_memory_says_so() -> None:
    for one in instruments():
        warned = any("cited from memory" in note for note in one.notes)
        assert warned is (one.key_status == "memory")


def test_an_assumed_reliability_follows_from_two_assumptions() -> None:
    s = evidence.row("assumed_item_sd").value
    r = evidence.row("assumed_item_correlation").value
    for scale in (scale for one in OWN for scale in one.scales):
        k, known = len(scale.items), scale.reliability
        assert known is not None
        # The slow twin: variance of a mean from the whole covariance matrix.
        matrix = [[s * s * (1 if i == j else r) for j in range(k)] for i in range(k)]
        total = sum(map(sum, matrix))
        trace = sum(matrix[i][i] for i in range(k))
        assert known.sd == pytest.approx(total**0.5 / k)
        if k > 1:
            assert known.alpha == pytest.approx(k / (k - 1) * (1 - trace / total))
        else:
            assert known.alpha == pytest.approx(r)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InstrumentError, match=r"must be one of .*mini_ipip"):
        instrument("mini_ipp")


def test_a_questionnaire_that_cannot_ship_says_why_and_what_to_do() -> None:
    with pytest.raises(InstrumentError, match=r"not read in a source.*read_instrument"):
        instrument("pprs_18")


def test_a_language_that_is_missing_is_named_with_those_that_are_there() -> None:
    with pytest.raises(InstrumentError, match=r"must be one of en\. Got 'de'.*Add"):
        instrument("ipip_50", "de")


def test_a_form_without_words_says_that_the_reader_must_bring_them() -> None:
    form = paper_form(instrument("ecr_s"))
    assert "do not come with securebase" in form
    assert "12. ____" in form


def test_the_form_of_the_safety_questions_says_that_it_is_private() -> None:
    form = " ".join(paper_form(instrument("hark")).split())
    assert "For one person alone" in form


def test_a_form_carries_the_anchors_and_whether_it_is_validated() -> None:
    form = paper_form(instrument("sb_load"))
    assert "0 = not at all" in form
    assert "not yet validated" in form
    assert max(map(len, form.splitlines())) <= 100


def test_the_page_of_questionnaires_is_up_to_date() -> None:
    assert (DOCS / "instruments.md").read_text(encoding="utf-8") == page()


def test_every_name_in_the_list_of_absent_ones_is_really_absent() -> None:
    shipped = {one.id for one in instruments()}
    absent = re.findall(r"^- `(\w+)` — ", page(), flags=re.MULTILINE)
    assert absent
    assert not shipped & set(absent)


# How easy the words are.


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end."""
    word = re.sub(r"(?<![aeiouyl])e$|(?<=[^td])ed$|'s$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(sentences: list[str]) -> float:
    """Flesch–Kincaid grade; constants of Kincaid et al. (1975)."""
    words = [w for text in sentences for w in re.findall(r"[A-Za-z']+", text)]
    beats = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * beats / len(words) - 15.59


@pytest.mark.parametrize(
    ("word", "count"),
    [("calm", 1), ("partner", 2), ("noticed", 2), ("relationship", 4), ("table", 2)],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize("one", OWN, ids=lambda one: one.id)
def test_our_own_words_are_for_eighth_graders(one: Instrument) -> None:
    texts = [item.text for item in one.items if item.text]
    assert max(grade([text]) for text in texts) <= 8
    assert max(len(text.split()) for text in texts) <= 16


def test_the_check_in_is_for_eighth_graders() -> None:
    assert grade([item.text for item in checkin.items()]) <= 8


@pytest.mark.parametrize("one", OWN, ids=lambda one: one.id)
def test_our_own_words_fit_every_couple(one: Instrument) -> None:
    gendered = r"\b(he|she|him|his|hers?|husband|wife|boyfriend|girlfriend|spouse)\b"
    for item in one.items:
        assert item.text is not None
        assert not re.search(gendered, item.text.lower())


@pytest.mark.parametrize("one", OWN, ids=lambda one: one.id)
def test_our_own_words_do_not_negate(one: Instrument) -> None:
    for item in one.items:
        assert item.text is not None
        assert not re.search(r"\b(not|never|no|\w+n't)\b", item.text.lower())


def test_most_own_scales_of_three_and_more_items_have_one_turned_round() -> None:
    long = [(one, s) for one in OWN for s in one.scales if len(s.items) >= 3]
    turned = [any(one.by_code[c].reverse for c in s.items) for one, s in long]
    assert sum(turned) >= len(turned) - 1


def test_the_own_text_is_nowhere_in_the_public_item_pool() -> None:
    pool = {item.text for item in instrument("ipip_50").items}
    assert not pool & {item.text for one in OWN for item in one.items}


def test_the_json_of_a_page_example_can_be_read(tmp_path: Path) -> None:
    example = re.search(r"```json\n(.*?)```", page(), flags=re.DOTALL)
    assert example is not None
    json.loads(example[1])
    path = tmp_path / "my_scale.json"
    path.write_text(example[1], encoding="utf-8")
    assert [scale.id for scale in read_instrument(path).scales] == [
        "anxiety",
        "avoidance",
    ]
