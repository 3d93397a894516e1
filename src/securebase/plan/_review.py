from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from securebase.core import Z95
from securebase.couples import View
from securebase.fit.couple import Moved, changes, moved, until, update

from ._assumed import assumed
from ._dose import intensity, so_far
from ._gains import gains
from ._goal import goal as goal_of
from ._levels import LETTER
from ._log import Tried, Verdict
from ._practice import practice_of
from ._settled import minutes_after
from ._weighing import Experience, drawn, gained, share_done

# A practice that somebody wants to change is left aside for so long.
_RESTS = dt.timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What two weeks of a practice have told.

    Attributes:
        tried: What was done.
        moved: What moved meanwhile, of what people see, of the one who tried.
        change: How far the goal has moved, in standard deviations between persons;
            None where there are no answers before and after.
        se: Its standard error.
        expected: What the practice was expected to move.
        told: Share of the doubt about this person's response that the review took
            away: from 0, nothing, to 1, all.
        experience: What is known now from one's own trying, for the next plan.
    """

    tried: Tried
    moved: tuple[Moved, ...]
    change: float | None
    se: float | None
    expected: float
    told: float
    experience: Experience

    @property
    def reliable(self) -> bool:
        """Whether the goal moved by more than doubt alone explains (95%)."""
        if self.change is None or self.se is None:
            return False
        return abs(self.change) > Z95 * self.se


def review(view: View, tried: Tried, earlier: Sequence[Tried] = ()) -> Review:
    """Look back at a practice: what moved, and what that says of it.

    A change after a practice is not one because of it: other things happened too. What
    came out counts as one noisy sign of how this person responds, as it should: two
    weeks of one person tell next to nothing of an effect as small as a practice's, and
    the review says how much.

    Args:
        view: What `couples.look` lets the one who tried see.
        tried: What was done.
        earlier: What was tried before.
    """
    # What came after the practice had ended belongs to something else.
    view = until(view, tried.until)
    expected = _expected(view, tried)
    change, se, told = _response(view, tried, expected)
    letter = LETTER[tried.partner]
    return Review(
        tried=tried,
        moved=tuple(
            it for it in moved(view, tried.since)
            if LETTER[it.partner] == letter
        ),
        change=change,
        se=se,
        expected=expected,
        told=told,
        experience=experience(view, (*earlier, tried)),
    )  # fmt: skip


def experience(view: View, log: Sequence[Tried]) -> Experience:
    """What one's own trying says for the next plan.

    Args:
        view: What `couples.look` lets the one who tried see.
        log: Everything tried, by one partner.
    """
    if not log:
        return Experience()
    latest = max(it.until for it in log)
    response: dict[str, tuple[float, float]] = {}
    minutes: dict[str, int] = {}
    for it in sorted(log, key=lambda it: it.until):
        response[it.practice] = _learnt(view, it, response.get(it.practice))
        usual = minutes.get(it.practice) or practice_of(it.practice).minutes
        minutes[it.practice] = minutes_after(usual, it.verdict)
    return Experience(
        days=sum(it.days for it in log),
        done=sum(it.done for it in log),
        response=response,
        minutes=minutes,
        resting=frozenset(
            it.practice
            for it in log
            if it.verdict is Verdict.OTHER and latest - it.until < _RESTS
        ),
    )


def _learnt(
    view: View, tried: Tried, before: tuple[float, float] | None
) -> tuple[float, float]:
    """How this person responds, against what was expected: mean and spread."""
    mean, sd = before or (1.0, assumed("response_spread"))
    view = until(view, tried.until)
    expected = _expected(view, tried)
    change, se, _ = _response(view, tried, expected)
    if change is None or se is None or not expected:
        return mean, sd
    # The change is what was expected, times the response, and all else.
    weight = (expected / se) ** 2
    whole = 1 / sd**2 + weight
    return (mean / sd**2 + weight * change / expected) / whole, whole**-0.5


def _response(
    view: View, tried: Tried, expected: float
) -> tuple[float | None, float | None, float]:
    letter = LETTER[tried.partner]
    other = {"a": "b", "b": "a"}[letter]
    side = {"me": letter, "you": other, "us": "us"}
    weights = {
        f"{side[whose]}.{what}": weight
        for (whose, _, what), weight in (
            (name.partition("."), it)
            for name, it in goal_of(tried.goal).weights.items()
        )
    }
    found = changes(view, tried.since, [weights])
    if found is None:
        return None, None, 0.0
    ((change, se),) = found[1]
    if not se:
        return change, se, 0.0
    sure = (expected * assumed("response_spread") / se) ** 2
    return change, se, sure / (1 + sure)


def _expected(view: View, tried: Tried) -> float:
    """What doing it so often was expected to move by its end, when it was begun.

    Reckoned from what was known on the evening before, and also where the practice
    would not have been suggested then.
    """
    then = update(until(view, tried.since))
    practice = practice_of(tried.practice)
    possible = drawn(then, tried.partner)
    sets = np.arange(possible.shape[1]) % gains().sets
    spent = practice.minutes
    full = gained(possible, sets, goal_of(tried.goal), [practice], spent)
    share = tried.done / tried.days
    often = intensity(spent) * share
    usual = float(share_done(practice, possible).mean())
    return float(full.mean()) * share / usual * so_far(practice, often, tried.days)
