from __future__ import annotations

from collections.abc import Iterator

from securebase.core import Partner, Sureness
from securebase.plan import (
    Option,
    Plan,
    Practice,
    enough,
    harder,
    plan,
    practice_of,
    reason,
)
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
    goal_title,
    hundredths,
    often,
    what_it_is_not,
)
from securebase.report._tongue import Tongue, to_say
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
    opening = context.say(ONE if len(people) == 1 else ONE_FOR_EACH)
    blocks: list[Block] = [Paragraph(text=opening)]
    for person in people:
        blocks += _for_one(context, person)
    blocks += _limits(context)
    return Section(
        id="practice", title=context.say("What to try, and why"), blocks=tuple(blocks)
    )


ONE = to_say(
    "One practice, weighed by calculation: a thousand couples that the answers shown "
    "here allow are given each practice in the model of two people, and what does most "
    "for the goal comes first. It asks only for one's own doing, never for the "
    "other's. Leaving it is fine."
)
ONE_FOR_EACH = to_say(
    "One practice for each, weighed by calculation: a thousand couples that the "
    "answers shown here allow are given each practice in the model of two people, and "
    "what does most for the goal comes first. It asks only for one's own doing, never "
    "for the other's. Leaving it is fine."
)


def _for_one(context: Context, person: Partner) -> Iterator[Block]:
    found = plan(context.belief, person, alone=context.alone)
    choice = found.choice
    yield goal_sentence(context, found)
    if choice is None:
        yield Sentence(
            text=context.either(
                person,
                "Nothing in the library fits your days just now. Rest is a good use of "
                "them.",
                "Nothing in the library fits {name}'s days just now. Rest is a good "
                "use of them.",
            )
        )
        return
    yield _card(context, found, choice)
    yield _course(context, found)
    if len(found.options) > 1:
        yield _beside(context, found)


def goal_sentence(context: Context, found: Plan) -> Sentence:
    """What is wanted, and why just that."""
    texts = WELL if found.well else GOALS.get(found.goal.id, USUAL_GOAL)
    return Sentence(
        text=context.either(found.partner, *texts, goal=_title(context, found)),
        sure=Sureness.FAIRLY if found.well else None,
        label=context.say(MODEL),
    )


WELL = (
    to_say(
        "All is well on your side, as far as the answers shown here tell: taken "
        "together, things lie better than the middle, and nothing lies clearly worse. "
        "Nothing needs to be trained; what stands here is for the joy of it."
    ),
    to_say(
        "All is well on {name}'s side, as far as the answers shown here tell: taken "
        "together, things lie better than the middle, and nothing lies clearly worse. "
        "Nothing needs to be trained; what stands here is for the joy of it."
    ),
)
GOALS = {
    "base": (
        to_say(
            "Nothing that you told lies clearly low. So the goal taken here is {goal}."
        ),
        to_say(
            "Nothing that {name} told lies clearly low. So the goal taken here is "
            "{goal}."
        ),
    ),
    "lighter": (
        to_say(
            "Giving has cost you a lot lately. So the goal taken here is {goal}: rest "
            "and a fair share, and nothing that asks to give more."
        ),
        to_say(
            "Giving has cost {name} a lot lately. So the goal taken here is {goal}: "
            "rest and a fair share, and nothing that asks to give more."
        ),
    ),
}
USUAL_GOAL = (
    to_say(
        "The goal taken here for you is {goal}: of what was told, it has the most "
        "room. Another goal can be chosen."
    ),
    to_say(
        "The goal taken here for {name} is {goal}: of what was told, it has the most "
        "room. Another goal can be chosen."
    ),
)


def _title(context: Context, found: Plan) -> str:
    alone = context.view.viewer.partner is found.partner
    return goal_title(found.goal, context.tongue, to_the_reader=alone)


def _card(context: Context, found: Plan, choice: Option) -> PracticeCard:
    practice = spoken(choice.practice, context.tongue)
    why, rows = _why(context, found, choice)
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
        label=context.say(MODEL),
        sources=context.cited.use(*rows),
    )


def _why(context: Context, found: Plan, choice: Option) -> tuple[str, tuple[str, ...]]:
    tongue = context.tongue
    why = reason(choice, found.goal)
    assert why is not None
    parts = (
        tongue.say(why.sentence),
        best_words(found, tongue),
        expected(choice, tongue),
    )
    return " ".join(parts), why.rows


def expected(option: Option, tongue: Tongue) -> str:
    """What a practice would bring, with its range, and of how much doing."""
    return tongue.say(
        "What the model expects {often}: {gain}.",
        often=often(option, tongue),
        gain=gain_words(option, tongue),
    )


def spoken(practice: Practice, tongue: Tongue) -> Practice:
    """A practice in the words of a language."""
    return practice_of(practice.id, tongue.language)


def made_easier(context: Context, person: Partner, practice: Practice) -> str:
    """What helps; where a trait probably makes it hard, what helps just there.

    Of traits it speaks to nobody but the one who has them.
    """
    practice = spoken(practice, context.tongue)
    if context.view.viewer.partner is not person:
        return practice.easier
    own = harder(practice, context.belief, person)
    because = (
        context.say(
            "It may be harder for you because {why}. {easier}",
            why=it.why,
            easier=it.easier,
        )
        for it in own
    )
    return " ".join((practice.easier, *because))


def _course(context: Context, found: Plan) -> Sentence:
    first, second = found.sequence
    if first.id == second.id:
        text = context.say(
            "Four weeks: the same for two weeks, then a look back, and two more if it "
            "was worth it; a skill goes on growing."
        )
    else:
        text = context.say(
            "Four weeks: two of this, then a look back, then two of “{title}”.",
            title=spoken(second, context.tongue).title,
        )
    return Sentence(text=text)


def _beside(context: Context, found: Plan) -> Table:
    return Table(
        title=context.either(
            found.partner,
            "What else was weighed for you",
            "What else was weighed for {name}",
        ),
        columns=tuple(map(context.say, COLUMNS)),
        rows=tuple(
            (
                spoken(option.practice, context.tongue).title,
                str(option.practice.minutes),
                ranged(option, context.tongue),
                chance(option.best, context.tongue),
            )
            for option in found.options[1 : 1 + BESIDE]
        ),
        caption=context.say(
            "In standard deviations between people, with its 95% range: doubt about "
            "the couple, and about the model. Best: how probable it is that this does "
            "most of all."
        ),
        label=context.say(MODEL),
    )


COLUMNS = (
    to_say("Practice"),
    to_say("Minutes"),
    to_say("Expected gain"),
    to_say("Best"),
)


def ranged(option: Option, tongue: Tongue) -> str:
    """An expected gain with its range, as short as a table wants it."""
    low, high = hundredths(option.low, tongue), hundredths(option.high, tongue)
    if low == high:
        return about(option.gain, tongue)
    return tongue.say(
        "{middle} ({low} to\u00a0{high})",
        middle=about(option.gain, tongue),
        low=low,
        high=high,
    )


def _limits(context: Context) -> tuple[Sentence, ...]:
    return (
        Sentence(
            text=what_it_is_not(context.tongue),
            label=context.say("untested"),
            sources=context.cited.use(ONE_ALONE),
        ),
        context.cited.claim("skills_programme_to_skill"),
        context.cited.claim("skills_programme_to_quality"),
    )
