"""Two couples who do whatever they like here, and a second account of what each sees.

After each step, what the app would show is compared with `tests.web.reference`, and
somebody asks for pages on which no word of another may stand. Letters are written as
plain lists of facts, so that what stands in one can be compared exactly; what a report
makes of a view is tried elsewhere (proofs/attack.py).
"""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from securebase import couples
from securebase.core import Partner, Topic
from securebase.measures import checkin, instrument
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.models import CheckIn, Sheet
from securebase.web.pairing import consent
from securebase.web.practitioners import cases
from securebase.web.reports import writing
from tests.web import cast
from tests.web.practitioners.cast import case, practitioner, proved
from tests.web.reference import (
    DAILY,
    SCALES,
    Confidence,
    Fact,
    Pair,
    Person,
    kind,
)
from tests.web.world import undone

# A Friday, so that the first Monday is near.
START = dt.datetime(2026, 3, 6, 9, tzinfo=dt.UTC)
NAMES = ("Anaximene", "Benvolio", "Cleophana", "Dorabella")
PRACTITIONER = "Philippa"
ZONES = ("Europe/Lisbon", "Asia/Tokyo", "America/Lima")
# What nobody but oneself and one's partner may be told on.
PAGES = (
    *("home", "own_report", "our_report", "sharing", "settings", "today", "history"),
    *("questionnaires", "practice", "export", "pause", "erase", "stored", "help"),
    *("safety_questions", "usersessions_list", "account_email", "mfa_index"),
)
_CASE_PAGES = ("case", "case_alone", "case_brief", "case_report", "case_session")
people = st.integers(0, len(NAMES) - 1)
topics = st.dictionaries(st.sampled_from(sorted(SCALES)), st.booleans())
names = st.sampled_from(sorted(SCALES.values()))


class Machine(RuleBasedStateMachine):
    """The app and the reference side by side."""

    # Of all machines of a run together.
    steps = 0
    pages = PAGES

    def __init__(self) -> None:
        super().__init__()
        self.luck, self.made = Random(1), 0
        self.now = START
        self.undoing = undone()
        self.undoing.__enter__()
        self.plain = plain_letters()
        self.plain.__enter__()
        self.traveller = time_machine.travel(self.now, tick=False)
        self.traveller.start()

    def teardown(self) -> None:
        self.traveller.stop()
        self.plain.__exit__(None, None, None)
        self.undoing.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Two couples, of four people who told nothing yet."""
        self.users: list[User] = []
        self.told: list[Person] = []
        self.notes: list[set[str]] = [set() for _ in NAMES]
        self.exports: list[tuple[bytes, Person] | None] = [None] * len(NAMES)
        self.pairs: dict[int, Pair] = {}
        for who in range(len(NAMES)):
            self.users.append(self._user(who))
            self.told.append(Person(NAMES[who], "Europe/Lisbon"))
        self.link(0, 1)
        self.link(2, 3)
        self.philippa = practitioner(PRACTITIONER)
        self.case = case(self.philippa, self.users[0], self.users[1])
        self.confided = {it: Confidence(self.told[it].zone) for it in (0, 1)}

    def _user(self, who: int) -> User:
        self.made += 1
        return _person(NAMES[who], self.made)

    # What people do.

    @rule(who=people, name=names, value=st.integers(0, 5), items=st.integers(1, 7))
    def answer(self, who: int, name: str, value: int, items: int) -> None:
        """Answer the first items of a questionnaire; 0 passes them over."""
        found = instrument(name).items
        client = self._client(who)
        for item in found[:items]:
            address = reverse("question", args=[name, item.code])
            given = None if value == 0 else min(max(value, item.lo), item.hi)
            sent = {"answer": "pass" if given is None else given, "key": uuid.uuid4()}
            answer = client.post(address, sent)
            assert answer.status_code == 302
            told = self.told[who]
            told.answer(name, item.code, given, self.now, len(found))

    @rule(who=people, value=st.integers(0, 6), late=st.booleans())
    def check_in(self, who: int, value: int, late: bool) -> None:
        """Check in for today or yesterday, with a note for oneself."""
        day = self.told[who].day(self.now) - dt.timedelta(days=late)
        asked = {it.code for it in checkin.items_for(day)} & set(DAILY.values())
        answers = dict.fromkeys(asked, value)
        note = f"note{uuid.uuid4().hex}"
        self.notes[who].add(note)
        sent = answers | {"day": day.isoformat(), "note": note, "key": uuid.uuid4()}
        answer = self._client(who).post(reverse("today"), sent)
        assert answer.status_code == 302
        self.told[who].check_in(day, answers, self.now)

    @rule(who=people, chosen=topics)
    def choose(self, who: int, chosen: dict[str, bool]) -> None:
        """Share these topics and no others."""
        sent = dict.fromkeys(chosen, "on")
        sent |= {f"{it}-diary": "on" for it, diary in chosen.items() if diary}
        self._client(who).post(reverse("sharing"), sent)
        if who in self.pairs:
            self.pairs[who].choose(self.told[who], chosen, self.now)

    @rule(who=st.integers(0, 1), chosen=topics, together=st.booleans())
    def confide(self, who: int, chosen: dict[str, bool], together: bool) -> None:
        """Show these topics to the practitioner, and no others."""
        if who in self.confided:
            wanted = {Topic(it): consent.Choice(diary=chosen[it]) for it in chosen}
            cases.choose(self.users[who], self.case, wanted, together=together)
            self.confided[who].said.append((self.now, chosen))

    @rule(who=st.integers(0, 1))
    def leave_the_practitioner(self, who: int) -> None:
        """Leave the case, alone and at once."""
        if who in self.confided:
            cases.leave(self.users[who], self.case)
            del self.confided[who]

    @rule(one=people, other=people)
    def link(self, one: int, other: int) -> None:
        """Invite, and say yes; nothing happens where either has a partner."""
        page = self._client(one).post(reverse("invite"))
        if one in self.pairs:
            assert page.status_code == 302
            return
        link = page.content.decode().split('value="http://testserver')[1].split('"')[0]
        client = self._client(other)
        client.get(link)
        client.post(reverse("join"))
        if one != other and other not in self.pairs:
            both = (self.told[one], self.told[other])
            for it in both:
                it.settle()
            pair = Pair(both, self.told[one].zone)
            self.pairs[one] = self.pairs[other] = pair

    @rule(who=people)
    def unlink(self, who: int) -> None:
        """Leave, alone and at once."""
        self._client(who).post(reverse("unpair"))
        self._part(who)

    def _part(self, who: int) -> None:
        pair = self.pairs.get(who)
        for it in [it for it, held in self.pairs.items() if held is pair]:
            del self.pairs[it]

    @rule(who=people, owner=people, place=st.integers(0, 5))
    def delete_a_day(self, who: int, owner: int, place: int) -> None:
        """Delete a check-in; somebody else's is not there."""
        rows = list(CheckIn.objects.filter(owner=self.users[owner]).order_by("day"))
        if rows:
            row = rows[place % len(rows)]
            address = reverse("delete_check_in", args=[row.id])
            answer = self._client(who).post(address)
            assert answer.status_code == (302 if who == owner else 404)
            if who == owner:
                del self.told[who].days[row.day]

    @rule(who=people, owner=people, place=st.integers(0, 5))
    def delete_a_sheet(self, who: int, owner: int, place: int) -> None:
        """Delete the answers of a questionnaire; somebody else's are not there."""
        rows = list(Sheet.objects.filter(owner=self.users[owner]).order_by("pk"))
        if rows:
            row = rows[place % len(rows)]
            answer = self._client(who).post(reverse("delete_sheet", args=[row.id]))
            assert answer.status_code == (302 if who == owner else 404)
            if who == owner:
                kept = self.told[who].sheets[row.instrument]
                kept[:] = [it for it in kept if it.occasion != row.occasion]

    @rule(who=people)
    def delete_the_account(self, who: int) -> None:
        """Delete everything, and begin anew under the same name."""
        self._client(who).post(reverse("erase"))
        self._part(who)
        self.confided.pop(who, None)
        assert not User.objects.filter(pk=self.users[who].pk).exists()
        self.users[who] = self._user(who)
        self.told[who] = Person(NAMES[who], "Europe/Lisbon")
        self.exports[who] = None

    @rule(who=people)
    def export(self, who: int) -> None:
        """Take everything along: all of one's own, and nothing else."""
        packed = self._client(who).get(reverse("export_file")).content
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            files = {it: archive.read(it).decode() for it in archive.namelist()}
        for told in files.values():
            self._holds_nothing_foreign(who, told, partner=False)
        assert _exported(files["couple.json"]) == self.told[who].own()

    @rule(who=people, zone=st.sampled_from(ZONES), language=st.sampled_from("ed"))
    def move(self, who: int, zone: str, language: str) -> None:
        """Live elsewhere, or read another language."""
        sent = {"name": NAMES[who], "time_zone": zone}
        sent["language"] = {"e": "en", "d": "de"}[language]
        self._client(who).post(reverse("settings"), sent)
        self.told[who].zone = zone

    @rule(who=people)
    def pause(self, who: int) -> None:
        """Take a break, or end it."""
        self._client(who).post(reverse("pause"))

    @rule(who=people, alone=st.booleans())
    def wish(self, who: int, alone: bool) -> None:
        """Wish to be suggested nothing for two."""
        sent = {"alone": "on"} if alone else {}
        self._client(who).post(reverse("safety_wish"), sent)

    @rule(hours=st.sampled_from((1, 6, 19, 24, 70, 24 * 7, 24 * 29)))
    def wait(self, hours: int) -> None:
        """Time goes by."""
        self.now += dt.timedelta(hours=hours)
        self.traveller.stop()
        self.traveller = time_machine.travel(self.now, tick=False)
        self.traveller.start()

    @rule()
    def work(self) -> None:
        """Letters are written; then each holds exactly what its reader may see."""
        call_command("work", "--once")
        for who in range(len(NAMES)):
            pair = self.pairs.get(who)
            shown = self._shown(who)
            letter = self._letter(who, "own_report")
            if letter is not None:
                # Of one's own it waits until a questionnaire is complete.
                assert letter.get(NAMES[who], set()) <= _ever(self.told[who])
                assert self._others(who, letter) == shown[1]
            ours = self._letter(who, "our_report")
            expected = shown[0] | shown[1]
            assert (ours is not None) == bool(pair and expected)
            if ours is not None:
                assert set().union(*ours.values()) == expected

    # What must hold after each step.

    @invariant()
    def everybody_sees_what_they_may_and_nothing_else(self) -> None:
        """What the app would write now, and what it shows of earlier."""
        Machine.steps += 1
        for who in range(len(NAMES)):
            view = access.own_view(self.users[who])
            seen = {view.names[it]: _facts(view.people[it]) for it in view.people}
            assert seen.pop(NAMES[who]) == self.told[who].own()
            assert set().union(*seen.values()) == self._shown(who)[1]
        self._the_practitioner_sees_what_is_confided()
        who = self.luck.randrange(len(NAMES))
        self.letters_hold_nothing_that_was_taken_back(who)
        page = self._client(who).get(reverse(self.luck.choice(self.pages)))
        self._holds_nothing_foreign(who, page.content.decode(), partner=True)

    def _the_practitioner_sees_what_is_confided(self) -> None:
        self.case.refresh_from_db()
        view = access.case_view(self.philippa, self.case)
        for who, side in enumerate(Partner):
            seen = _facts(view.people[side])
            held = self.confided.get(who)
            may = set() if held is None else held.shown(self.told[who], self.now)
            # Sometimes it is less: what is told otherwise within a week of a pair's
            # editions, waits for the morning.
            assert seen <= may
        # In a session nothing is shown that not both show to both.
        both = access.session_view(self.case)
        together = [{kind(it) for it in _facts(seen)} for seen in both.people.values()]
        assert together[0] == together[1]
        assert all(_facts(both.people[it]) <= _facts(view.people[it]) for it in Partner)
        page = self._reads(self.philippa, self.luck.choice(_CASE_PAGES), self.case.pk)
        assert not any(it in page for notes in self.notes for it in notes)
        assert not any(it in page for it in NAMES[2:])

    def _reads(self, who: User, route: str, key: uuid.UUID) -> str:
        client = proved(who)
        return client.get(reverse(route, args=[key])).content.decode()

    def _shown(self, who: int) -> tuple[set[Fact], set[Fact]]:
        """What both read of somebody, and of their partner."""
        pair, told = self.pairs.get(who), self.told[who]
        if pair is None:
            return set(), set()
        shown = pair.shown(self.now)
        return shown[told], shown[pair.other(told)]

    def letters_hold_nothing_that_was_taken_back(self, who: int) -> None:
        for route in ("own_report", "our_report"):
            facts = self._others(who, self._letter(who, route) or {})
            if facts:
                pair, told = self.pairs[who], self.told[who]
                other = pair.other(told)
                good = pair.not_taken_back(other) & pair.not_taken_back(told)
                assert {kind(it) for it in facts} <= good
                assert facts <= _ever(other)

    def _others(self, who: int, letter: dict[str, set[Fact]]) -> set[Fact]:
        others = [it for name, it in letter.items() if name != NAMES[who]]
        return set().union(*others)

    def _letter(self, who: int, route: str) -> dict[str, set[Fact]] | None:
        """What stands in a letter, of each by name, as its page shows it."""
        page = self._client(who).get(reverse(route)).content.decode()
        self._holds_nothing_foreign(who, page, partner=True)
        if _MARK not in page:
            return None
        told = json.loads(html.unescape(page.split(_MARK)[1].split("</pre>")[0]))
        return {name: set(map(_fact, it)) for name, it in told.items()}

    def _holds_nothing_foreign(self, who: int, told: str, *, partner: bool) -> None:
        """No note of another, and no name but one's own and one's partner's."""
        pair = self.pairs.get(who)
        known = {NAMES[who]}
        if partner and pair is not None:
            known.add(pair.other(self.told[who]).name)
        for other, name in enumerate(NAMES):
            assert name in known or name not in told
            if other != who:
                assert not any(it in told for it in self.notes[other])

    def _client(self, who: int) -> Client:
        """Somebody who proved just now who they are."""
        return proved(self.users[who])


def tried(examples: int, steps: int, *, anew: bool = False) -> int:
    """Let people do as they like, many times over; how many steps that were.

    Args:
        examples: How often they begin.
        steps: How many steps they then take at most.

    Other Args:
        anew: Whether they do something else on every run.
    """
    before = Machine.steps
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=not anew,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Machine.steps - before


def _person(name: str, number: int) -> User:
    made = cast.person(f"{name}{number}")
    made.name = name
    made.save()
    return made


def _ever(person: Person) -> set[Fact]:
    """Everything that stood in a row which is still there."""
    sheets = {
        (name, sheet.occasion, item, value)
        for name, sheets in person.sheets.items()
        for sheet in sheets
        for item, row in sheet.items.items()
        for _, value in row.told
    }
    days = {
        ("day", day, code, value)
        for day, row in person.days.items()
        for _, answers in row.told
        for code, value in answers.items()
    }
    return sheets | days


def _facts(seen: couples.Visible) -> set[Fact]:
    sheets = {
        (it.instrument, it.occasion, code, value)
        for it in seen.sheets
        for code, value in it.answers.items()
    }
    days = {
        ("day", it.day, code, value)
        for it in seen.check_ins
        for code, value in it.answers.items()
    }
    return sheets | days


def _fact(told: list[Any]) -> Fact:
    name, day, code, value = told
    return name, dt.date.fromisoformat(day), code, value


def _exported(text: str) -> set[Fact]:
    person = couples.from_document(json.loads(text)).private[0]
    sheets = {
        (it.instrument, it.occasion, it.item, it.answer)
        for it in person.answers
        if it.answer is not None
    }
    return sheets | {
        ("day", it.day, code, value)
        for it in person.diary
        for code, value in it.answers
    }


_FORMS = ("page", "html", "pdf", "json")
_MARK = '<pre class="facts">'


@contextmanager
def plain_letters() -> Iterator[None]:
    """Letters that say what they were made from, and nothing more."""
    module = vars(writing)
    kept = module["laid_out"]
    module["laid_out"] = lambda view, **_: dict.fromkeys(_FORMS, _page(view).encode())
    try:
        yield
    finally:
        module["laid_out"] = kept


def _page(view: couples.View) -> str:
    told = {
        view.names[side]: sorted(
            (a, b.isoformat(), c, d) for a, b, c, d in _facts(seen)
        )
        for side, seen in view.people.items()
    }
    return f"{_MARK}{html.escape(json.dumps(told))}</pre>"
