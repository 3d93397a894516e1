from __future__ import annotations

from securebase.core import Estimate, Role
from securebase.plan import both_tellings
from securebase.report._blocks import Aside, Block, Section, Sentence, Strip, StripRow
from securebase.report._context import Context
from securebase.report._numbers import Person
from securebase.report._tongue import to_say
from securebase.report._words import Gap, capital, gap

FUNCTIONS = {
    "haven": to_say("safe haven"),
    "base": to_say("support for new steps"),
}
LOAD = ("load", "under_benefit", "over_benefit")


def write(context: Context) -> Section | None:
    """Giving against getting for each person, the load, and never a score."""
    told = [person for person in context.shown if _told(person)]
    if not told:
        return None
    return Section(
        id="balance",
        title=context.say("Give and take"),
        blocks=(
            *_in_words(context, told),
            *(_strip(context, person) for person in told),
            *_evidence(context),
        ),
    )


def _told(person: Person) -> bool:
    load = any(person.level(construct) for construct in LOAD)
    return load or any(_pair(person, function) for function in FUNCTIONS)


def _pair(person: Person, function: str) -> tuple[Estimate, Estimate] | None:
    given = person.level(function, Role.PROVIDED)
    got = person.level(function, Role.RECEIVED)
    return (given, got) if given is not None and got is not None else None


def _in_words(context: Context, told: list[Person]) -> list[Sentence]:
    """The two of them where both ways can be seen, else each person's own account."""
    both = mutual(context) if _two_accounts(context) else []
    return both or [it for person in told for it in _sentences(context, person)]


def _two_accounts(context: Context) -> bool:
    """Whether both have told of it: one account alone is not how it flows."""
    return all(
        any(
            context.people[partner].level(function, role) is not None
            for function in FUNCTIONS
            for role in (Role.PROVIDED, Role.RECEIVED)
        )
        for partner in context.order
    )


def mutual(context: Context) -> list[Sentence]:
    """Whether each function flows evenly both ways, where both ways can be seen."""
    first, second = context.order
    found = []
    for function, words in FUNCTIONS.items():
        there = both_tellings(
            context.given(first, function), context.received(first, function)
        )
        back = both_tellings(
            context.given(second, function), context.received(second, function)
        )
        if there is not None and back is not None:
            found.append(_flow(context, capital(context.say(words)), there, back))
    return found


def _flow(context: Context, what: str, there: Estimate, back: Estimate) -> Sentence:
    found = gap(there, back, context.tongue)
    if found is None:
        return context.from_answers(
            context.say("{what}: no clear difference between the two ways.", what=what)
        )
    text = context.flows(
        context.order[0] if found.more else context.order[1],
        "{what}, as told, flows more from you to {receiver} than back, by {points}.",
        "{what}, as told, flows more from {giver} to you than back, by {points}.",
        "{what}, as told, flows more from {giver} to {receiver} than back, by "
        "{points}.",
        what=what,
        points=found.points,
    )
    return context.from_answers(text, found.sure)


def _sentences(context: Context, person: Person) -> list[Sentence]:
    found = [
        sentence
        for function in FUNCTIONS
        if (sentence := _gap(context, person, function)) is not None
    ]
    pairs = [function for function in FUNCTIONS if _pair(person, function)]
    if pairs and not found:
        text = context.either(
            person.partner,
            "Your giving and getting, as you tell it, do not clearly differ.",
            "{name}'s giving and getting, as {name} tells it, do not clearly differ.",
        )
        found.append(context.from_answers(text))
    return found


def _gap(context: Context, person: Person, function: str) -> Sentence | None:
    pair = _pair(person, function)
    if pair is None:
        return None
    found = gap(*pair, context.tongue)
    if found is None:
        return None
    what = context.say_as("given", FUNCTIONS[function])
    return context.from_answers(_told_gap(context, person, what, found), found.sure)


def _told_gap(context: Context, person: Person, what: str, found: Gap) -> str:
    if found.more:
        return context.either(
            person.partner,
            "You tell of giving more {what} than getting, by {points}.",
            "{name} tells of giving more {what} than getting, by {points}.",
            what=what,
            points=found.points,
        )
    return context.either(
        person.partner,
        "You tell of giving less {what} than getting, by {points}.",
        "{name} tells of giving less {what} than getting, by {points}.",
        what=what,
        points=found.points,
    )


def _strip(context: Context, person: Person) -> Strip:
    return Strip(
        title=context.either(
            person.partner,
            "Give and take, as you tell it",
            "Give and take, as {name} tells it",
        ),
        lo=0.0,
        hi=6.0,
        low_means=context.say("not at all"),
        high_means=context.say("completely"),
        rows=(*_flow_rows(context, person), *_load_rows(context, person)),
        caption=context.say(
            "For load, and for giving more or getting more than the other, less is "
            "lighter."
        ),
        ticks=(2.0, 4.0),
        label=context.unvalidated,
    )


def _flow_rows(context: Context, person: Person) -> list[StripRow]:
    return [
        _flow_row(context, person, label, function, role)
        for (function, role), label in _FLOWS.items()
    ]


_FLOWS = {
    ("haven", Role.PROVIDED): to_say("Haven, given"),
    ("haven", Role.RECEIVED): to_say("Haven, received"),
    ("base", Role.PROVIDED): to_say("Support for new steps, given"),
    ("base", Role.RECEIVED): to_say("Support for new steps, received"),
}


def _flow_row(
    context: Context, person: Person, label: str, function: str, role: Role
) -> StripRow:
    estimate = person.level(function, role)
    marks = () if estimate is None else (context.mark(person.partner, "own", estimate),)
    return StripRow(label=context.say(label), hint="", marks=marks)


def _load_rows(context: Context, person: Person) -> list[StripRow]:
    return [context.own_row(person, construct) for construct in LOAD]


def _evidence(context: Context) -> tuple[Block, ...]:
    return (
        context.cited.claim("under_benefit_to_satisfaction"),
        context.cited.claim("over_benefit_to_satisfaction"),
        Sentence(
            text=context.say(
                "That giving more than one gets wears out the giver is not shown for "
                "healthy couples; on the same day, giving mostly does the giver good."
            ),
            label=context.say("untested"),
            sources=context.cited.use("one_sided_provision_to_exhaustion_healthy"),
        ),
        Aside(
            title=context.say("No score of the two of you"),
            text=context.say(
                "How well two people match cannot be read off their answers. This "
                "report gives no such score, on purpose."
            ),
        ),
    )
