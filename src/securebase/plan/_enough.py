from __future__ import annotations

from securebase.core import Partner
from securebase.couples import View

# From so many check-ins on, or so many questionnaires, a plan is more than a guess.
ENOUGH_DAYS = 7
ENOUGH_SHEETS = 3


def enough(view: View, partner: Partner) -> bool:
    """Whether what may be seen of a partner is enough to plan for them.

    From a week of check-ins, or three questionnaires; of less, a plan would be one for
    anybody, and a single bad evening would count as somebody's life.

    Args:
        view: What `couples.look` lets the viewer see.
        partner: Whose plan it would be.
    """
    seen = view.people[partner]
    return len(seen.check_ins) >= ENOUGH_DAYS or len(seen.sheets) >= ENOUGH_SHEETS
