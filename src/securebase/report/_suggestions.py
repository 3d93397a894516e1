"""A plan and a look back in words, for a page on which somebody chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from securebase.core import Partner, ReportError
from securebase.couples import View
from securebase.plan import (
    Experience,
    Goal,
    Option,
    Plan,
    Practice,
    Tried,
    Verdict,
    enough,
    experience,
    goal as goal_of,
    minutes_of,
    next_plan,
    practice_of,
    reason,
    review,
    thompson,
)

from ._back_words import BECAUSE, moved_words, told_words
from ._blocks import SourceEntry
from ._chapters import practice as chapter
from ._cited import Cited
from ._context import Context, context
from ._plan_words import best_words, goal_title, what_it_is_not
from ._tongue import ORIGINAL, Tongue, tongue as tongue_of
from ._words import chance

# The one suggested, and what may be taken instead.
_TO_CHOOSE_FROM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One practice, as somebody may take it up.

    Attributes:
        practice: Its id.
        title: What it is called.
        minutes: Minutes a day.
        why: The reason, in one sentence.
        expected: The gain to be expected, with its range, and of how much doing; empty
            where it is not weighed.
        steps: What to do, in order.
        notice: What to look out for.
        hard_for: For whom, or on which days, it is harder.
        easier: What makes it easier.
        not_when: When to leave it.
        untested: What nobody has tested, as sentences.
        sources: The evidence that it leans on.
        language: Language tag of these words.
    """

    practice: str
    title: str
    minutes: int
    why: str
    expected: str
    steps: tuple[str, ...]
    notice: str
    hard_for: str
    easier: str
    not_when: str
    untested: tuple[str, ...]
    sources: tuple[SourceEntry, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What one person may try.

    Attributes:
        enough: Whether enough is known for a plan; without it there is no option.
        check_ins: Number of check-ins behind it.
        questionnaires: Number of questionnaires behind it.
        goal: Short name of the goal.
        goal_words: What the goal is, and why it is taken.
        minutes: Most minutes a day.
        well: Whether all is well: then nothing needs to be trained.
        clear: Whether one practice stands out.
        drawn: Whether the first was drawn by its chances, as after a try of another.
        sure: How probably the first is the best.
        options: What there is to choose from, the one suggested first.
        others: What else was weighed: title, minutes, expected gain, chance to be best.
        limits: What the numbers are not.
        language: Language tag of these words.
    """

    enough: bool
    check_ins: int
    questionnaires: int
    goal: str
    goal_words: str
    minutes: int
    well: bool
    clear: bool
    drawn: bool
    sure: str
    options: tuple[Suggestion, ...]
    others: tuple[tuple[str, str, str, str], ...]
    limits: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """What some weeks of a practice have told.

    Attributes:
        moved: What moved meanwhile, in sentences.
        because: That a change after it is not one because of it.
        told: What was expected, and how little this tells of it.
        language: Language tag of these words.
    """

    moved: tuple[str, ...]
    because: str
    told: str
    language: str


def suggestions(
    view: View,
    *,
    goal: str | None = None,
    minutes: int | None = None,
    tried: Sequence[Tried] = (),
    alone: bool = False,
    language: str = ORIGINAL,
) -> Suggestions:
    """What the one who reads may try, in words.

    Args:
        view: What `couples.look` lets this partner see.

    Other Args:
        goal: Short name of a goal; what seems most called for if left out.
        minutes: Most minutes a day; as reviews settled if left out.
        tried: What they tried before.
        alone: Whether nothing may be suggested that asks for anything with the other.
        language: Language of the words, see `languages`.

    Raises:
        ReportError: If the view is not one partner's own, or nothing is written in
            this language.
        PracticeError: If the goal is unknown or the minutes are out of range.
    """
    reader = _reader(view)
    written = context(view, alone=alone, tongue=tongue_of(language))
    settled = experience(view, tried)
    found = next_plan(written.belief, reader, goal, minutes, settled, alone=alone)
    seen = view.people[reader]
    known = enough(view, reader)
    drawn = bool(tried) and _latest(tried).verdict is Verdict.OTHER and not found.clear
    chosen = _chosen(found, tried, drawn=drawn) if known else []
    return Suggestions(
        enough=known,
        check_ins=len(seen.check_ins),
        questionnaires=len(seen.sheets),
        goal=found.goal.id,
        goal_words=_goal_words(written, found, chosen=goal is not None),
        minutes=found.minutes,
        well=found.well,
        clear=found.clear,
        drawn=drawn,
        sure=best_words(found, written.tongue) if chosen else "",
        options=tuple(_suggestion(written, found, it, settled) for it in chosen),
        others=_others(found, chosen, settled, written.tongue) if known else (),
        limits=what_it_is_not(written.tongue),
        language=language,
    )


def suggestion(
    practice: str, goal: str, minutes: int, *, language: str = ORIGINAL
) -> Suggestion:
    """A practice that somebody has taken up, in words.

    What was expected of it is left out: that was weighed when it was chosen.

    Args:
        practice: Its id.
        goal: Short name of the goal.
        minutes: Minutes a day.

    Other Args:
        language: Language of the words, see `languages`.

    Raises:
        ReportError: If nothing is written in this language.
        PracticeError: If the practice or the goal is unknown.
    """
    tongue = tongue_of(language)
    return _worded(
        chapter.spoken(practice_of(practice), tongue),
        goal_of(goal),
        minutes,
        Cited(tongue),
        tongue,
    )


def look_back(view: View, tried: Tried, *, language: str = ORIGINAL) -> LookBack:
    """What some weeks of a practice have told the one who tried, in words.

    Args:
        view: What `couples.look` lets them see.
        tried: What was done.

    Other Args:
        language: Language of the words, see `languages`.

    Raises:
        ReportError: If nothing is written in this language.
    """
    tongue = tongue_of(language)
    found = review(view, tried)
    return LookBack(
        moved=moved_words(found, tongue),
        because=tongue.say(BECAUSE),
        told=told_words(found, tongue),
        language=language,
    )


def _reader(view: View) -> Partner:
    if view.viewer.partner is None:
        raise ReportError(
            "Suggestions must be for one partner who reads alone. Got "
            f"{view.viewer.value!r} instead. Look at the couple as this partner."
        )
    return view.viewer.partner


def _latest(tried: Sequence[Tried]) -> Tried:
    return max(tried, key=lambda it: it.until)


def _chosen(found: Plan, tried: Sequence[Tried], *, drawn: bool) -> list[Option]:
    """What is offered, the suggestion first."""
    first = thompson(found, _latest(tried).until.toordinal()) if drawn else found.choice
    if first is None:
        return []
    rest = [it for it in found.options if it is not first]
    return [first, *rest][:_TO_CHOOSE_FROM]


def _goal_words(written: Context, found: Plan, *, chosen: bool) -> str:
    if chosen and not found.well:
        title = goal_title(found.goal, written.tongue, to_the_reader=True)
        return written.say("Your goal: {goal}.", goal=title)
    return chapter.goal_sentence(written, found).text


def _suggestion(
    written: Context, found: Plan, option: Option, settled: Experience
) -> Suggestion:
    tongue, minutes = written.tongue, minutes_of(option.practice, found, settled)
    practice = chapter.spoken(option.practice, tongue)
    return replace(
        _worded(practice, found.goal, minutes, written.cited, tongue),
        expected=chapter.expected(option, tongue),
        easier=chapter.made_easier(written, found.partner, practice),
    )


def _worded(
    practice: Practice, goal: Goal, minutes: int, cited: Cited, tongue: Tongue
) -> Suggestion:
    why = reason(practice, goal)
    assert why is not None
    untested = (tongue.say(practice.caveat), *_untested(practice, tongue))
    return Suggestion(
        practice=practice.id,
        title=practice.title,
        minutes=minutes,
        why=tongue.say(why.sentence),
        expected="",
        steps=practice.steps,
        notice=practice.notice,
        hard_for=practice.hard_for,
        easier=practice.easier,
        not_when=practice.not_when,
        untested=tuple(filter(None, untested)),
        sources=cited.entries(*why.rows),
        language=tongue.language,
    )


def _untested(practice: Practice, tongue: Tongue) -> list[str]:
    words = "; ".join(tongue.say(it) for it in practice.untested)
    if not words:
        return []
    return [
        tongue.say("Of what stands behind it, this is untested: {what}.", what=words)
    ]


def _others(
    found: Plan, chosen: Sequence[Option], settled: Experience, tongue: Tongue
) -> tuple[tuple[str, str, str, str], ...]:
    left = [it for it in found.options if it not in chosen]
    return tuple(
        (
            chapter.spoken(it.practice, tongue).title,
            str(minutes_of(it.practice, found, settled)),
            chapter.ranged(it, tongue),
            chance(it.best, tongue),
        )
        for it in left[: chapter.BESIDE]
    )
