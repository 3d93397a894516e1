"""What a step down shows of second derivatives, for many searches at once."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

__all__ = ["learnt"]


def learnt(
    inverse: Float[ndarray, "r k k"],
    step: Float[ndarray, "r k"],
    turn: Float[ndarray, "r k"],
) -> Float[ndarray, "r k k"]:
    """Inverses of second derivatives, with what a step has shown of each.

    By Broyden, Fletcher, Goldfarb and Shanno; where the slope did not rise along the
    step they stay as they are.

    Args:
        inverse: What was held of them before.
        step: How far each search went.
        turn: How the slope changed on the way.
    """
    along = np.einsum("ri,ri->r", step, turn)
    size = np.linalg.norm(step, axis=1) * np.linalg.norm(turn, axis=1)
    able = along > 1e-12 * size
    share = (1 / np.where(able, along, 1.0))[:, None]
    turned = np.einsum("rij,rj->ri", inverse, turn)
    own = 1 + share[:, 0] * np.einsum("ri,ri->r", turn, turned)
    cross = (share * turned)[:, :, None] * step[:, None]
    new = inverse + (own[:, None] * share * step)[:, :, None] * step[:, None]
    new -= cross + np.swapaxes(cross, 1, 2)
    return np.where(able[:, None, None], new, inverse)
