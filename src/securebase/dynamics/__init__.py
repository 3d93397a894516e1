"""The couple in motion: states, mechanisms, events, and how they are computed.

Every mechanism is a file of equations in `_mechanisms`, with its numbers beside it.
"""

from ._calibrated import (
    calibrated as calibrated,
    calibration as calibration,
    ensemble as ensemble,
)
from ._evolve import STEP as STEP, Cohort as Cohort, evolve as evolve, watch as watch
from ._flow import READ_OUTS as READ_OUTS, SLOPES as SLOPES, TRAITS as TRAITS
from ._layout import (
    fixed_rows as fixed_rows,
    out_rows as out_rows,
    state_rows as state_rows,
)
from ._mechanism import (
    Mechanism as Mechanism,
    Parameter as Parameter,
    mechanisms as mechanisms,
)
from ._parameters import Parameters as Parameters, parameters as parameters
from ._plain import evolve_plainly as evolve_plainly
from ._practice import PRACTICES as PRACTICES
from ._rates import (
    amplification as amplification,
    arm_gain as arm_gain,
    carry_over as carry_over,
    decay as decay,
    drift as drift,
    loop_gain as loop_gain,
    rate as rate,
)
from ._skeleton import (
    jacobian as jacobian,
    linear_response as linear_response,
    linear_spread as linear_spread,
    settle as settle,
    targets as targets,
    time_constants as time_constants,
)
from ._starting import starting_homes as starting_homes
from ._states import (
    Clock as Clock,
    State as State,
    own_states as own_states,
    shared_states as shared_states,
    states as states,
)
from ._step import COUNTS as COUNTS, LIMIT as LIMIT, SHARED_COUNTS as SHARED_COUNTS

__all__ = [
    "COUNTS",
    "LIMIT",
    "PRACTICES",
    "READ_OUTS",
    "SHARED_COUNTS",
    "SLOPES",
    "STEP",
    "TRAITS",
    "Clock",
    "Cohort",
    "Mechanism",
    "Parameter",
    "Parameters",
    "State",
    "amplification",
    "arm_gain",
    "calibrated",
    "calibration",
    "carry_over",
    "decay",
    "drift",
    "ensemble",
    "evolve",
    "evolve_plainly",
    "fixed_rows",
    "jacobian",
    "linear_response",
    "linear_spread",
    "loop_gain",
    "mechanisms",
    "out_rows",
    "own_states",
    "parameters",
    "rate",
    "settle",
    "shared_states",
    "starting_homes",
    "state_rows",
    "states",
    "targets",
    "time_constants",
    "watch",
]
