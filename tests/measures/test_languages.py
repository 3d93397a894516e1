"""The same questions in every language, with one key."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings, strategies as st

from securebase.core import Basis, InstrumentError
from securebase.measures import (
    Instrument,
    _load,
    checkin,
    instrument,
    instruments,
    languages,
    paper_form,
    score,
    score_person,
)
from securebase.measures._common import begun, common
from securebase.measures.checkin._pool import FILE, HOME as CHECK_IN, read_pool

CORE = [one.id for one in instruments(core=True)]
FOREIGN = [language for language in begun() if language != "en"]
PAIRS = list(product([*CORE, "hark"], FOREIGN))

each = pytest.mark.parametrize(("name", "language"), PAIRS)
each_language = pytest.mark.parametrize("language", FOREIGN)

# Words that are the same in both languages, and no oversight.
ALIKE = {("de", "Extraversion")}


def test_english_and_german_are_complete() -> None:
    assert languages() == ("en", "de")


def test_every_language_that_was_begun_is_finished() -> None:
    assert languages() == begun()


def words_of(one: Instrument) -> list[str]:
    """Everything that a reader sees of a questionnaire, in a fixed order."""
    items = [str(item.text) for item in one.items]
    scales = [w for s in one.scales for w in (s.title, s.low_means, s.high_means)]
    anchors = [one.anchors[answer] for answer in sorted(one.anchors)]
    rest = [one.title, one.frame, one.licence, one.missing_rule, *one.notes]
    return [*items, *scales, *anchors, *rest, one.status]


# One key.


@each
def test_the_key_is_the_same_in_every_language(name: str, language: str) -> None:
    original, translated = instrument(name), instrument(name, language)
    assert keys_of(translated) == keys_of(original)
    assert translated.anchors.keys() == original.anchors.keys()
    assert translated.language == language


def keys_of(one: Instrument) -> tuple[object, ...]:
    items = [replace(item, text=None) for item in one.items]
    scales = [
        replace(
            scale, title="", low_means="", high_means="", reliability=None,
            comparison=None,
        )
        for scale in one.scales
    ]  # fmt: skip
    return items, scales, one.lo, one.hi, one.topic, one.core, one.key_status


@each
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_sheet_has_the_same_scores_in_every_language(
    name: str, language: str, seed: int
) -> None:
    original, translated = instrument(name), instrument(name, language)
    chance = np.random.default_rng(seed)
    lo = [item.lo for item in original.items]
    hi = [item.hi for item in original.items]
    sheet = chance.integers(lo, hi, size=(3, len(lo)), endpoint=True).astype(float)
    sheet[chance.random(sheet.shape) < 0.1] = np.nan
    one, other = score(sheet, original), score(sheet, translated)
    for field in ("value", "se", "lo", "hi", "answered", "asked"):
        np.testing.assert_array_equal(getattr(one, field), getattr(other, field))


@each
def test_a_named_answer_counts_the_same_way_in_every_language(
    name: str, language: str
) -> None:
    # One item at its top and all others at the bottom: a turned item shows at once.
    original, translated = instrument(name), instrument(name, language)
    for top in original.items:
        answers = {i.code: i.hi if i is top else i.lo for i in original.items}
        one, other = (score_person(answers, it) for it in (original, translated))
        for scale in original.scales:
            first, second = one[scale.id], other[scale.id]
            assert (first is None) is (second is None)
            if first and second:
                assert (first.value, first.se) == (second.value, second.se)


@each
def test_answers_to_a_form_on_paper_are_keyed_in_by_the_same_codes(
    name: str, language: str
) -> None:
    def asked(form: str) -> list[str]:
        return re.findall(r"^\d+\. .*`(\w+)`$", form, re.MULTILINE)

    form = paper_form(instrument(name, language))
    assert asked(form) == asked(paper_form(instrument(name)))
    assert "Tick one box" not in form
    assert common(language).paper.tick.split()[0] in form


# All the words.


@each
def test_no_text_is_missing_or_english_by_mistake(name: str, language: str) -> None:
    original, translated = instrument(name), instrument(name, language)
    here, there = words_of(translated), words_of(original)
    assert all(text.strip() for text in here)
    same = {(language, text) for text in here if text in there}
    assert same <= ALIKE


@each
def test_no_two_sentences_say_the_same(name: str, language: str) -> None:
    texts = [item.text for item in instrument(name, language).items]
    assert len(set(texts)) == len(texts)


@each
def test_a_row_of_a_report_can_be_labelled_in_every_language(
    name: str, language: str
) -> None:
    for scale in instrument(name, language).scales:
        assert scale.title[0].isupper()
        assert len(scale.title) <= 45
        assert scale.low_means != scale.high_means


@each
def test_sentences_end_with_a_full_stop(name: str, language: str) -> None:
    one = instrument(name, language)
    items = [str(item.text) for item in one.items]
    for said in (*items, one.licence, one.missing_rule, *one.notes):
        assert said.endswith((".", "?"))


@each
def test_our_own_sentences_are_short(name: str, language: str) -> None:
    texts = [str(item.text) for item in instrument(name, language).items]
    assert max(len(text.split()) for text in texts) <= (16 if name in CORE else 24)


@pytest.mark.parametrize("name", CORE)
def test_german_fits_every_couple(name: str) -> None:
    gendered = r"\b(er|ihn|ihm|Mann|Frau|Ehe\w+|Freund|Freunde|Freundin|Partner\w*)\b"
    for item in instrument(name, "de").items:
        assert not re.search(gendered, str(item.text))


@pytest.mark.parametrize("name", [name for name in CORE if name.startswith("sb_")])
def test_our_own_german_does_not_negate(name: str) -> None:
    for item in instrument(name, "de").items:
        assert not re.search(r"\b(nicht|nie|niemals|keine?\w?)\b", str(item.text))


@pytest.mark.parametrize("name", CORE)
def test_who_stands_beside_one_is_said_where_it_is_asked(name: str) -> None:
    one = instrument(name, "de")
    named = any("an meiner Seite" in str(item.text) for item in one.items)
    assert ("dein Partner" in one.frame) is named


# What a translation may claim.


@each_language
def test_a_translation_is_never_called_validated(language: str) -> None:
    for one in (
        *instruments(core=True, language=language),
        instrument("hark", language),
    ):
        assert not one.validated
        assert one.status != common(language).status.validated
        assert one.translated is instrument(one.id).validated


@each_language
def test_the_translated_big_five_say_so_and_compare_with_nobody(language: str) -> None:
    original, translated = instrument("mini_ipip"), instrument("mini_ipip", language)
    assert translated.status == common(language).status.translation
    assert len(translated.notes) == len(original.notes)
    for scale in translated.scales:
        assert scale.comparison is None
        assert scale.reliability is not None
        assert scale.reliability.basis is Basis.ASSUMED
        assert scale.reliability.n is None


def test_the_original_says_which_wording_is_validated() -> None:
    assert (
        "What is validated is the English wording" in instrument("mini_ipip").notes[2]
    )


# The check-in.


@each_language
def test_the_check_in_has_one_plan_in_every_language(language: str) -> None:
    for item, other in zip(checkin.items(), checkin.items(language), strict=True):
        assert replace(other, text=item.text) == item
        assert other.text != item.text
        assert checkin.item(item.code, language) == other


@each_language
def test_a_day_asks_the_same_in_every_language(language: str) -> None:
    for day in (dt.date(2026, 3, 1) + dt.timedelta(days=i) for i in range(24)):
        here, there = checkin.items_for(day, language), checkin.items_for(day)
        assert [item.code for item in here] == [item.code for item in there]
        assert here == tuple(checkin.item(i.code, language) for i in there)


@each_language
def test_the_check_in_is_translated_whole(language: str) -> None:
    assert checkin.frame(language) != checkin.frame()
    assert checkin.title(language) != checkin.title()
    assert checkin.anchors(language).keys() == checkin.anchors().keys()
    assert not set(checkin.anchors(language).values()) & set(checkin.anchors().values())
    texts = [item.text for item in checkin.items(language)]
    assert len(set(texts)) == len(texts)
    assert max(len(text.split()) for text in texts) <= 16


def test_the_german_check_in_asks_about_today() -> None:
    for item in checkin.items("de"):
        assert item.text.startswith("Heute ")
        assert item.text.endswith(".")


# What is not there, or not whole.


def test_an_unknown_language_is_answered_with_the_known_ones() -> None:
    expected = r"must be one of en, de\. Got 'xx' instead\. Choose"
    for ask in (
        lambda: instrument("mini_ipip", "xx"),
        lambda: instrument("ecr_s", "xx"),
        lambda: instruments(language="xx"),
        lambda: checkin.items("xx"),
        lambda: checkin.frame("xx"),
        lambda: checkin.items_for(dt.date(2026, 3, 1), "xx"),
    ):
        with pytest.raises(InstrumentError, match=expected):
            ask()


def test_a_list_in_a_language_leaves_out_what_has_no_words_in_it() -> None:
    german = {one.id for one in instruments(language="de")}
    assert "ipip_50" not in german
    assert german >= {*CORE, "ecr_s"}


def test_a_questionnaire_without_words_has_no_language() -> None:
    assert instrument("ecr_s", "de").language == "any"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of one questionnaire, to spoil."""
    made = tmp_path / "sb_growth"
    shutil.copytree(_load.HOME / "sb_growth", made)
    return made


def spoil(folder: Path, **changes: object) -> str:
    path = folder / "items.de.toml"
    words = _load._read(path)
    for name, value in changes.items():
        if value is None:
            del words[name]
        else:
            words[name] = value
    path.write_text(tomli_w.dumps(words), encoding="utf-8")
    with pytest.raises(InstrumentError) as caught:
        _load._read_folder(folder, "de")
    return str(caught.value)


def test_all_that_is_left_to_translate_is_named_at_once(folder: Path) -> None:
    said = spoil(folder, title=None, licence=None, notes=None, scales=None)
    assert said.splitlines() == [
        f"sb_growth/items.de.toml, column {place}"
        for place in (
            "title: must be translated. Got nothing instead. Add the words.",
            "licence: must be translated. Got nothing instead. Add the words.",
            "notes: must be translated. Got 0 of 1 notes instead. Translate each note.",
            "scales.growth: must be translated. Got nothing instead. Add the words.",
        )
    ]


def test_a_sentence_without_words_is_refused(folder: Path) -> None:
    items = {f"growth_{n}": "Ein Satz." for n in (1, 2, 3)}
    said = spoil(folder, items=items)
    assert "words.items.growth_4: must be given. Got an item without words" in said


def test_words_for_a_scale_that_is_not_there_are_refused(folder: Path) -> None:
    words = {"title": "X", "low_means": "x", "high_means": "y"}
    said = spoil(folder, scales={"growth": words, "gowth": words})
    assert "words.scales.gowth: must be a scale of the key" in said


def test_a_file_of_another_language_than_its_name_is_refused(folder: Path) -> None:
    said = spoil(folder, language="fr")
    assert "language: must be that of the file's name, 'de'. Got 'fr' instead" in said


def test_a_check_in_without_all_words_is_refused() -> None:
    key = (CHECK_IN / FILE).read_text(encoding="utf-8")
    words = (CHECK_IN / "words.de.toml").read_text(encoding="utf-8")
    short = re.sub(r"^d_joy = .*\n|^0 = .*\n", "", words, flags=re.MULTILINE)
    with pytest.raises(InstrumentError) as caught:
        read_pool(key, short.replace('"de"', '"fr"'), "de")
    said = str(caught.value).splitlines()
    assert len(said) == 3
    assert all(line.startswith("words.de.toml, column ") for line in said)
    assert "items.d_joy: must be given. Got a question without words" in said[1]


def test_a_translation_that_is_not_whole_is_not_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(language: str = "en") -> tuple[checkin.CheckInItem, ...]:
        raise InstrumentError(language)

    languages.cache_clear()
    monkeypatch.setattr(checkin, "items", refuse)
    assert languages() == ()
    languages.cache_clear()
