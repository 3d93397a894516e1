from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field, fields, replace
from typing import Any

from securebase.dynamics import LIMIT, SLOPES, own_states

from ._spells import Spell, practices
from ._words import known, number

_BIG_FIVE_AND_ATTACHMENT = (
    "neuroticism",
    "extraversion",
    "openness",
    "agreeableness",
    "conscientiousness",
    "anxiety",
    "avoidance",
)
_LONGEST_TOGETHER = 80.0


def skills() -> tuple[str, ...]:
    """Names of the skills of giving: what can be practised and is a state too."""
    states = {state.id for state in own_states()}
    return tuple(name for name in practices() if name in states)


@dataclass(frozen=True)
class Person:
    """One partner, in standard scores: 0 is average, 1 a standard deviation above.

    Attributes:
        neuroticism: Trait.
        extraversion: Trait.
        openness: Trait.
        agreeableness: Trait.
        conscientiousness: Trait.
        anxiety: Attachment anxiety at home in this person.
        avoidance: Attachment avoidance at home in this person.
        skills: How good each skill of giving is beyond what traits explain: one number
            for all of them, or some by name.
        growth: Growth and self-efficacy beyond what traits explain.
        homes: Where other states are at home beyond what traits explain, by name.
        starts: How far states are pushed away on the first day, by name.
        slopes: How support works on this person, and exposure to stress, by name:
            ``taking``, ``leaning``, ``minding``, ``exposure``.
        practice: What is practised from the first day to the last, by name, each from
            0 to 1.

    Raises:
        ModelError: If a name or a number cannot be.
    """

    _: KW_ONLY
    neuroticism: float = 0.0
    extraversion: float = 0.0
    openness: float = 0.0
    agreeableness: float = 0.0
    conscientiousness: float = 0.0
    anxiety: float = 0.0
    avoidance: float = 0.0
    skills: float | Mapping[str, float] = 0.0
    growth: float = 0.0
    homes: Mapping[str, float] = field(default_factory=dict)
    starts: Mapping[str, float] = field(default_factory=dict)
    slopes: Mapping[str, float] = field(default_factory=dict)
    practice: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        states = tuple(state.id for state in own_states())
        for name in (*_BIG_FIVE_AND_ATTACHMENT, "growth"):
            self._set(name, _score(name, getattr(self, name)))
        if isinstance(self.skills, Mapping):
            # None by name is what the default is: nothing beyond what traits explain.
            by_name = _scores("A skill", self.skills, skills())
            self._set("skills", by_name or 0.0)
        else:
            self._set("skills", _score("skills", self.skills))
        self._set("homes", _scores("A state with a home", self.homes, states))
        self._set("starts", _scores("A state of a partner", self.starts, states))
        self._set("slopes", _scores("A slope", self.slopes, SLOPES))
        self._set("practice", _practice(self.practice))

    def __repr__(self) -> str:
        return f"Person({', '.join(_told(self))})"

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    @property
    def at_home(self) -> dict[str, float]:
        """Where states are at home beyond what traits explain."""
        if isinstance(self.skills, Mapping):
            own = dict(self.skills)
        else:
            own = dict.fromkeys(skills(), self.skills)
        own["growth"] = self.growth
        for name, value in self.homes.items():
            own[name] = own.get(name, 0.0) + value
        return own

    @property
    def constants(self) -> dict[str, float]:
        """Traits and slopes as the model calls them."""
        traits = {name: getattr(self, name) for name in _BIG_FIVE_AND_ATTACHMENT}
        for name in ("anxiety", "avoidance"):
            traits[f"trait_{name}"] = traits.pop(name)
        return traits | dict(self.slopes)


@dataclass(frozen=True)
class Couple:
    """Two partners and what is between them.

    ``Couple(a={"anxiety": 1.0}, b={"avoidance": 1.0})`` is enough; what is left out is
    average.

    Attributes:
        a: One partner: a `Person`, or its fields by name.
        b: The other.
        years_together: For how long.
        bond: What is particular to this couple, in standard deviations.
        vitality: How far the liveliness between them is pushed on the first day.
        second: Whether chance treats partner a as the second of the two; turned by
            `swapped`, so that swapped partners have each other's luck.

    Raises:
        ModelError: If a name or a number cannot be.
    """

    a: Person | Mapping[str, Any] = field(default_factory=Person)
    b: Person | Mapping[str, Any] = field(default_factory=Person)
    _: KW_ONLY
    years_together: float = 6.5
    bond: float = 0.0
    vitality: float = 0.0
    second: bool = False

    def __post_init__(self) -> None:
        for side in "ab":
            self._set(side, _person(getattr(self, side)))
        years = number("years_together", self.years_together, 0.0, _LONGEST_TOGETHER)
        self._set("years_together", years)
        for name in ("bond", "vitality"):
            self._set(name, _score(name, getattr(self, name)))

    def __repr__(self) -> str:
        return f"Couple({', '.join(_told(self))})"

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def person(self, side: str) -> Person:
        """One partner, ``"a"`` or ``"b"``."""
        found = getattr(self, known("A partner", side, "ab"))
        assert isinstance(found, Person)
        return found

    def swapped(self) -> Couple:
        """The same couple with the letters of the partners exchanged."""
        return replace(self, a=self.b, b=self.a, second=not self.second)

    def practising(
        self,
        a: Mapping[str, float] | None = None,
        b: Mapping[str, float] | None = None,
    ) -> Couple:
        """The same couple when it practises, from the first day to the last.

        Args:
            a: What partner a practises, by name, from 0 to 1; ``None`` leaves it.
            b: What partner b practises.

        Raises:
            ModelError: If a practice is unknown or a number lies outside.
        """
        return replace(
            self,
            a=_practising(self.person("a"), a),
            b=_practising(self.person("b"), b),
        )

    def spells(self, days: int) -> tuple[Spell, ...]:
        """What its partners practise, as spells of so many days."""
        return tuple(
            Spell(0, days, side, practice, intensity)
            for side in ("a", "b")
            for practice, intensity in self.person(side).practice.items()
        )


def _person(given: object) -> Person:
    if isinstance(given, Mapping):
        names = tuple(each.name for each in fields(Person))
        for name in given:
            known("A field of a person", name, names)
        return Person(**given)
    if not isinstance(given, Person):
        known("A partner", given, ("a Person", "fields of one by name"))
    assert isinstance(given, Person)
    return given


def _practising(person: Person, practice: Mapping[str, float] | None) -> Person:
    return person if practice is None else replace(person, practice=practice)


def _score(name: str, value: object) -> float:
    return number(name, value, -LIMIT, LIMIT)


def _scores(
    kind: str, given: Mapping[str, float], names: tuple[str, ...]
) -> dict[str, float]:
    return {known(kind, it, names): _score(it, given[it]) for it in given}


def _practice(given: Mapping[str, float]) -> dict[str, float]:
    return {
        known("A practice", it, practices()): number(
            f"The intensity of {it}", given[it], 0.0, 1.0
        )
        for it in given
    }


def _told(thing: Person | Couple) -> Iterator[str]:
    """Fields that say something, as one would type them."""
    for each in fields(thing):
        value = getattr(thing, each.name)
        usual = {} if isinstance(value, dict) else each.default
        if value != usual:
            yield f"{each.name}={value!r}"
