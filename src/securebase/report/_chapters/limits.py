from __future__ import annotations

from dataclasses import replace

from securebase import evidence, measures
from securebase.core import Basis
from securebase.report._blocks import Aside, Block, Section, Sentence, Table
from securebase.report._context import Context
from securebase.report._layout import day_long
from securebase.report._tongue import Tongue, to_say
from securebase.report._words import capital, listed

SAFETY = Aside(
    title=to_say("If you are ever afraid"),
    text=to_say(
        "Everybody gets to read this, whatever they answered. If you are afraid of "
        "your partner, or somebody controls, threatens or hurts you, exercises for "
        "couples are not the place to start. Talk alone to a person you trust, to a "
        "doctor, or to a help line in your country. Nobody reads along here, and "
        "nobody is alerted."
    ),
    tone="safety",
)

WHAT_IT_IS_NOT = Aside(
    title=to_say("What this is not"),
    text=to_say(
        "Not a diagnosis, not a test of whether two people fit, not a forecast of what "
        "becomes of them, and not a substitute for talking to somebody who knows you. "
        "What nobody showed or answered does not appear, and its absence means nothing."
    ),
)


def safety(tongue: Tongue) -> Section:
    """What this is not, and where to turn when afraid; the same for everybody.

    It never starts folded: who needs it must not have to look for it.
    """
    blocks = tuple(
        replace(it, title=tongue.say(it.title), text=tongue.say(it.text))
        for it in (WHAT_IT_IS_NOT, SAFETY)
    )
    return Section(id="limits", title=tongue.say("Limits"), blocks=blocks)


def write(context: Context) -> Section:
    """The questionnaires used, and the sources; always the last chapter."""
    return Section(
        id="sources",
        title=context.say("Questionnaires and sources"),
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
    decimal = context.tongue.decimal
    return (
        Sentence(
            text=context.say(
                "Our own questionnaires are new. Nobody has yet measured how exactly "
                "they measure, so the width of their bands rests on two assumptions: "
                "that two questions of a scale correlate {correlation}, and that "
                "answers to one question spread by {points} points between people.",
                correlation=decimal(f"{evidence.row(rows[0]).value:.2f}"),
                points=decimal(f"{evidence.row(rows[1]).value:.1f}"),
            ),
            label=context.say("assumption"),
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
                    context.say(instrument.title),
                    day_long(sheet.occasion.isoformat(), context.tongue),
                    context.say(
                        "{some} of {all}",
                        some=len(sheet.answers),
                        all=len(instrument.items),
                    ),
                    context.say(instrument.status),
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
            title=context.say("Questionnaires behind this report"),
            columns=tuple(map(context.say, COLUMNS)),
            rows=tuple(rows),
            caption=" ".join(capital(context.say(it)) for it in licences),
        ),
    )


COLUMNS = (
    to_say("Who"),
    to_say("Questionnaire"),
    to_say("Answered on"),
    to_say("Answers"),
    to_say("Status"),
)


def _without_a_level(context: Context) -> tuple[Block, ...]:
    """Names the questionnaires whose answers are there and whose numbers are not."""
    used = {sheet.instrument for person in context.shown for sheet in person.sheets}
    titles = [
        context.say(instrument.title)
        for instrument in map(measures.instrument, sorted(used))
        if all(scale.reliability is None for scale in instrument.scales)
    ]
    if not titles:
        return ()
    return (
        Sentence(
            text=context.say(
                "No level is shown from {titles}: how exactly these answers measure is "
                "not on record here, and no number is given without its doubt.",
                titles=listed(titles, context.tongue),
            )
        ),
    )
