"""The page of all practices: ``python -m securebase.plan._page``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from securebase import evidence
from securebase.core import CONSTRUCTS
from securebase.dynamics import own_states

from ._practice import HardTrait, LeaveWhen, Practice, practices, practices_for


def page() -> str:
    """The practices as a Markdown page (``docs/practices.md``)."""
    return "\n".join(_lines()).rstrip() + "\n"


_INTRODUCTION = """\
# Practices

This page is written by `python -m securebase.plan._page > docs/practices.md`.

Each practice is one week of something that a person can do on their own account. None
of them asks for anything in the other's behaviour, and leaving one is always fine. What
a practice trains, and in which shares, is a judgement, not a finding.

Not one of them has been tested as a practice of its own. Still missing:
{gap}. What stands under *evidence* is research
on the links that a practice leans on, and every link is small beside all else that
happens in a life. How strong the evidence is follows from the record of each link:

- **good evidence**: a number that was read or computed, from many studies or a very
  large sample.
- **some evidence**: a number that was read or computed, from good studies.
- **sign only**: research shows which way it goes; how much is assumed or remembered.
- **judgement, not a finding**: nobody has tested it, or nothing usable was found."""

_WORDS = {
    "novelty": "new things together",
    "rest": "rest and a fair share",
    "net": "a wide net of people",
}


def _lines() -> Iterator[str]:
    gap = evidence.verdict("gap_training_trial").text.rstrip(".")
    yield from _INTRODUCTION.format(gap=gap[0].lower() + gap[1:]).splitlines()
    yield from ["", "| practice | mainly for | minutes a day | asks to give more |"]
    yield "|---|---|---|---|"
    every = list(_in_order())
    yield from (_row(one) for one in every)
    for one in every:
        yield from ["", *_section(one)]


def _in_order() -> Iterator[Practice]:
    """By construct, as the constructs stand; within one, as they are suggested."""
    served = {one.stage for one in practices()}
    for stage in CONSTRUCTS:
        yield from practices_for(stage) if stage in served else ()


def _row(one: Practice) -> str:
    more = "yes" if one.giving else "no"
    stage = CONSTRUCTS[one.stage].label
    return f"| [{one.title}](#{one.id}) | {stage} | {one.minutes} | {more} |"


def _section(one: Practice) -> Iterator[str]:
    more = "It asks" if one.giving else "It does not ask"
    yield from [f"## {one.title} {{ #{one.id} }}", ""]
    yield (
        f"Mainly for {CONSTRUCTS[one.stage].label}, {one.minutes} minutes a day. "
        f"Trains {_trained(one)}. {more} for more giving. "
        f"Statements: {', '.join(one.statements)}."
    )
    yield from ["", *(f"{n}. {step}" for n, step in enumerate(one.steps, start=1))]
    yield from ["", f"**Notice.** {one.notice}", ""]
    yield from [f"**Hard for.** {one.hard_for}", ""]
    yield from [f"**Easier.** {one.easier}", ""]
    yield from (_hard(it) for it in one.hard_traits)
    yield from ["", f"**Leave it.** {one.not_when}{_left_out(one.leave_when)}", ""]
    yield from ["**Evidence.**", "", *_evidence(one)]


def _trained(one: Practice) -> str:
    return ", ".join(
        f"{_knob_words(knob)} ({weight:.0%})" for knob, weight in one.trains.items()
    )


def _knob_words(knob: str) -> str:
    if knob in _WORDS:
        return _WORDS[knob]
    (label,) = (it.label for it in own_states() if it.id == knob)
    return f"the {label}"


def _hard(it: HardTrait) -> str:
    trait = CONSTRUCTS[it.trait].label
    return f"- Where {trait} is {it.side}: harder because {it.why}. {it.easier}"


def _left_out(levels: tuple[LeaveWhen, ...]) -> str:
    if not levels:
        return ""
    said = " or ".join(
        f"{CONSTRUCTS[it.construct].label} is {it.side}" for it in levels
    )
    return f" It is not offered where {said}."


def _evidence(one: Practice) -> Iterator[str]:
    for key, strength in one.strength.items():
        row = evidence.row(key)
        note = f" *{row.note}*" if row.note else ""
        yield f"- {strength}: {row.link} (`{key}`).{note}"
    if one.untested:
        yield f"- untested, of what stands behind it: {'; '.join(one.untested)}."
    if one.caveat:
        yield from ["", one.caveat]


if __name__ == "__main__":
    # Bytes, so that the page is the same file on every system.
    sys.stdout.buffer.write(page().encode())
