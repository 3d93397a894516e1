"""Many ways to spoil a couple.

Each builder gets the folder of a good couple (a copy of ``examples/both-work``),
spoils one thing, and returns the path that should then be refused.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .spoiling import (
    ANSWERS,
    CASES as CASES,
    DIARY,
    TOML,
    add,
    bytes_changed,
    bytes_put,
    cell,
    json_changed,
    json_text,
    replaced,
    rows_changed,
    set_in,
)

# The head: couple.toml ---------------------------------------------------------

replaced("wrong_format", '"securebase-couple"', '"secure-couple"')
replaced("format_missing", 'format = "securebase-couple"\n', "")
replaced("version_of_the_future", "version = 1", "version = 2")
replaced("version_as_text", "version = 1", 'version = "1"')
replaced("id_with_spaces", '"mara-and-theo"', '"Mara and Theo"')
replaced("made_up_as_text", "made_up = true", 'made_up = "true"')
replaced("made_up_missing", "made_up = true\n", "")
replaced("unknown_zone", '"Europe/Berlin"', '"Europe/Berlim"')
replaced("zone_is_a_continent", '"Europe/Berlin"', '"Europe"')
replaced("zone_is_a_path", '"Europe/Berlin"', '"../etc/passwd"')
replaced("zone_missing", 'time_zone = "Europe/Berlin"\n', "")
replaced("unknown_field", "together_since", "together_sinse")
replaced("together_in_the_future", "together_since = 2014", "together_since = 2190")
replaced("together_long_ago", "together_since = 2014", "together_since = 14")
replaced("together_as_text", "together_since = 2014", 'together_since = "2014"')
replaced("unknown_partner", "[partners.b]", '[partners.c]\nname = "Lou"\n[partners.b]')
replaced("name_missing", 'name = "Mara"\n', "")
replaced("name_as_number", 'name = "Mara"', "name = 5")
replaced("name_as_true", 'name = "Mara"', "name = true")
replaced("name_as_table", 'name = "Mara"', 'name = { first = "Mara" }')
replaced("name_empty", 'name = "Mara"', 'name = ""')
replaced("name_invisible", 'name = "Mara"', 'name = "\u200b"')
replaced("name_with_spaces_around", 'name = "Mara"', 'name = " Mara"')
replaced("name_too_long", 'name = "Mara"', f'name = "{"Mara" * 5000}"')
replaced("name_like_a_formula", 'name = "Mara"', 'name = "=1+1"')
replaced("name_with_control_signs", 'name = "Mara"', 'name = "Ma\\u001bra"')
replaced("name_that_turns_direction", 'name = "Mara"', 'name = "Mara\u202e"')
replaced("language_in_words", 'language = "en"', 'language = "English"')
replaced("unknown_topic", 'topic = "traits"', 'topic = "trait"')
replaced("topic_missing", 'topic = "traits", ', "")
replaced("unknown_audience", 'with = "partner"', 'with = "everybody"')
replaced("share_field_unknown", 'with = "partner"', 'with = "partner", sinc = 1')
replaced(
    "share_from_an_impossible_day",
    'with = "partner"',
    'with = "partner", since = "2025-02-30"',
)
replaced(
    "share_that_ends_before_it_starts",
    'with = "partner"',
    'with = "partner", since = 2025-10-01, until = 2025-09-01',
)
replaced("share_of_the_diary_as_number", "diary = true", "diary = 1")
replaced(
    "share_twice",
    '{ topic = "traits", with = "partner" }',
    '{ topic = "traits", with = "partner" },\n'
    '    { topic = "traits", with = "partner" }',
)
replaced("toml_without_equals", "version = 1", "version 1")
replaced("toml_curly_quotes", 'name = "Mara"', "name = “Mara”")
replaced("toml_name_twice", "version = 1", "version = 1\nversion = 1")
replaced("toml_too_deep", "version = 1", f"version = {'[' * 3000}{']' * 3000}")
replaced("toml_number_too_long", "version = 1", f"version = {'9' * 5000}")
bytes_put("toml_empty", TOML, b"")
bytes_put("toml_large", TOML, b"# much\n" * 160_000)

# The files themselves ----------------------------------------------------------


def _without_toml(folder: Path) -> Path:
    (folder / TOML).unlink()
    return folder


def _alone(folder: Path) -> Path:
    text = (folder / TOML).read_text(encoding="utf-8")
    (folder / TOML).write_text(text.partition("[partners.b]")[0], encoding="utf-8")
    return folder


def _other_kind(folder: Path) -> Path:
    path = folder.parent / "couple.docx"
    path.write_bytes(b"PK\x03\x04")
    return path


def _loop(folder: Path) -> Path:
    path = folder.parent / "loop"
    path.symlink_to(path)
    return path


def _diary_folder(folder: Path) -> Path:
    (folder / DIARY).unlink()
    (folder / DIARY).mkdir()
    return folder


def _broken_link(folder: Path) -> Path:
    (folder / DIARY).unlink()
    (folder / DIARY).symlink_to(folder / "gone.txt")
    return folder


def _huge(folder: Path) -> Path:
    with (folder / DIARY).open("r+b") as file:
        file.truncate(65 * 2**20)
    return folder


def _misspelt(folder: Path) -> Path:
    (folder / DIARY).rename(folder / "dairy.csv")
    return folder


add("partner_missing", _alone)
add("toml_missing", _without_toml)
add("path_missing", lambda folder: folder.parent / "nowhere")
add("path_with_a_zero", lambda folder: folder.parent / "no\0where")
add("path_too_long", lambda folder: folder.parent / ("long" * 100))
add("path_of_another_kind", _other_kind)
add("path_in_a_loop", _loop)
add("diary_is_a_folder", _diary_folder)
add("diary_is_a_broken_link", _broken_link)
add("diary_huge", _huge)
add("diary_misspelt", _misspelt)
bytes_put("answers_zipped", ANSWERS, b"PK\x03\x04 and so on")
bytes_put("answers_empty", ANSWERS, b"")
bytes_put("answers_on_one_line", ANSWERS, b"," * 1_000_001)
bytes_changed("answers_utf16", ANSWERS, lambda data: data.decode().encode("utf-16"))
bytes_changed(
    "toml_latin1",
    TOML,
    lambda data: data.replace(b'"Mara"', '"Mära"'.encode("latin-1")),
)
bytes_changed(
    "diary_mixed_encodings",
    DIARY,
    lambda data: data.replace(
        b"Theo cooked", "Thé cooked, Théo".encode("latin-1") + "é".encode()
    ),
)
bytes_changed("diary_zero_byte", DIARY, lambda data: data[:900] + b"\0" + data[900:])

# Tables ------------------------------------------------------------------------


def _repeated(number: int) -> Callable[[list[list[str]]], None]:
    return lambda rows: rows.insert(number, list(rows[number - 1]))


def _longer(rows: list[list[str]]) -> None:
    rows[4].append("more")


def _shorter(rows: list[list[str]]) -> None:
    del rows[4][-1]


def _of_tomorrow(rows: list[list[str]]) -> None:
    rows[2][rows[0].index("day")] = "2190-01-01"
    rows[2][rows[0].index("answered_at")] = ""


def _headless(rows: list[list[str]]) -> None:
    del rows[0]


def _column_gone(rows: list[list[str]]) -> None:
    for row in rows:
        del row[1]


bytes_changed("answers_semicolons", ANSWERS, lambda data: data.replace(b",", b";"))
bytes_changed("answers_tabs", ANSWERS, lambda data: data.replace(b",", b"\t"))
bytes_changed("answers_open_quote", ANSWERS, lambda data: data + b'b,"2025')
bytes_changed("answers_closed_quote", ANSWERS, lambda data: data + b'"b"b,2025')
bytes_changed(
    "answers_endless_cell", ANSWERS, lambda data: data + b'b,"' + b"x" * 200_000
)
rows_changed("header_missing", ANSWERS, _headless)
replaced("header_misspelt", "occasion", "ocasion", ANSWERS)
cell("partner_in_capitals", ANSWERS, 7, "partner", "A")
rows_changed("column_missing", DIARY, _column_gone)
rows_changed("column_twice", DIARY, lambda rows: rows[0].__setitem__(4, "d_secure"))
rows_changed("column_unknown", DIARY, lambda rows: rows[0].__setitem__(4, "d_enrgy"))
rows_changed("column_unnamed", DIARY, lambda rows: rows[0].__setitem__(4, ""))
rows_changed("row_too_long", ANSWERS, _longer)
rows_changed("row_too_short", ANSWERS, _shorter)
rows_changed("answer_twice", ANSWERS, _repeated(5))
rows_changed("day_twice", DIARY, _repeated(5))
cell("partner_by_name", ANSWERS, 7, "partner", "Mara")
cell("partner_empty", DIARY, 7, "partner", "")
cell("instrument_unknown", ANSWERS, 7, "instrument", "mini_ippi")
cell("instrument_empty", ANSWERS, 7, "instrument", "")
cell("instrument_kept_apart", ANSWERS, 7, "instrument", "hark")
cell("item_unknown", ANSWERS, 7, "item", "Z99")
cell("answer_not_whole", ANSWERS, 7, "answer", "3.5")
cell("answer_in_words", ANSWERS, 7, "answer", "three")
cell("answer_off_the_scale", ANSWERS, 7, "answer", "9")
cell("answer_below_the_scale", ANSWERS, 7, "answer", "-1")
cell("answer_far_too_long", ANSWERS, 7, "answer", "9" * 9000)
cell("cell_huge", ANSWERS, 7, "answer", "x" * 20_000)
cell("occasion_impossible", ANSWERS, 7, "occasion", "2025-02-30")
cell("occasion_turned_round", ANSWERS, 7, "occasion", "28.09.2025")
cell("occasion_in_the_future", ANSWERS, 7, "occasion", "2190-01-01")
cell("occasion_long_ago", ANSWERS, 7, "occasion", "1025-09-28")
cell("occasion_empty", ANSWERS, 7, "occasion", "")
cell("day_impossible", DIARY, 3, "day", "2025-09-31")
rows_changed("day_in_the_future", DIARY, _of_tomorrow)
cell("check_in_off_the_scale", DIARY, 2, "d_secure", "7")
cell("check_in_in_words", DIARY, 2, "d_secure", "much")
cell("time_of_another_day", DIARY, 2, "answered_at", "2025-09-30T21:50:00+02:00")
cell("time_before_dawn", DIARY, 2, "answered_at", "2025-09-29T03:59:00+02:00")
cell("time_without_offset", DIARY, 2, "answered_at", "2025-09-29T21:50:00")
cell("time_in_words", DIARY, 2, "answered_at", "yesterday")
cell("time_at_the_end_of_time", DIARY, 2, "answered_at", "9999-12-31T23:59:59-23:59")
cell("note_with_control_signs", DIARY, 2, "note", "clear\x1b[2J")

# One JSON document -------------------------------------------------------------

FIRST = ("partners", "a", "answers", 0)
DAY = ("partners", "a", "diary", 0)


def _json_only(folder: Path) -> Path:
    (folder / TOML).unlink()
    (folder / "couple.json").write_text("{}", encoding="utf-8")
    return folder


add("json_inside_the_folder", _json_only)
json_text("json_broken", lambda text: text.replace('"version": 1,', '"version": 1'))
json_text("json_cut_off", lambda text: text[:5000])
json_text("json_empty", lambda text: " \n")
json_text("json_two_documents", lambda text: text + text)
json_text("json_a_list", lambda text: "[1, 2]")
json_text("json_name_twice", lambda text: text.replace("{", '{"id": "x",', 1))
json_text("json_nan", lambda text: text.replace('"version": 1', '"version": NaN'))
json_text(
    "json_huge_number",
    lambda text: text.replace('"version": 1', f'"version": {"9" * 5000}'),
)
json_text("json_too_deep", lambda text: '{"a":' * 100_000)
json_text("json_never_closed", lambda text: '{"' + "x" * 100_000)
json_changed("json_version_of_the_future", set_in("version", to=7))
json_changed("json_partners_a_list", set_in("partners", to=[1, 2]))
json_changed("json_partner_a_text", set_in("partners", "a", to="Mara"))
json_changed("json_answers_a_table", set_in("partners", "a", "answers", to={"E1": 3}))
json_changed("json_answers_null", set_in("partners", "a", "answers", to=None))
json_changed("json_name_endless", set_in("x" * 10_000, to=1))
json_changed("json_name_of_two_lines", set_in("partners", "a", "name\n", to="Mara"))
json_changed("json_answer_a_text", set_in(*FIRST, to="3"))
json_changed("json_answer_true", set_in(*FIRST, "answer", to=True))
json_changed("json_answer_quoted", set_in(*FIRST, "answer", to="3"))
json_changed("json_answer_with_point", set_in(*FIRST, "answer", to=3.0))
json_changed("json_answer_field_unknown", set_in(*FIRST, "answerr", to=3))
json_changed("json_day_a_number", set_in(*DAY, "day", to=20250929))
json_changed("json_day_answers_a_list", set_in(*DAY, "answers", to=[3, 4]))
json_changed("json_day_item_unknown", set_in(*DAY, "answers", "d_secur", to=3))
json_changed("json_note_half_a_letter", set_in(*DAY, "note", to="\ud800"))
json_changed("json_note_a_number", set_in(*DAY, "note", to=3))
json_changed("json_note_too_long", set_in(*DAY, "note", to="x" * 10_001))
json_changed("json_name_half_a_letter", set_in("partners", "a", "name", to="\ud800"))
