"""What couples share of one variable, on what they share of another."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from jaxtyping import Float
from numpy import ndarray
from numpy.testing import assert_allclose
from scipy.optimize import minimize
from scipy.stats import chi2, multivariate_normal

from securebase.core import FitError
from securebase.fit.mixed import CommonFateFit, CommonFateModel, Diary, Outcome

ACITELLI = Path(__file__).parents[2] / "data" / "acitelli.csv"
MODEL = CommonFateModel("y ~ x")
ALIKE = CommonFateModel("y ~ x", exchangeable=True)
SHARED = np.array([[1.0, 0.8], [0.8, 0.9]])
OWN = np.array([[0.7, 0.3], [0.3, 0.8]])


def answers(
    couples: int,
    days: int = 1,
    *,
    seed: int = 0,
    shared: ndarray = SHARED,
    missing: float = 0.0,
) -> pd.DataFrame:
    """Couples who share what lasts and, with days, half of it again each day."""
    rng = np.random.default_rng(seed)

    def drawn(matrix: ndarray, *size: int) -> ndarray:
        return rng.multivariate_normal([0, 0], matrix, size, method="eigh")

    both = 3 + drawn(shared, couples, 1, 1) + drawn(OWN, couples, 1, 2)
    if days > 1:
        both = both + drawn(shared / 2, couples, days, 1) + drawn(OWN, couples, days, 2)
    both[rng.random(both.shape) < missing] = np.nan
    couple, day, role = np.indices(both.shape[:3])
    return pd.DataFrame(
        {
            "couple": couple.ravel(),
            "day": day.ravel(),
            "role": np.array(["f", "m"])[role.ravel()],
            "x": both[..., 0].ravel(),
            "y": both[..., 1].ravel(),
        }
    )


def diary(frame: pd.DataFrame, *, days: bool = False) -> Diary:
    time = "day" if days else None
    return Diary.from_frame(frame, couple="couple", role="role", time=time)


def between_and_within(
    frame: pd.DataFrame,
) -> tuple[Float[ndarray, "2 2"], Float[ndarray, "2 2"], int]:
    """Covariance matrices of sums and of differences, both over the root of two."""
    f, m = (it[["x", "y"]].to_numpy() for _, it in frame.groupby("role"))
    sums, differences = (f + m) / np.sqrt(2), (f - m) / np.sqrt(2)
    sums = sums - sums.mean(0)
    return sums.T @ sums, differences.T @ differences, len(f)


def matrix_of(fit: CommonFateFit, part: str, level: str = "couple") -> ndarray:
    """The covariance matrix of a part, from the table."""
    table = fit.variances().query("part == @part and level == @level")
    x, y, r = table["estimate"]
    return np.array([[x, r * np.sqrt(x * y)], [r * np.sqrt(x * y), y]])


@cache
def alike(method: str = "ml") -> CommonFateFit:
    return ALIKE.fit(diary(answers(90, seed=4)), method)


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_partners_who_are_alike_have_a_closed_form(method: str) -> None:
    between, within, n = between_and_within(answers(90, seed=4))
    between, within = between / (n - (method == "reml")), within / n
    fit = alike(method)
    assert fit.outcome is Outcome.GOOD
    assert_allclose(matrix_of(fit, "shared"), (between - within) / 2, atol=1e-6)
    assert_allclose(matrix_of(fit, "own"), within, atol=1e-6)
    effects = fit.effects().set_index("part")["estimate"]
    wanted = (between - within)[0, 1] / (between - within)[0, 0]
    assert_allclose(effects["shared"], wanted, atol=1e-6)
    assert_allclose(effects["own"], within[0, 1] / within[0, 0], atol=1e-6)


def test_the_standard_error_is_that_of_two_wishart_matrices() -> None:
    between, within, n = between_and_within(answers(90, seed=4))
    between, within = between / n, within / n
    shared = (between - within) / 2
    effect = shared[0, 1] / shared[0, 0]
    # How the effect moves with the entries xx and xy of a shared matrix.
    slope = np.array([-effect, 1.0]) / shared[0, 0]
    variance = 0.0
    for it in (between, within):
        entries = np.array(
            [
                [2 * it[0, 0] ** 2, 2 * it[0, 0] * it[0, 1]],
                [2 * it[0, 0] * it[0, 1], it[0, 0] * it[1, 1] + it[0, 1] ** 2],
            ]
        )
        variance += slope @ entries @ slope / n / 4
    assert_allclose(alike().effects()["se"][0], np.sqrt(variance), rtol=1e-5)


def test_the_correlation_of_what_is_shared_is_that_of_pairwise_coding() -> None:
    """Griffin and Gonzalez 1995, doi:10.1037/0033-2909.118.3.430."""
    frame = answers(90, seed=4)
    f, m = (it[["x", "y"]].to_numpy() for _, it in frame.groupby("role"))
    # Everybody twice: as a person, and as the partner.
    r = np.corrcoef(np.vstack([np.hstack([f, m]), np.hstack([m, f])]).T)
    shared = r[0, 3] / np.sqrt(r[0, 2] * r[1, 3])
    own = (r[0, 1] - r[0, 3]) / np.sqrt((1 - r[0, 2]) * (1 - r[1, 3]))
    table = alike().variances().query("quantity == 'correlation'")
    assert_allclose(table["estimate"], [shared, own], atol=1e-6)


def test_the_interval_ends_where_the_likelihood_says() -> None:
    """Against a search of the closed form's Wishart likelihood, the effect held."""
    between, within, n = between_and_within(answers(90, seed=4))

    def deviance(numbers: Float[ndarray, " 5"], effect: float) -> float:
        x, rest = np.exp(numbers[:2])
        shared = np.array([[x, effect * x], [effect * x, effect**2 * x + rest]])
        root = np.array([[np.exp(numbers[2]), 0], [numbers[3], np.exp(numbers[4])]])
        own = root @ root.T
        total = 0.0
        for matrix, seen in ((own + 2 * shared, between), (own, within)):
            total += n * np.linalg.slogdet(matrix)[1]
            total += np.trace(np.linalg.solve(matrix, seen))
        return float(total)

    def lowest(effect: float) -> float:
        start: Any = np.array([0, -1.0, -0.2, 0.3, -0.3])
        for _ in range(2):
            start = minimize(deviance, start, args=(effect,), method="BFGS").x
        return deviance(start, effect)

    row = alike().effects().iloc[0]
    middle = lowest(row["estimate"])
    for end in (row["low"], row["high"]):
        assert_allclose(lowest(end) - middle, chi2.ppf(0.95, 1), rtol=2e-3)
    assert_allclose(chi2.isf(row["p"], 1), lowest(0.0) - middle, rtol=1e-3)


def test_the_likelihood_with_roles_and_gaps_is_the_one_that_is_defined() -> None:
    frame = answers(30, 3, seed=2, missing=0.2)
    fit = CommonFateModel("y ~ x", over_time="ar1").fit(diary(frame, days=True), "ml")
    along = float(fit.variances().iloc[-1]["estimate"])
    means = fit.fixed()["estimate"]
    spread = fit.variances().set_index(["level", "part", "first", "second"])["estimate"]

    def covariance(level: str, part: str, one: str, other: str) -> float:
        first, second = sorted((one, other))
        value = spread[level, part, first, "" if one == other else second]
        if one == other:
            return float(value)
        sizes = spread[level, part, one, ""] * spread[level, part, other, ""]
        return float(value * np.sqrt(sizes))

    total = 0.0
    long = frame.melt(["couple", "day", "role"], ["x", "y"], "what").dropna()
    for _, own in long.groupby("couple"):
        rows = own.to_dict("records")
        v = np.zeros((len(rows),) * 2)
        for i, a in enumerate(rows):
            for j, b in enumerate(rows):
                time = along ** abs(a["day"] - b["day"])
                for level, weight in (("couple", 1.0), ("day", time)):
                    v[i, j] += weight * covariance(
                        level, "shared", a["what"], b["what"]
                    )
                    if a["role"] == b["role"]:
                        names = [f"{it['what']}[{it['role']}]" for it in (a, b)]
                        v[i, j] += weight * covariance(level, "own", *names)
        mean = [means[f"{it['what']}[{it['role']}]"] for it in rows]
        law = multivariate_normal(mean, v)
        total -= 2 * float(law.logpdf([it["value"] for it in rows]))
    assert_allclose(fit.minus_two_log_likelihood, total, rtol=1e-10)
    assert fit.parameters == 4 + 2 * 9 + 1


def test_the_order_of_rows_does_not_matter() -> None:
    frame = answers(40, seed=5)
    fit = MODEL.fit(diary(frame))
    again = MODEL.fit(diary(frame.sample(frac=1, random_state=3)))
    numbers = ["estimate", "se", "low", "high"]
    assert_allclose(again.effects()[numbers], fit.effects()[numbers], rtol=1e-6)


def test_swapped_partners_swap_their_own_parts() -> None:
    frame = answers(40, seed=5)
    swapped = frame.assign(role=frame["role"].map({"f": "m", "m": "f"}))
    fit, again = MODEL.fit(diary(frame)).effects(), MODEL.fit(diary(swapped)).effects()
    numbers = ["estimate", "se", "low", "high"]
    turned = fit.iloc[[0, 2, 1]]
    assert_allclose(again[numbers], turned[numbers], rtol=1e-5)
    some = frame["couple"] % 3 == 0
    mixed = frame.assign(role=frame["role"].where(~some, swapped["role"]))
    one, other = (ALIKE.fit(diary(it)).effects()[numbers] for it in (frame, mixed))
    assert_allclose(other, one, rtol=1e-5)


def test_units_carry_through() -> None:
    frame = answers(40, seed=5)
    other = frame.assign(x=7 + 1000 * frame["x"], y=-0.01 * frame["y"])
    fit, again = MODEL.fit(diary(frame)).effects(), MODEL.fit(diary(other)).effects()
    assert_allclose(again["estimate"], -1e-5 * fit["estimate"], rtol=1e-5)
    assert_allclose(again["high"], -1e-5 * fit["low"], rtol=1e-4)
    assert_allclose(again["p"], fit["p"], rtol=1e-3)


def test_what_couples_were_made_from_is_found() -> None:
    ends = [ALIKE.fit(diary(answers(80, seed=it))).effects() for it in range(60)]
    rows = [it.iloc[0] for it in ends]
    inside = sum(it["low"] <= 0.8 <= it["high"] for it in rows)
    # Fewer than 34 of 40 happen by chance less than once in a hundred times.
    assert inside >= 34
    errors = [(it["estimate"] - 0.8) / it["se"] for it in rows]
    assert abs(np.mean(errors)) < 3 / np.sqrt(40)


def test_what_is_of_the_day_is_told_from_what_lasts() -> None:
    frame = answers(60, 8, seed=7)
    fit = MODEL.fit(diary(frame, days=True))
    assert fit.outcome is Outcome.GOOD
    table = fit.effects().query("part == 'shared'").set_index("level")
    assert list(table.index) == ["couple", "day"]
    assert (table["low"] < 0.8).all()
    assert (table["high"] > 0.8).all()
    assert_allclose(matrix_of(fit, "shared", "day"), SHARED / 2, atol=0.15)
    assert "shared[day]" in fit.equations()
    assert "two levels at once" in fit.methods_text()


def test_missing_answers_are_no_reason_to_leave_a_couple_out() -> None:
    frame = answers(60, seed=3, missing=0.15)
    fit = MODEL.fit(diary(frame))
    assert len(fit.stacked.design.y) == int(frame[["x", "y"]].notna().sum().sum())
    assert fit.outcome is Outcome.GOOD


def test_a_bootstrap_says_about_the_same() -> None:
    fit = alike()
    row, table = fit.effects().iloc[0], fit.bootstrap(400, seed=2)
    assert table["studies"][0] > 390
    wide = row["high"] - row["low"]
    for end in ("low", "high"):
        assert_allclose(table[end][0], row[end], atol=wide / 4)
    with pytest.raises(FitError, match="must have 20 studies or more"):
        fit.bootstrap(3)


def test_where_nothing_is_shared_there_is_no_common_fate() -> None:
    frame = answers(60, seed=1)
    turned = frame.assign(
        x=frame["x"].where(frame["role"] == "f", 6 - frame["x"]),
        y=frame["y"] + np.where(frame["role"] == "f", 1, 0),
    )
    fit = MODEL.fit(diary(turned))
    assert fit.outcome is Outcome.PREDICTOR_APART
    row = fit.effects().iloc[0]
    assert row[["estimate", "se", "p", "low", "high"]].isna().all()
    assert "There is no common fate whose effect could be told" in fit.summary()
    assert "?" in fit.diagram()
    assert "y, shared = ? x, shared + rest" in fit.equations()


def test_where_little_is_shared_the_effect_may_be_anything() -> None:
    little = np.diag([0.0, 0.5])
    fit = ALIKE.fit(diary(answers(60, seed=0, shared=little)))
    assert fit.outcome is Outcome.GOOD
    row = fit.effects().iloc[0]
    assert (row["low"], row["high"]) == (-np.inf, np.inf)
    assert row["p"] > 0.05
    for text in (fit.summary(), fit.table(), fit.methods_text()):
        assert "do not show that partners share the predictor" in str(text)


def test_an_outcome_that_is_not_shared_is_told() -> None:
    frame, rng = answers(60, seed=1), np.random.default_rng(1)
    turns = np.repeat(rng.normal(size=60), 2) * np.tile([1, -1], 60)
    fit = MODEL.fit(diary(frame.assign(y=turns + 0.3 * rng.normal(size=120))))
    assert fit.outcome is Outcome.OUTCOME_APART
    assert fit.effects()["se"][:1].isna().all()


def test_persons_who_do_not_differ_for_good_are_told() -> None:
    frame = answers(40, 6, seed=7)
    # Everybody gets the mean of their couple.
    both = frame[["x", "y"]]
    person = both.groupby([frame["couple"], frame["role"]]).transform("mean")
    couple = both.groupby(frame["couple"]).transform("mean")
    same = frame.assign(**(both - person + couple))
    fit = MODEL.fit(diary(same, days=True))
    assert fit.outcome is Outcome.OWN_AT_EDGE
    table = fit.effects().query("part == 'shared'")
    assert table[["se", "low", "high"]].notna().all(axis=None)
    own = fit.effects().query("part == 'own' and level == 'couple'")
    assert own["p"].isna().any()


def test_acitellis_couples() -> None:
    data = Diary.from_csv(ACITELLI, couple="cuplid", role="gender")
    fit = CommonFateModel("satisfaction ~ tension", exchangeable=True).fit(data, "ml")
    frame = data.frame.rename(
        columns={"gender": "role", "tension": "x", "satisfaction": "y"}
    )
    between, within, _ = between_and_within(frame)
    shared = between - within
    row = fit.effects().iloc[0]
    assert_allclose(row["estimate"], shared[0, 1] / shared[0, 0], atol=1e-6)
    assert -1.4 < row["low"] < row["estimate"] < row["high"] < -0.6
    # What they share of satisfaction would go with how they see each other by more
    # than one: an edge, at which nothing is called significant.
    edge = CommonFateModel("satisfaction ~ other_pos", exchangeable=True).fit(data)
    assert edge.outcome is Outcome.ALL_SHARED
    assert edge.effects()["p"][:1].isna().all()
    assert edge.bootstrap(50)["low"].notna().all()


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda it: it.assign(y=np.nan, x=np.nan), Outcome.NO_ROWS),
        (lambda it: it[it["role"] == "f"], Outcome.UNPAIRED),
        (lambda it: it[it["couple"] < 3], Outcome.TOO_FEW_PAIRS),
        (lambda it: it.assign(y=1.0), Outcome.NOTHING_OWN),
        (lambda it: it.assign(y=2 * it["x"] + 1), Outcome.NOTHING_OWN),
        (lambda it: it.assign(x=it["couple"] % 7), Outcome.NOTHING_OWN),
    ],
)
def test_what_cannot_be_estimated_is_a_sentence(change, outcome) -> None:  # type: ignore[no-untyped-def]
    fit = ALIKE.fit(diary(change(answers(20))))
    assert fit.outcome is outcome
    assert str(outcome) in fit.summary()
    assert len(fit.effects()) == len(fit.variances()) == 0
    assert np.isnan(fit.minus_two_log_likelihood)
    assert fit.equations() == ""
    fit.table()
    fit.to_frame()
    with pytest.raises(FitError, match="must have estimates"):
        fit.diagram()


def test_one_couple_for_a_long_time_is_a_sentence() -> None:
    fit = MODEL.fit(diary(answers(1, 30), days=True))
    assert fit.outcome is Outcome.ONE_COUPLE


def test_what_is_not_two_columns_is_refused() -> None:
    for text in ("y", "y ~ x + z", "y ~ y", "~ x", "y ~ x:z"):
        with pytest.raises(FitError, match="Write it as outcome ~ predictor"):
            CommonFateModel(text)
    with pytest.raises(FitError, match="over_time must be one of"):
        CommonFateModel("y ~ x", over_time="moon")
    frame = answers(10)
    frame.loc[frame["couple"] < 4, "role"] = "f"
    people = Diary.from_frame(
        frame.assign(who=list("ab") * 10), couple="couple", role="role", person="who"
    )
    with pytest.raises(FitError, match="must be of one kind"):
        MODEL.fit(people)
    assert ALIKE.fit(people).outcome.has_estimates


def test_the_picture_says_in_words_what_it_shows() -> None:
    fit = MODEL.fit(diary(answers(60, seed=3)))
    for text in (fit.diagram(), MODEL.diagram(), ALIKE.diagram()):
        root = ElementTree.fromstring(text)
        words = root.findtext("{http://www.w3.org/2000/svg}desc")
        assert words is not None
        assert "what is shared of x moves what is shared of y by" in words
        assert text.count("<ellipse") == 2
    assert f"{fit.effects()['estimate'][0]:.2f}" in fit.diagram()


def test_everything_is_in_one_table() -> None:
    fit = alike()
    table = fit.to_frame()
    assert set(table["part"]) == {"mean", "shared", "own"}
    assert "m1 + X[couple] + e1[person]" in ALIKE.equations()
    assert "m1[role] + X[couple] + e1[person]" in MODEL.equations()
    assert repr(fit) == "CommonFateFit('y ~ x', ml, 90 couples)"
    assert "Shared effect" in str(fit.table())
    assert "Ledermann, T." in fit.methods_text()
    assert fit.aic - fit.minus_two_log_likelihood == 2 * fit.parameters
    assert fit.bic > fit.aic
