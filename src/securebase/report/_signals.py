"""Reasons to look at a couple sooner, and how often each is a false alarm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from securebase import measures
from securebase.core import CONSTRUCTS, Partner, Sureness
from securebase.couples import View
from securebase.measures import Verdict

from ._brief.hypotheses import MIDDLE, flow
from ._context import Context, context
from ._numbers import Key, Person
from ._words import gap

Kind = Literal["worse", "better", "uneven", "load"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One reason.

    Attributes:
        kind: A level that reliably got worse, or better, since the time before; giving
            that flows unevenly; a heavy load of giving.
        who: Name of whom it is about.
        what: The construct in words, or nothing.
        sure: How sure its direction is.
        tried: Among how many such comparisons it was found, so that it can be said how
            many chance alone would bring.
    """

    kind: Kind
    who: str
    what: str
    sure: Sureness
    tried: int


def signals(view: View) -> tuple[Signal, ...]:
    """What a practitioner may want to look at first.

    A pure function of the view. Change is held against the occasion before the latest.

    Args:
        view: What `couples.look` lets the practitioner see.
    """
    written = context(view)
    return (*_changes(written), *_uneven(written), *_loads(written))


def _changes(written: Context) -> Iterator[Signal]:
    for person in written.shown:
        for key in person.previous:
            kind = _KINDS.get(_verdict(person, key))
            if kind is not None:
                yield Signal(
                    kind=kind,
                    who=person.name,
                    what=CONSTRUCTS[key[0]].label,
                    sure=Sureness.VERY,
                    tried=len(person.previous),
                )


_KINDS: dict[Verdict, Kind] = {Verdict.WORSENED: "worse", Verdict.IMPROVED: "better"}


def _verdict(person: Person, key: Key) -> Verdict:
    before, now = person.previous[key], person.latest[key]
    return measures.reliable_change(before.estimate, now.estimate, now.scale).verdict


def _uneven(written: Context) -> Iterator[Signal]:
    there, back = flow(written, Partner.A), flow(written, Partner.B)
    if there is None or back is None:
        return
    found = gap(there, back)
    # More than a point: less may be true and still matter to nobody.
    if found is not None and abs(there.value - back.value) >= LARGE:
        giver = Partner.A if found.more else Partner.B
        yield Signal(
            kind="uneven",
            who=written.voice.name(giver),
            what="",
            sure=found.sure,
            tried=1,
        )


# Points of the answer scale from which on a difference is called large.
LARGE = 1.0


def _loads(written: Context) -> Iterator[Signal]:
    for person in written.shown:
        load = person.level("load")
        if load is None:
            continue
        sure = Sureness.of(load.probability_above(MIDDLE))
        if sure in (Sureness.FAIRLY, Sureness.VERY):
            what = CONSTRUCTS["load"].label
            yield Signal(kind="load", who=person.name, what=what, sure=sure, tried=1)
