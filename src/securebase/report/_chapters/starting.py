from __future__ import annotations

from securebase import evidence, measures
from securebase.report._blocks import (
    Block,
    Paragraph,
    Section,
    Sentence,
    Strip,
    StripRow,
    Table,
)
from securebase.report._context import Context
from securebase.report._numbers import Level, Person
from securebase.report._own import instrument_caption, status_label
from securebase.report._tongue import Tongue, to_say
from securebase.report._words import capital

TRAITS = (
    "neuroticism",
    "agreeableness",
    "conscientiousness",
    "extraversion",
    "openness",
)
ATTACHMENT = ("attachment_anxiety", "attachment_avoidance")
HINTS = {
    "neuroticism": to_say("quick to worry and to feel strongly"),
    "agreeableness": to_say("warm and considerate"),
    "conscientiousness": to_say("orderly and thorough"),
    "extraversion": to_say("outgoing"),
    "openness": to_say("drawn to ideas and imagination"),
    "attachment_anxiety": to_say("unsure of mattering to the other"),
    "attachment_avoidance": to_say("at ease with distance, less with closeness"),
}
# What is published, or assumed, about traits and giving: one line each in the table.
LINKS = (
    "neuroticism_to_provision",
    "agreeableness_to_provision",
    "conscientiousness_to_provision",
    "extraversion_to_provision",
    "openness_to_encouragement",
    "avoidance_to_responsive_provision",
    "anxiety_to_intrusive_provision",
)


def write(context: Context) -> Section | None:
    """Traits and attachment as starting points, with their small effects."""
    told = [person for person in context.shown if _told(person)]
    if not told:
        return None
    return Section(
        id="starting",
        title=context.say("Starting points"),
        blocks=(
            Paragraph(
                text=context.say(
                    "Traits and attachment say where giving starts from, and only a "
                    "little of that. They set no limit: giving is a skill. Two "
                    "dimensions of attachment are shown and no types, because people "
                    "do not come in types."
                )
            ),
            *(strip for person in told for strip in _strips(context, person)),
            _table(context),
            *_untested(context),
        ),
        folded=True,
    )


def _told(person: Person) -> bool:
    return any(person.level(it) is not None for it in TRAITS + ATTACHMENT)


def _strips(context: Context, person: Person) -> list[Strip]:
    found = []
    for constructs, titles in ((TRAITS, OF_TRAITS), (ATTACHMENT, OF_ATTACHMENT)):
        levels = [it for key, it in person.latest.items() if key[0] in constructs]
        levels.sort(key=lambda it: constructs.index(it.scale.construct or ""))
        # Two questionnaires have two axes and two comparison samples: a strip for each.
        for source in dict.fromkeys(it.instrument.id for it in levels):
            alike = [it for it in levels if it.instrument.id == source]
            found.append(_strip(context, person, titles, alike))
    return found


OF_TRAITS = (to_say("Your traits"), to_say("{name}'s traits"))
OF_ATTACHMENT = (to_say("Your attachment"), to_say("{name}'s attachment"))


def _strip(
    context: Context, person: Person, titles: tuple[str, str], levels: list[Level]
) -> Strip:
    scale = levels[0].scale
    span = scale.hi - scale.lo
    return Strip(
        title=context.either(person.partner, *titles),
        lo=scale.lo,
        hi=scale.hi,
        low_means=context.say("low"),
        high_means=context.say("high"),
        rows=tuple(_row(context, person, level) for level in levels),
        caption=_caption(levels, context.tongue),
        ticks=(scale.lo + span / 3, scale.lo + span * 2 / 3),
        label=status_label(levels[0].instrument, context.tongue),
    )


def _row(context: Context, person: Person, level: Level) -> StripRow:
    construct = level.scale.construct or ""
    percentile = measures.percentile(level.estimate, level.scale)
    note = None
    # Answers to a translation are not set beside those to the original, and whoever
    # reads in another language may have answered in it.
    if percentile is not None and context.tongue.original:
        note = (
            f"above {percentile.value:.0f}% of the comparison sample "
            f"(likely {percentile.low:.0f} to {percentile.high:.0f}%)"
        )
    return StripRow(
        label=capital(context.label(construct)),
        hint=context.say(HINTS[construct]),
        marks=(context.mark(person.partner, "own", level.estimate),),
        label_note=note,
    )


def _caption(levels: list[Level], tongue: Tongue) -> str:
    comparison = next(
        (it.scale.comparison for it in levels if it.scale.comparison), None
    )
    instrument = levels[0].instrument
    if comparison is None or not tongue.original:
        return instrument_caption(instrument, tongue)
    return (
        f"{instrument.title}. Comparison sample: {comparison.label} "
        f"(n = {comparison.n:,}). It is not a norm for couples."
    )


def _table(context: Context) -> Table:
    rows = []
    for key in context.cited.use(*LINKS):
        row = evidence.row(key)
        rows.append(
            (
                capital(context.say(row.link)),
                context.say(
                    "{size} ({low} to {high})",
                    size=_signed(row.value, context.tongue),
                    low=_signed(row.low, context.tongue),
                    high=_signed(row.high, context.tongue),
                ),
                context.say(row.label),
            )
        )
    return Table(
        title=context.say("How much traits have to do with giving"),
        columns=tuple(map(context.say, COLUMNS)),
        rows=tuple(rows),
        caption=context.say(
            "Sizes run from −1 to 1; at .20, a trait accounts for about 4 parts in "
            "100. They describe many people, not any one person."
        ),
    )


COLUMNS = (to_say("Link"), to_say("Size (range)"), to_say("How well known"))


def _signed(value: float, tongue: Tongue) -> str:
    if value == 0:
        return "0"
    text = f"{value:+.2f}".replace("-", "−")
    return text.replace("0.", ".") if tongue.original else tongue.decimal(text)


def _untested(context: Context) -> tuple[Block, ...]:
    return (
        Sentence(
            text=context.say(
                "That open people support another's exploring more easily has not been "
                "tested directly."
            ),
            label=context.say("untested"),
            sources=context.cited.use("openness_to_encouragement"),
        ),
    )
