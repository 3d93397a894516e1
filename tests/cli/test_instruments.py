import json
from pathlib import Path

import pytest

from securebase import measures

from .conftest import Cli


def test_the_list_names_every_questionnaire(cli: Cli) -> None:
    ran = cli("instruments", "list")
    assert ran.code == 0
    missing = [it.id for it in measures.instruments() if it.id not in ran.out]
    assert missing == []


def test_the_core_set_is_a_part_of_the_list(cli: Cli) -> None:
    every = json.loads(cli("instruments", "list", "--json").out)
    core = json.loads(cli("instruments", "list", "--core", "--json").out)
    assert core == [it for it in every if it["core"]]
    assert 0 < len(core) < len(every)


@pytest.mark.parametrize("id_", [it.id for it in measures.instruments()])
def test_every_questionnaire_can_be_shown(cli: Cli, id_: str) -> None:
    ran = cli("instruments", "show", id_)
    it = measures.instrument(id_)
    assert ran.code == 0
    assert it.title in ran.out
    assert it.status in ran.out


@pytest.mark.parametrize("id_", [it.id for it in measures.instruments()])
def test_the_key_as_json_can_be_trusted(cli: Cli, id_: str) -> None:
    found = json.loads(cli("instruments", "show", id_, "--json").out)
    it = measures.instrument(id_)
    assert [row["code"] for row in found["key"]] == [item.code for item in it.items]
    assert [row["reverse"] for row in found["key"]] == [i.reverse for i in it.items]
    assert [row["text"] for row in found["key"]] == [i.text for i in it.items]


def test_a_key_of_ones_own_can_be_shown_and_printed(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    key = {"id": "mine", "range": [1, 7], "key": {"calm": [1, -2]}}
    path.write_text(json.dumps(key | {"items": ["It is so.", "It is not."]}), "utf-8")
    shown = cli("instruments", "show", path)
    assert (shown.code, shown.err) == (0, "")
    assert "q1, -q2" in shown.out
    assert "It is not." in cli("instruments", "paper", path).out


def test_an_item_that_is_taken_off_carries_a_minus(cli: Cli) -> None:
    shown = cli("instruments", "show", "rq").out
    assert "secure, dismissing, -preoccupied, -fearful" in shown
    told = json.loads(cli("instruments", "show", "rq", "--json").out)
    assert told["scales"][0]["weights"]["fearful"] == -1


@pytest.mark.parametrize("it", measures.instruments(core=True), ids=lambda it: it.id)
def test_a_paper_form_holds_every_item(cli: Cli, it: measures.Instrument) -> None:
    words = " ".join(cli("instruments", "paper", it.id).out.split())
    texts = [" ".join((item.text or "").split()) for item in it.items]
    assert [text for text in texts if text not in words] == []


def test_a_form_without_its_words_is_refused_or_left_blank(cli: Cli) -> None:
    key_only = next(it for it in measures.instruments() if not it.text_shipped)
    ran = cli("instruments", "paper", key_only.id)
    assert ran.code in (0, 2)
    assert "None" not in ran.out


def test_an_unknown_questionnaire_is_wrong_input(cli: Cli) -> None:
    ran = cli("instruments", "show", "no_such")
    assert (ran.code, ran.out) == (2, "")
    assert "no_such" in ran.err
