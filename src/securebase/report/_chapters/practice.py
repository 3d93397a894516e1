from __future__ import annotations

from collections.abc import Iterator

from securebase.core import Partner, Sureness
from securebase.plan import Option, Plan, Practice, enough, harder, plan, reason
from securebase.report._blocks import (
    Block,
    Paragraph,
    PracticeCard,
    Section,
    Sentence,
    Table,
)
from securebase.report._context import Context
from securebase.report._plan_words import (
    about,
    best_words,
    gain_words,
    hundredths,
    often,
    what_it_is_not,
)
from securebase.report._words import chance

from .heading import MODEL

# Practices that stand beside the one that is suggested.
BESIDE = 4
ONE_ALONE = "online_programme_automated_coach_to_quality"


def write(context: Context) -> Section | None:
    """One thing to try for each person who reads; only ever their own behaviour."""
    people = [it for it in context.readers if enough(context.view, it)]
    if not people or context.belief.day is None:
        return None
    one = "One practice" if len(people) == 1 else "One practice for each"
    blocks: list[Block] = [
        Paragraph(
            text=(
                f"{one}, weighed by calculation: a thousand couples that the answers "
                "shown here allow are given each practice in the model of two people, "
                "and what does most for the goal comes first. It asks only for one's "
                "own doing, never for the other's. Leaving it is fine."
            )
        )
    ]
    for person in people:
        blocks += _for_one(context, person)
    blocks += _limits(context)
    return Section(id="practice", title="What to try, and why", blocks=tuple(blocks))


def _for_one(context: Context, person: Partner) -> Iterator[Block]:
    found = plan(context.belief, person, alone=context.alone)
    choice = found.choice
    yield goal_sentence(context, found)
    if choice is None:
        yield Sentence(
            text=(
                f"Nothing in the library fits {context.voice.possessive(person)} days "
                "just now. Rest is a good use of them."
            )
        )
        return
    yield _card(context, found, choice)
    yield _course(context, found)
    if len(found.options) > 1:
        yield _beside(context, found)


def goal_sentence(context: Context, found: Plan) -> Sentence:
    """What is wanted, and why just that."""
    voice = context.voice
    whose = voice.possessive(found.partner)
    if found.well:
        return Sentence(
            text=(
                f"All is well on {whose} side, as far as the answers shown here tell: "
                "taken together, things lie better than the middle, and nothing lies "
                "clearly worse. Nothing needs to be trained; what stands here is for "
                "the joy of it."
            ),
            sure=Sureness.FAIRLY,
            label=MODEL,
        )
    if found.goal.id == "base":
        return Sentence(
            text=(
                f"Nothing that {voice.subject(found.partner)} told lies clearly low. "
                f"So the goal taken here is {_title(context, found)}."
            ),
            label=MODEL,
        )
    if found.goal.id == "lighter":
        return Sentence(
            text=(
                f"Giving has cost {voice.subject(found.partner)} a lot lately. So the "
                f"goal taken here is {found.goal.title}: rest and a fair share, and "
                "nothing that asks to give more."
            ),
            label=MODEL,
        )
    return Sentence(
        text=(
            f"The goal taken here for {_whom(context, found.partner)} is "
            f"{_title(context, found)}: of what was told, it has the most room. "
            "Another goal can be chosen."
        ),
        label=MODEL,
    )


def _whom(context: Context, person: Partner) -> str:
    return context.voice.subject(person)


def _title(context: Context, found: Plan) -> str:
    alone = context.view.viewer.partner is found.partner
    return found.goal.title.replace(
        "my partner", "your partner" if alone else "the other"
    )


def _card(context: Context, found: Plan, choice: Option) -> PracticeCard:
    practice = choice.practice
    why, rows = _why(found, choice)
    return PracticeCard(
        who=context.voice.name(found.partner),
        title=practice.title,
        why=why,
        steps=practice.steps,
        minutes=practice.minutes,
        notice=practice.notice,
        not_when=practice.not_when,
        hard_for=practice.hard_for,
        easier=made_easier(context, found.partner, practice),
        label=MODEL,
        sources=context.cited.use(*rows),
    )


def _why(found: Plan, choice: Option) -> tuple[str, tuple[str, ...]]:
    why = reason(choice, found.goal)
    assert why is not None
    expected = f"What the model expects {often(choice)}: {gain_words(choice)}."
    return f"{why.sentence} {best_words(found)} {expected}", why.rows


def made_easier(context: Context, person: Partner, practice: Practice) -> str:
    """What helps; where a trait probably makes it hard, what helps just there.

    Of traits it speaks to nobody but the one who has them.
    """
    if context.view.viewer.partner is not person:
        return practice.easier
    own = harder(practice, context.belief, person)
    because = (f"It may be harder for you because {it.why}. {it.easier}" for it in own)
    return " ".join((practice.easier, *because))


def _course(context: Context, found: Plan) -> Sentence:
    first, second = found.sequence
    if first.id == second.id:
        text = (
            "Four weeks: the same for two weeks, then a look back, and two more if it "
            "was worth it; a skill goes on growing."
        )
    else:
        text = (
            f"Four weeks: two of this, then a look back, then two of “{second.title}”."
        )
    return Sentence(text=text)


def _beside(context: Context, found: Plan) -> Table:
    return Table(
        title=f"What else was weighed for {_whom(context, found.partner)}",
        columns=("Practice", "Minutes", "Expected gain", "Best"),
        rows=tuple(
            (
                option.practice.title,
                str(option.practice.minutes),
                ranged(option),
                chance(option.best),
            )
            for option in found.options[1 : 1 + BESIDE]
        ),
        caption=(
            "In standard deviations between people, with its 95% range: doubt about "
            "the couple, and about the model. Best: how probable it is that this does "
            "most of all."
        ),
        label=MODEL,
    )


def ranged(option: Option) -> str:
    """An expected gain with its range, as short as a table wants it."""
    low, high = hundredths(option.low), hundredths(option.high)
    if low == high:
        return about(option.gain)
    return f"{about(option.gain)} ({low} to\u00a0{high})"


def _limits(context: Context) -> tuple[Sentence, ...]:
    return (
        Sentence(
            text=what_it_is_not(),
            label="untested",
            sources=context.cited.use(ONE_ALONE),
        ),
        context.cited.claim("skills_programme_to_skill"),
        context.cited.claim("skills_programme_to_quality"),
    )
