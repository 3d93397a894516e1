from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from securebase.core import Estimate, ScoreError

from ._instrument import Instrument
from ._quality import Quality
from ._score import Scores, score


def score_person(
    answers: Mapping[str, int | None], instrument: Instrument
) -> Mapping[str, Estimate | None]:
    """Scores of one person, each with its doubt.

    Args:
        answers: Item code to answer; a skipped item is None or absent.
        instrument: The questionnaire.

    Returns:
        Scale id to its estimate; None where too few items are answered, or where no
        reliability is known: a number without its doubt is not given.

    Raises:
        ScoreError: An answer to an item that the questionnaire does not have.
    """
    scores = _one(answers, instrument)
    return {
        scale.id: _estimate(scores, column, instrument)
        for column, scale in enumerate(instrument.scales)
    }


def quality_of(answers: Mapping[str, int | None], instrument: Instrument) -> Quality:
    """Signs of careless answering of one person; see `Quality`.

    Raises:
        ScoreError: An answer to an item that the questionnaire does not have.
    """
    return _one(answers, instrument).quality.of(0)


def _one(answers: Mapping[str, int | None], instrument: Instrument) -> Scores:
    unknown = sorted(set(answers) - set(instrument.by_code))
    if unknown:
        raise ScoreError(
            f"Answers must be to items of {instrument.id}. Got {', '.join(unknown)} "
            f"instead. Its items run from {instrument.items[0].code} to "
            f"{instrument.items[-1].code}."
        )
    row = [answers.get(item.code) for item in instrument.items]
    numbers = [np.nan if answer is None else float(answer) for answer in row]
    return score(np.array([numbers]), instrument)


def _estimate(scores: Scores, column: int, instrument: Instrument) -> Estimate | None:
    reliability = instrument.scales[column].reliability
    value = float(scores.value[0, column])
    if reliability is None or np.isnan(value):
        return None
    return Estimate(
        value=value,
        se=float(scores.se[0, column]),
        lo=float(scores.lo[column]),
        hi=float(scores.hi[column]),
        basis=reliability.basis,
        answered=int(scores.answered[0, column]),
        asked=int(scores.asked[column]),
    )
