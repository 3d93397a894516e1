"""Published coefficients, measured on a simulated study as they were published.

A row of evidence that went into the model as the strength of one link must come out
again as what a study would have found, with all other links at work. Within a person
and a day (W), between persons (B), or across a year (L).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy import ndarray

from ._facts import attachment, quality, swap
from ._statistics import betas, log_odds_slope, r, r2, within
from ._study import Study

_YEAR = 13
TRAITS = (
    "agreeableness",
    "neuroticism",
    "conscientiousness",
    "extraversion",
    "openness",
)


def _day(study: Study, name: str, *, other: bool = False) -> ndarray:
    return within(study.person(study.diary, name, other=other))


def _answered(study: Study, name: str) -> ndarray:
    """As one item a day finds it, which is half error within a person."""
    return study.asked(_day(study, name), reliability=0.6)


def _inertia(values: ndarray) -> float:
    return float(betas(values[1:], values[:-1])[0])


def _given(study: Study) -> ndarray:
    return study.asked(study.person(study.panel, "responsive")[0])


def _trait_weight(name: str) -> Callable[[Study], float]:
    def weight(study: Study) -> float:
        order = [study.trait(each) for each in TRAITS]
        return float(betas(_given(study), *order)[TRAITS.index(name)])

    return weight


def _explained(study: Study) -> float:
    return r2(_given(study), *(study.trait(each) for each in TRAITS))


def _attachment_weight(place: int) -> Callable[[Study], float]:
    def weight(study: Study) -> float:
        anxiety, avoidance = attachment(study)
        found = betas(
            quality(study), anxiety, avoidance, swap(anxiety), swap(avoidance)
        )
        return float(found[place])

    return weight


def _progress(study: Study, place: int) -> float:
    parts = [
        _day(study, name, other=True)
        for name in ("open_now", "encouraging_given", "intruding")
    ]
    support = parts[0] + parts[1] - parts[2]
    progress = _day(study, "progress")
    return float(betas(progress[1:], support[1:], support[:-1])[place])


def _stress_same_day(study: Study) -> float:
    return float(betas(_day(study, "responsive"), _day(study, "threat"))[0])


def _stress_next_day(study: Study) -> float:
    stress, given = _day(study, "threat"), _day(study, "responsive")
    return float(betas(given[1:], stress[:-1], stress[1:])[0])


def _well_being(study: Study) -> float:
    mood, progress = _day(study, "mood"), _day(study, "progress")
    return float(betas(mood[1:], progress[:-1], mood[:-1])[0])


def _closeness(study: Study) -> float:
    need = _day(study, "need_shown")
    return float(betas(_day(study, "perceived"), _day(study, "comfort"), need)[0])


def _crossover(study: Study) -> float:
    mine, theirs = _day(study, "threat"), _day(study, "threat", other=True)
    return float(betas(mine[1:], theirs[:-1], mine[:-1])[0])


def _cross_lag(source: str, target: str) -> Callable[[Study], float]:
    def weight(study: Study) -> float:
        first = study.asked(study.person(study.panel, target)[0])
        last = study.asked(study.person(study.panel, target)[_YEAR])
        cause = study.asked(study.person(study.panel, source)[0])
        return float(betas(last, first, cause)[1])

    return weight


def _asked_r(one: str, other: str) -> Callable[[Study], float]:
    def correlation(study: Study) -> float:
        x, y = (study.asked(study.person(study.panel, n)[0]) for n in (one, other))
        return r(x, y)

    return correlation


def _taken(study: Study) -> float:
    met = study.person(study.diary, "met").sum(axis=0)
    declined = study.person(study.diary, "declined").sum(axis=0)
    helped = study.person(study.diary, "encouraging_given", other=True).mean(axis=0)
    return log_odds_slope(study.asked(helped), met, declined)


def _equity(place: int) -> Callable[[Study], float]:
    def weight(study: Study) -> float:
        balance = study.asked(study.person(study.panel, "equity")[0])
        sides = (np.maximum(-balance, 0.0), np.maximum(balance, 0.0))
        return float(betas(quality(study), *sides)[place])

    return weight


def _novelty(study: Study) -> float:
    new = _day(study, "drive") + _day(study, "drive", other=True)
    return r(new, _day(study, "lively"))


def _against_security(name: str) -> Callable[[Study], float]:
    def weight(study: Study) -> float:
        safe = study.asked(study.person(study.panel, "security")[0])
        reliance = study.asked(study.person(study.panel, name)[0])
        return -r(safe, reliance)

    return weight


def _phone(place: int) -> Callable[[Study], float]:
    def correlation(study: Study) -> float:
        use = study.asked(study.person(study.panel, "alt_screen")[0])
        return r(use, attachment(study)[place])

    return correlation


def _friends(study: Study) -> float:
    use = study.asked(study.person(study.panel, "alt_friends")[0])
    safe = study.asked(study.person(study.panel, "security")[0])
    mood = study.asked(study.person(study.panel, "mood")[0])
    return float(betas(mood, use, safe)[0])


def _response(name: str) -> Callable[[Study], float]:
    def weight(study: Study) -> float:
        joy, kind = (
            study.asked(study.person(study.panel, each, other=True)[0])
            for each in ("joining_joy", "accepting_failure")
        )
        found = betas(quality(study), joy, kind)
        return float(found[0 if name == "joy" else 1])

    return weight


# By the id of the row of evidence.
ROWS: dict[str, Callable[[Study], float]] = {
    "security_day_to_day_inertia": lambda s: _inertia(_answered(s, "security")),
    "satisfaction_day_to_day_inertia": lambda s: _inertia(_answered(s, "satisfaction")),
    "perceived_responsiveness_to_security": lambda s: float(
        betas(_day(s, "security"), _day(s, "perceived"))[0]
    ),
    "support_to_goal_progress_same_day": lambda s: _progress(s, 0),
    "support_to_goal_progress_next_day": lambda s: _progress(s, 1),
    "provider_stress_to_provision": _stress_same_day,
    "provider_stress_to_provision_next_day": _stress_next_day,
    "goal_progress_to_next_day_well_being": _well_being,
    "visible_support_to_closeness": _closeness,
    "stress_crossover": _crossover,
    "security_to_exploration": lambda s: float(
        betas(_day(s, "drive"), _day(s, "security"))[0]
    ),
    "novelty_to_vitality": _novelty,
    "encouragement_to_challenge_acceptance": _taken,
    "anxiety_to_own_satisfaction": _attachment_weight(0),
    "avoidance_to_own_satisfaction": _attachment_weight(1),
    "anxiety_to_partner_satisfaction": _attachment_weight(2),
    "avoidance_to_partner_satisfaction": _attachment_weight(3),
    **{f"{name}_to_provision": _trait_weight(name) for name in TRAITS},
    "traits_to_provision_explained": _explained,
    "avoidance_to_responsive_provision": lambda s: r(attachment(s)[1], _given(s)),
    "anxiety_to_intrusive_provision": lambda s: r(
        attachment(s)[0], s.asked(s.person(s.panel, "intruding")[0])
    ),
    "anxiety_to_phone_use": _phone(0),
    "avoidance_to_phone_use": _phone(1),
    "low_security_to_work_immersion": _against_security("alt_work"),
    "low_security_to_friends_reliance": _against_security("alt_friends"),
    "friends_to_well_being": _friends,
    "under_benefit_to_satisfaction": _equity(0),
    "over_benefit_to_satisfaction": _equity(1),
    "growth_to_provision_skill": _cross_lag("growth", "attending"),
    "perceived_responsiveness_to_attachment_anxiety": _cross_lag(
        "perceived", "anxiety"
    ),
    "self_efficacy_to_attachment_anxiety": _cross_lag("growth", "anxiety"),
    "self_efficacy_to_attachment_avoidance": _cross_lag("growth", "avoidance"),
    "joy_response_to_quality": _response("joy"),
    "comfort_response_to_quality": _response("comfort"),
}
