"""Questionnaires, their keys and their scores, and the daily check-in."""

from . import checkin as checkin
from ._change import (
    Change as Change,
    Verdict as Verdict,
    reliable_change as reliable_change,
)
from ._instrument import (
    Comparison as Comparison,
    Instrument as Instrument,
    Item as Item,
    Reliability as Reliability,
    Scale as Scale,
)
from ._languages import languages as languages
from ._load import (
    instrument as instrument,
    instruments as instruments,
    read_instrument as read_instrument,
)
from ._paper import paper_form as paper_form
from ._percentile import Percentile as Percentile, percentile as percentile
from ._person import quality_of as quality_of, score_person as score_person
from ._quality import Qualities as Qualities, Quality as Quality
from ._reliability import ScaleStatistics as ScaleStatistics, describe as describe
from ._score import Scores as Scores, score as score
from ._score_file import (
    ScoreReport as ScoreReport,
    score_file as score_file,
    score_table as score_table,
)
from ._table import AnswerTable as AnswerTable, read_answers as read_answers

__all__ = [
    "AnswerTable",
    "Change",
    "Comparison",
    "Instrument",
    "Item",
    "Percentile",
    "Qualities",
    "Quality",
    "Reliability",
    "Scale",
    "ScaleStatistics",
    "ScoreReport",
    "Scores",
    "Verdict",
    "checkin",
    "describe",
    "instrument",
    "instruments",
    "languages",
    "paper_form",
    "percentile",
    "quality_of",
    "read_answers",
    "read_instrument",
    "reliable_change",
    "score",
    "score_file",
    "score_person",
    "score_table",
]
