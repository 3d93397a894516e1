"""What might be going on, how sure the answers are, and what would speak against it.

A hypothesis is to be asked about, never to be told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from securebase import evidence
from securebase.core import Estimate, Partner, Sureness
from securebase.plan import both_tellings, weakest
from securebase.report._blocks import Block, Paragraph, Points, Section, Sentence
from securebase.report._chapters import diary
from securebase.report._chapters.gives import stages
from securebase.report._context import Context
from securebase.report._tongue import to_say, to_say_as

MOST = 3
# The middle of the answer scale of our own questionnaires.
MIDDLE = 3.0
_FUNCTIONS = {
    "haven": to_say_as("meant to give", "comfort"),
    "base": to_say_as("meant to give", "support for new steps"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One thing that may be going on.

    Attributes:
        text: In one sentence.
        probability: That the answers lie as the sentence says.
        against: What would speak against it.
        question: What to ask, and whom.
        row: The evidence behind the link in it, or None where it claims no link.
    """

    text: str
    probability: float
    against: str
    question: str
    row: str | None = None


Finder = Callable[[Context], Iterator[Hypothesis]]


def found(context: Context) -> tuple[Hypothesis, ...]:
    """The three best ones, at most one of each kind, the most probable first."""
    best = [
        max(those, key=lambda it: it.probability)
        for finder in _FINDERS
        if (those := list(finder(context)))
    ]
    best.sort(key=lambda it: -it.probability)
    return tuple(best[:MOST])


def write(context: Context) -> Section:
    """The hypotheses, each labelled as one."""
    blocks: list[Block] = []
    for place, it in enumerate(found(context), start=1):
        blocks.append(
            Sentence(
                text=f"{place}. {it.text}",
                sure=Sureness.of(it.probability),
                label=_label(context, it),
                sources=() if it.row is None else context.cited.use(it.row),
            )
        )
        blocks.append(Paragraph(text=it.against))
    number = len(blocks) // 2
    if number < MOST:
        text = context.say("More hypotheses than this, what is shared does not allow.")
        blocks.append(Paragraph(text=text))
    if number:
        blocks.append(Paragraph(text=context.say(_HOW)))
    return Section(
        id="hypotheses", title=context.say(_TITLES[number]), blocks=tuple(blocks)
    )


_TITLES = (
    to_say("No hypothesis"),
    to_say("One hypothesis"),
    to_say("Two hypotheses"),
    to_say("Three hypotheses"),
)
_HOW = to_say(
    "How sure: that the answers lie so. That one thing brings about the other is not "
    "said by that; the source of each link says how well it is known."
)


def questions(context: Context) -> Section:
    """What to ask, first each of them alone."""
    asked = [it.question for it in found(context)]
    return Section(
        id="questions",
        title=context.say("Questions to ask"),
        blocks=(Points(items=(context.say(ALONE), *asked, context.say(TOGETHER))),),
    )


ALONE = to_say(
    "Each alone, first: is there anything that you would rather tell me without the "
    "other in the room? Do you answer freely here, or does somebody look on?"
)
TOGETHER = to_say(
    "Both: what would you notice in three months if things were better, and what is it "
    "today that should stay as it is?"
)


def _label(context: Context, it: Hypothesis) -> str:
    if it.row is None:
        return context.say("hypothesis")
    label = context.say(evidence.row(it.row).label)
    return context.say("hypothesis; the link: {label}", label=label)


def _one_sided(context: Context) -> Iterator[Hypothesis]:
    """One gives more than comes back, and it costs."""
    for giver in context.order:
        there, back = flow(context, giver), flow(context, giver.other)
        load = context.people[giver].level("load")
        if there is None or back is None or load is None:
            continue
        name, other = context.voice.name(giver), context.voice.name(giver.other)
        yield Hypothesis(
            text=context.say(
                "{name} may carry more of the two than comes back, and be "
                "wearing out: support from {name} {there}, back {back}; load "
                "{load}.",
                name=name,
                there=context.of_scale(there),
                back=context.of_scale(back),
                load=context.of_scale(load),
            ),
            probability=there.probability_above_estimate(back)
            * load.probability_above(MIDDLE),
            against=context.say(
                "Against it: giving comes easily to {name}, or {other} gives "
                "in ways that were not asked about.",
                name=name,
                other=other,
            ),
            question=context.say(
                "{name}: what would you put down first, and what would happen "
                "then? {other}: what do you do for {name} that goes unseen?",
                name=name,
                other=other,
            ),
            row="one_sided_provision_to_exhaustion_healthy",
        )


def _not_arriving(context: Context) -> Iterator[Hypothesis]:
    """What one gives does not arrive as it is meant."""
    for giver in context.order:
        for function, words in _FUNCTIONS.items():
            given = context.given(giver, function)
            got = context.received(giver, function)
            if given is None or got is None:
                continue
            name, other = context.voice.name(giver), context.voice.name(giver.other)
            yield Hypothesis(
                text=context.say(
                    "The {words} that {name} means to give may not arrive: {name} "
                    "tells of {given}, {other} of {got}.",
                    words=context.say_as("meant to give", words),
                    name=name,
                    given=context.of_scale(given),
                    other=other,
                    got=context.of_scale(got),
                ),
                probability=given.probability_above_estimate(got),
                against=context.say(
                    "Against it: the two mean different things by the same words, "
                    "or {name} tells of intentions.",
                    name=name,
                ),
                question=context.say(
                    "{other}: when did it last reach you that {name} was there, "
                    "and how did you notice? {name}: how do you know whether it "
                    "arrived?",
                    other=other,
                    name=name,
                ),
                row="enacted_to_perceived_responsiveness",
            )


def _stuck(context: Context) -> Iterator[Hypothesis]:
    """One step of the chain from noticing to doing is the lowest."""
    for giver in context.order:
        lowest = weakest(stages(context, giver))
        if lowest is None or lowest.all_strong:
            continue
        name, other = context.voice.name(giver), context.voice.name(giver.other)
        label = context.label(lowest.stage)
        yield Hypothesis(
            text=context.say(
                "What {name} gives may get stuck at one step, {label} "
                "({level}), the lowest of those told.",
                name=name,
                label=label,
                level=context.of_scale(lowest.estimate),
            ),
            probability=lowest.probability,
            against=context.say(
                "Against it: others are about as low, or it is low only lately."
            ),
            question=context.say(
                "Tell me of the last time {other} needed something and {name} "
                "was near: what was noticed, what was understood, what was "
                "done?",
                other=other,
                name=name,
            ),
            row="perceived_responsiveness_to_security",
        )


def _held_back(context: Context) -> Iterator[Hypothesis]:
    """One holds back where there is little backing."""
    for who in context.order:
        held = context.people[who].level("inhibition")
        backed = context.received(who.other, "base")
        if held is None or backed is None:
            continue
        name, other = context.voice.name(who), context.voice.name(who.other)
        yield Hypothesis(
            text=context.say(
                "{name} may hold back from new steps for want of backing: "
                "holding back {held}, support for new steps {backed}.",
                name=name,
                held=context.of_scale(held),
                backed=context.of_scale(backed),
            ),
            probability=held.probability_above(MIDDLE)
            * (1 - backed.probability_above(MIDDLE)),
            against=context.say(
                "Against it: {name} held back in the same way before, or what "
                "is missing is time or money.",
                name=name,
            ),
            question=context.say(
                "{name}: what have you wanted to try and left, and what would "
                "{other} have said?",
                name=name,
                other=other,
            ),
            row="encouragement_to_challenge_acceptance",
        )


def _near_and_far(context: Context) -> Iterator[Hypothesis]:
    """One seeks closeness where the other seeks room."""
    for who in context.order:
        near = context.people[who].level("attachment_anxiety")
        far = context.people[who.other].level("attachment_avoidance")
        if near is None or far is None:
            continue
        name, other = context.voice.name(who), context.voice.name(who.other)
        yield Hypothesis(
            text=context.say(
                "{name} may come closer where {other} steps back: attachment "
                "anxiety {near}, attachment avoidance {far}.",
                name=name,
                other=other,
                near=context.of_scale(near),
                far=context.of_scale(far),
            ),
            probability=near.probability_above(_middle(near))
            * far.probability_above(_middle(far)),
            against=context.say("Against it: in a quarrel, each has done both."),
            question=context.say(
                "After a quarrel, who makes the first step, and what does the "
                "other do then? Ask {name} and {other} apart.",
                name=name,
                other=other,
            ),
            row="avoidance_to_responsive_provision",
        )


def _taking_over(context: Context) -> Iterator[Hypothesis]:
    """Help comes with too much taking over."""
    for giver in context.order:
        level = both_tellings(
            context.given(giver, "non_intrusion"),
            context.received(giver, "non_intrusion"),
        )
        if level is None:
            continue
        name, other = context.voice.name(giver), context.voice.name(giver.other)
        yield Hypothesis(
            text=context.say(
                "Help from {name} may come with too much taking over: leaving "
                "room {level}.",
                name=name,
                level=context.of_scale(level),
            ),
            probability=1 - level.probability_above(MIDDLE),
            against=context.say("Against it: {other} asks for just that.", other=other),
            question=context.say(
                "{other}: when {name} helps, what remains yours to do? "
                "{name}: what would you fear if you left it?",
                other=other,
                name=name,
            ),
            row="intrusive_support_to_satisfaction",
        )


def _no_echo(context: Context) -> Iterator[Hypothesis]:
    """Good news finds little echo."""
    for who in context.order:
        joy = context.received(who.other, "joy")
        if joy is None:
            continue
        name, other = context.voice.name(who), context.voice.name(who.other)
        yield Hypothesis(
            text=context.say(
                "Good news of {name} may find little echo with {other}: joy "
                "at success {joy}, as {name} tells it.",
                name=name,
                other=other,
                joy=context.of_scale(joy),
            ),
            probability=1 - joy.probability_above(MIDDLE),
            against=context.say("Against it: {name} keeps good news back.", name=name),
            question=context.say(
                "{name}: whom do you tell good news first? {other}: what was "
                "the last good thing that happened to {name}?",
                name=name,
                other=other,
            ),
            row="joy_response_to_quality",
        )


def _gone_quiet(context: Context) -> Iterator[Hypothesis]:
    """Little is new, and the relationship feels little alive."""
    lively = [context.people[it].level("vitality") for it in context.order]
    going = [context.people[it].level("exploration") for it in context.order]
    known = [it for it in (*lively, *going) if it is not None]
    if len([it for it in lively if it]) < 2 or not any(going):
        return
    one, other = (it for it in lively if it is not None)
    yield Hypothesis(
        text=context.say(
            "The relationship may have gone quiet, and little new comes "
            "into it: liveliness {one} and {another}, as the two tell it.",
            one=context.of_scale(one),
            another=context.of_scale(other),
        ),
        probability=math.prod(1 - it.probability_above(MIDDLE) for it in known),
        against=context.say("Against it: it is a quiet time, and both want it so."),
        question=context.say("Both: what did you last do together for the first time?"),
        row="novelty_to_vitality",
    )


def _strained(context: Context) -> Iterator[Hypothesis]:
    """What weighs may come from outside the two."""
    for who in context.order:
        person, name = context.people[who], context.voice.name(who)
        threat, energy = (diary.level(person, it) for it in ("threat", "energy"))
        if threat is None or energy is None:
            continue
        yield Hypothesis(
            text=context.say(
                "What weighs on {name} may come from outside the two: "
                "pressure and worry {threat}, energy {energy}, on the days "
                "told of.",
                name=name,
                threat=context.of_scale(threat),
                energy=context.of_scale(energy),
            ),
            probability=threat.probability_above(MIDDLE)
            * (1 - energy.probability_above(MIDDLE)),
            against=context.say(
                "Against it: the days that weigh are the days of quarrel."
            ),
            question=context.say(
                "{name}: if work and all the rest were easy for a week, what "
                "would be different at home?",
                name=name,
            ),
            row="provider_stress_to_provision",
        )


def _well(context: Context) -> Iterator[Hypothesis]:
    """What was asked about goes well, and what brings them may lie elsewhere."""
    levels = [
        context.received(giver, function)
        for giver in context.order
        for function in _FUNCTIONS
    ]
    known = [it for it in levels if it is not None]
    if len(known) < len(levels):
        return
    yield Hypothesis(
        text=context.say(
            "Each may be a secure base for the other as it is, and what "
            "brings them to you may be something that was not asked "
            "about: the lowest of what arrives is {level}.",
            level=context.of_scale(min(known, key=lambda it: it.value)),
        ),
        probability=math.prod(it.probability_above(MIDDLE) for it in known),
        against=context.say(
            "Against it: one of them answers as it should be, not as it is."
        ),
        question=context.say("Both: what made you come now, and not a year ago?"),
    )


def flow(context: Context, giver: Partner) -> Estimate | None:
    """What of both functions flows from one to the other, as both tell it."""
    tellings = [
        both_tellings(context.given(giver, it), context.received(giver, it))
        for it in _FUNCTIONS
    ]
    if any(it is None for it in tellings):
        return None
    return both_tellings(*tellings)


def _middle(level: Estimate) -> float:
    return (level.lo + level.hi) / 2


_FINDERS: tuple[Finder, ...] = (
    _one_sided,
    _not_arriving,
    _stuck,
    _held_back,
    _near_and_far,
    _taking_over,
    _no_echo,
    _gone_quiet,
    _strained,
    _well,
)
