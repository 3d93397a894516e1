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
from securebase.report._context import Context
from securebase.report._tongue import to_say, to_say_as
from securebase.report._words import gap

FUNCTIONS = ("haven", "base")

WHAT = {
    "haven": to_say_as("given", "safe haven"),
    "base": to_say_as("given", "support for new steps"),
}


def write(context: Context) -> Section | None:
    """Who is base for whom: the picture, and where the two tellings differ."""
    drawn = picture(context)
    if drawn is None:
        return None
    return Section(
        id="base",
        title=context.say("Who is base for whom"),
        blocks=(_opening(context), drawn, *_differences(context)),
    )


def _opening(context: Context) -> Paragraph:
    return Paragraph(
        text=context.say(
            "A secure base has two sides. The haven is a place to come back to and be "
            "comforted. The base proper is support for new steps: open, interested, "
            "encouraging, leaving room. Each can flow both ways."
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
        label=context.unvalidated,
        caption=context.say(
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
        parts.append(_as_told(context, giver, given))
    if received is not None:
        parts.append(_as_told(context, giver.other, received))
    return context.say(
        _ROUTES[function],
        giver=context.voice.name(giver),
        receiver=context.voice.name(giver.other),
        told="; ".join(parts) or context.say("no answer to show"),
    )


_ROUTES = {
    "haven": to_say("Haven from {giver} to {receiver}: {told}."),
    "base": to_say("Base from {giver} to {receiver}: {told}."),
}


def _as_told(context: Context, teller: Partner, estimate: Estimate) -> str:
    return context.either(
        teller,
        "as you tell it {level}",
        "as {name} tells it {level}",
        level=context.of_scale(estimate),
    )


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
            context.from_answers(
                context.say(
                    "What is told of giving and what is told of getting do not clearly "
                    "differ here."
                )
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
    found = gap(given, received, context.tongue)
    if found is None:
        return None
    text = context.flows(
        giver,
        *(_MORE if found.more else _LESS),
        what=context.say_as("given", WHAT[function]),
        points=found.points,
    )
    return context.from_answers(text, found.sure)


_MORE = (
    to_say(
        "You tell of giving more {what} than {receiver} tells of getting, by {points}."
    ),
    to_say(
        "{giver} tells of giving more {what} than you tell of getting, by {points}."
    ),
    to_say(
        "{giver} tells of giving more {what} than {receiver} tells of getting, by "
        "{points}."
    ),
)
_LESS = (
    to_say(
        "You tell of giving less {what} than {receiver} tells of getting, by {points}."
    ),
    to_say(
        "{giver} tells of giving less {what} than you tell of getting, by {points}."
    ),
    to_say(
        "{giver} tells of giving less {what} than {receiver} tells of getting, by "
        "{points}."
    ),
)
