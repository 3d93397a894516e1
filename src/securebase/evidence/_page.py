from __future__ import annotations

from collections.abc import Iterable, Sequence

from ._doors import facts, rows, source, sources, verdicts
from ._fact import Fact
from ._row import Row
from ._rule import Label, Standing
from ._source import Source
from ._verdict import Kind, Verdict

_INTRO = """# Evidence

Every number that securebase takes from research, with its range, its origin and
its sources, and everything that it merely assumes. This page is made from the
records themselves: `python -m securebase.evidence > docs/evidence.md`.

## How to read it

A number is introduced by one of five labels, and only the first two make a finding:
"""

_MEANINGS = {
    Label.PUBLISHED: "the number was read in the source.",
    Label.COMPUTED: "the number was computed from a public data file.",
    Label.DIRECTION: "the source shows which way it goes; how much is our judgement.",
    Label.MEMORY: "the number is remembered; check it before you rely on it.",
    Label.ASSUMPTION: "nobody has tested it, or nothing usable was found.",
}

_LEVELS = """
Ranges are 95% ranges. They are wider than a single study's interval, because they
allow for other populations, shared questionnaires and publication bias. The level
is **W** within one person, **B** between people, **L** over time, *event* or
*experiment*; a value between people is never a rate within one person. Confidence is
**A** (a meta-analysis or a very large sample), **B** (good studies), or **C** (only
the direction was seen, or a judgement). S1 to S24 are the statements of the theory.
"""

_SECTIONS = {
    Kind.STATEMENT: ("Verdicts on the statements", ""),
    Kind.CLAIM: ("Verdicts on single claims", ""),
    Kind.GAP: ("Gaps", "What nobody seems to have measured yet."),
    Kind.WARNING: ("Warnings about quality", ""),
    Kind.USE: ("Rules of use", ""),
    Kind.LIMIT: ("Limits of prediction", ""),
}


def evidence_page() -> str:
    """All records as one page of Markdown.

    Returns:
        The page, ending in a newline.
    """
    labels = "\n".join(f"- **{label}**: {_MEANINGS[label]}" for label in Label)
    numbered = [row for row in rows() if row.row is not None]
    own = [row for row in rows() if row.row is None]
    parts = [
        f"{_INTRO}\n{labels}\n{_LEVELS}",
        _section("Coefficients", _row_table(numbered)),
        _section("Facts that a simulation must reproduce", _fact_table(facts())),
        *(_verdict_section(kind) for kind in Kind),
        _section("Assumptions about our own scales", _row_table(own)),
        _section("Sources", _source_list(sources())),
    ]
    return "\n".join(parts)


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}\n"


def _verdict_section(kind: Kind) -> str:
    title, intro = _SECTIONS[kind]
    table = _verdict_table(verdicts(kind=kind))
    return _section(title, f"{intro}\n\n{table}" if intro else table)


def _row_table(records: Sequence[Row]) -> str:
    head = ("Row", "Link", "Size", "Level", "Label", "Conf.", "Serves", "Sources")
    return _table(head, (_row_cells(row) for row in records))


def _row_cells(row: Row) -> tuple[str, ...]:
    link = f"{row.link}<br>`{row.id}`{_aside(row.note, row.untested)}"
    level = f"{row.level.value}, {row.timescale}"
    serves = _statements(row.statements)
    return (
        str(row.row or "–"),
        link,
        f"{row.metric.words} **{row.value:.2f}** ({row.low:.2f} to {row.high:.2f})",
        level,
        row.label.value,
        row.confidence.value,
        serves if row.verdict is Standing.NONE else f"{serves}<br>{row.verdict.words}",
        _references(row.sources),
    )


def _fact_table(records: Sequence[Fact]) -> str:
    head = ("Fact", "In words", "Band", "Label", "Serves", "Sources")
    return _table(head, (_fact_cells(fact) for fact in records))


def _fact_cells(fact: Fact) -> tuple[str, ...]:
    return (
        fact.id,
        f"{fact.text}{_aside(fact.note, fact.untested)}",
        "<br>".join(str(band) for band in fact.bands) or "shape only",
        fact.label.value,
        _statements(fact.statements),
        _references(fact.sources),
    )


def _verdict_table(records: Sequence[Verdict]) -> str:
    head = ("Record", "Verdict", "In words", "Serves", "Sources")
    return _table(head, (_verdict_cells(verdict) for verdict in records))


def _verdict_cells(verdict: Verdict) -> tuple[str, ...]:
    return (
        f"`{verdict.id}`",
        "–" if verdict.verdict is Standing.NONE else verdict.verdict.words,
        f"{verdict.text}{_aside('', verdict.untested if verdict.is_tested else '')}",
        _statements(verdict.statements),
        _references(verdict.sources),
    )


def _source_list(records: Iterable[Source]) -> str:
    return "\n".join(_source_item(source) for source in records)


def _source_item(source: Source) -> str:
    found = " ".join(part for part in (_upper(source.sample), source.found) if part)
    return f'- <a id="{source.key}"></a>`{source.key}` {source.text} *{found}*'


def _upper(sample: str) -> str:
    return f"{sample[0].upper()}{sample[1:]}." if sample else ""


def _aside(note: str, untested: str) -> str:
    said = f"<br>*{note}*" if note else ""
    return f"{said}<br>**Untested:** {untested}." if untested else said


def _statements(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "–"


def _references(keys: Sequence[str]) -> str:
    return ", ".join(f"[{source(key).short}](#{key})" for key in keys) or "none"


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [_line(head), _line(["---"] * len(head)), *(_line(row) for row in body)]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
