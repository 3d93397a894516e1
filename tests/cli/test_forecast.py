import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from securebase import plan
from securebase.cli._forecast import ENOUGH_DAYS
from securebase.core import Viewer
from securebase.couples import look, read
from securebase.fit.couple import Horizon, Skill, skill_of, update

from .conftest import Cli

# What Jonas keeps to himself.
PRIVATE = ("d_load", "d_growth", "d_explore", "d_threat", "d_anxiety")


@pytest.fixture(autouse=True)
def ordinary_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def one_sided(couple: Path, tmp_path: Path) -> Path:
    """A copy of a couple in which one shares less than the other."""
    there = tmp_path / "one-sided"
    shutil.copytree(couple.with_name("one-sided"), there)
    return there


def other_secrets(folder: Path) -> None:
    """Answers that Jonas shares with nobody become others."""
    file = folder / "diary.csv"
    with file.open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    for row in rows:
        for code in PRIVATE:
            if row["partner"] == "b" and row[code]:
                row[code] = str(6 - int(row[code]))
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def keep_days(folder: Path, count: int) -> None:
    """Only so many check-ins of each partner are left."""
    file = folder / "diary.csv"
    with file.open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    kept = [
        row
        for whose in "ab"
        for row in [it for it in rows if it["partner"] == whose][:count]
    ]
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(kept)


def first(cli: Cli, folder: Path, *words: object) -> dict[str, object]:
    ran = cli("forecast", folder, "--json", *words)
    assert (ran.code, ran.err) == (0, "")
    return dict(json.loads(ran.out))


def test_a_partner_reads_forecasts_of_their_own_check_ins(
    cli: Cli, couple_both_work: Path
) -> None:
    ran = cli("forecast", couple_both_work, "--viewer", "a")
    assert (ran.code, ran.err) == (0, "")
    assert "Your days ahead (made up)" in ran.out
    assert "Theo" not in ran.out
    for thing in ("felt security", "exploration", "liveliness", "load of giving"):
        assert f"\n{thing}: usually " in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_beside_each_forecast_stands_its_measured_skill(
    cli: Cli, couple_both_work: Path
) -> None:
    ran = cli("forecast", couple_both_work, "--viewer", "a")
    told = r"  next (day|week) .* (\d+% less error( \(\d+ to \d+%\))?|no better)$"
    assert len(re.findall(told, ran.out, re.MULTILINE)) == 8
    assert len(re.findall(r"  3 months .* a scenario$", ran.out, re.MULTILINE)) == 4
    said = " ".join(ran.out.split())
    assert "made-up couples of the model’s own kind" in said
    assert "and not a prediction" in said
    assert "R² below 0.05" in said


def test_where_the_own_average_is_as_good_it_says_so(
    cli: Cli, couple_both_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def useless(construct: str, horizon: Horizon) -> Skill:
        found = skill_of(construct, horizon)
        nothing = dict.fromkeys(found.gain, -0.01)
        return Skill(
            construct=construct, horizon=horizon, forecasts=found.forecasts,
            gain=nothing, low=nothing, high=nothing, cover80=0.8, cover95=0.95,
        )  # fmt: skip

    monkeypatch.setattr("securebase.report._ahead_words.skill_of", useless)
    ran = cli("forecast", couple_both_work, "--viewer", "a")
    assert ran.out.count("no better\n") == 8


def test_json_is_one_document_with_ranges_and_chances(
    cli: Cli, couple_both_work: Path
) -> None:
    found = json.loads(
        cli("forecast", couple_both_work, "--viewer", "ours", "--json").out
    )
    assert [it["partner"] for it in found["partners"]] == ["a", "b"]
    for it in found["partners"][0]["forecasts"]:
        assert sum(it["next_day_answers"]) == pytest.approx(1, abs=0.001)
        assert list(it["horizons"]) == ["day", "week", "months"]
        for ahead in it["horizons"].values():
            (low95, high95), (low80, high80) = ahead["range95"], ahead["range80"]
            assert 0 <= low95 <= low80 <= ahead["middle"] <= high80 <= high95 <= 6
        assert it["horizons"]["months"]["skill"]["scenario"] is True
    assert {it["more_days"] for it in found["partners"][0]["known"]} >= {0}


def test_nothing_is_forecast_of_what_is_not_shown(cli: Cli, one_sided: Path) -> None:
    found = json.loads(cli("forecast", one_sided, "--viewer", "ours", "--json").out)
    for partner in found["partners"]:
        shown = {it["construct"] for it in partner["forecasts"]}
        assert shown == {"felt_security", "vitality"}


@pytest.mark.parametrize("viewer", ["a", "ours", "practitioner"])
def test_private_answers_of_the_partner_move_nothing(
    cli: Cli, one_sided: Path, viewer: str
) -> None:
    words = ("forecast", one_sided, "--viewer", viewer)
    before = cli(*words, "--check"), cli(*words, "--json", "--check")
    other_secrets(one_sided)
    assert (cli(*words, "--check"), cli(*words, "--json", "--check")) == before
    own = cli("forecast", one_sided, "--viewer", "b", "--json").out
    assert own != before[1].out


def test_the_track_record_says_how_forecasts_came_out(
    cli: Cli, couple_both_work: Path
) -> None:
    ran = cli("forecast", couple_both_work, "--viewer", "a", "--check")
    assert (ran.code, ran.err) == (0, "")
    assert "No better than your own average: " in ran.out
    assert "Too few to say: " in ran.out
    found = json.loads(
        cli("forecast", couple_both_work, "--viewer", "a", "--check", "--json").out
    )
    came = found["partners"][0]["track_record"]
    assert {it["horizon"] for it in came} == {"day", "week"}
    for it in came:
        assert set(it["against"]) == {"own_mean", "last_value", "pulled_back", "mixed"}
        assert (it["verdict"] == "too few to say") is (it["forecasts"] < 20)


def test_a_belief_is_kept_and_gone_on_from(
    cli: Cli, couple_both_work: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.npz"
    words = ("forecast", couple_both_work, "--viewer", "a", "--json")
    without = cli(*words)
    assert cli(*words, "--belief", file) == without
    kept = file.read_bytes()
    assert cli(*words, "--belief", file) == without
    assert file.read_bytes() == kept
    for path in (file, tmp_path / "a.npz.json"):
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_was_taken_back_counts_no_longer(
    cli: Cli, one_sided: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.npz"
    words = ("forecast", one_sided, "--viewer", "a", "--json")
    before = cli(*words, "--belief", file)
    head = one_sided / "couple.toml"
    text = head.read_text("utf-8")
    a, b = text.split("[partners.b]")
    b = b.replace('{ topic = "base", with = "partner", diary = true },', "")
    head.write_text(a + "[partners.b]" + b, "utf-8")
    after = cli(*words, "--belief", file)
    assert after == cli(*words)
    assert after.out != before.out


@pytest.mark.parametrize("other", ["viewer", "couple"])
def test_a_belief_is_never_carried_to_somebody_else(
    cli: Cli, couple_both_work: Path, tmp_path: Path, other: str
) -> None:
    file = tmp_path / "a.npz"
    assert (
        cli("forecast", couple_both_work, "--viewer", "a", "--belief", file).code == 0
    )
    kept = file.read_bytes()
    words = (
        ("forecast", couple_both_work, "--viewer", "b")
        if other == "viewer"
        else ("forecast", couple_both_work.with_name("held-back"), "--viewer", "a")
    )
    ran = cli(*words, "--belief", file)
    assert (ran.code, ran.out) == (2, "")
    assert "must be of this couple and this viewer" in ran.err
    assert file.read_bytes() == kept


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("note", "there must lie 'a.npz.json'"),
        ("belief", "must be a belief that was kept"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(
    cli: Cli, couple_both_work: Path, tmp_path: Path, broken: str, says: str
) -> None:
    file = tmp_path / "a.npz"
    words = ("forecast", couple_both_work, "--viewer", "a", "--belief", file)
    assert cli(*words).code == 0
    (file if broken == "belief" else tmp_path / "a.npz.json").write_text("no", "utf-8")
    ran = cli(*words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_belief_needs_a_folder(cli: Cli, couple: Path, tmp_path: Path) -> None:
    ran = cli("forecast", couple, "--viewer", "a", "--belief", tmp_path / "x" / "a.npz")
    assert (ran.code, ran.out) == (2, "")
    assert "folder must exist" in ran.err
    assert "--belief" in ran.err


def test_without_check_ins_there_is_nothing_to_forecast(
    cli: Cli, one_sided: Path
) -> None:
    diary = one_sided / "diary.csv"
    diary.write_text(diary.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    ran = cli("forecast", one_sided, "--viewer", "a")
    assert (ran.code, ran.err) == (0, "")
    assert "no check-ins here yet" in ran.out
    assert first(cli, one_sided, "--viewer", "a")["partners"] == []


def test_of_less_than_a_week_nothing_is_forecast(cli: Cli, one_sided: Path) -> None:
    keep_days(one_sided, 6)
    ran = cli("forecast", one_sided, "--viewer", "a", "--check")
    assert (ran.code, ran.err) == (0, "")
    said = " ".join(ran.out.split())
    assert (
        "too early for a forecast: there are check-ins on 6 days, and it takes 7"
        in said
    )
    assert "%" not in said
    partners = first(cli, one_sided, "--viewer", "a", "--check")["partners"]
    assert partners == [
        {
            "partner": "a", "name": "Ines", "days_heard": 6, "enough": False,
            "forecasts": [], "known": [], "track_record": [],
        }
    ]  # fmt: skip


def test_a_week_of_check_ins_is_enough_for_a_forecast(
    cli: Cli, one_sided: Path
) -> None:
    assert ENOUGH_DAYS == plan.ENOUGH_DAYS  # as for a plan
    keep_days(one_sided, ENOUGH_DAYS)
    ran = cli("forecast", one_sided, "--viewer", "a", "--json")
    (partner,) = json.loads(ran.out)["partners"]
    assert partner["enough"] is True
    assert partner["forecasts"]


def test_one_forecast_alone_has_no_standard_error(cli: Cli, one_sided: Path) -> None:
    keep_days(one_sided, 8)
    ran = cli("forecast", one_sided, "--viewer", "a", "--check")
    assert (ran.code, ran.err) == (0, "")
    assert "inf" not in ran.out
    assert re.search(r" 1 .* –  ", ran.out)
    found = json.loads(
        cli("forecast", one_sided, "--viewer", "a", "--check", "--json").out
    )
    (partner,) = found["partners"]
    alone = [it for it in partner["track_record"] if it["forecasts"] == 1]
    assert alone
    for it in alone:
        assert {rival["se"] for rival in it["against"].values()} == {None}


def test_the_belief_is_the_one_of_the_fit(couple_both_work: Path, cli: Cli) -> None:
    view = look(read(couple_both_work), Viewer.A)
    found = first(cli, couple_both_work, "--viewer", "a")
    assert found["evening"] == str(update(view).day)


def test_a_couple_that_cannot_be_read_is_told(cli: Cli, tmp_path: Path) -> None:
    ran = cli("forecast", tmp_path / "nobody", "--viewer", "a")
    assert (ran.code, ran.out) == (2, "")
    assert "must" in ran.err
