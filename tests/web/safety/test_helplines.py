import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest

from securebase.core import DataError
from securebase.web import safety
from securebase.web.safety import Helpline, Kind, State, Who, _helplines

CHECKED = dt.date(2026, 11, 25)
WANTED = {
    *("gb", "ie", "us", "ca", "au", "nz", "de", "at", "ch", "fr", "es", "it", "nl"),
    *("se", "jp"),
}
CODES = [country.code for country in safety.countries()]
ALL = [(code, line) for code in [*CODES, "elsewhere"] for line in safety.lines(code)]

each_country = pytest.mark.parametrize("code", CODES)
each_line = pytest.mark.parametrize(
    ("code", "line"), ALL, ids=[f"{code}-{line.name}" for code, line in ALL]
)


def test_the_countries_that_were_promised_are_there() -> None:
    assert set(CODES) >= WANTED


@each_country
def test_a_country_has_somebody_for_each_need(code: str) -> None:
    assert {line.kind for line in safety.lines(code)} == set(Kind)


@each_country
def test_danger_comes_first(code: str) -> None:
    kinds = [list(Kind).index(line.kind) for line in safety.lines(code)]
    assert kinds == sorted(kinds)


@each_line
def test_a_number_looks_like_one(code: str, line: Helpline) -> None:
    if line.number:
        assert re.fullmatch(r"#?\d[\d -]*\d", line.number)
        assert 2 <= len(line.dial.strip("#")) <= 12
        assert re.fullmatch(r"#?\d+", line.dial)
    assert line.number or line.web


@each_line
def test_an_address_is_shown_and_is_no_link_to_load(code: str, line: Helpline) -> None:
    if line.web:
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w/-]+)?", line.web)


@each_line
def test_a_line_says_how_far_it_was_checked(code: str, line: Helpline) -> None:
    said = line.status(CHECKED)
    assert bool(line.checked) is bool(line.source)
    if line.checked:
        assert line.checked <= dt.datetime.now(dt.UTC).date()
        assert "compared with a published source on" in said
    else:
        assert "from memory" in said


@each_line
def test_a_line_is_there_in_german_too(code: str, line: Helpline) -> None:
    german = next(
        it
        for it in safety.lines(code, "de")
        if (it.number, it.web) == (line.number, line.web) and it.kind is line.kind
    )
    assert german.who_words != line.who_words
    assert german.kind_words != line.kind_words
    assert german.status(CHECKED) != line.status(CHECKED)
    if line.hours:
        assert german.hours != line.hours
    if line.note:
        assert german.note != line.note


def test_most_entries_were_compared_with_a_source() -> None:
    checked = [line.checked is not None for _, line in ALL]
    assert sum(checked) / len(checked) > 0.8


def test_a_source_is_named_for_every_number_in_case_of_danger() -> None:
    assert [code for code, it in ALL if it.kind == "emergency" and not it.source] == []


def test_somebody_is_there_for_men_or_for_everybody_almost_everywhere() -> None:
    abuse = {
        code: {line.who for line in safety.lines(code) if line.kind is Kind.ABUSE}
        for code in CODES
    }
    without = {code for code, who in abuse.items() if not who & {Who.ALL, Who.MEN}}
    # None was found that serves the whole of Spain.
    assert without == {"es"}


# How old a check is.


def line_checked(day: dt.date | None) -> Helpline:
    row = {"kind": "crisis", "name": "Somebody", "number": "116 123"}
    told = {"checked": day, "source": "x"} if day else {"from_memory": True}
    return _helplines._line(row | told, "xx.toml", 1, "en")


@pytest.mark.parametrize(
    ("later", "state"),
    [(0, State.CHECKED), (365, State.CHECKED), (366, State.OLD), (2000, State.OLD)],
)
def test_a_check_is_old_after_a_year(later: int, state: State) -> None:
    line = line_checked(CHECKED)
    assert line.state(CHECKED + dt.timedelta(days=later)) is state


def test_an_old_check_warns() -> None:
    said = line_checked(CHECKED).status(dt.date(2028, 1, 1))
    assert said == (
        "This entry was last compared with a published source on 25 November 2026, "
        "more than a year ago. It may have changed."
    )


def test_what_was_not_checked_never_looks_checked() -> None:
    for today in (CHECKED, dt.date(2040, 1, 1)):
        assert line_checked(None).state(today) is State.UNCHECKED


# Asking.


@pytest.mark.parametrize("country", ["", "zz", "atlantis", "../gb"])
def test_an_unknown_country_gets_what_helps_anywhere(country: str) -> None:
    assert safety.lines(country) == safety.lines("elsewhere")
    assert any(line.web == "findahelpline.com" for line in safety.lines(country))


def test_letters_may_be_large_or_small() -> None:
    assert safety.lines("GB") == safety.lines("gb") == safety.lines("UK")


@pytest.mark.parametrize("language", ["xx", "", "pt-br"])
def test_an_unknown_language_gets_english(language: str) -> None:
    assert safety.lines("gb", language) == safety.lines("gb", "en")
    assert safety.countries(language) == safety.countries()


def test_a_kind_of_german_is_german() -> None:
    assert safety.lines("ch", "de-ch") == safety.lines("ch", "de")


def test_countries_stand_in_the_order_of_their_names() -> None:
    names = [country.name for country in safety.countries("de")]
    assert names.index("Niederlande") < names.index("Österreich")
    assert names.index("Österreich") < names.index("Schweden")


def test_both_languages_have_the_same_words() -> None:
    english, german = (
        tomllib.loads((_helplines.HOME / f"words.{it}.toml").read_text("utf-8"))
        for it in ("en", "de")
    )
    assert german.keys() == english.keys()
    for part in ("kind", "who"):
        assert german[part].keys() == english[part].keys()


# A file of somebody's own.


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "other"}, "kind: must be one of emergency, abuse, crisis. Got other"),
        ({"who": "cats"}, "who: must be one of all, women, men, lgbt, harming"),
        ({"name": ""}, "name: must be given. Got nothing instead"),
        ({"number": ""}, "number: must have a number or a web address"),
        ({"nummer": "1"}, "nummer: must be a known field"),
        ({"from_memory": False}, "checked: must have a day and a source, or else"),
        ({"source": "x", "checked": CHECKED}, "checked: must have a day and a source"),
    ],
)
def test_an_entry_with_a_slip_is_refused(changes: dict[str, object], said: str) -> None:
    row = {"kind": "crisis", "name": "It", "number": "1", "from_memory": True}
    with pytest.raises(DataError) as refused:
        _helplines._line(row | changes, "xx.toml", 3, "en")
    assert f"xx.toml, column lines[3].{said}" in str(refused.value)


def test_only_files_of_countries_are_taken_for_countries() -> None:
    stems = {path.stem for path in Path(_helplines.HOME).glob("*.toml")}
    assert stems - set(CODES) == {"elsewhere", "words.en", "words.de"}
