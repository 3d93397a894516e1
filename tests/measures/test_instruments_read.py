"""Key files of a user's own, good and broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings, strategies as st

from securebase.core import InstrumentError
from securebase.measures import Instrument, instrument, paper_form, read_instrument
from securebase.measures._load import HOME

SHORT: dict[str, Any] = {
    "id": "mine",
    "range": [1, 7],
    "key": {"anxiety": [1, 2, 3], "avoidance": [4, 5, 6], "reverse": [2, 5]},
}
FULL: dict[str, Any] = {
    "id": "mine",
    "title": "Mine",
    "validated": False,
    "licence": "Mine.",
    "reference": "Me.",
    "lo": 0,
    "hi": 4,
    "items": [{"code": "a"}, {"code": "b", "reverse": True}, {"code": "c", "hi": 5}],
    "scales": [{"id": "all", "title": "All", "items": ["a", "b", "c"]}],
}


def read(tmp_path: Path, content: Any, name: str = "mine.json") -> Instrument:
    path = tmp_path / name
    dump = json.dumps if path.suffix == ".json" else tomli_w.dumps
    path.write_text(dump(content), encoding="utf-8")
    return read_instrument(path)


def test_the_short_form_names_items_by_their_place(tmp_path: Path) -> None:
    mine = read(tmp_path, SHORT)
    assert [item.code for item in mine.items] == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert [item.code for item in mine.items if item.reverse] == ["q2", "q5"]
    assert mine.scales[1].items == ("q4", "q5", "q6")
    assert (mine.lo, mine.hi, mine.scales[0].hi) == (1, 7, 7)
    assert mine.topic is None
    assert mine.key_status == "user"


def test_toml_and_json_say_the_same(tmp_path: Path) -> None:
    assert read(tmp_path, SHORT) == read(tmp_path, SHORT, "mine.toml")
    assert read(tmp_path, FULL) == read(tmp_path, FULL, "mine.toml")


def test_places_may_be_written_as_text(tmp_path: Path) -> None:
    spelled = {name: list(map(str, places)) for name, places in SHORT["key"].items()}
    assert read(tmp_path, SHORT | {"key": spelled}) == read(tmp_path, SHORT)


def test_items_may_have_codes_of_their_own(tmp_path: Path) -> None:
    mine = read(tmp_path, SHORT | {"key": {"calm": ["c2", "c1"], "reverse": ["c1"]}})
    assert [(item.code, item.reverse) for item in mine.items] == [
        ("c2", False),
        ("c1", True),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"key": {"anxiety": [1, 2, 3], "avoidance": [4, 5, 6], "reversed": [2, 5]}},
        {"key": {"anxiety": [1, 2, 3], "avoidance": [4, 5, 6], "Reverse": [2, 5]}},
        {
            "key": {
                "anxiety": [1, 2, 3],
                "avoidance": [4, 5, 6],
                "reverse_items": [2, 5],
            }
        },
        {"key": {"anxiety": [1, -2, 3], "avoidance": [4, -5, 6]}},
        {"key": {"anxiety": [1, "-2", 3], "avoidance": ["4", "-5", "6"]}},
        {
            "key": {"anxiety": [1, 2, 3], "avoidance": [4, 5, 6]},
            "reverse_anxiety": [2],
            "reverse_avoidance": [5],
        },
        {
            "key": {"anxiety": ["q1", "-q2", "q3"], "avoidance": ["q4", "-q5", "q6"]},
        },
        {"items": ["q1", "q2", "q3", "q4", "q5", "q6"]},
        {"range": "1-7"},
        {"range": "1..7"},
        {"embed": "KEY_ONLY", "cutoff": 3, "from_other": {"1": 2}, "doi": "10.1/x"},
    ],
    ids=str,
)
def test_a_short_key_may_be_written_in_many_ways(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    assert read(tmp_path, SHORT | changes) == read(tmp_path, SHORT)


def test_scales_may_stand_in_place_of_the_key(tmp_path: Path) -> None:
    raw = {"id": "mine", "range": [1, 7], "scales": SHORT["key"]}
    assert read(tmp_path, raw) == read(tmp_path, SHORT)


def test_a_name_and_a_ref_are_title_and_reference(tmp_path: Path) -> None:
    mine = read(tmp_path, SHORT | {"name": "My Scale", "ref": "Me (2024)."})
    assert (mine.title, mine.reference) == ("My Scale", "Me (2024).")


def test_scales_may_be_called_as_people_call_them(tmp_path: Path) -> None:
    mine = read(tmp_path, SHORT | {"key": {"Attachment anxiety": [1], "Nähe": [2]}})
    assert [(scale.id, scale.title) for scale in mine.scales] == [
        ("Attachment_anxiety", "Attachment anxiety"),
        ("Nahe", "Nähe"),
    ]


def test_the_ends_of_a_sum_tell_the_range(tmp_path: Path) -> None:
    raw = {
        "id": "mine",
        "n_items": 16,
        "score": "sum 0..81",
        "item_max": {"1": 6, "others": 5},
    }
    mine = read(tmp_path, raw)
    assert (mine.lo, mine.hi, mine.items[0].hi) == (0, 5, 6)
    assert (mine.scales[0].method, mine.scales[0].hi) == ("sum", 81)


def test_codes_in_a_list_of_items_are_their_printed_order(tmp_path: Path) -> None:
    key = {"x": ["b", "a"], "reverse": [1]}
    mine = read(tmp_path, SHORT | {"items": ["a", "b"], "key": key})
    assert [(item.code, item.reverse) for item in mine.items] == [
        ("a", True),
        ("b", False),
    ]
    assert not mine.text_shipped


def test_a_byte_order_mark_and_a_loud_ending_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "MINE.JSON"
    path.write_text(json.dumps(SHORT), encoding="utf-8-sig")
    assert read_instrument(path) == read(tmp_path, SHORT)


def test_a_range_upside_down_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError) as caught:
        read(tmp_path, SHORT | {"range": [7, 1]})
    assert len(str(caught.value).splitlines()) == 1


def test_without_a_scale_all_items_make_one(tmp_path: Path) -> None:
    mine = read(tmp_path, SHORT | {"n_items": 7, "key": {"reverse": [4, 7]}})
    assert [scale.id for scale in mine.scales] == ["total"]
    assert len(mine.scales[0].items) == 7


def test_a_list_of_signs_is_a_key(tmp_path: Path) -> None:
    mine = read(tmp_path, SHORT | {"key": ["+", "-", "+"]})
    assert [item.reverse for item in mine.items] == [False, True, False]
    assert mine.scales[0].items == ("q1", "q2", "q3")


def test_items_may_go_higher_than_others(tmp_path: Path) -> None:
    tops = {"1": 6, "others": 5}
    mine = read(
        tmp_path,
        {
            "id": "sum",
            "range": [0, 5],
            "n_items": 4,
            "key": {},
            "item_max": tops,
            "method": "sum",
        },
    )
    assert mine.scales[0].hi == 21
    assert mine.scales[0].min_answered == 4


def test_words_make_a_form(tmp_path: Path) -> None:
    words = ["One.", "Two.", "Three.", "Four.", "Five.", "Six."]
    mine = read(tmp_path, SHORT | {"items": words, "anchors": {"1": "no", "7": "yes"}})
    assert mine.text_shipped
    assert mine.by_code["q4"].text == "Four."
    assert "1 = no · 7 = yes" in paper_form(mine)


def test_words_by_code_give_the_items_their_order(tmp_path: Path) -> None:
    words = {"b": "Bee.", "a": "Ay."}
    mine = read(tmp_path, SHORT | {"items": words, "key": {"x": [1, "a"]}})
    assert [(item.code, item.text) for item in mine.items] == list(words.items())
    assert mine.scales[0].items == ("b", "a")


def test_items_of_no_scale_are_kept(tmp_path: Path) -> None:
    mine = read(tmp_path, SHORT | {"n_items": 9})
    assert len(mine.items) == 9
    assert "q9" not in {code for scale in mine.scales for code in scale.items}


def test_a_scale_can_be_given_its_construct(tmp_path: Path) -> None:
    mine = read(tmp_path, SHORT | {"constructs": {"anxiety": "attachment_anxiety"}})
    assert [scale.construct for scale in mine.scales] == ["attachment_anxiety", None]


def test_the_whole_form_reads_like_a_shipped_one(tmp_path: Path) -> None:
    mine = read(tmp_path, FULL)
    assert [(item.lo, item.hi) for item in mine.items] == [(0, 4), (0, 4), (0, 5)]
    assert mine.scales[0].hi == pytest.approx(13 / 3)
    assert mine.scales[0].min_answered == 2


def test_a_folder_of_ours_can_be_read_as_a_file_of_the_user() -> None:
    assert read_instrument(HOME / "sb_load") == instrument("sb_load")


@given(
    st.lists(
        st.lists(st.integers(1, 30), min_size=1, max_size=8, unique=True),
        min_size=1,
        max_size=4,
    ),
    st.integers(-3, 3),
    st.integers(1, 9),
)
@settings(max_examples=30, deadline=None)
def test_any_sound_short_key_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    scales: list[list[int]],
    lo: int,
    width: int,
) -> None:
    key = {f"scale_{i}": places for i, places in enumerate(scales)}
    turned = sorted(scales[0])[:1]
    raw = {"id": "any", "range": [lo, lo + width], "key": key | {"reverse": turned}}
    mine = read(tmp_path_factory.mktemp("key"), raw)
    back = {s.id: [int(code[1:]) for code in s.items] for s in mine.scales}
    assert back == key
    assert [i for i, item in enumerate(mine.items, 1) if item.reverse] == turned


def _short(**changes: Any) -> dict[str, Any]:
    return SHORT | changes


def _full(**changes: Any) -> dict[str, Any]:
    return FULL | changes


def _scale(**changes: Any) -> dict[str, Any]:
    return _full(scales=[FULL["scales"][0] | changes])


def _words(**changes: Any) -> dict[str, Any]:
    words = {"language": "en", "frame": "", "items": {"a": "A", "b": "B", "c": "C"}}
    return _full(words=words | changes)


BROKEN = {
    "an unknown field": (_short(kee=1), r"kee: must be a known field"),
    "an unknown field in a scale": (
        _scale(item=[]),
        r"scales\[1\]\.item: must be a kn",
    ),
    "no id": (
        {k: v for k, v in FULL.items() if k != "id"},
        r"id: must be given\. Got nothing instead",
    ),
    "a name with a space": (_short(id="my scale"), "id: must be a plain name"),
    "no range": ({"id": "x", "key": {"a": [1]}}, "range: must be given"),
    "half a range": (_short(range=[1]), "range: must"),
    "a range upside down": (_short(range=[7, 1]), "lo: must lie below hi"),
    "a range of text": (_short(range=["1", "7"]), r"range\[1\]: must be a valid int"),
    "a place that is not there": (
        _short(n_items=6, key={"a": [7]}),
        "key.a: must be a",
    ),
    "place nought": (_short(key={"a": [0, 1]}), r"key\.a: must be a place from 1 to 1"),
    "a place below nought": (
        _short(key={"a": [1, -9]}, n_items=3),
        r"must be a place from",
    ),
    "an item turned and not turned": (
        _short(key={"a": [1, -2], "b": [2, 3]}),
        r"key\.b: must turn an item wherever it stands, or nowhere\. Got 2 instead",
    ),
    "a formula for a scale": (
        _short(key={"a": "(q1+q2)-q3"}),
        r"^mine\.json, column key\.a: must be a valid list",
    ),
    "neither key nor sum": (
        {"id": "x", "range": [1, 5], "n_items": 3},
        "key: must name the items of each scale",
    ),
    "a sum that does not add up": (
        {"id": "x", "range": [0, 5], "n_items": 3, "score": "sum 0..16"},
        r"score: must be what the answers add up to, 0\.\.15",
    ),
    "a score of another kind": (_short(score="median"), "score: must"),
    "a place that is a truth": (_short(key={"a": [True]}), r"key"),
    "a reversed item that is not there": (
        _short(items={"a": "A"}, key={"x": ["a"], "reverse": ["b"]}),
        r"key\.reverse: must be a place from 1 to 1 or an item's code",
    ),
    "an item twice in a scale": (_short(key={"a": [1, 1]}), "must name each one once"),
    "no items at all": (_short(key={}), "items: must"),
    "an empty scale": (_short(key={"a": [], "b": [1]}), r"scales\[1\]\.items: must"),
    "two lengths": (_short(n_items=5, key=["+", "-"]), "key: must agree on 5 items"),
    "too few words": (_short(items=["One."]), r"must be a place from 1 to 1"),
    "an anchor off the range": (_words(anchors={"9": "x"}), r"words\.anchors\.9: must"),
    "an anchor that is no number": (_words(anchors={"x": "x"}), r"words\.anchors\.x"),
    "words for no item": (_words(items={"a": "A", "b": "B", "c": "C", "d": "D"}), "d:"),
    "an item without words": (
        _words(items={"a": "A", "b": "B"}),
        r"items\.c: must be g",
    ),
    "an unknown construct": (
        _short(constructs={"anxiety": "calm"}),
        r"scales\.anxiety\.construct: must be a construct",
    ),
    "more answers than items": (_scale(min_answered=4), "must be at most the number"),
    "no answers needed": (_scale(min_answered=0), "min_answered: must"),
    "an unknown method": (_short(method="median"), "method: must be 'mean' or 'sum'"),
    "an unknown role": (_scale(role="giver"), "role: must be"),
    "an unknown item": (
        _scale(items=["a", "z"]),
        r"scales\.all\.items: must name items",
    ),
    "a code twice": (
        _full(items=[{"code": "a"}] * 2),
        "items: must name each one once",
    ),
    "a scale twice": (
        _full(scales=FULL["scales"] * 2),
        "scales: must name each one onc",
    ),
    "an item upside down": (
        _full(items=[{"code": "a", "lo": 9}, {"code": "b"}, {"code": "c"}]),
        r"items\.a\.lo: must lie below hi",
    ),
    "weights for some items": (
        _scale(weights={"a": 1}),
        r"weights: must give a weight",
    ),
    "an unknown topic": (_full(topic="weather"), "topic: must be"),
    "a reliability above one": (
        _scale(reliability={"sd": 1.0, "alpha": 1.1, "n": 9, "source": "x"}),
        "alpha: must be less than or equal to 1",
    ),
    "a list instead of a table": ([1, 2], "the whole file: must"),
    "nothing": (None, "the whole file: must"),
}


@pytest.mark.parametrize(("raw", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_key_is_refused_in_one_plain_sentence(
    tmp_path: Path, raw: Any, said: str
) -> None:
    with pytest.raises(InstrumentError, match=said) as caught:
        read(tmp_path, raw)
    for line in str(caught.value).splitlines():
        assert line.startswith("mine.json, ")
        assert ": must " in line
        assert " Got " in line
        assert line.endswith(".")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError) as caught:
        read(tmp_path, _full(lo=9, scales=[FULL["scales"][0] | {"items": ["y", "z"]}]))
    assert len(str(caught.value).splitlines()) >= 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("key.json", b"{"),
        ("key.toml", b"= 1"),
        ("key.json", b"\xff\xfe\x00"),
        ("key.json", b"[" * 100_000),
        ("key.toml", b""),
        ("key.csv", b"a,b"),
        ("key", b"{}"),
    ],
)
def test_a_file_that_is_no_key_file_is_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InstrumentError, match=rf"^{name}\b.* must "):
        read_instrument(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match="No such file"):
        read_instrument(tmp_path / "gone.json")


def test_a_folder_must_have_the_name_of_its_questionnaire(tmp_path: Path) -> None:
    text = (HOME / "rq" / "instrument.toml").read_text(encoding="utf-8")
    (tmp_path / "instrument.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InstrumentError, match="must be the name of its folder"):
        read_instrument(tmp_path)


COMPARISON = {
    "label": "some people",
    "n": 3,
    "mean": 2.0,
    "sd": 1.0,
    "scores": [1.0, 3.0],
    "counts": [1, 2],
    "source": "x",
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"counts": [1, 1]}, "add up to n"),
        ({"counts": [3]}, "one count for each score"),
        ({"scores": [3.0, 1.0]}, "rise from score to score"),
        ({"sd": 0.0}, "sd: must be greater than 0"),
    ],
)
def test_a_comparison_sample_must_add_up(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "instrument.toml").write_text(tomli_w.dumps(FULL), encoding="utf-8")
    sample = folder / "comparison.toml"
    sample.write_text(tomli_w.dumps({"all": COMPARISON}), encoding="utf-8")
    found = read_instrument(folder).scales[0].comparison
    assert found is not None
    assert found.counts == (1, 2)
    sample.write_text(tomli_w.dumps({"all": COMPARISON | changes}), encoding="utf-8")
    with pytest.raises(InstrumentError, match=said):
        read_instrument(folder)


def test_a_comparison_sample_of_no_scale_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "instrument.toml").write_text(tomli_w.dumps(FULL), encoding="utf-8")
    text = tomli_w.dumps({"none": COMPARISON})
    (folder / "comparison.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InstrumentError, match="must be a scale of the key"):
        read_instrument(folder)


def test_of_a_foreign_key_it_is_said_only_what_its_owner_says(tmp_path: Path) -> None:
    assert read(tmp_path, SHORT).status == "validation not known"
    assert read(tmp_path, SHORT | {"validated": True}).status == "validated"
