"""The constructs that are measured, each with its topic of sharing and its S-ids.

Everything above this floor speaks of constructs, never of single questionnaires,
so that one questionnaire can be exchanged for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a partner can choose to share, one by one."""

    TRAITS = "traits"
    ATTACHMENT = "attachment"
    BASE = "base"
    RESPONSIVENESS = "responsiveness"
    EXPLORATION = "exploration"
    GROWTH = "growth"
    LOAD = "load"
    ALTERNATIVES = "alternatives"
    VITALITY = "vitality"


@dataclass(frozen=True, slots=True)
class Construct:
    """Something that answers tell about.

    Attributes:
        id: Short identifier, a valid Python name.
        label: Words for a reader, lower case, as they stand in a sentence.
        topic: The topic under which it is shared.
        statements: The statements of the theory it serves, such as ``("S2",)``.
        good: 1 where more is welcome, -1 where less is, 0 where neither.
    """

    id: str
    label: str
    topic: Topic
    statements: tuple[str, ...]
    good: int = 1


_ALL = (
    # Traits: starting points, neither good nor bad.
    Construct("extraversion", "extraversion", Topic.TRAITS, ("S11",), 0),
    Construct("agreeableness", "agreeableness", Topic.TRAITS, ("S8", "S10", "S11"), 0),
    Construct("conscientiousness", "conscientiousness", Topic.TRAITS, ("S9",), 0),
    Construct("neuroticism", "neuroticism", Topic.TRAITS, ("S8", "S10"), 0),
    Construct("openness", "openness", Topic.TRAITS, ("S14",), 0),
    Construct(
        "attachment_anxiety", "attachment anxiety", Topic.ATTACHMENT, ("S3", "S10"), -1
    ),
    Construct(
        "attachment_avoidance",
        "attachment avoidance",
        Topic.ATTACHMENT,
        ("S3", "S11"),
        -1,
    ),
    # The two functions, and what carries them; each received and provided.
    Construct("haven", "safe haven", Topic.BASE, ("S2",)),
    Construct("base", "secure base", Topic.BASE, ("S2", "S13")),
    Construct("availability", "availability", Topic.BASE, ("S22",)),
    Construct("encouragement", "encouragement", Topic.BASE, ("S2", "S13")),
    Construct("joy", "joy at success", Topic.BASE, ("S13", "S19")),
    Construct("acceptance", "acceptance of failure", Topic.BASE, ("S6", "S13")),
    Construct("non_intrusion", "not taking over", Topic.BASE, ("S13", "S23")),
    Construct("attending", "noticing", Topic.RESPONSIVENESS, ("S21",)),
    Construct("understanding", "understanding", Topic.RESPONSIVENESS, ("S21",)),
    Construct("acting", "doing what fits", Topic.RESPONSIVENESS, ("S21",)),
    # Going out.
    Construct("explore_career", "work and career", Topic.EXPLORATION, ("S5", "S7")),
    Construct("explore_skill", "learning new skills", Topic.EXPLORATION, ("S4", "S5")),
    Construct("explore_creative", "creative work", Topic.EXPLORATION, ("S4", "S5")),
    Construct("explore_social", "social adventure", Topic.EXPLORATION, ("S5",)),
    Construct("exploration", "exploration", Topic.EXPLORATION, ("S3", "S5")),
    Construct("inhibition", "holding back", Topic.EXPLORATION, ("S15",), -1),
    Construct("growth", "growth and self-efficacy", Topic.GROWTH, ("S18",)),
    # What it costs, and where else one turns.
    Construct("load", "load of giving", Topic.LOAD, ("S20",), -1),
    Construct("energy", "energy", Topic.LOAD, ("S3", "S22")),
    Construct("threat", "pressure and worry", Topic.LOAD, ("S3",), -1),
    Construct("under_benefit", "giving more than I get", Topic.LOAD, ("S20",), -1),
    Construct("over_benefit", "getting more than I give", Topic.LOAD, ("S20",), -1),
    Construct("alt_work", "turning to work", Topic.ALTERNATIVES, ("S17",), 0),
    Construct("alt_friends", "turning to friends", Topic.ALTERNATIVES, ("S17",), 0),
    Construct("alt_screen", "turning to screens", Topic.ALTERNATIVES, ("S17",), 0),
    Construct(
        "unmet_need", "missing a place to turn", Topic.ALTERNATIVES, ("S17",), -1
    ),
    Construct(
        "alt_substance",
        "turning to a drink or the like",
        Topic.ALTERNATIVES,
        ("S17",),
        0,
    ),
    # Between the two.
    Construct("felt_security", "felt security", Topic.BASE, ("S1",)),
    Construct("vitality", "liveliness of the relationship", Topic.VITALITY, ("S16",)),
    Construct("satisfaction", "satisfaction", Topic.VITALITY, ("S16",)),
)

CONSTRUCTS: dict[str, Construct] = {construct.id: construct for construct in _ALL}
