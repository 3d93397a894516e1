from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from securebase.core import Basis, ReportError, replacing

from ._columns import several
from ._instrument import Instrument, Reliability
from ._percentile import ranks, usable_comparison
from ._reliability import ScaleStatistics, describe
from ._score import Scores, score
from ._table import AnswerTable, read_answers

# Fewer complete cases give too rough a reliability to put bands on single people.
_ENOUGH_FOR_ERROR = 200
# In a handful of people, an item that all answer alike is nothing to wonder at.
_ENOUGH_ROWS = 20


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class ScoreReport:
    """Scores of a file, scale statistics, and what the reader should know.

    Attributes:
        instrument: The questionnaire.
        table: The answers as read.
        scores: The scores.
        statistics: Mean, spread and reliability of each scale in this file.
        notes: Sentences to show with the results.
    """

    instrument: Instrument
    table: AnswerTable
    scores: Scores
    statistics: tuple[ScaleStatistics, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return (
            f"ScoreReport({self.instrument.id}, {len(self.table)} people, "
            f"{len(self.statistics)} scales, {len(self.notes)} notes)"
        )

    def columns(self) -> dict[str, Any]:
        """Columns of the result, by names that are valid identifiers.

        ``id``; for each scale its score ``<scale>``, ``_se``, ``_low``, ``_high``,
        ``_answered``, and ``_percentile`` where there is a comparison sample; then
        the fields of `Quality`.
        """
        scores = self.scores
        found: dict[str, Any] = {"id": np.array(self.table.ids, dtype=object)}
        for at, scale in enumerate(self.instrument.scales):
            found[scale.id] = scores.value[:, at]
            for name in ("se", "low", "high", "answered"):
                found[f"{scale.id}_{name}"] = getattr(scores, name)[:, at]
            sample = usable_comparison(scale) if scores.own_range else None
            if sample is not None:
                found[f"{scale.id}_percentile"] = ranks(scores.value[:, at], sample)
        for name in _QUALITY:
            found[name] = getattr(scores.quality, name)
        return found

    def frame(self) -> Any:
        """The columns as a pandas data frame, one row a person."""
        import pandas as pd  # slow to load, and only wanted here

        return pd.DataFrame(self.columns())

    def to_json_dict(self, *, people: bool = True) -> dict[str, Any]:
        """Everything as plain values for JSON; missing numbers are None.

        Args:
            people: Whether the rows of single people belong to it.
        """
        told: dict[str, Any] = {
            "format": "securebase-scores/1",
            "instrument": self.instrument.id,
            "title": self.instrument.title,
            "status": self.instrument.status,
            "file": self.table.file,
            "people": len(self.table),
            "range": [self.table.lo, self.table.hi],
            "columns": dict(self.table.columns),
            "statistics": {one.scale: _plain(asdict(one)) for one in self.statistics},
            "notes": list(self.notes),
        }
        if people:
            told["scores"] = self._rows()
        return told

    def write_csv(self, path: Path | str) -> None:
        """Write the columns as CSV, whole or not at all.

        Raises:
            ReportError: It cannot be written there.
        """
        path = Path(path)
        if path.exists() and not path.is_file():
            raise ReportError(
                f"The scores must be written to a plain file. Got {path} instead, "
                "which is something else. Choose another place with --out."
            )
        if (
            path.exists()
            and self.table.path.exists()
            and path.samefile(self.table.path)
        ):
            raise ReportError(
                f"The scores must be written to another file than the answers. Got "
                f"{path} instead. Choose another name with --out."
            )
        try:
            with replacing(path) as beside:
                self.frame().to_csv(beside, index=False, lineterminator="\n")
        except OSError as error:
            raise ReportError(
                f"The scores must be written to a place that can be written. Got "
                f"{(error.strerror or 'an error').lower()} for {path} instead. Choose "
                "another place with --out."
            ) from error

    def _rows(self) -> list[dict[str, Any]]:
        columns = {name: _listed(values) for name, values in self.columns().items()}
        every = zip(*columns.values(), strict=True)
        return [dict(zip(columns, row, strict=True)) for row in every]


_QUALITY = (
    "share_missing",
    "out_of_range",
    "longest_run",
    "straight_line",
    "too_many_missing",
)


def score_file(
    path: Path | str,
    instrument: Instrument,
    *,
    mapping: Mapping[str, str] | str | Path | None = None,
    missing: str | Sequence[str | int | float] = (),
    lo: int | None = None,
    hi: int | None = None,
    reversed_already: bool = False,
    wrong_values: Literal["error", "missing"] = "error",
    id_column: str | None = None,
) -> ScoreReport:
    """Score a file of answers; see `read_answers` for what it may look like.

    Where no reliability is known for the questionnaire, or not on this range, the
    standard errors rest on the file's own, if it has 200 complete cases of the scale.

    Args:
        path: The file.
        instrument: The questionnaire.
        mapping: Which column answers which item, as for `read_answers`.
        missing: Codes of missing answers, as for `read_answers`.
        lo: Lowest answer in the file, where it is not the questionnaire's own.
        hi: Highest answer in the file, likewise.
        reversed_already: Whether reversed items were turned before.
        wrong_values: What to do with text or decimals that are no answer.
        id_column: A column to name people by.

    Returns:
        Scores, statistics and notes, ready to be shown or written.

    Raises:
        DataError: The file is not what it must be; every place is named.
        ScoreError: The range cannot be used with this questionnaire.
    """
    table = read_answers(
        path,
        instrument,
        mapping=mapping,
        missing=missing,
        lo=lo,
        hi=hi,
        wrong_values=wrong_values,
        id_column=id_column,
    )
    return score_table(table, instrument, reversed_already=reversed_already)


def score_table(
    table: AnswerTable, instrument: Instrument, *, reversed_already: bool = False
) -> ScoreReport:
    """Score answers that were read before.

    Raises:
        ScoreError: They do not fit the questionnaire.
    """
    statistics = describe(
        table.answers,
        instrument,
        lo=table.lo,
        hi=table.hi,
        reversed_already=reversed_already,
    )
    own = _from_file(instrument, table, statistics)
    scores = score(
        table.answers,
        instrument,
        lo=table.lo,
        hi=table.hi,
        reversed_already=reversed_already,
        reliabilities=own,
    )
    return ScoreReport(
        instrument=instrument,
        table=table,
        scores=scores,
        statistics=statistics,
        notes=(
            *table.notes,
            *_answer_notes(table, instrument),
            *_notes(scores, statistics, own, instrument),
        ),
    )


def _from_file(
    instrument: Instrument, table: AnswerTable, statistics: Sequence[ScaleStatistics]
) -> dict[str, Reliability]:
    """Reliability computed from the file, for scales that have no other."""
    own_range = (table.lo, table.hi) == (instrument.lo, instrument.hi)
    found = {}
    for scale, seen in zip(instrument.scales, statistics, strict=True):
        known = scale.reliability is not None and own_range
        if known or seen.n < _ENOUGH_FOR_ERROR or seen.sd is None:
            continue
        # At or below 0 the items are no scale; at 1 they are one item.
        if seen.alpha is not None and 0.0 < seen.alpha < 1.0:
            found[scale.id] = Reliability(
                sd=seen.sd,
                alpha=seen.alpha,
                basis=Basis.MEASURED,
                source=table.file,
                n=seen.n,
            )
    return found


def _answer_notes(table: AnswerTable, instrument: Instrument) -> Iterator[str]:
    """Columns that hold no answer at all, or only one."""
    if len(table) < _ENOUGH_ROWS:
        return
    codes = np.array([item.code for item in instrument.items])
    given = ~np.isnan(table.answers)
    least = np.where(given, table.answers, np.inf).min(axis=0)
    most = np.where(given, table.answers, -np.inf).max(axis=0)
    if nobody := codes[least > most].tolist():
        yield f"Nobody answered {several(nobody)}."
    if alike := codes[least == most].tolist():
        yield f"Everybody gave one and the same answer to {several(alike)}."


def _notes(
    scores: Scores,
    statistics: Sequence[ScaleStatistics],
    own: Mapping[str, Reliability],
    instrument: Instrument,
) -> Iterator[str]:
    if not instrument.validated:
        yield _unvalidated(instrument)
    more = _scored_though_incomplete(scores, statistics)
    if more:
        yield (
            "The figures rest on the n people who answered all items of a scale. Some "
            f"who lack a few are scored, too: {', '.join(more)}."
        )
    if own:
        yield f"Standard errors of {', '.join(own)} rest on the answers of this file."
    for scale, reason in scores.no_error.items():
        yield (
            f"Single scores of {scale} have no standard error: {reason}, and this file "
            f"does not tell it (from {_ENOUGH_FOR_ERROR} complete people on, and alpha "
            "above 0)."
        )
    for seen in statistics:
        yield from _suspicious(seen)
    lines = int(scores.quality.straight_line.sum())
    if lines:
        yield f"{lines:,} of {len(scores):,} people gave half the items one answer."
    many = int(scores.quality.too_many_missing.sum())
    if many:
        yield f"{many:,} of {len(scores):,} people left more than a fifth unanswered."


def _unvalidated(instrument: Instrument) -> str:
    if instrument.key_status == "user":
        return (
            f"The key of {instrument.title} is your own; whether the questionnaire is "
            "validated is not known here."
        )
    return f"{instrument.title} is not yet validated."


def _scored_though_incomplete(
    scores: Scores, statistics: Sequence[ScaleStatistics]
) -> list[str]:
    counts = (~np.isnan(scores.value)).sum(axis=0)
    every = zip(statistics, counts.tolist(), strict=True)
    return [f"{seen.scale} {n:,} in all" for seen, n in every if n > seen.n]


def _suspicious(seen: ScaleStatistics) -> Iterator[str]:
    against = [code for code, r in seen.item_rest.items() if r is not None and r < -0.1]
    if seen.n >= _ENOUGH_FOR_ERROR and against:
        runs = "run" if len(against) > 1 else "runs"
        yield (
            f"{', '.join(against)} {runs} against the rest of {seen.scale}. If "
            "reversed items were turned before, say --already-reversed; else check the "
            "columns."
        )


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(v) if isinstance(v, dict) else v for name, v in told.items()}


def _listed(values: NDArray[Any]) -> list[Any]:
    plain = values.tolist()
    if values.dtype.kind != "f":
        return list(plain)
    return [None if value != value else value for value in plain]
