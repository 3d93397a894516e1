import datetime as dt
import json
import shutil
import zoneinfo
from pathlib import Path

import pytest

from securebase.cli._review import need_past
from securebase.core import Partner, PracticeError
from securebase.plan import read_log

from .conftest import Cli, Ran
from .test_forecast import keep_days, other_secrets

DAYS = {"--since": "2025-10-20", "--until": "2025-11-03", "--done": "9"}


@pytest.fixture(autouse=True)
def ordinary_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def held_back(couple: Path) -> Path:
    """A couple in which not all is well."""
    return couple.with_name("held-back")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where somebody keeps what they tried."""
    return tmp_path / "tried.json"


def look_back(cli: Cli, folder: Path, log: Path, *more: object, **changed: str) -> Ran:
    said = {"--practice": "understanding", **DAYS, "--verdict": "same"}
    said |= {f"--{name}": value for name, value in changed.items()}
    words = [it for pair in said.items() for it in pair]
    return cli("review", folder, "--viewer", "b", "--log", log, *words, *more)


def test_it_is_kept_and_says_what_can_be_said(
    cli: Cli, held_back: Path, log: Path
) -> None:
    ran = look_back(cli, held_back, log)
    assert (ran.code, ran.err) == (0, "")
    said = " ".join(ran.out.split())
    for part in (
        "Looking back: Say it back first",
        "Done on 9 of 14 days, and kept in your file.",
        "nothing moved by more than chance explains",
        "A change after a practice is not one because of it",
        "of the doubt about how you respond: next to nothing",
        "Next: “",
        "If you are ever afraid.",
    ):
        assert part in said
    assert max(map(len, ran.out.splitlines())) <= 80
    (kept,) = read_log(log)
    assert (kept.partner, kept.practice, kept.done) == (Partner.B, "understanding", 9)
    assert log.stat().st_mode & 0o777 == 0o600


def test_alone_it_lists_what_was_tried(cli: Cli, held_back: Path, log: Path) -> None:
    words = ("review", held_back, "--viewer", "b", "--log", log)
    assert cli(*words).out == "Nothing was tried yet.\n"
    look_back(cli, held_back, log)
    ran = cli(*words)
    assert (ran.code, ran.err) == (0, "")
    assert "2025-10-21 to 2025-11-03: “Say it back first”" in ran.out
    (found,) = json.loads(cli(*words, "--json").out)
    assert (found["days"], found["done"]) == (14, 9)


def test_each_sees_only_what_they_tried_themselves(
    cli: Cli, held_back: Path, log: Path
) -> None:
    look_back(cli, held_back, log)
    ran = cli("review", held_back, "--viewer", "a", "--log", log)
    assert ran.out == "Nothing was tried yet.\n"


def test_the_same_weeks_given_again_are_put_right(
    cli: Cli, held_back: Path, log: Path
) -> None:
    look_back(cli, held_back, log)
    first = log.read_bytes()
    look_back(cli, held_back, log, done="5")
    assert [it.done for it in read_log(log)] == [5]
    look_back(cli, held_back, log)
    assert log.read_bytes() == first
    look_back(cli, held_back, log, practice="asking")
    assert len(read_log(log)) == 2


def test_who_wants_more_gets_more_minutes(cli: Cli, held_back: Path, log: Path) -> None:
    ran = look_back(cli, held_back, log, "--json", verdict="more")
    options = json.loads(ran.out)["plan"]["options"]
    minutes = {it["practice"]: it["minutes"] for it in options}
    assert minutes["understanding"] == 16
    again = cli("plan", held_back, "--viewer", "b", "--log", log, "--json")
    options = json.loads(again.out)["plans"][0]["options"]
    assert {it["practice"]: it["minutes"] for it in options} == minutes


def test_who_wants_another_thing_gets_one(cli: Cli, held_back: Path, log: Path) -> None:
    words = ("--goal", "lighter", "--json")
    ran = look_back(cli, held_back, log, *words, practice="rest", verdict="other")
    found = json.loads(ran.out)
    assert "rest" in {it["practice"] for it in found["plan"]["left_out"]}
    assert found["next"] not in ("rest", None)
    again = look_back(cli, held_back, log, *words, practice="rest", verdict="other")
    assert json.loads(again.out) == found


def test_how_the_partner_is_doing_stays_theirs_to_tell(
    cli: Cli, held_back: Path, log: Path
) -> None:
    found = json.loads(look_back(cli, held_back, log, "--json", goal="base").out)
    assert found["goal_change"] is None
    assert len(found["moved"]) == 4
    ran = look_back(cli, held_back, log, goal="base")
    assert "theirs to tell: ask" in ran.out
    own = json.loads(look_back(cli, held_back, log, "--json", goal="safer").out)
    assert own["goal_change_se"] > 0


def test_private_answers_of_the_partner_move_nothing(
    cli: Cli, couple: Path, log: Path, tmp_path: Path
) -> None:
    there = tmp_path / "one-sided"
    shutil.copytree(couple.with_name("one-sided"), there)
    said = {"--practice": "asking", **DAYS, "--verdict": "same", "--goal": "safer"}
    words = ("review", there, "--viewer", "a", "--log", log, "--json")
    before = cli(*words, *(it for pair in said.items() for it in pair))
    assert before.code == 0
    other_secrets(there)
    assert cli(*words, *(it for pair in said.items() for it in pair)) == before


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"practice": "juggling"}, "juggling"),
        ({"verdict": "maybe"}, "The verdict must be more, same, less or other."),
        ({"done": "15"}, "15 of 14 days"),
        ({"goal": "richer"}, "A goal must be one of"),
        ({"since": "20 October"}, "%Y-%m-%d"),
        ({"until": "2999-11-03"}, "must not lie in the future. Got 2999-11-03"),
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(
    cli: Cli, held_back: Path, log: Path, changed: dict[str, str], says: str
) -> None:
    ran = look_back(cli, held_back, log, **changed)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert not log.exists()


def test_weeks_are_over_where_the_couple_lives() -> None:
    day = dt.date(2026, 3, 15)
    need_past(day, "Europe/Berlin", today=day)
    with pytest.raises(PracticeError, match=r"today is 2026-03-14 in Europe/Berlin"):
        need_past(day, "Europe/Berlin", today=day - dt.timedelta(days=1))
    # On the evening side of the date line it is never later than on the morning side.
    there = dt.datetime.now(zoneinfo.ZoneInfo("Etc/GMT+12")).date()
    need_past(there, "Pacific/Kiritimati")
    with pytest.raises(PracticeError, match="in Etc/GMT"):
        need_past(there + dt.timedelta(days=2), "Etc/GMT+12")


def test_the_folder_of_the_file_is_asked_for_by_its_own_option(
    cli: Cli, held_back: Path, tmp_path: Path
) -> None:
    ran = look_back(cli, held_back, tmp_path / "nodir" / "x.json")
    assert (ran.code, ran.out) == (2, "")
    assert "choose another with --log" in ran.err
    assert "--out" not in ran.err


def test_of_next_to_nothing_it_plans_nothing(
    cli: Cli, held_back: Path, log: Path, tmp_path: Path
) -> None:
    there = tmp_path / "begun"
    shutil.copytree(held_back, there)
    keep_days(there, 6)
    answers = there / "answers.csv"
    answers.write_text(answers.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    ran = look_back(cli, there, log)
    assert (ran.code, ran.err) == (0, "")
    assert "too early for a plan" in " ".join(ran.out.split())
    found = json.loads(look_back(cli, there, log, "--json").out)
    assert (found["next"], found["plan"]["enough"]) == (None, False)


def test_a_part_of_what_it_takes_is_not_enough(
    cli: Cli, held_back: Path, log: Path
) -> None:
    words = ("review", held_back, "--viewer", "b", "--log", log)
    for some in (("--done", "3"), ("--goal", "safer"), ("--practice", "asking")):
        ran = cli(*words, *some)
        assert (ran.code, ran.out) == (2, "")
        assert f"Got only {some[0]} instead" in ran.err
