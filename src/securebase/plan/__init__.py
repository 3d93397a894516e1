"""Practices, what each would bring, and the choice between them under doubt."""

from ._assumed import Assumption as Assumption, assumptions as assumptions
from ._enough import (
    ENOUGH_DAYS as ENOUGH_DAYS,
    ENOUGH_SHEETS as ENOUGH_SHEETS,
    enough as enough,
)
from ._goal import Goal as Goal, goal as goal, goals as goals
from ._log import (
    Tried as Tried,
    Verdict as Verdict,
    read_log as read_log,
    write_log as write_log,
)
from ._paths import (
    Reason as Reason,
    harder as harder,
    reason as reason,
    reasons as reasons,
)
from ._planner import (
    MINUTES as MINUTES,
    Option as Option,
    Plan as Plan,
    plan as plan,
    thompson as thompson,
)
from ._practice import (
    KNOBS as KNOBS,
    HardTrait as HardTrait,
    LeaveWhen as LeaveWhen,
    Practice as Practice,
    Side as Side,
    Strength as Strength,
    practice_for as practice_for,
    practice_of as practice_of,
    practices as practices,
    practices_for as practices_for,
)
from ._review import Review as Review, experience as experience, review as review
from ._settled import (
    minutes_after as minutes_after,
    minutes_of as minutes_of,
    next_plan as next_plan,
)
from ._weakest import (
    STAGES as STAGES,
    Weakest as Weakest,
    both_tellings as both_tellings,
    probability_lowest as probability_lowest,
    weakest as weakest,
)
from ._weighing import Experience as Experience

__all__ = [
    "ENOUGH_DAYS",
    "ENOUGH_SHEETS",
    "KNOBS",
    "MINUTES",
    "STAGES",
    "Assumption",
    "Experience",
    "Goal",
    "HardTrait",
    "LeaveWhen",
    "Option",
    "Plan",
    "Practice",
    "Reason",
    "Review",
    "Side",
    "Strength",
    "Tried",
    "Verdict",
    "Weakest",
    "assumptions",
    "both_tellings",
    "enough",
    "experience",
    "goal",
    "goals",
    "harder",
    "minutes_after",
    "minutes_of",
    "next_plan",
    "plan",
    "practice_for",
    "practice_of",
    "practices",
    "practices_for",
    "probability_lowest",
    "read_log",
    "reason",
    "reasons",
    "review",
    "thompson",
    "weakest",
    "write_log",
]
