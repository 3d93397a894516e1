from __future__ import annotations

from securebase.core import CONSTRUCTS, Partner, Sureness
from securebase.plan import Suggestion, suggest
from securebase.report._blocks import Block, Paragraph, PracticeCard, Section
from securebase.report._context import Context
from securebase.report._words import capital

from .gives import stages


def write(context: Context) -> Section | None:
    """One thing to try for each person who reads; only ever their own behaviour."""
    cards = [
        _card(context, giver, found)
        for giver in _readers(context)
        if (found := suggest(stages(context, giver))) is not None
    ]
    if not cards:
        return None
    one = "One practice" if len(cards) == 1 else "One practice for each"
    blocks: tuple[Block, ...] = (
        Paragraph(
            text=(
                f"{one}, chosen by a rule of thumb: it trains the part of the "
                "giving with the most room to grow, as far as it is shown. It is not a "
                "forecast. It asks only for one's own doing, never for the other's. "
                "Leaving it is fine."
            )
        ),
        *cards,
        context.cited.claim("skills_programme_to_skill"),
    )
    return Section(id="practice", title="One thing to try", blocks=blocks)


def _readers(context: Context) -> tuple[Partner, ...]:
    reader = context.view.viewer.partner
    return context.order if reader is None else (reader,)


def _card(context: Context, giver: Partner, found: Suggestion) -> PracticeCard:
    practice = found.practice
    return PracticeCard(
        who=context.voice.name(giver),
        title=practice.title,
        why=_why(context, giver, found),
        steps=practice.steps,
        minutes=practice.minutes,
        notice=practice.notice,
        not_when=practice.not_when,
        hard_for=practice.hard_for,
        easier=practice.easier,
        label="rule of thumb",
        sources=context.cited.use(*practice.evidence),
    )


def _why(context: Context, giver: Partner, found: Suggestion) -> str:
    stage = CONSTRUCTS[found.weakest.stage].label
    whose = context.voice.possessive(giver)
    if found.weakest.all_strong:
        return (
            f"What is told of {whose} giving is strong. If practising appeals, "
            f"{stage} is a good place to start."
        )
    if found.weakest.sure is Sureness.UNKNOWN:
        return (
            f"No part of {whose} giving is clearly the lowest. {capital(stage)} is a "
            f"reasonable place to start."
        )
    return f"In {whose} giving, the most room to grow is in {stage}."
