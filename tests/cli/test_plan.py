import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from securebase.core import Partner
from securebase.plan import MINUTES, Tried, Verdict, goals, practices, write_log

from .conftest import Cli
from .test_forecast import keep_days, other_secrets


@pytest.fixture(autouse=True)
def ordinary_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def held_back(couple: Path) -> Path:
    """A couple in which not all is well."""
    return couple.with_name("held-back")


def test_a_plan_says_what_how_much_how_sure_and_why(cli: Cli, held_back: Path) -> None:
    ran = cli("plan", held_back, "--viewer", "b")
    assert (ran.code, ran.err) == (0, "")
    said = " ".join(ran.out.split())
    for part in (
        "To try first: ",
        "standard deviations, somewhere between ",
        "too small to feel in a week",
        "Why: ",
        "The week 1. ",
        "Four weeks: two of ",
        "`securebase review`",
        "Expected in eight weeks, if done on ",
        " days in ten, with a 95% range: ",
        "Only your own doing is suggested",
        "The numbers are the model’s",
        "no gain for the relationship was found (Nowlan et al., 2017)",
        "If you are ever afraid.",
        "Untested as a practice of its own",
    ):
        assert part in said
    assert max(map(len, ran.out.splitlines())) <= 80


def test_where_all_is_well_nothing_needs_to_be_trained(
    cli: Cli, couple_both_work: Path
) -> None:
    ran = cli("plan", couple_both_work, "--viewer", "a")
    assert "All is well, as far as it tells: nothing needs to be trained." in ran.out
    assert "If you like to anyway: " in ran.out
    assert "The week" not in ran.out
    asked = cli("plan", couple_both_work, "--viewer", "a", "--goal", "base")
    assert "The week" in asked.out


def test_what_does_not_stand_out_is_no_winner(cli: Cli, couple_both_work: Path) -> None:
    words = ("plan", couple_both_work, "--viewer", "a", "--goal", "closer")
    found = json.loads(cli(*words, "--json").out)
    assert found["plans"][0]["clear"] is False
    ran = cli(*words)
    assert "There is no clear winner" in " ".join(ran.out.split())


def test_json_has_every_option_with_its_numbers(cli: Cli, held_back: Path) -> None:
    ran = cli("plan", held_back, "--viewer", "b", "--json")
    assert (ran.code, ran.err) == (0, "")
    (found,) = json.loads(ran.out)["plans"]
    names = [it["practice"] for it in (*found["options"], *found["left_out"])]
    assert sorted(names) == sorted(it.id for it in practices())
    for it in found["options"]:
        low, high = it["range95"]
        assert low <= it["gain"] <= high
        assert it["reason"].endswith(".")
        assert it["evidence"]
    assert sum(it["best"] for it in found["options"]) == pytest.approx(1, abs=0.01)
    assert len(found["sequence"]) == 2


def test_ours_has_one_plan_for_each(cli: Cli, couple_both_work: Path) -> None:
    ran = cli("plan", couple_both_work, "--viewer", "ours", "--json")
    found = json.loads(ran.out)
    assert [it["partner"] for it in found["plans"]] == ["a", "b"]
    # What is hard by somebody's traits is not said where both read.
    assert "for you" not in json.dumps([it["easier"] for it in found["plans"]])


@pytest.mark.parametrize("viewer", ["a", "ours"])
def test_private_answers_of_the_partner_move_nothing(
    cli: Cli, couple: Path, tmp_path: Path, viewer: str
) -> None:
    there = tmp_path / "one-sided"
    shutil.copytree(couple.with_name("one-sided"), there)
    words = ("plan", there, "--viewer", viewer, "--goal", "lighter")
    before = cli(*words), cli(*words, "--json")
    own = cli("plan", there, "--viewer", "b", "--json").out
    other_secrets(there)
    assert (cli(*words), cli(*words, "--json")) == before
    assert cli("plan", there, "--viewer", "b", "--json").out != own


@pytest.mark.parametrize("name", [it.id for it in goals()])
def test_every_goal_can_be_asked_for(cli: Cli, held_back: Path, name: str) -> None:
    ran = cli("plan", held_back, "--viewer", "a", "--goal", name)
    assert (ran.code, ran.err) == (0, "")
    assert "Goal: to " in ran.out or "Goal: more " in ran.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--goal", "richer"), "A goal must be one of safer"),
        (("--minutes", "90"), "from 1 to 60"),
        (
            ("--viewer", "practitioner"),
            "must be one of 'a', 'b', 'ours'. Got 'practitioner' instead. Choose one",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    cli: Cli, held_back: Path, words: tuple[str, ...], says: str
) -> None:
    ran = cli("plan", held_back, "--viewer", "a", *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert "Value error" not in ran.err


def test_few_minutes_leave_out_what_takes_more(cli: Cli, held_back: Path) -> None:
    ran = cli("plan", held_back, "--viewer", "a", "--minutes", "3", "--json")
    (found,) = json.loads(ran.out)["plans"]
    assert max(it["minutes"] for it in found["options"]) <= 3


def test_many_that_are_left_out_are_counted_and_few_are_named(
    cli: Cli, held_back: Path
) -> None:
    words = ("plan", held_back, "--viewer", "b", "--minutes")
    many = json.loads(cli(*words, "3", "--json").out)["plans"][0]["left_out"]
    said = " ".join(cli(*words, "3").out.split())
    told = f"it takes more minutes a day: {len(many)} practices; `--json` lists them."
    assert len(many) > 4
    assert told in said
    assert f"“{many[0]['title']}”" not in said
    few = json.loads(cli(*words, "10", "--json").out)["plans"][0]["left_out"]
    said = " ".join(cli(*words, "10").out.split())
    assert len(few) <= 4
    assert all(f"“{it['title']}”" in said for it in few)


def test_the_usual_minutes_are_those_of_the_plan(cli: Cli, held_back: Path) -> None:
    found = json.loads(cli("plan", held_back, "--viewer", "b", "--json").out)
    assert found["plans"][0]["minutes"] == MINUTES
    help_says = " ".join(cli("plan", "--help").out.split())
    assert f"{MINUTES} if left out" in help_says


def test_no_plan_has_more_minutes_than_were_asked_for(
    cli: Cli, held_back: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log.json"
    weeks = (("2025-10-01", "2025-10-15"), ("2025-10-15", "2025-10-29"))
    tried = [
        Tried(
            partner=Partner.B, practice="understanding", goal="closer",
            since=dt.date.fromisoformat(since), until=dt.date.fromisoformat(until),
            done=9, verdict=Verdict.MORE,
        )
        for since, until in weeks
    ]  # fmt: skip
    write_log(tried, log)
    words = ("plan", held_back, "--viewer", "b", "--log", log, "--minutes", "16")
    (found,) = json.loads(cli(*words, "--json").out)["plans"]
    minutes = {it["practice"]: it["minutes"] for it in found["options"]}
    assert minutes["understanding"] == 16
    assert max(minutes.values()) == 16
    said = " ".join(cli(*words).out.split())
    assert "16 minutes a day (understanding)." in said
    assert "In the model, more than 12 minutes a day add nothing." in said


def test_within_the_full_dose_nothing_is_said_of_it(cli: Cli, held_back: Path) -> None:
    ran = cli("plan", held_back, "--viewer", "b", "--minutes", "10")
    assert "add nothing" not in " ".join(ran.out.split())


@pytest.fixture
def begun(held_back: Path, tmp_path: Path) -> Path:
    """A couple that has answered next to nothing."""
    there = tmp_path / "begun"
    shutil.copytree(held_back, there)
    keep_days(there, 6)
    answers = there / "answers.csv"
    answers.write_text(answers.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    return there


def test_of_next_to_nothing_no_plan_is_made(cli: Cli, begun: Path) -> None:
    ran = cli("plan", begun, "--viewer", "b")
    assert (ran.code, ran.err) == (0, "")
    said = " ".join(ran.out.split())
    assert (
        "It is too early for a plan: there are 6 check-ins and 0 questionnaires, and "
        "it takes check-ins on 7 days, or 3 questionnaires."
    ) in said
    assert "Expected" not in said
    assert "If you are ever afraid." in said
    (found,) = json.loads(cli("plan", begun, "--viewer", "b", "--json").out)["plans"]
    assert found == {
        "partner": "b", "name": "Lin", "check_ins": 6, "questionnaires": 0,
        "enough": False, "options": [],
    }  # fmt: skip


def test_a_week_of_check_ins_is_enough_for_a_plan(
    cli: Cli, held_back: Path, begun: Path
) -> None:
    shutil.copy(held_back / "diary.csv", begun / "diary.csv")
    keep_days(begun, 7)
    (found,) = json.loads(cli("plan", begun, "--viewer", "b", "--json").out)["plans"]
    assert found["enough"] is True
    assert found["options"]


def test_a_log_that_is_none_is_refused(
    cli: Cli, held_back: Path, tmp_path: Path
) -> None:
    (tmp_path / "log.json").write_text("[]", "utf-8")
    ran = cli("plan", held_back, "--viewer", "a", "--log", tmp_path / "log.json")
    assert (ran.code, ran.out) == (2, "")
    assert "must be a file of practices" in ran.err
