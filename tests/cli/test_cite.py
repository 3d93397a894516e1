import json

from .conftest import Cli

ROW = "skills_programme_to_skill"


def test_a_citation_names_the_paper(cli: Cli) -> None:
    ran = cli("cite", ROW)
    assert (ran.code, ran.err) == (0, "")
    assert "Hawkins" in ran.out


def test_bibtex_can_be_appended_to_a_file(cli: Cli) -> None:
    ran = cli("cite", ROW, "--bibtex")
    assert ran.code == 0
    assert ran.out.startswith("@")
    assert ran.out.count("{") == ran.out.count("}")


def test_the_list_names_every_row_once(cli: Cli) -> None:
    ran = cli("cite", "--list", "--json")
    ids = [row["id"] for row in json.loads(ran.out)]
    assert ROW in ids
    assert len(ids) == len(set(ids))


def test_every_listed_row_can_be_cited(cli: Cli) -> None:
    ids = [row["id"] for row in json.loads(cli("cite", "--list", "--json").out)]
    assert cli("cite", *ids).code == 0


def test_the_list_for_people_names_the_same_rows(cli: Cli) -> None:
    ids = [row["id"] for row in json.loads(cli("cite", "--list", "--json").out)]
    shown = cli("cite", "--list").out
    assert [it for it in ids if it not in shown] == []


def test_the_list_says_how_well_known_each_row_is(cli: Cli) -> None:
    listed = {row["id"]: row for row in json.loads(cli("cite", "--list", "--json").out)}
    assert listed["stress_crossover"]["label"] == "direction published, size assumed"
    assert (
        "one-sided" in listed["one_sided_provision_to_exhaustion_healthy"]["untested"]
    )
    assert "from memory, not re-checked" in cli("cite", "--list").out


def test_a_weak_row_is_not_cited_like_a_finding(cli: Cli) -> None:
    assert "not a finding" in cli("cite", "stress_crossover").out
    assert "% stress_crossover: " in cli("cite", "stress_crossover", "--bibtex").out


def test_json_holds_text_and_bibtex(cli: Cli) -> None:
    found = json.loads(cli("cite", ROW, "--json").out)
    assert set(found) == {"text", "bibtex"}


def test_an_unknown_key_is_wrong_input(cli: Cli) -> None:
    ran = cli("cite", "no_such_row")
    assert (ran.code, ran.out) == (2, "")
    assert "no_such_row" in ran.err
