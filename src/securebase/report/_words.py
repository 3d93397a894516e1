"""Turning numbers and names into words: the only place that does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from securebase.core import Z95, Estimate, Partner, Sureness

from ._tongue import ENGLISH, Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Speaks to the reader: a partner who reads alone is "you", others have names."""

    names: Mapping[Partner, str]
    reader: Partner | None

    def name(self, person: Partner) -> str:
        """The person's name, whoever reads."""
        return self.names[person]

    def subject(self, person: Partner) -> str:
        """``you`` or the name, inside a sentence."""
        return "you" if person is self.reader else self.names[person]

    def possessive(self, person: Partner) -> str:
        """``your`` or ``Mara's``."""
        return "your" if person is self.reader else f"{self.names[person]}'s"

    def verb(self, person: Partner, plain: str, third: str) -> str:
        """``you tell`` or ``Mara tells``."""
        return f"{self.subject(person)} {plain if person is self.reader else third}"

    def tells(self, person: Partner) -> str:
        """``as you tell it`` or ``as Mara tells it``."""
        return f"as {self.verb(person, 'tell', 'tells')} it"


def capital(text: str) -> str:
    """The text with its first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str], tongue: Tongue = ENGLISH) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return tongue.say("{some} and {last}", some=", ".join(words[:-1]), last=words[-1])


def number(value: float, tongue: Tongue = ENGLISH) -> str:
    """One decimal, with a true minus sign."""
    return tongue.decimal(f"{value:.1f}".replace("-0.0", "0.0").replace("-", "−"))


def of_scale(estimate: Estimate, tongue: Tongue = ENGLISH) -> str:
    """``4.3 of 6, likely 3.1 to 5.4``."""
    # No-break spaces, so that no number stands alone at the start of a line.
    return tongue.say(
        "{value} of\u00a0{most}, {band}",
        value=number(estimate.value, tongue),
        most=f"{estimate.hi:g}",
        band=band(estimate, tongue),
    )


def band(estimate: Estimate, tongue: Tongue = ENGLISH) -> str:
    """``likely 3.1 to 5.4``: the 95% band in words."""
    return tongue.say(
        "likely {low} to\u00a0{high}",
        low=number(estimate.low, tongue),
        high=number(estimate.high, tongue),
    )


def percent(number: int | str, tongue: Tongue = ENGLISH) -> str:
    """``63%``."""
    return tongue.say("{n}%", n=number)


def chance(probability: float, tongue: Tongue = ENGLISH) -> str:
    """``63%``; never ``0%`` or ``100%``, because nothing here is certain."""
    of_hundred = round(probability * 100)
    if of_hundred >= 100:
        return tongue.say("over {share}", share=percent(99, tongue))
    if of_hundred <= 0:
        return tongue.say("under {share}", share=percent(1, tongue))
    return percent(of_hundred, tongue)


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelWord:
    """Where on its answer scale a level most probably lies.

    Attributes:
        word: ``low``, ``in the middle`` or ``high``.
        probability: How probable that third of the answer scale is.
    """

    word: str
    probability: float

    @property
    def sure(self) -> Sureness:
        """The word for the probability."""
        return Sureness.of(self.probability)


def level_word(estimate: Estimate) -> LevelWord:
    """The third of the answer scale that is most probable.

    The thirds are of the scale itself. They compare with nobody.
    """
    span = estimate.hi - estimate.lo
    above_low = estimate.probability_above(estimate.lo + span / 3)
    above_middle = estimate.probability_above(estimate.lo + span * 2 / 3)
    thirds = {
        "low": 1 - above_low,
        "in the middle": above_low - above_middle,
        "high": above_middle,
    }
    word = max(thirds, key=lambda it: thirds[it])
    return LevelWord(word=word, probability=thirds[word])


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A difference between two levels that is worth a sentence.

    Attributes:
        more: Whether the first is the higher one.
        points: Its size, such as ``1.3 points of 6 (likely 0.4 to 2.2)``.
        sure: How sure its direction is.
    """

    more: bool
    points: str
    sure: Sureness


def gap(first: Estimate, second: Estimate, tongue: Tongue = ENGLISH) -> Gap | None:
    """The difference of two levels, or None where it is less than fairly sure."""
    above = first.probability_above_estimate(second)
    sure = Sureness.of(max(above, 1 - above))
    if sure not in (Sureness.FAIRLY, Sureness.VERY):
        return None
    size = abs(first.value - second.value)
    doubt = Z95 * math.hypot(first.se, second.se)
    points = tongue.say(
        "{size} points of\u00a0{most} (likely {low} to\u00a0{high})",
        size=number(size, tongue),
        most=f"{first.hi:g}",
        low=number(size - doubt, tongue),
        high=number(size + doubt, tongue),
    )
    return Gap(more=above > 0.5, points=points, sure=sure)


def within_brackets(reference: str) -> str:
    """``Joel et al., 2020``: a short reference as it stands inside brackets."""
    return reference.replace(" (", ", ").replace(")", "")
