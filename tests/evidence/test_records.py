"""The records say what the published and judged figures are; figures typed anew."""

from __future__ import annotations

import pytest

from securebase import evidence
from securebase.core import STATEMENTS, EvidenceError
from securebase.evidence import (
    Confidence,
    Fact,
    Kind,
    Level,
    Metric,
    Row,
    Standing,
    Status,
)

# id: (row, value, low, high, metric, status, confidence); typed from the table of
# coefficients, independently of the data files.
TABLE = {
    "neuroticism_to_anxiety": (1, 0.42, 0.30, 0.52, "r", "memory", "B"),
    "agreeableness_to_avoidance": (2, -0.20, -0.30, -0.10, "r", "memory", "B"),
    "neuroticism_to_avoidance": (2, 0.12, 0.02, 0.22, "r", "memory", "B"),
    "openness_to_avoidance": (3, 0.0, -0.10, 0.05, "r", "memory", "B"),
    "anxiety_with_avoidance": (4, 0.15, -0.05, 0.40, "r", "memory", "B"),
    "extraversion_with_agreeableness": (5, 0.35, 0.27, 0.43, "r", "computed", "A"),
    "neuroticism_with_conscientiousness": (
        5,
        -0.26,
        -0.34,
        -0.18,
        "r",
        "computed",
        "A",
    ),
    "conscientiousness_with_openness": (5, 0.07, -0.01, 0.15, "r", "computed", "A"),
    "pairing_on_extraversion": (6, 0.08, 0.03, 0.30, "r", "seen", "B"),
    "pairing_on_openness": (6, 0.20, 0.03, 0.30, "r", "memory", "B"),
    "agreeableness_to_provision": (7, 0.20, 0.08, 0.32, "beta", "prior", "C"),
    "neuroticism_to_provision": (7, -0.15, -0.27, -0.03, "beta", "prior", "C"),
    "conscientiousness_to_provision": (7, 0.12, 0.0, 0.24, "beta", "prior", "C"),
    "extraversion_to_provision": (7, 0.08, -0.04, 0.20, "beta", "prior", "C"),
    "openness_to_provision": (7, 0.05, -0.07, 0.17, "beta", "prior", "C"),
    "openness_to_encouragement": (8, 0.08, -0.05, 0.20, "beta", "prior", "C"),
    "avoidance_to_responsive_provision": (9, -0.28, -0.40, -0.15, "r", "memory", "B"),
    "anxiety_to_intrusive_provision": (9, 0.28, 0.15, 0.40, "r", "memory", "B"),
    "provider_stress_to_provision": (10, -0.15, -0.25, -0.05, "beta", "prior", "C"),
    "enacted_to_perceived_responsiveness": (11, 0.35, 0.20, 0.45, "r", "seen", "B"),
    "projection_to_perceived_responsiveness": (
        *(11, 0.40, 0.30, 0.55, "beta", "prior", "B"),
    ),
    "enacted_responsiveness_to_partner_state": (
        *(12, 0.10, 0.06, 0.14, "partial_r", "seen", "B"),
    ),
    "enacted_responsiveness_to_own_state": (
        *(13, 0.25, 0.15, 0.30, "partial_r", "seen", "B"),
    ),
    "positive_state_inertia": (14, 0.38, 0.30, 0.45, "ar", "seen", "B"),
    "positive_state_cross_partner": (14, 0.06, 0.02, 0.10, "beta", "prior", "B"),
    "security_day_to_day_inertia": (15, 0.20, 0.05, 0.35, "ar", "memory", "C"),
    "perceived_responsiveness_to_security": (
        *(16, 0.30, 0.15, 0.45, "beta", "prior", "C"),
    ),
    "security_to_exploration": (17, 0.15, 0.05, 0.25, "beta", "prior", "B"),
    "support_to_goal_progress_same_day": (18, 0.12, 0.03, 0.20, "beta", "prior", "C"),
    "support_to_goal_progress_next_day": (18, 0.06, 0.0, 0.12, "beta", "prior", "C"),
    "encouragement_to_challenge_acceptance": (
        *(19, 0.5, 0.1, 1.0, "log_odds", "prior", "C"),
    ),
    "accepted_dependency_to_independent_striving": (
        *(20, 0.20, 0.05, 0.35, "beta", "prior", "C"),
    ),
    "intrusive_support_to_goal_progress": (21, 0.03, -0.05, 0.10, "beta", "prior", "C"),
    "intrusive_support_to_satisfaction": (
        21,
        -0.12,
        -0.25,
        -0.03,
        "beta",
        "prior",
        "C",
    ),
    "goal_progress_to_next_day_quality": (22, 0.07, 0.02, 0.14, "beta", "prior", "C"),
    "relationship_to_growth": (23, 0.08, 0.05, 0.11, "beta", "seen", "A"),
    "growth_to_relationship": (23, 0.08, 0.05, 0.11, "beta", "seen", "A"),
    "growth_to_provision_skill": (24, 0.05, -0.03, 0.12, "beta", "prior", "C"),
    "novelty_to_vitality": (25, 0.15, 0.05, 0.25, "beta", "prior", "C"),
    "anxiety_to_own_satisfaction": (26, -0.28, -0.36, -0.20, "beta", "memory", "B"),
    "avoidance_to_own_satisfaction": (26, -0.33, -0.41, -0.25, "beta", "memory", "B"),
    "anxiety_to_partner_satisfaction": (
        *(26, -0.13, -0.20, -0.06, "beta", "memory", "B"),
    ),
    "avoidance_to_partner_satisfaction": (
        *(26, -0.17, -0.24, -0.10, "beta", "memory", "B"),
    ),
    "neuroticism_to_own_quality": (27, -0.24, -0.28, -0.20, "r", "seen", "A"),
    "neuroticism_to_partner_quality": (27, -0.20, -0.25, -0.10, "r", "prior", "B"),
    "visible_support_to_closeness": (28, 0.12, 0.05, 0.20, "beta", "prior", "C"),
    "visible_support_to_negative_mood": (28, 0.06, 0.0, 0.12, "beta", "prior", "C"),
    "under_benefit_to_satisfaction": (29, -0.12, -0.20, -0.04, "beta", "prior", "C"),
    "over_benefit_to_satisfaction": (29, -0.06, -0.12, 0.0, "beta", "prior", "C"),
    "one_sided_provision_to_exhaustion_healthy": (
        *(30, 0.08, -0.10, 0.20, "beta", "prior", "C"),
    ),
    "one_sided_provision_to_exhaustion_illness": (
        *(30, 0.30, 0.15, 0.45, "beta", "prior", "C"),
    ),
    "support_to_stress_relief": (31, 0.35, 0.15, 0.60, "d", "prior", "B"),
    "skills_programme_to_skill": (32, 0.44, 0.25, 0.55, "d", "seen", "A"),
    "skills_programme_to_quality": (32, 0.33, 0.15, 0.50, "d", "seen", "A"),
    "programme_to_trait_change": (33, 0.37, 0.10, 0.50, "d", "seen", "A"),
    "intention_to_trait_change": (33, 0.20, 0.10, 0.50, "d", "memory", "B"),
    "perceived_responsiveness_to_attachment_anxiety": (
        *(34, -0.07, -0.12, -0.02, "beta", "prior", "C"),
    ),
    "self_efficacy_to_attachment_anxiety": (
        *(35, -0.10, -0.18, -0.03, "beta", "prior", "C"),
    ),
    "low_security_to_substance_use": (36, 0.05, 0.04, 0.06, "beta", "seen", "A"),
    "anxiety_to_phone_use": (37, 0.40, 0.34, 0.44, "r", "seen", "A"),
    "avoidance_to_phone_use": (37, 0.19, 0.14, 0.25, "r", "seen", "A"),
    "low_security_to_work_immersion": (38, 0.05, -0.05, 0.15, "beta", "prior", "C"),
    "friends_to_well_being": (38, 0.10, 0.0, 0.20, "beta", "prior", "C"),
    "stress_crossover": (39, 0.06, 0.0, 0.12, "beta", "prior", "C"),
    "security_stable_share": (40, 0.65, 0.50, 0.80, "share", "memory", "C"),
    "joy_response_to_quality": (41, 0.15, 0.05, 0.25, "beta", "prior", "C"),
    "comfort_response_to_quality": (41, 0.10, 0.05, 0.25, "beta", "prior", "C"),
    "assumed_item_correlation": (None, 0.40, 0.25, 0.55, "r", "prior", "C"),
    "assumed_item_sd": (None, 1.5, 1.1, 1.9, "points", "prior", "C"),
}

FACT_BANDS = {
    "F1": [(0.30, 0.52), (0.0, 0.25)],
    "F3": [(-0.28, -0.20), (-0.25, -0.08)],
    "F4": [(1.5, 3.0), (0.0, None)],
    "F6": [(None, 0.005)],
    "F7": [(0.12, 0.25), (0.35, 0.50), (2.0, 4.0)],
    "F9": [(0.06, 0.14), (0.15, 0.30)],
    "F12": [(0.05, 0.35)],
    "F14": [(0.3, 0.7)],
    "F16": [],
    "F17": [(0.05, 0.11), (0.05, 0.11)],
    "F21": [(-0.14, -0.08), (0.04, 0.06)],
    "F22": [(0.35, 0.65)],
    "F23": [(0.35, 0.50), (None, 0.05), (None, 0.01)],
}


@pytest.mark.parametrize("key", TABLE)
def test_the_record_holds_the_figures_of_the_table(key: str) -> None:
    number, value, low, high, metric, status, confidence = TABLE[key]
    row = evidence.row(key)
    assert (row.row, row.value, row.low, row.high) == (number, value, low, high)
    assert row.metric is Metric(metric)
    assert row.status is Status(status)
    assert row.confidence is Confidence(confidence)


@pytest.mark.parametrize("key", FACT_BANDS)
def test_the_fact_holds_the_bands_of_the_table(key: str) -> None:
    bands = [(band.low, band.high) for band in evidence.fact(key).bands]
    assert bands == FACT_BANDS[key]


def test_all_numbered_rows_are_there_and_no_others() -> None:
    numbers = {row.row for row in evidence.rows() if row.row is not None}
    assert numbers == set(range(1, 42))
    assert len(evidence.rows()) == 95 + 2


def test_there_are_twenty_three_facts_in_order() -> None:
    assert [fact.id for fact in evidence.facts()] == [f"F{n}" for n in range(1, 24)]


def test_every_statement_has_its_own_verdict() -> None:
    on_statements = evidence.verdicts(kind=Kind.STATEMENT)
    assert [verdict.id for verdict in on_statements] == list(STATEMENTS)
    assert all(verdict.statements == (verdict.id,) for verdict in on_statements)


def test_every_statement_but_a_definition_and_work_has_a_row_or_fact() -> None:
    records: list[Row | Fact] = [*evidence.rows(), *evidence.facts()]
    served = {statement for record in records for statement in record.statements}
    assert set(STATEMENTS) - served == {"S5", "S7"}


def test_gaps_claims_and_warnings_are_complete() -> None:
    counts = {kind: len(evidence.verdicts(kind=kind)) for kind in Kind}
    assert counts[Kind.CLAIM] == 16
    assert counts[Kind.GAP] == 7
    assert counts[Kind.WARNING] == 6


def test_between_person_numbers_are_never_marked_as_within() -> None:
    traits = [row for row in evidence.rows() if row.timescale == "trait"]
    assert {row.level for row in traits} == {Level.BETWEEN}


def test_the_verdicts_on_contested_points_hold() -> None:
    standing = {verdict.id: verdict.verdict for verdict in evidence.verdicts()}
    assert standing["S14"] is Standing.UNTESTED
    assert standing["S9"] is Standing.INDIRECT
    assert standing["S19"] is Standing.CONSISTENT
    assert evidence.row("friends_to_well_being").verdict is Standing.CONTRADICTED
    assert evidence.row("friends_to_well_being").value > 0


def test_asking_for_one_statement_gives_only_its_records() -> None:
    chosen = evidence.rows(statement="S14")
    assert {row.id for row in chosen} == {
        "openness_to_encouragement",
        "openness_to_provision",
    }
    assert {fact.id for fact in evidence.facts(statement="S16")} == {"F20"}


def test_asking_for_a_statement_that_does_not_exist_is_refused() -> None:
    with pytest.raises(EvidenceError, match=r"must have a known id. Got 'S25'"):
        evidence.rows(statement="S25")


@pytest.mark.parametrize("door", [evidence.row, evidence.finding])
def test_a_misspelt_id_names_the_nearest(door: object) -> None:
    assert callable(door)
    with pytest.raises(EvidenceError, match=r"mean.*agreeableness_to_provision"):
        door("agreeablness_to_provision")


def test_an_id_like_no_other_points_to_the_page() -> None:
    with pytest.raises(EvidenceError, match=r"docs/evidence.md"):
        evidence.fact("zzzzzzzzzzzz")


def test_verdicts_and_sources_are_found_by_id() -> None:
    assert evidence.verdict("gap_tipping").kind is Kind.GAP
    assert evidence.source("harris_orth_2020").doi == "10.1037/pspp0000265"
    assert len(evidence.sources()) == len({source.key for source in evidence.sources()})


def test_a_source_read_by_nobody_backs_no_finding() -> None:
    for row in evidence.rows():
        if row.is_finding:
            read = [evidence.source(key).checked.value for key in row.sources]
            assert "seen" in read, row.id


def test_public_names_are_sorted_and_there() -> None:
    assert all(hasattr(evidence, name) for name in evidence.__all__)
    classes = [name for name in evidence.__all__ if name[0].isupper()]
    doors = [name for name in evidence.__all__ if name[0].islower()]
    assert evidence.__all__ == sorted(classes) + sorted(doors)
