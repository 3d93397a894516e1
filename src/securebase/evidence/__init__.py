"""What research says, how big it is, and how sure we are, as records with sources.

A number that is remembered or assumed can never be told as a finding: `finding`
refuses it, and its `sentence` says what it is.
"""

from ._cite import Citation as Citation, cite as cite
from ._doors import (
    fact as fact,
    facts as facts,
    row as row,
    rows as rows,
    source as source,
    sources as sources,
    verdict as verdict,
    verdicts as verdicts,
)
from ._fact import Band as Band, Fact as Fact, FactKind as FactKind
from ._finding import Finding as Finding, finding as finding
from ._page import evidence_page as evidence_page
from ._row import Level as Level, Metric as Metric, Row as Row
from ._rule import (
    Checked as Checked,
    Confidence as Confidence,
    Label as Label,
    Standing as Standing,
    Status as Status,
)
from ._source import Source as Source, SourceKind as SourceKind
from ._verdict import Kind as Kind, Verdict as Verdict

__all__ = [
    "Band",
    "Checked",
    "Citation",
    "Confidence",
    "Fact",
    "FactKind",
    "Finding",
    "Kind",
    "Label",
    "Level",
    "Metric",
    "Row",
    "Source",
    "SourceKind",
    "Standing",
    "Status",
    "Verdict",
    "cite",
    "evidence_page",
    "fact",
    "facts",
    "finding",
    "row",
    "rows",
    "source",
    "sources",
    "verdict",
    "verdicts",
]
