from __future__ import annotations

import math

from securebase.core import CONSTRUCTS, Partner, Sureness
from securebase.plan import STAGES, Weakest, both_tellings, weakest
from securebase.report._blocks import Sentence
from securebase.report._context import Context, from_answers
from securebase.report._words import LevelWord, capital, level_word, listed

from . import between, diary
from .exploring import HELD
from .gives import stages

NOTHING = "There is nothing to show here yet."
SOMETHING = "There are not yet the answers that a summary needs."
FILLING = (
    "This page fills up as questions are answered, and shared by choice.",
    "What is missing here means nothing by being missing.",
)

# What somebody finds, never what the other is: a low answer judges nobody.
MUCH = {"high": "much of", "in the middle": "something of", "low": "little of"}
SOME = {"high": "a lot of", "in the middle": "some", "low": "little"}
HOW_FAR = {"high": "a lot", "in the middle": "a fair amount", "low": "little"}


def write(context: Context) -> tuple[Sentence, ...]:
    """The whole in three plain sentences, the most telling first.

    A sentence that claims several things is as sure as all of them together.
    """
    found = [
        *_base(context),
        *_exploring(context),
        *_room(context),
        *between.sentences(context),
        *diary.sentences(context),
    ]
    if not found:
        opening = SOMETHING if context.shown else NOTHING
        found = [Sentence(text=opening)]
    return tuple([*found, *(Sentence(text=text) for text in FILLING)][:3])


def _base(context: Context) -> list[Sentence]:
    reader = context.view.viewer.partner
    if reader is not None:
        return _both_functions(context, reader)
    told = [
        (receiver, level)
        for receiver in context.order
        if (level := _one_level(context, receiver)) is not None
    ]
    if len(told) < 2:
        return [it for who, _ in told for it in _both_functions(context, who)]
    return [_two_bases(context, told)]


def _both_functions(context: Context, receiver: Partner) -> list[Sentence]:
    haven = context.received(receiver.other, "haven")
    base = context.received(receiver.other, "base")
    if haven is None or base is None:
        return []
    back, out = level_word(haven), level_word(base)
    voice = context.voice
    text = (
        f"{capital(voice.verb(receiver, 'tell', 'tells'))} of getting "
        f"{SOME[back.word]} comfort and {SOME[out.word]} support for new steps from "
        f"{voice.subject(receiver.other)}."
    )
    return [from_answers(text, Sureness.of(back.probability * out.probability))]


def _one_level(context: Context, receiver: Partner) -> LevelWord | None:
    haven = context.received(receiver.other, "haven")
    base = context.received(receiver.other, "base")
    # The two functions count alike; neither makes up for the other being unknown.
    if haven is None or base is None:
        return None
    mean = both_tellings(haven, base)
    return None if mean is None else level_word(mean)


def _two_bases(context: Context, told: list[tuple[Partner, LevelWord]]) -> Sentence:
    name = context.voice.name
    (first, a), (second, b) = told
    if a.word == b.word:
        text = f"Each tells of finding {MUCH[a.word]} a secure base in the other."
    else:
        text = (
            f"{name(first)} tells of finding {MUCH[a.word]} a secure base in "
            f"{name(second)}; {name(second)}, {MUCH[b.word]} one in {name(first)}."
        )
    return from_answers(text, Sureness.of(a.probability * b.probability))


def _exploring(context: Context) -> list[Sentence]:
    reader = context.view.viewer.partner
    if reader is not None:
        return _out_and_back(context, reader)
    words = {
        person.partner: level_word(level)
        for person in context.shown
        if (level := person.level("exploration")) is not None
    }
    if not words:
        return []
    far = {person: HOW_FAR[word.word] for person, word in words.items()}
    parts = [f"{context.voice.name(it)} explores {far[it]}" for it in far]
    if len(far) == 2 and len(set(far.values())) == 1:
        parts = [f"Both explore {next(iter(far.values()))}"]
    chance = math.prod(word.probability for word in words.values())
    return [from_answers(f"{'; '.join(parts)}.", Sureness.of(chance))]


def _out_and_back(context: Context, reader: Partner) -> list[Sentence]:
    person = context.people[reader]
    explore, held = person.level("exploration"), person.level("inhibition")
    if explore is None or held is None:
        return []
    out, back = level_word(explore), level_word(held)
    text = f"You explore {HOW_FAR[out.word]} and hold back {HELD[back.word]}."
    return [from_answers(text, Sureness.of(out.probability * back.probability))]


def _room(context: Context) -> list[Sentence]:
    reader = context.view.viewer.partner
    found = {
        giver: lowest
        for giver in (context.order if reader is None else (reader,))
        if (lowest := weakest(stages(context, giver))) is not None
    }
    clear = [it for it in found.values() if it.sure is not Sureness.UNKNOWN]
    if not found:
        return []
    if not clear:
        return [from_answers(_nothing_stands_out(context, list(found)))]
    parts = [_most_room(context, giver, lowest) for giver, lowest in found.items()]
    sure = Sureness.of(math.prod(lowest.probability for lowest in clear))
    return [from_answers(f"In {'; in '.join(parts)}.", sure)]


def _nothing_stands_out(context: Context, givers: list[Partner]) -> str:
    whose = listed([context.voice.possessive(giver) for giver in givers])
    return f"In {whose} giving, no part clearly has more room to grow than the rest."


def _most_room(context: Context, giver: Partner, lowest: Weakest) -> str:
    whose = context.voice.possessive(giver)
    if lowest.sure is Sureness.UNKNOWN:
        return f"{whose} giving, no part stands out"
    if len(stages(context, giver)) < len(STAGES):
        whose = f"what is shown of {whose}"
    label = CONSTRUCTS[lowest.stage].label
    return f"{whose} giving, the most room to grow is in {label}"
