"""A fit on paper: tables, pictures, a path diagram."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from functools import cache

import docx
import numpy as np
import pytest

from securebase.core import FitError
from securebase.fit.continuous import ContinuousModel, Fit
from securebase.fit.mixed import Diary
from tests.fit.continuous.made import Plan, Truth, diary_frame

MODEL = ContinuousModel("closeness")


@cache
def diary() -> Diary:
    frame = diary_frame(Truth(), Plan(couples=56, days=16), seed=7)
    return Diary.from_frame(frame, couple="couple", role="role", time="time")


@cache
def fitted(*, exchangeable: bool = False) -> Fit:
    return ContinuousModel("closeness", exchangeable=exchangeable).fit(diary())


def test_a_table_holds_every_estimate_in_every_format() -> None:
    first = f"{fitted().rates()['estimate'].iloc[0]:.3f}"
    for kind in ("text", "html", "latex"):
        text = fitted().table(format=kind)
        assert isinstance(text, str)
        for words in (
            first,
            "closeness",
            "After 1 week",
            "These depend on the interval",
        ):
            assert words in text
    assert r"closeness[m] → closeness[f]" in str(fitted().table())
    assert "<caption>Dynamics of 56 couples (f-m)" in str(fitted().table(format="html"))
    assert r"95\% CI" in str(fitted().table(format="latex"))
    made = fitted().table(format="docx")
    assert isinstance(made, bytes)
    document = docx.Document(io.BytesIO(made))
    cells = document.tables[0].columns[2].cells
    assert cells[1].text == first
    lines = str(fitted().table()).splitlines()
    assert len(document.tables[0].rows) == len(lines) - 4 - 2
    with pytest.raises(FitError, match="must be one of text, html, latex, docx"):
        fitted().table(format="pdf")


def test_a_path_diagram_says_the_same_in_words() -> None:
    root = ET.fromstring(fitted().diagram())
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}circle")) == 2
    moves = [it for it in root.findall(f"{space}path") if it.get("class") == "moves"]
    assert len(moves) == 4
    said = root.findtext(f"{space}desc")
    shown = {it.text for it in root.findall(f"{space}text")}
    for row in fitted().rates().to_dict("records"):
        worth = f"{row['estimate']:.2f}"
        assert worth in shown
        assert f"{row['source']} moves the rate per day of {row['to']} by {worth}" in (
            said or ""
        )
    unfitted = ContinuousModel("closeness, stress").diagram()
    assert unfitted.count('class="moves"') == 16
    alone = ET.fromstring(ContinuousModel("x", single=True).diagram())
    assert len(alone.findall(f"{space}circle")) == 1


def test_partners_who_are_alike_have_the_same_arrows() -> None:
    own, partner = (f"{it:.2f}" for it in fitted(exchangeable=True).rates()["estimate"])
    text = fitted(exchangeable=True).diagram()
    assert text.count(f">{own}</text>") == 2
    assert text.count(f">{partner}</text>") == 2


@pytest.mark.parametrize("what", ["effects", "intervals", "diary", "autocorrelation"])
def test_pictures_hold_what_the_tables_do(what: str) -> None:
    made = fitted().plot(what).to_dict()
    data = [row for rows in made["datasets"].values() for row in rows]
    wanted = {
        "effects": {"estimate", "low", "high"}, "intervals": {"interval", "estimate"},
        "diary": {"fitted", "answer", "time"}, "autocorrelation": {"lag", "estimate"},
    }  # fmt: skip
    assert wanted[what] <= set().union(*data)
    if what == "effects":
        found = [row["estimate"] for row in data if "estimate" in row]
        assert found == pytest.approx(fitted().rates()["estimate"].tolist())


def test_what_cannot_be_drawn_is_a_sentence() -> None:
    with pytest.raises(FitError, match="A plot must be one of effects, intervals"):
        fitted().plot("moon")
    empty = diary().frame.assign(closeness=np.nan)
    nothing = MODEL.fit(
        Diary.from_frame(empty, couple="couple", role="role", time="time")
    )
    with pytest.raises(FitError, match="must have estimates to be drawn"):
        nothing.plot("effects")
    assert "No row has an answer" in str(nothing.table())
