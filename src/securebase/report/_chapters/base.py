from __future__ import annotations

from securebase.core import Estimate, Partner
from securebase.report._blocks import (
    BaseLink,
    BasePicture,
    Block,
    Paragraph,
    Section,
    Sentence,
)
from securebase.report._context import UNVALIDATED, Context, from_answers
from securebase.report._words import capital, gap, of_scale

FUNCTIONS = ("haven", "base")

MEANING = {
    "haven": "a place to come back to and be comforted",
    "base": "support for new steps: open, interested, encouraging, leaving room",
}


def write(context: Context) -> Section | None:
    """Who is base for whom: the picture, and where the two tellings differ."""
    drawn = picture(context)
    if drawn is None:
        return None
    return Section(
        id="base",
        title="Who is base for whom",
        blocks=(_opening(), drawn, *_differences(context)),
    )


def _opening() -> Paragraph:
    return Paragraph(
        text=(
            f"A secure base has two sides. The haven is {MEANING['haven']}. "
            f"The base proper is {MEANING['base']}. Each can flow both ways."
        )
    )


def picture(context: Context) -> BasePicture | None:
    """Haven and base in both directions, or None where nothing is told of them."""
    links = tuple(
        _link(context, giver, function)
        for giver in context.order
        for function in FUNCTIONS
    )
    if not any(link.received or link.given for link in links):
        return None
    left, right = (context.voice.name(partner) for partner in context.order)
    return BasePicture(
        left=left,
        right=right,
        links=links,
        label=UNVALIDATED,
        caption=(
            "Levels are on the answer scale from 0 to 6. Each dot is an estimate, the "
            "line around it is where the true level probably lies (95%). Filled: what "
            "the giver tells of giving. Hollow: what the receiver tells of getting."
        ),
    )


def _link(context: Context, giver: Partner, function: str) -> BaseLink:
    received = context.received(giver, function)
    given = context.given(giver, function)
    return BaseLink(
        giver=context.voice.name(giver),
        receiver=context.voice.name(giver.other),
        function="haven" if function == "haven" else "base",
        received=received,
        given=given,
        spoken=_spoken(context, giver, function, received, given),
    )


def _spoken(
    context: Context,
    giver: Partner,
    function: str,
    received: Estimate | None,
    given: Estimate | None,
) -> str:
    parts = []
    if given is not None:
        parts.append(f"{context.voice.tells(giver)} {of_scale(given)}")
    if received is not None:
        parts.append(f"{context.voice.tells(giver.other)} {of_scale(received)}")
    name = "Haven" if function == "haven" else "Base"
    route = f"from {context.voice.name(giver)} to {context.voice.name(giver.other)}"
    return f"{name} {route}: {'; '.join(parts) or 'no answer to show'}."


def _differences(context: Context) -> tuple[Block, ...]:
    sentences = [
        sentence
        for giver in context.order
        for function in FUNCTIONS
        if (sentence := difference(context, giver, function)) is not None
    ]
    if not _two_tellings(context):
        return ()
    if not sentences:
        sentences = [
            from_answers(
                "What is told of giving and what is told of getting do not clearly "
                "differ here."
            )
        ]
    return (*sentences, context.cited.claim("enacted_to_perceived_responsiveness"))


def _two_tellings(context: Context) -> bool:
    return any(
        context.received(giver, function) is not None
        and context.given(giver, function) is not None
        for giver in context.order
        for function in FUNCTIONS
    )


def difference(context: Context, giver: Partner, function: str) -> Sentence | None:
    """Where what is told of giving and of getting differ, in words."""
    received = context.received(giver, function)
    given = context.given(giver, function)
    if received is None or given is None:
        return None
    found = gap(given, received)
    if found is None:
        return None
    what = "safe haven" if function == "haven" else "support for new steps"
    side = "more" if found.more else "less"
    voice = context.voice
    return from_answers(
        f"{capital(voice.verb(giver, 'tell', 'tells'))} of giving {side} {what} "
        f"than {voice.verb(giver.other, 'tell', 'tells')} of getting, by "
        f"{found.points}.",
        found.sure,
    )
