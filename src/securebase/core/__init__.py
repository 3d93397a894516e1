"""Names that every floor shares."""

from .constructs import CONSTRUCTS as CONSTRUCTS, Construct as Construct, Topic as Topic
from .errors import (
    DataError as DataError,
    EvidenceError as EvidenceError,
    FitError as FitError,
    InstrumentError as InstrumentError,
    ModelError as ModelError,
    PracticeError as PracticeError,
    Problem as Problem,
    ReportError as ReportError,
    RunError as RunError,
    ScoreError as ScoreError,
    SecureBaseError as SecureBaseError,
)
from .estimate import (
    Z95 as Z95,
    Basis as Basis,
    Estimate as Estimate,
    Sureness as Sureness,
    normal_cdf as normal_cdf,
)
from .files import cache_folder as cache_folder, replacing as replacing
from .people import Partner as Partner, Role as Role, Viewer as Viewer
from .statements import STATEMENTS as STATEMENTS

__all__ = [
    "CONSTRUCTS",
    "STATEMENTS",
    "Z95",
    "Basis",
    "Construct",
    "DataError",
    "Estimate",
    "EvidenceError",
    "FitError",
    "InstrumentError",
    "ModelError",
    "Partner",
    "PracticeError",
    "Problem",
    "ReportError",
    "Role",
    "RunError",
    "ScoreError",
    "SecureBaseError",
    "Sureness",
    "Topic",
    "Viewer",
    "cache_folder",
    "normal_cdf",
    "replacing",
]
