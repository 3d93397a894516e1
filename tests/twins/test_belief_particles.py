"""A belief against very many couples of the real model that explain the same diary.

The linear system is not the model, and the tolerance says how far they may differ: a
tenth of what is left in doubt, beside what chance does to the weighed couples.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from securebase.dynamics import calibrated
from securebase.fit.couple._belief import hear_check_ins, live_on, prior
from securebase.fit.couple._space import model_names

from .belief_particles import HARD, SPARSE, Answers, weighed

SEEN = (
    "a.security", "b.security", "a.drive", "b.drive", "a.exhaustion", "b.exhaustion",
    "a.quality", "b.quality", "us.vitality", "a.energy", "a.home_security",
)  # fmt: skip


@pytest.mark.parametrize(
    ("days", "couples", "effective"),
    [(SPARSE, 16_384, 600), (HARD, 32_768, 100)],
    ids=["a few answers", "a hard week"],
)
def test_a_belief_agrees_with_weighed_couples(
    days: Sequence[Answers], couples: int, effective: int
) -> None:
    found = weighed(days, calibrated(), couples=couples, seed=12)
    # Fewer would say nothing.
    assert found.effective > effective
    belief = prior()
    for answers in days:
        belief = hear_check_ins(live_on(belief), answers)
    at = [model_names().index(name) for name in SEEN]
    sd = found.sd[at]
    gap, error = (belief.mean[at] - found.mean[at]) / sd, found.error[at] / sd
    assert (np.abs(gap) < 0.1 + 4 * error).all()
    ratio = np.sqrt(np.diag(belief.spread)[at]) / sd
    assert (np.abs(ratio - 1) < 0.1 + 4 / (2 * found.effective) ** 0.5).all()


def test_a_diary_moves_both_the_same_way() -> None:
    before = weighed([{}], calibrated(), couples=4096, seed=13)
    np.testing.assert_allclose(before.effective, 4096)
    after = weighed([{("a", "d_secure"): 0}], calibrated(), couples=4096, seed=13)
    belief = hear_check_ins(live_on(prior()), {("a", "d_secure"): 0})
    place = model_names().index("a.security")
    moved = (after.mean - before.mean)[place]
    assert moved < 0
    assert belief.mean[place] - live_on(prior()).mean[place] == pytest.approx(
        moved, abs=4 * after.error[place] + 0.1 * after.sd[place]
    )
