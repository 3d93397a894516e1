from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from securebase.core import CONSTRUCTS, Estimate, Partner, Role, Sureness
from securebase.couples import View

from ._blocks import Account, Mark, Sentence, StripRow
from ._cited import Cited
from ._numbers import Person, scored
from ._words import Voice, capital, of_scale

if TYPE_CHECKING:
    from securebase.fit.couple import Belief

UNVALIDATED = "not yet validated"


@dataclass(frozen=True, kw_only=True)
class Context:
    """What every chapter is written from."""

    view: View
    voice: Voice
    people: Mapping[Partner, Person]
    cited: Cited
    alone: bool = False

    @cached_property
    def belief(self) -> Belief:
        """What is known of the couple by what this viewer may see, and nothing else."""
        from securebase.fit.couple import update  # slow to load

        return update(self.view)

    @property
    def readers(self) -> tuple[Partner, ...]:
        """Those whose own coming days and doing a report speaks of.

        One who reads alone; else everybody of whom anything may be seen.
        """
        reader = self.view.viewer.partner
        people = self.order if reader is None else (reader,)
        return tuple(it for it in people if not self.people[it].silent)

    @property
    def order(self) -> tuple[Partner, Partner]:
        """The reader first, where one partner reads alone."""
        reader = self.view.viewer.partner
        return (Partner.B, Partner.A) if reader is Partner.B else (Partner.A, Partner.B)

    @property
    def shown(self) -> tuple[Person, ...]:
        """Those of whom anything may be seen, in order."""
        return tuple(
            self.people[partner]
            for partner in self.order
            if not self.people[partner].silent
        )

    def given(self, giver: Partner, construct: str) -> Estimate | None:
        """What a person gives, as they tell it themselves."""
        return self.people[giver].level(construct, Role.PROVIDED)

    def received(self, giver: Partner, construct: str) -> Estimate | None:
        """What a person gives, as the other tells of receiving it."""
        return self.people[giver.other].level(construct, Role.RECEIVED)

    def mark(self, teller: Partner, account: Account, estimate: Estimate) -> Mark:
        """A mark with its words."""
        return Mark(
            who=self.voice.name(teller),
            account=account,
            estimate=estimate,
            spoken=f"{capital(self.voice.tells(teller))}: {of_scale(estimate)}.",
        )

    def own_row(
        self, person: Person, construct: str, *, label: str = "", hint: str = ""
    ) -> StripRow:
        """A line with one mark: a person's telling about themselves."""
        estimate = person.level(construct)
        marks = (
            () if estimate is None else (self.mark(person.partner, "own", estimate),)
        )
        return StripRow(
            label=label or capital(CONSTRUCTS[construct].label), hint=hint, marks=marks
        )


def from_answers(text: str, sure: Sureness | None = None) -> Sentence:
    """A sentence that rests on our own questionnaires, labelled as such."""
    return Sentence(text=text, sure=sure, label=UNVALIDATED)


def context(view: View, *, alone: bool = False) -> Context:
    """Score the view once, for all chapters."""
    view = replace(view, names=told_apart(view.names))
    return Context(
        view=view,
        voice=Voice(names=view.names, reader=view.viewer.partner),
        people=scored(view),
        cited=Cited(),
        alone=alone,
    )


def told_apart(names: Mapping[Partner, str]) -> Mapping[Partner, str]:
    """The names, numbered where both are the same: marks are told apart by name."""
    if names[Partner.A] != names[Partner.B]:
        return names
    return {
        partner: f"{name} ({place})"
        for place, (partner, name) in enumerate(names.items(), start=1)
    }
