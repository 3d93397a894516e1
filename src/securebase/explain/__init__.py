"""What the couple model is made of, and what follows from it.

Drawing, description and tables are written from the code of `dynamics`. Whatever is
said here about loops, regimes and tipping is a hypothesis of the model.
"""

from ._arrows import Arrow as Arrow, Kind as Kind, arrows as arrows
from ._experiments import Experiment as Experiment, experiments as experiments
from ._futures import futures_picture as futures_picture
from ._graph import graph_svg as graph_svg
from ._links import Link as Link, links as links
from ._loops import (
    Loop as Loop,
    LoopGain as LoopGain,
    LoopGains as LoopGains,
    loop_gains as loop_gains,
)
from ._odd import odd as odd
from ._overview import (
    loop_list as loop_list,
    of_mechanism as of_mechanism,
    of_one_statement as of_one_statement,
    overview as overview,
    parameter_list as parameter_list,
)
from ._practices import practice_effect as practice_effect
from ._regimes import Gap as Gap, Regimes as Regimes, regimes as regimes
from ._rest import (
    RestPoint as RestPoint,
    continuation as continuation,
    equilibria as equilibria,
)
from ._sensitivity import OUTCOMES as OUTCOMES, sensitivity as sensitivity
from ._statements import statements_table as statements_table
from ._strength import Strength as Strength
from ._words import HYPOTHESIS as HYPOTHESIS

__all__ = [
    "HYPOTHESIS",
    "OUTCOMES",
    "Arrow",
    "Experiment",
    "Gap",
    "Kind",
    "Link",
    "Loop",
    "LoopGain",
    "LoopGains",
    "Regimes",
    "RestPoint",
    "Strength",
    "arrows",
    "continuation",
    "equilibria",
    "experiments",
    "futures_picture",
    "graph_svg",
    "links",
    "loop_gains",
    "loop_list",
    "odd",
    "of_mechanism",
    "of_one_statement",
    "overview",
    "parameter_list",
    "practice_effect",
    "regimes",
    "sensitivity",
    "statements_table",
]
