"""What stands in the drawing: states and quantities, some of them in one box."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from securebase.dynamics import SLOPES, TRAITS, states
from securebase.dynamics._flow import PERSONAL_EVENTS
from securebase.dynamics._mechanisms.learning import SKILLS


class Column(IntEnum):
    """Where a box stands, from left to right."""

    PARTNER = 0
    MOMENT = 1
    HAPPENS = 2
    DAYS = 3
    MONTHS = 4
    YEARS = 5
    OUTSIDE = 6


@dataclass(frozen=True, slots=True)
class Node:
    """One box.

    Attributes:
        id: Its side and name, such as ``"me.skills"``.
        label: Words in it.
        column: Where it stands.
    """

    id: str
    label: str
    column: Column

    @property
    def side(self) -> str:
        return self.id.partition(".")[0]


# States that differ only in their field share a box in the overview.
_TOGETHER = {
    **dict.fromkeys(SKILLS, "skills"),
    "explore_career": "fields",
    "explore_skill": "fields",
    "explore_creative": "fields",
    "explore_social": "fields",
    "alt_work": "others",
    "alt_screen": "others",
    "alt_substance": "others",
    "anxiety_shift": "shifts",
    "avoidance_shift": "shifts",
    "gesture": "hour",
    "echo": "hour",
    "wave": "hour",
    "momentary": "hour",
    "momentary_giving": "hour",
    "challenge_rate": "challenge",
    "meet": "challenge",
    "succeed": "challenge",
    "dare": "decision",
    "dared": "decision",
    "shirked": "decision",
    "decision_rate": "decision",
    "stress_rate": "stressors",
    "stress": "stressors",
}
_LABELS = {
    "skills": "eleven skills of giving",
    "fields": "exploring: work, skills, arts, people",
    "others": "turning to work, screens, drink",
    "shifts": "passing shifts of attachment",
    "hour": "gestures and moods of the hour",
    "challenge": "challenge: comes, is met, works",
    "decision": "big decision, taken or not",
    "stressors": "stressors from outside",
    "traits": "traits (starting points)",
    "practice": "practice",
    "person": "how persons differ in taking",
    "anxiety_shift": "passing anxiety",
    "avoidance_shift": "passing avoidance",
    "trait_anxiety": "anxiety, as a trait",
    "trait_avoidance": "avoidance, as a trait",
    "gesture": "gestures of the hour",
    "echo": "echo of the gestures",
    "alt_substance": "turning to a drink",
    "explore_career": "exploring at work",
    "explore_skill": "exploring new skills",
    "explore_creative": "exploring the arts",
    "explore_social": "exploring among people",
    "activation": "attachment system alarmed",
    "need_shown": "need shown",
    "comfort": "need met: comfort",
    "alarm": "own alarm at the other's need",
    "withdrawal": "stepping back",
    "responsive": "giving that fits (haven)",
    "encouraging_given": "encouragement (base)",
    "intruding": "taking over",
    "open_now": "open for the other now",
    "both_giving": "the least of what both give",
    "success": "success",
    "failure": "failure",
    "declined": "challenge let pass",
    "inhibition": "inhibition (read-out)",
    "satisfaction": "satisfaction today (read-out)",
    "work": "at work (read-out)",
    "lively": "liveliness, as felt (read-out)",
    "threat": "pressure and worry",
    "equity": "balance of getting and giving",
    "quality": "satisfaction",
    "openness_to_need": "skill: being open",
    "encouraging": "skill: encouraging",
    "joining_joy": "skill: joy at success",
    "accepting_failure": "skill: kindness at failure",
    "leaving_room": "skill: leaving room",
    "staying_calm": "skill: staying calm",
    "asking": "skill: asking openly",
    "keeping_word": "skill: keeping one's word",
    "perceived": "felt responsiveness",
    "unmet": "unmet need",
    "care": "how giving goes today",
    "mood": "good feeling",
    "vitality": "liveliness of the two",
    "common_day": "a day good or bad for both",
    "bond": "what is particular to the two",
    "freshness": "what is still new",
    "drive": "readiness to explore",
    "progress": "progress on own goals",
    "exhaustion": "worn out by giving",
}
_CLOCKS = {
    "hours": Column.HAPPENS,
    "days": Column.DAYS,
    "months": Column.MONTHS,
    "years": Column.YEARS,
}
_HAPPENS = (*PERSONAL_EVENTS, "challenge", "decision", "stressors", "hour")
_READ_OUT = ("inhibition", "satisfaction", "work", "lively")


def node_of(name: str, *, apart: bool) -> Node:
    """The box of one end of an arrow.

    Args:
        name: The end, such as ``"you.responsive"``.

    Other Args:
        apart: Whether every state has a box of its own.
    """
    side, _, own = name.partition(".")
    own = _bundle(own, apart=apart)
    column = _column(side, own)
    if column is Column.OUTSIDE or own == "stressors":
        side = "me"
    return Node(f"{side}.{own}", _label(own), column)


def _bundle(own: str, *, apart: bool) -> str:
    if own.startswith("practice_"):
        return "practice"
    if own in SLOPES:
        return "person"
    if own in TRAITS:
        return own if apart else "traits"
    return own if apart else _TOGETHER.get(own, own)


def _column(side: str, own: str) -> Column:
    if own in ("traits", "practice", "person", *TRAITS):
        return Column.OUTSIDE
    if side == "you":
        return Column.PARTNER
    clock = {state.id: str(state.clock) for state in states()}
    bundled = next((key for key, name in _TOGETHER.items() if name == own), own)
    if own in _HAPPENS or own in _READ_OUT:
        return Column.HAPPENS
    if bundled in clock:
        return _CLOCKS[clock[bundled]]
    return Column.MOMENT


def _label(own: str) -> str:
    if own in _LABELS:
        return _LABELS[own]
    known = {state.id: state.label for state in states()}
    return known.get(own, own.replace("_", " "))
