"""The couple in motion. Here so far: from published effects to rates."""

from ._rates import (
    amplification as amplification,
    arm_gain as arm_gain,
    carry_over as carry_over,
    decay as decay,
    drift as drift,
    loop_gain as loop_gain,
    rate as rate,
)

__all__ = [
    "amplification",
    "arm_gain",
    "carry_over",
    "decay",
    "drift",
    "loop_gain",
    "rate",
]
