"""The couple model fitted: to one couple, with what lies ahead, and to many at once."""

from securebase.fit._threads import one_thread as one_thread

from ._belief import Belief as Belief, prior as prior
from ._coefficients import (
    Coefficient as Coefficient,
    Coefficients as Coefficients,
    Ended as Ended,
    coefficients as coefficients,
)
from ._cohort import (
    Cohort as Cohort,
    Outcome as Outcome,
    cohort as cohort,
)
from ._forecast import (
    Band as Band,
    Fan as Fan,
    Forecast as Forecast,
    Horizon as Horizon,
    Scenario as Scenario,
    fans as fans,
    forecast as forecast,
    scenarios as scenarios,
)
from ._known import LASTING as LASTING, Known as Known, known as known
from ._learnt import (
    CohortParameter as CohortParameter,
    Learnt as Learnt,
    Said as Said,
)
from ._listen import until as until
from ._model import known_of as known_of, population_moments as population_moments
from ._moved import Moved as Moved, changes as changes, moved as moved
from ._records import Came as Came, Record as Record, records as records
from ._skill import Scored as Scored, track_record as track_record
from ._space import model_names as model_names
from ._targets import (
    TARGETS as TARGETS,
    Target as Target,
    questions_range as questions_range,
    told as told,
)
from ._track import (
    Skill as Skill,
    change_explained as change_explained,
    measured_skill as measured_skill,
    skill_of as skill_of,
)
from ._update import load as load, save as save, update as update

__all__ = [
    "LASTING",
    "TARGETS",
    "Band",
    "Belief",
    "Came",
    "Coefficient",
    "Coefficients",
    "Cohort",
    "CohortParameter",
    "Ended",
    "Fan",
    "Forecast",
    "Horizon",
    "Known",
    "Learnt",
    "Moved",
    "Outcome",
    "Record",
    "Said",
    "Scenario",
    "Scored",
    "Skill",
    "Target",
    "change_explained",
    "changes",
    "coefficients",
    "cohort",
    "fans",
    "forecast",
    "known",
    "known_of",
    "load",
    "measured_skill",
    "model_names",
    "moved",
    "one_thread",
    "population_moments",
    "prior",
    "questions_range",
    "records",
    "save",
    "scenarios",
    "skill_of",
    "told",
    "track_record",
    "until",
    "update",
]
