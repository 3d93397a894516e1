from __future__ import annotations

from securebase.core import Partner
from securebase.couples import View

# Days of check-ins, or questionnaires, from which on a plan is more than a guess.
DAYS, SHEETS = 7, 3


def enough(view: View, partner: Partner) -> bool:
    """Whether what may be seen of a partner is enough to plan for them.

    From a week of check-ins, or three questionnaires; of less, a plan would be one for
    anybody, and a single bad evening would count as somebody's life.

    Args:
        view: What `couples.look` lets the viewer see.
        partner: Whose plan it would be.
    """
    seen = view.people[partner]
    return len(seen.check_ins) >= DAYS or len(seen.sheets) >= SHEETS
