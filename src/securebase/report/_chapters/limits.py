from __future__ import annotations

from securebase import evidence, measures
from securebase.core import Basis
from securebase.report._blocks import Aside, Block, Section, Sentence, Table
from securebase.report._context import Context
from securebase.report._layout import day_long
from securebase.report._words import capital, listed

SAFETY = Aside(
    title="If you are ever afraid",
    text=(
        "Everybody gets to read this, whatever they answered. If you are afraid of "
        "your partner, or somebody controls, threatens or hurts you, exercises for "
        "couples are not the place to start. Talk alone to a person you trust, to a "
        "doctor, or to a help line in your country. Nobody reads along here, and "
        "nobody is alerted."
    ),
    tone="safety",
)

WHAT_IT_IS_NOT = Aside(
    title="What this is not",
    text=(
        "Not a diagnosis, not a test of whether two people fit, not a forecast of what "
        "becomes of them, and not a substitute for talking to somebody who knows you. "
        "What nobody showed or answered does not appear, and its absence means nothing."
    ),
)


def safety() -> Section:
    """What this is not, and where to turn when afraid; the same for everybody.

    It never starts folded: who needs it must not have to look for it.
    """
    return Section(id="limits", title="Limits", blocks=(WHAT_IT_IS_NOT, SAFETY))


def write(context: Context) -> Section:
    """The questionnaires used, and the sources; always the last chapter."""
    return Section(
        id="sources",
        title="Questionnaires and sources",
        blocks=(
            *_bands(context),
            *_questionnaires(context),
            *_without_a_level(context),
            context.cited.listing(),
        ),
        folded=True,
    )


def _bands(context: Context) -> tuple[Block, ...]:
    levels = [level for person in context.shown for level in person.latest.values()]
    if not any(level.estimate.basis is Basis.ASSUMED for level in levels):
        return ()
    rows = ("assumed_item_correlation", "assumed_item_sd")
    return (
        Sentence(
            text=(
                "Our own questionnaires are new. Nobody has yet measured how exactly "
                "they measure, so the width of their bands rests on two assumptions: "
                f"that two questions of a scale correlate "
                f"{evidence.row(rows[0]).value:.2f}, and that answers to one question "
                f"spread by {evidence.row(rows[1]).value:.1f} points between people."
            ),
            label="assumption",
            sources=context.cited.use(*rows),
        ),
    )


def _questionnaires(context: Context) -> tuple[Block, ...]:
    rows = []
    for person in context.shown:
        for sheet in person.sheets:
            instrument = measures.instrument(sheet.instrument)
            rows.append(
                (
                    person.name,
                    instrument.title,
                    day_long(sheet.occasion.isoformat()),
                    f"{len(sheet.answers)} of {len(instrument.items)}",
                    instrument.status,
                )
            )
    if not rows:
        return ()
    licences = sorted(
        {
            measures.instrument(sheet.instrument).licence
            for person in context.shown
            for sheet in person.sheets
        }
    )
    return (
        Table(
            title="Questionnaires behind this report",
            columns=("Who", "Questionnaire", "Answered on", "Answers", "Status"),
            rows=tuple(rows),
            caption=" ".join(capital(it) for it in licences),
        ),
    )


def _without_a_level(context: Context) -> tuple[Block, ...]:
    """Names the questionnaires whose answers are there and whose numbers are not."""
    used = {sheet.instrument for person in context.shown for sheet in person.sheets}
    titles = [
        instrument.title
        for instrument in map(measures.instrument, sorted(used))
        if all(scale.reliability is None for scale in instrument.scales)
    ]
    if not titles:
        return ()
    return (
        Sentence(
            text=(
                f"No level is shown from {listed(titles)}: how exactly these answers "
                f"measure is not on record here, and no number is given without its "
                f"doubt."
            )
        ),
    )
