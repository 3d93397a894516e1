"""Every number of the reference file, from the answers that it was made from."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from securebase.measures import ScoreReport, instrument, score_file
from tests.known_answers.sample import answers_csv, reference

FORMS = {"ipip_50": "ipip50", "mini_ipip": "mini_ipip"}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ScoreReport]:
    path = tmp_path_factory.mktemp("sample") / "answers.csv"
    path.write_bytes(answers_csv())
    return {form: score_file(path, instrument(form)) for form in FORMS}


@pytest.mark.parametrize("scale", ["E", "N", "A", "C", "O"])
@pytest.mark.parametrize("form", FORMS)
def test_n_mean_sd_alpha_and_sem_are_those_of_the_reference(
    reports: dict[str, ScoreReport], form: str, scale: str
) -> None:
    wanted = reference()[FORMS[form]][scale]
    (seen,) = (s for s in reports[form].statistics if s.scale[0].upper() == scale)
    assert seen.n == wanted["n"]
    for figure in ("mean", "sd", "alpha", "sem"):
        assert_allclose(getattr(seen, figure), wanted[figure], rtol=0, atol=1e-9)


@pytest.mark.parametrize("form", FORMS)
def test_the_key_carries_the_reliability_of_this_sample(
    reports: dict[str, ScoreReport], form: str
) -> None:
    for scale, seen in zip(
        instrument(form).scales, reports[form].statistics, strict=True
    ):
        assert scale.reliability is not None
        assert scale.reliability.sem == pytest.approx(seen.sem, abs=1e-5)
        assert scale.reliability.n == seen.n


@pytest.mark.parametrize("form", FORMS)
def test_the_comparison_sample_is_what_these_people_score(
    reports: dict[str, ScoreReport], form: str
) -> None:
    for at, scale in enumerate(instrument(form).scales):
        sample = scale.comparison
        assert sample is not None
        values, counts = np.unique(
            reports[form].scores.value[:, at], return_counts=True
        )
        assert_allclose(sample.scores, values, atol=1e-6)
        assert list(sample.counts) == counts.tolist()
        assert sample.mean == pytest.approx(reports[form].statistics[at].mean, abs=1e-6)
        assert "nobody left out" in sample.label


@pytest.mark.parametrize("form", FORMS)
def test_half_of_the_sample_stands_below_the_middle_rank(
    reports: dict[str, ScoreReport], form: str
) -> None:
    for scale in instrument(form).scales:
        ranks = reports[form].frame()[f"{scale.id}_percentile"]
        assert ranks.mean() == pytest.approx(50.0, abs=1e-9)


def test_items_of_both_forms_point_the_right_way(
    reports: dict[str, ScoreReport],
) -> None:
    for report in reports.values():
        for seen in report.statistics:
            lowest = min(r for r in seen.item_rest.values() if r is not None)
            assert lowest > 0.25


def test_neuroticism_is_the_turned_round_emotional_stability(
    reports: dict[str, ScoreReport],
) -> None:
    # Trap: the pool keys this scale as stability. An upset person scores high here.
    form = instrument("ipip_50")
    worried = form.by_code["N1"]
    assert worried.text is not None
    assert "stressed" in worried.text
    assert not worried.reverse
