"""A fit looked at: fitted diaries, residuals, tables for a paper, pictures."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from xml.etree import ElementTree

import docx
import numpy as np
import pytest
import statsmodels.formula.api as smf  # type: ignore[import-untyped]
from numpy.testing import assert_allclose

from securebase.core import FitError
from securebase.fit.mixed import Diary, DyadicModel, Fit
from tests.fit.mixed.made import Truth, diary_frame
from tests.fit.mixed.plain import slow_covariance

MODEL = DyadicModel(
    "closeness ~ support + support_partner", by_role="all", random=["1"],
    over_time="ar1",
)  # fmt: skip


@cache
def fitted(couples: int = 30, along: float = 0.3, over_time: str = "ar1") -> Fit:
    truth = replace(Truth(), along=along)
    frame = diary_frame(truth, couples=couples, days=8, missing=0.1, seed=7)
    diary = Diary.from_frame(frame, couple="couple", role="role", time="day")
    return replace(MODEL, over_time=over_time).fit(diary.partner("support"))


@cache
def hopeless() -> Fit:
    frame = diary_frame(Truth(), couples=5, days=3, seed=1).assign(closeness=1.0)
    diary = Diary.from_frame(frame, couple="couple", role="role", time="day")
    return MODEL.fit(diary.partner("support"))


def test_fitted_diaries_lie_between_the_model_and_the_answers() -> None:
    fit, table = fitted(), fitted().fitted()
    assert len(table) == len(fit.design.y)
    plain = fit.design.y - fit.design.x @ fit.estimates
    left = table["answer"] - table["fitted"]
    assert left.var() < plain.var()
    assert (table["low"] < table["fitted"]).all()


def test_own_effects_are_those_of_statsmodels() -> None:
    frame = diary_frame(Truth(along=0.0), couples=40, days=6, seed=2)
    women = frame.query("role == 'f'")
    diary = Diary.from_frame(women, couple="couple", role="role", time="day")
    fit = DyadicModel("closeness ~ support", random=["1"]).fit(diary)
    other = smf.mixedlm("closeness ~ support", women, groups="couple").fit()
    own = fit.persons().set_index("couple")["estimate"]
    theirs = {it: float(value.iloc[0]) for it, value in other.random_effects.items()}
    assert_allclose(own, [theirs[it] for it in own.index], atol=1e-3)


def test_residuals_are_independent_if_the_model_is_right() -> None:
    table = fitted().residuals()
    assert_allclose(table["residual"].std(), 1, atol=0.05)
    rows = np.flatnonzero(fitted().design.couple == 0)
    order = np.lexsort((fitted().design.member[rows], fitted().design.time[rows]))
    v = slow_covariance(fitted(), rows[order].tolist())
    left = (fitted().design.y - fitted().design.x @ fitted().estimates)[rows[order]]
    wanted = np.linalg.solve(np.linalg.cholesky(v), left)
    assert_allclose(table["residual"].to_numpy()[rows[order]], wanted, rtol=1e-8)


def test_what_goes_on_from_day_to_day_shows_where_it_was_left_out() -> None:
    right = fitted(100).autocorrelation(lags=2).query("lag == 1")
    wrong = fitted(100, 0.6, "none").autocorrelation(lags=2).query("lag == 1")
    assert (right["estimate"].abs() < 2 * right["high"]).all()
    assert (wrong["estimate"] > wrong["high"]).all()


def test_the_model_would_make_such_data() -> None:
    table = fitted().predictive_check(draws=60).set_index("statistic")
    assert (table["p"] > 0.01).all()
    wrong = replace(fitted().model, residual="diagonal", correlated=False)
    odd = wrong.fit(fitted().diary).predictive_check(draws=60).set_index("statistic")
    assert len(odd) == len(table) == 7


def test_everything_is_in_a_tree_that_arviz_can_read() -> None:
    tree = fitted().to_datatree(draws=2000)
    posterior = tree["posterior"]
    assert posterior["fixed"].dims == ("chain", "draw", "effect")
    assert_allclose(
        posterior["fixed"].std(("chain", "draw")), fitted().fixed()["se"], rtol=0.1
    )
    assert_allclose(
        posterior["spread"].mean(("chain", "draw")), fitted().variances()["estimate"],
        atol=0.1,
    )  # fmt: skip
    assert tree["observed_data"].sizes["row"] == len(fitted().design.y)
    assert tree.attrs["inference_library"] == "securebase"


@pytest.mark.parametrize("format", ["text", "html", "latex"])
def test_a_table_for_a_paper_holds_every_effect(format: str) -> None:  # noqa: A002
    text = fitted().table(format=format)
    assert isinstance(text, str)
    for name in fitted().design.names:
        assert name.replace("_", r"\_") in text or name in text
    assert "< .001" in text or "&lt; .001" in text


def test_a_table_for_word() -> None:
    made = fitted().table(format="docx")
    assert isinstance(made, bytes)
    (table,) = docx.Document(BytesIO(made)).tables
    assert len(table.rows) == 1 + len(fitted().fixed()) + len(fitted().variances())


def test_a_table_has_no_stars_and_no_errors_where_nothing_was_found() -> None:
    text = hopeless().table()
    assert isinstance(text, str)
    assert str(hopeless().outcome) in text
    assert "[" not in text.split("Intercept[f]")[1].split("\n")[0]


@pytest.mark.parametrize(
    "what", ["effects", "couples", "diary", "autocorrelation", "predictive"]
)
def test_pictures_are_made(what: str) -> None:
    made = fitted().plot(what).to_dict()
    assert "data" in made or "datasets" in made
    with pytest.raises(FitError, match="must have estimates"):
        hopeless().plot(what)


def test_a_picture_that_there_is_not_is_refused() -> None:
    with pytest.raises(FitError, match="A plot must be one of effects, couples"):
        fitted().plot("pie")


def test_the_diagram_says_in_words_what_it_draws() -> None:
    svg = ElementTree.fromstring(fitted().diagram())
    words = svg.findtext("{http://www.w3.org/2000/svg}desc") or ""
    table = fitted().fixed()["estimate"]
    assert f"support of f moves closeness of f by {table['support[f]']:.2f}" in words
    crossing = table["support_partner[m]"]
    assert f"support of f moves closeness of m by {crossing:.2f}" in words
    arrows = svg.findall("{http://www.w3.org/2000/svg}path")
    assert sum(it.get("class") == "moves" for it in arrows) == 4


def test_two_ways_to_count_are_told() -> None:
    table, fit = fitted().criteria(), fitted()
    assert table["aic"]["sas"] == fit.aic
    more = 2 * len(fit.design.names)
    assert_allclose(table["aic"]["nlme"], fit.aic + more)


def test_few_couples_have_larger_errors_and_fewer_degrees_of_freedom() -> None:
    small = fitted(12)
    plain, corrected = small.fixed(robust=True), small.fixed(robust="cr2")
    assert (corrected["df"] < 11).all()
    assert (corrected["df"] > 3).all()
    assert_allclose(corrected["se"], plain["se"], rtol=0.3)
    with pytest.raises(FitError, match='robust must be True, False or "cr2"'):
        small.fixed(robust="hc3")


def test_the_correction_is_exact_for_one_mean() -> None:
    # One row a couple: the plain variance of a mean, with n - 1 degrees of freedom.
    frame = diary_frame(Truth(), couples=9, days=1, seed=1).query("role == 'f'")
    diary = Diary.from_frame(frame, couple="couple", role="role")
    row = DyadicModel("closeness ~ 1").fit(diary).fixed(robust="cr2").iloc[0]
    y = frame["closeness"]
    assert_allclose(row["se"], y.std() / 3, rtol=1e-6)
    assert_allclose(row["df"], 8, rtol=1e-6)


@pytest.mark.parametrize("ask", ["fitted", "residuals", "persons", "diagram"])
def test_where_nothing_was_found_there_is_a_sentence(ask: str) -> None:
    with pytest.raises(FitError, match="must have estimates to be looked at"):
        getattr(hopeless(), ask)()


def test_a_model_is_drawn_before_anybody_answered() -> None:
    space = "{http://www.w3.org/2000/svg}"
    svg = ElementTree.fromstring(MODEL.diagram())
    words = svg.findtext(f"{space}desc") or ""
    assert "support of b moves closeness of a by b2[a]" in words
    assert "what is left over of both correlates r" in words
    shown = {it.text for it in svg.findall(f"{space}text")}
    assert {"b1[a]", "b1[b]", "b2[a]", "b2[b]", "support, a", "closeness, b"} <= shown
    alike = replace(MODEL, by_role="none", residual="diagonal").diagram()
    assert alike.count(">b1</text>") == 2
    assert "correlates" not in alike
    # The same letters as in the equations.
    assert "b1[role] support + b2[role] support_partner" in MODEL.equations()
