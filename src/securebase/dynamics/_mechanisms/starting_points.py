r"""Traits set where giving starts, not where it ends.

$$K_{0,i} \mathrel{+}= \sum_t \beta_t z_{t,i} - \beta_V V_{0,i}$$

Small by all that is known; openness for encouragement is untested.

Statements: S8, S9, S10, S11, S12, S14.
Evidence: `agreeableness_to_provision`, `neuroticism_to_provision`,
`conscientiousness_to_provision`, `extraversion_to_provision`,
`openness_to_provision`, `avoidance_to_responsive_provision`,
`openness_to_encouragement`, `anxiety_to_intrusive_provision`.
"""

from __future__ import annotations

from securebase.dynamics._sides import Each, Given, Pull


def homes(me: Each, p: Given) -> Pull:
    traits = (
        p.agreeableness * me.agreeableness
        + p.neuroticism * me.neuroticism
        + p.conscientiousness * me.conscientiousness
        + p.extraversion * me.extraversion
        + p.openness * me.openness
    )
    giving = traits + p.avoidance * me.trait_avoidance
    return {
        "attending": giving,
        "understanding": giving,
        "acting": giving,
        "openness_to_need": giving,
        "joining_joy": giving,
        "accepting_failure": giving,
        "encouraging": giving + p.encouraging_openness * me.openness,
        "leaving_room": p.room_anxiety * me.trait_anxiety,
        "keeping_word": p.word_conscientiousness * me.conscientiousness,
        "staying_calm": p.calm_neuroticism * me.neuroticism,
        "asking": p.avoidance * me.trait_avoidance,
        "mood": p.mood_neuroticism * me.neuroticism
        + p.mood_extraversion * me.extraversion,
        "drive": p.drive_openness * me.openness
        + p.drive_extraversion * me.extraversion,
        "growth": p.growth_neuroticism * me.neuroticism
        + p.word_conscientiousness * me.conscientiousness,
        "anxiety": p.own_attachment * me.trait_anxiety,
        "avoidance": p.own_attachment * me.trait_avoidance,
    }
