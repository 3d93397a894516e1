"""Questionnaires against their published keys, scored item by item by hand.

The keys are written out here once more, as their sources print them (places of the
items, counted from 1), so that a slip in a key file cannot hide. A score is then added
up in plain Python. Ten questionnaires, eight people each; some skip an item.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Literal

import pytest

from securebase.measures import Instrument, instrument, score_person
from tests.measures.made import RELIABLE


@dataclass(frozen=True)
class Key:
    lo: int
    hi: int
    scales: dict[str, list[int]]
    reverse: frozenset[int] = frozenset()
    method: Literal["mean", "sum"] = "mean"
    first_hi: int | None = None


def every(first: int, last: int, step: int = 1) -> list[int]:
    return list(range(first, last + 1, step))


KEYS = {
    # Donnellan et al. (2006): E A C N O in turn, the second half of each turned.
    "mini_ipip": Key(
        1,
        5,
        {
            "extraversion": [1, 6, 11, 16],
            "agreeableness": [2, 7, 12, 17],
            "conscientiousness": [3, 8, 13, 18],
            "neuroticism": [4, 9, 14, 19],
            "openness": [5, 10, 15, 20],
        },
        frozenset([6, 7, 8, 9, 10, 15, 16, 17, 18, 19, 20]),
    ),
    # Brennan, Clark and Shaver, 1998
    "ecr_36": Key(
        1,
        7,
        {
            "attachment_avoidance": every(1, 35, 2),
            "attachment_anxiety": every(2, 36, 2),
        },
        frozenset([3, 15, 19, 22, 25, 27, 29, 31, 33, 35]),
    ),
    # Fraley, Waller & Brennan (2000), the authors' own order
    "ecr_r": Key(
        1,
        7,
        {"attachment_anxiety": every(1, 18), "attachment_avoidance": every(19, 36)},
        frozenset([9, 11, 20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36]),
    ),
    # Wei et al. (2007)
    "ecr_s": Key(
        1,
        7,
        {
            "attachment_avoidance": every(1, 11, 2),
            "attachment_anxiety": every(2, 12, 2),
        },
        frozenset([1, 5, 8, 9]),
    ),
    # Fraley et al. (2011)
    "ecr_rs": Key(
        1,
        7,
        {"attachment_avoidance": every(1, 6), "attachment_anxiety": every(7, 9)},
        frozenset([1, 2, 3, 4]),
    ),
    # Funk & Rogge (2007): sums of the printed points, the first up to 6
    "csi_4": Key(0, 5, {"satisfaction": every(1, 4)}, method="sum", first_hi=6),
    "csi_16": Key(0, 5, {"satisfaction": every(1, 16)}, method="sum", first_hi=6),
    # Schwarzer and Jerusalem
    "gse": Key(1, 4, {"self_efficacy": every(1, 10)}, method="sum"),
    # Hendrick, 1988
    "ras": Key(1, 5, {"satisfaction": every(1, 7)}, frozenset([4, 7])),
    # International Personality Item Pool: four keyed up, six keyed down
    "ipip_adventurousness": Key(
        1, 5, {"adventurousness": every(1, 10)}, frozenset([5, 6, 7, 8, 9, 10])
    ),
}


def with_error(form: Instrument) -> Instrument:
    """The same key with a made-up reliability: without one no estimate is given."""
    scales = tuple(replace(scale, reliability=RELIABLE) for scale in form.scales)
    return replace(form, scales=scales)


def answers_of(key: Key, items: int, person: int) -> dict[int, int | None]:
    # Not for secrets: the same made-up person every time.
    draw = random.Random(person)
    tops = {1: key.first_hi or key.hi}
    answers: dict[int, int | None] = {
        place: draw.randint(key.lo, tops.get(place, key.hi))
        for place in every(1, items)
    }
    if key.method == "mean" and person % 2:
        answers[draw.randint(1, items)] = None
    return answers


def by_hand(key: Key, places: list[int], answers: dict[int, int | None]) -> float:
    total = answered = 0
    for place in places:
        answer = answers[place]
        if answer is None:
            continue
        total += key.lo + key.hi - answer if place in key.reverse else answer
        answered += 1
    return total / answered if key.method == "mean" else total


@pytest.mark.parametrize("person", range(8))
@pytest.mark.parametrize("form", KEYS)
def test_a_person_scores_what_the_published_key_says(form: str, person: int) -> None:
    key, one = KEYS[form], instrument(form)
    answers = answers_of(key, len(one.items), person)
    named = {item.code: answers[at] for at, item in enumerate(one.items, start=1)}
    assert {scale.id for scale in one.scales} == set(key.scales)
    found = score_person(named, with_error(one))
    for scale, places in key.scales.items():
        estimate = found[scale]
        assert estimate is not None
        assert estimate.value == pytest.approx(by_hand(key, places, answers), abs=1e-12)


def test_the_signed_sums_of_the_relationship_questionnaire() -> None:
    # Bartholomew & Horowitz (1991): self = (secure + dismissing) - (preoccupied +
    # fearful) = (6 + 2) - (3 + 1); other = (secure + preoccupied) - (dismissing +
    # fearful) = (6 + 3) - (2 + 1).
    answers = {"secure": 6, "fearful": 1, "preoccupied": 3, "dismissing": 2}
    found = score_person(answers, with_error(instrument("rq")))
    values = {scale: one.value for scale, one in found.items() if one is not None}
    assert values == {"model_self": 4.0, "model_other": 6.0}
