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
from ._tongue import ENGLISH, Tongue, to_say
from ._words import Voice, capital, of_scale

if TYPE_CHECKING:
    from securebase.fit.couple import Belief

UNVALIDATED = to_say("not yet validated")


@dataclass(frozen=True, kw_only=True)
class Context:
    """What every chapter is written from."""

    view: View
    voice: Voice
    people: Mapping[Partner, Person]
    cited: Cited
    alone: bool = False
    tongue: Tongue = ENGLISH

    @cached_property
    def belief(self) -> Belief:
        """What is known of the couple by what this viewer may see, and nothing else."""
        from securebase.fit.couple import update  # slow to load

        return update(self.view)

    def say(self, text: str, /, **values: object) -> str:
        """A sentence in the reader's language."""
        return self.tongue.say(text, **values)

    def say_as(self, context: str, text: str, /, **values: object) -> str:
        """A word that stands in another sentence, in the reader's language."""
        return self.tongue.say_as(context, text, **values)

    def either(
        self, person: Partner, yours: str, theirs: str, /, **values: object
    ) -> str:
        """A sentence about somebody: said to them, or about them by ``{name}``."""
        text = yours if person is self.voice.reader else theirs
        return self.say(text, name=self.voice.name(person), **values)

    def flows(
        self,
        giver: Partner,
        giving: str,
        getting: str,
        between: str,
        /,
        **values: object,
    ) -> str:
        """A sentence about ``{giver}`` and ``{receiver}``.

        Args:
            giver: Who gives.
            giving: Said to the one who gives.
            getting: Said to the one who gets.
            between: Said of both.
            values: What else fills its places.
        """
        reader = self.voice.reader
        told_to_one = giving if giver is reader else getting
        return self.say(
            between if reader is None else told_to_one,
            giver=self.voice.name(giver),
            receiver=self.voice.name(giver.other),
            **values,
        )

    def tells(self, person: Partner) -> str:
        """``as you tell it`` or ``as Mara tells it``."""
        return self.either(person, "as you tell it", "as {name} tells it")

    def label(self, construct: str) -> str:
        """What a construct is called, as it stands inside a sentence."""
        return self.say(CONSTRUCTS[construct].label)

    def of_scale(self, estimate: Estimate) -> str:
        """``4.3 of 6, likely 3.1 to 5.4``."""
        return of_scale(estimate, self.tongue)

    @property
    def unvalidated(self) -> str:
        """The label of what rests on our own questionnaires."""
        return self.say(UNVALIDATED)

    def from_answers(self, text: str, sure: Sureness | None = None) -> Sentence:
        """A sentence that rests on our own questionnaires, labelled as such."""
        return Sentence(text=text, sure=sure, label=self.unvalidated)

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
            spoken=self.say(
                "{told}: {level}.",
                told=capital(self.tells(teller)),
                level=self.of_scale(estimate),
            ),
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
            label=label or capital(self.label(construct)), hint=hint, marks=marks
        )


def context(view: View, *, alone: bool = False, tongue: Tongue = ENGLISH) -> Context:
    """Score the view once, for all chapters."""
    view = replace(view, names=told_apart(view.names))
    return Context(
        view=view,
        voice=Voice(names=view.names, reader=view.viewer.partner),
        people=scored(view),
        cited=Cited(tongue),
        alone=alone,
        tongue=tongue,
    )


def told_apart(names: Mapping[Partner, str]) -> Mapping[Partner, str]:
    """The names, numbered where both are the same: marks are told apart by name."""
    if names[Partner.A] != names[Partner.B]:
        return names
    return {
        partner: f"{name} ({place})"
        for place, (partner, name) in enumerate(names.items(), start=1)
    }
