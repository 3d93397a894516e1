"""A made-up report with every kind of block, to look at and to test against."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import fields, is_dataclass, replace
from typing import Any

from securebase.core import Basis, Estimate, Sureness
from securebase.report._blocks import (
    Account,
    Aside,
    BaseLink,
    BasePicture,
    DiaryPanel,
    DiaryPicture,
    DiaryPoint,
    Mark,
    Paragraph,
    PracticeCard,
    Report,
    Section,
    Sentence,
    SourceEntry,
    SourceList,
    Strip,
    StripRow,
    Table,
    Work,
)

FIRST_DAY = dt.date(2026, 3, 2)
DAYS = 42
UNVALIDATED = "not yet validated"


def estimate(value: float, se: float) -> Estimate:
    return Estimate(
        value=value,
        se=se,
        lo=1.0,
        hi=7.0,
        basis=Basis.ASSUMED,
        answered=6,
        asked=6,
    )


def mark(who: str, account: Account, value: float, se: float) -> Mark:
    return Mark(
        who=who,
        account=account,
        estimate=estimate(value, se),
        spoken=f"{who} puts it at {value:.1f} of 7.",
    )


def both(
    label: str,
    hint: str,
    receiver: tuple[str, float | None],
    giver: tuple[str, float | None],
    note: str | None = None,
) -> StripRow:
    tellings: tuple[tuple[str, float | None, Account], ...] = (
        (*receiver, "own"),
        (*giver, "partner"),
    )
    marks = tuple(
        mark(who, account, value, 0.45 + 0.04 * len(label) / 3)
        for who, value, account in tellings
        if value is not None
    )
    return StripRow(label=label, hint=hint, marks=marks, label_note=note)


def support(mine: str, theirs: str, shift: float) -> Strip:
    def row(label: str, hint: str, got: float | None, gave: float | None) -> StripRow:
        return both(
            label,
            hint,
            (mine, None if got is None else got + shift),
            (theirs, None if gave is None else gave + shift / 2),
        )

    return Strip(
        title=f"What {mine} gets from {theirs}",
        lo=1.0,
        hi=7.0,
        low_means="hardly ever",
        high_means="nearly always",
        rows=(
            row("Attending", "notices that something is up", 5.6, 5.3),
            row("Understanding", "gets what it is about", 5.2, 5.5),
            row("Acting", "does something that fits", 3.7, 5.1),
            row("Availability", "can be reached, even on full days", 4.6, 4.4),
            row("Interest and encouragement", "asks about plans, backs them", 5.9, 5.4),
            row("Joy at success", "is glad when things go well", 6.3, 6.0),
            row("Acceptance of failure", "no blame when things go wrong", 5.0, None),
            row("Non-intrusion", "helps without taking over", None, None),
        ),
        caption=(
            "Each dot is a mean of answers from 1 to 7; the bar is where the true "
            "value lies 95 times in 100. The bars rest on an assumed reliability."
        ),
        ticks=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0),
        label=UNVALIDATED,
    )


def picture(left: str = "Mara", right: str = "Theo") -> BasePicture:
    def link(
        giver: str,
        receiver: str,
        function: str,
        received: float | None,
        given: float | None,
    ) -> BaseLink:
        return BaseLink(
            giver=giver,
            receiver=receiver,
            function="haven" if function == "haven" else "base",
            received=None if received is None else estimate(received, 0.42),
            given=None if given is None else estimate(given, 0.5),
            spoken=(
                f"{giver} as {function} for {receiver}: {receiver} says "
                f"{received if received is not None else 'nothing to show'}, {giver} "
                f"says {given if given is not None else 'nothing to show'}."
            ),
        )

    return BasePicture(
        left=left,
        right=right,
        links=(
            link(left, right, "haven", 5.7, 5.4),
            link(right, left, "haven", 3.6, 5.0),
            link(left, right, "base", 5.1, None),
            link(right, left, "base", 6.1, 5.9),
        ),
        caption=(
            "The wider and darker a ribbon, the more of it there is. Where it tapers, "
            "the two of you tell it differently."
        ),
        label=UNVALIDATED,
    )


def diary() -> DiaryPicture:
    panels = (
        ("Felt safe", "how safe it felt to count on the other", 0.0, 4.3),
        ("Went out", "tried, learned or started something", 1.3, 3.1),
        ("Load", "how full the day was", 2.4, 3.4),
    )
    return DiaryPicture(
        title="Six weeks of check-ins",
        first_day=FIRST_DAY.isoformat(),
        last_day=(FIRST_DAY + dt.timedelta(days=DAYS - 1)).isoformat(),
        people=("Mara", "Theo"),
        panels=tuple(
            DiaryPanel(label=label, hint=hint, points=_points(phase, level))
            for label, hint, phase, level in panels
        ),
        label="our own questions",
        caption="One dot a day. A day without a check-in stays empty.",
    )


def _points(phase: float, level: float) -> tuple[DiaryPoint, ...]:
    missing = {"Mara": {8, 9, 23, 30}, "Theo": {*range(5), *range(18, 25), 33}}
    return tuple(
        DiaryPoint(
            day=(FIRST_DAY + dt.timedelta(days=day)).isoformat(),
            who=who,
            value=round(_level(day, phase + 0.8 * place, level - 0.6 * place), 2),
            answered=2,
        )
        for place, who in enumerate(("Mara", "Theo"))
        for day in range(DAYS)
        if day not in missing[who]
    )


def _level(day: int, phase: float, level: float) -> float:
    wave = 0.9 * math.sin(day / 4.6 + phase) + 0.6 * math.sin(day * 1.7 + phase * 3)
    return min(6.0, max(0.0, level + wave))


GLANCE = (
    Sentence(
        text="You are a safe haven for each other: both of you come back and are met.",
        sure=Sureness.VERY,
        label=UNVALIDATED,
    ),
    Sentence(
        text="Mara finds Theo quick to notice and slower to act on what he notices.",
        sure=Sureness.FAIRLY,
        label=UNVALIDATED,
    ),
    Sentence(
        text="Whether Theo feels backed when he sets out for something new is open.",
        sure=Sureness.UNKNOWN,
    ),
)

TRAITS = Table(
    title="Where each of you starts from",
    columns=("Trait", "Mara", "Theo", "What it tends to do"),
    rows=(
        ("Emotional stability", "3.4", "4.1", "Makes it easier to stay calm and care."),
        ("Agreeableness", "4.2", "3.6", "Makes warmth come more easily."),
        ("Conscientiousness", "3.9", "3.2", "Fewer days on which support fails."),
        ("Openness", "4.4", "2.9", "May help with backing plans; untested."),
    ),
    caption="Means from 1 to 5. Traits set where a skill starts, not where it ends.",
)

PRACTICE = PracticeCard(
    who="Theo",
    title="One small thing that fits",
    why="Acting is where Mara sees the most room, and it can be practised.",
    steps=(
        "In the morning, recall one thing that is on Mara's mind today.",
        "Choose one small thing that would fit, or ask what would help a little.",
        "Do it the same day. Small and done beats large and promised.",
    ),
    minutes=10,
    notice="Whether what you did was what was wanted. Ask once, after a week.",
    not_when="Leave it when what is wanted is to be heard, not helped.",
    hard_for="Full calendars.",
    easier="Keep a list of three things that fit nearly always.",
    label="rule of thumb",
    sources=("skills", "responsive"),
)

SAFETY = Aside(
    title="Always on this page",
    text=(
        "If you are ever afraid of the other person, or feel watched or controlled, "
        "exercises for two are not the right thing. You can talk to somebody outside, "
        "alone. This note is the same for everyone who reads a report."
    ),
    tone="safety",
)

SOURCES = SourceList(
    entries=(
        SourceEntry(
            key="haven",
            text="Feeney BC, Thrush RL. Relationship influences on exploration in "
            "adulthood. Journal of Personality and Social Psychology, 2010.",
            status="published, read",
            works=(
                Work(text="Feeney & Thrush (2010).", doi="10.1037/a0016961"),
                Work(text="A second work, without a link."),
            ),
        ),
        SourceEntry(
            key="responsive",
            text="Reis HT, Shaver P. Intimacy as an interpersonal process. Handbook of "
            "Personal Relationships, 1988.",
            status="from memory, not re-checked",
        ),
        SourceEntry(
            key="skills",
            text="A made-up review of skill programmes for couples. Example Journal.",
            status="published, read",
            works=(Work(text="Example (2000).", doi="10.1000/example.1"),),
        ),
    )
)


def sample() -> Report:
    """Every block kind, ten chapters, two people."""
    return Report(
        title="Mara & Theo",
        subtitle="The report of the two of you",
        viewer="ours",
        made_up=True,
        data_until="2026-04-12",
        glance=GLANCE,
        sections=(
            Section(
                id="base",
                title="Who is a base for whom",
                blocks=(
                    picture(),
                    Sentence(
                        text="Going out is backed in both directions, a little more "
                        "from Theo to Mara.",
                        sure=Sureness.LEANING,
                        label=UNVALIDATED,
                        sources=("haven",),
                    ),
                ),
            ),
            Section(id="mara", title="Mara, as Theo meets her", blocks=_person("Mara")),
            Section(id="theo", title="Theo, as Mara meets him", blocks=_person("Theo")),
            Section(id="explore", title="Going out into the world", blocks=_explore()),
            Section(
                id="balance",
                title="Give and take",
                blocks=(
                    Sentence(
                        text="Both of you give and both of you get; neither carries it "
                        "alone.",
                        sure=Sureness.FAIRLY,
                        sources=("haven", "skills"),
                    ),
                    Aside(
                        title="There is no score of fit here",
                        text="How well two people suit each other is not a number. "
                        "What is shown is what each of you gives and gets.",
                    ),
                ),
            ),
            Section(
                id="try",
                title="One thing to try",
                blocks=(
                    PRACTICE,
                    replace(
                        PRACTICE,
                        who="Mara",
                        title="Ask about the plan",
                        why="Theo a guess so far whether his plans are backed.",
                        minutes=5,
                        sources=("haven",),
                    ),
                ),
            ),
            Section(id="diary", title="Day by day", blocks=(diary(),)),
            Section(
                id="traits", title="Starting points", blocks=_traits(), folded=True
            ),
            Section(
                id="limits",
                title="What this cannot tell you",
                blocks=(
                    Paragraph(
                        text="It is made from what you both said about six weeks. It "
                        "is no diagnosis, and it does not know how things will go."
                    ),
                    SAFETY,
                ),
            ),
            Section(id="sources", title="Sources", blocks=(SOURCES,), folded=True),
        ),
        version="0.1.0",
    )


def named(left: str, right: str) -> Report:
    """The same report about two people of other names."""
    renamed = _renamed(sample(), {"Mara": left, "Theo": right})
    assert isinstance(renamed, Report)
    return renamed


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if type(value) is str:
        for old, new in names.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, tuple):
        return tuple(_renamed(part, names) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: _renamed(getattr(value, f.name), names) for f in fields(value)}
        return replace(value, **parts)
    return value


def _person(name: str) -> tuple[Sentence | Strip | Paragraph, ...]:
    other = "Theo" if name == "Mara" else "Mara"
    return (
        Sentence(
            text=f"{name} is glad when things go well for {other}, and it shows.",
            sure=Sureness.VERY,
            label=UNVALIDATED,
            sources=("haven", "responsive"),
        ),
        Sentence(
            text=f"The weakest link of {name}'s chain may be acting: noticing and "
            "understanding are there, doing something that fits comes less often.",
            sure=Sureness.LEANING,
            label=UNVALIDATED,
            sources=("responsive",),
        ),
        support(other, name, 0.0 if name == "Theo" else 0.35),
    )


def _explore() -> tuple[Sentence | Strip | Paragraph, ...]:
    domains = ("Work", "Learning", "Making things", "Other people")
    rows = tuple(
        StripRow(
            label=domain,
            hint="",
            marks=(
                mark("Mara", "own", 5.4 - 0.7 * place, 0.4),
                mark("Theo", "own", 2.6 + 0.8 * place, 0.5),
            ),
        )
        for place, domain in enumerate(domains)
    )
    held_back = StripRow(
        label="Held back",
        hint="would have liked to, and did not",
        marks=(mark("Mara", "own", 2.2, 0.6),),
        label_note=UNVALIDATED,
        sources=("haven",),
    )
    return (
        Paragraph(text="Where each of you goes out, tries and learns."),
        Strip(
            title="Four ways to explore",
            lo=1.0,
            hi=7.0,
            low_means="not at all",
            high_means="very much",
            rows=(*rows, held_back),
            caption="Each person's own answers.",
            ticks=(1.0, 4.0, 7.0),
        ),
    )


def _traits() -> tuple[Sentence | Table, ...]:
    return (
        Sentence(
            text="Openness may help to back another's plans, but nobody has tested it.",
            sure=Sureness.UNKNOWN,
            label="untested",
        ),
        TRAITS,
    )
