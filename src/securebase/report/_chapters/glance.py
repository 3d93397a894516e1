from __future__ import annotations

import math

from securebase.core import CONSTRUCTS, Partner, Sureness
from securebase.plan import both_tellings, weakest
from securebase.report._blocks import Sentence
from securebase.report._context import Context
from securebase.report._words import LevelWord, capital, level_word

from . import between, diary
from .gives import stages

NOTHING = (
    "There is nothing to show here yet.",
    "It fills up as questions are answered, and shared by choice.",
    "What is missing here means nothing by being missing.",
)

HOW_MUCH = {"high": "very much", "in the middle": "in part", "low": "hardly"}
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
        return tuple(Sentence(text=text) for text in NOTHING)
    return tuple([*found, *(Sentence(text=text) for text in NOTHING[1:])][:3])


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
    giver = voice.verb(receiver.other, "are", "is")
    if back.word == out.word:
        what = "both a place to come back to and a support for going out"
        text = f"{giver} {HOW_MUCH[back.word]} {what}"
    else:
        text = (
            f"{giver} {HOW_MUCH[back.word]} a place to come back to and "
            f"{HOW_MUCH[out.word]} a support for going out"
        )
    sure = Sureness.of(back.probability * out.probability)
    return [Sentence(text=f"{capital(voice.tells(receiver))}, {text}.", sure=sure)]


def _one_level(context: Context, receiver: Partner) -> LevelWord | None:
    haven = context.received(receiver.other, "haven")
    base = context.received(receiver.other, "base")
    # The two functions count alike; neither makes up for the other being unknown.
    if haven is None or base is None:
        return None
    mean = both_tellings(haven, base)
    return None if mean is None else level_word(mean)


def _two_bases(context: Context, told: list[tuple[Partner, LevelWord]]) -> Sentence:
    voice = context.voice
    (first, a), (second, b) = told
    if a.word == b.word:
        text = f"Each is {HOW_MUCH[a.word]} a secure base for the other"
    else:
        text = (
            f"{capital(voice.tells(first))}, {voice.name(second)} is "
            f"{HOW_MUCH[a.word]} a secure base; {voice.tells(second)}, "
            f"{voice.name(first)} is {HOW_MUCH[b.word]} one"
        )
    return Sentence(text=f"{text}.", sure=Sureness.of(a.probability * b.probability))


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
    parts = [
        f"{context.voice.name(person)} goes out {HOW_FAR[word.word]}"
        for person, word in words.items()
    ]
    chance = math.prod(word.probability for word in words.values())
    return [Sentence(text=f"{'; '.join(parts)}.", sure=Sureness.of(chance))]


def _out_and_back(context: Context, reader: Partner) -> list[Sentence]:
    person = context.people[reader]
    explore, held = person.level("exploration"), person.level("inhibition")
    if explore is None or held is None:
        return []
    out, back = level_word(explore), level_word(held)
    some = {"high": "a lot", "in the middle": "some", "low": "little"}
    return [
        Sentence(
            text=f"You go out {HOW_FAR[out.word]} and hold back {some[back.word]}.",
            sure=Sureness.of(out.probability * back.probability),
        )
    ]


def _room(context: Context) -> list[Sentence]:
    reader = context.view.viewer.partner
    found = {
        giver: lowest
        for giver in (context.order if reader is None else (reader,))
        if (lowest := weakest(stages(context, giver))) is not None
    }
    if not found:
        return []
    parts = [
        f"{context.voice.possessive(giver)} giving, the most room to grow is in "
        f"{CONSTRUCTS[lowest.stage].label}"
        for giver, lowest in found.items()
    ]
    chance = math.prod(lowest.probability for lowest in found.values())
    text = f"In {'; in '.join(parts)}."
    return [Sentence(text=text, sure=Sureness.of(chance))]
