"""Two worlds that differ only in what Ben does in private, and all that Ana gets.

Both run over the same days. Ana does the same in both, and so does Ben in what
both share. At fixed hours Ana asks for every page and file there is, and sends the
forms that show her what is kept. Every byte of it must be the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from securebase.core import Topic
from securebase.measures import checkin
from securebase.web import access
from securebase.web.accounts.models import User
from securebase.web.answers.models import Sheet
from securebase.web.answers.saving import save_answer, save_check_in
from securebase.web.pages.checks import route_names
from securebase.web.pairing import consent
from securebase.web.pairing.models import Consent, Pair
from securebase.web.policy import RULES
from securebase.web.practitioners import cases
from securebase.web.practitioners.models import Case
from tests.web import cast
from tests.web.practitioners import cast as practitioners
from tests.web.world import SCALE, places

# A Monday, ten in the morning.
START = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
# When Ana looks: days after the start, and the hour.
LOOKS = ((2, 12), (7, 6), (7, 21))
LENGTH = 7
# When letters are written, and on which days both check in.
WORK = {(day, hour) for day in (1, 2, 7) for hour in (5, 11, 20)}
CHECK_INS = (0, 1, 5)
SHARED = {Topic.VITALITY: consent.Choice(diary=True)}
# What both share is told by these; it is the same in both worlds.
OPEN_CODES = ("d_vital", "d_satisfied")


@dataclass
class Couple:
    """Ana and Ben in one of the worlds."""

    ana: User
    ben: User
    pair: Pair
    case: Case
    private: set[Topic] = field(default_factory=set)

    def client(self, who: User) -> Client:
        """A browser in which one of them has just signed in."""
        client = Client()
        body = {"login": who.email, "password": cast.PASSWORD}
        client.post(reverse("account_login"), body)
        return client


Doing = Callable[[Couple, Random], None]


@dataclass(frozen=True)
class Deed:
    """Something private of Ben's: what, on which day, at which hour."""

    what: Doing
    day: int
    hour: int
    seed: int
    # Whether letters are written right after it.
    written: bool = False


def deeds(seed: int, times: int = 12) -> list[Deed]:
    """Some private deeds, at some time or other."""
    luck = Random(seed)
    return [
        Deed(
            luck.choice(PRIVATE),
            luck.randrange(LENGTH + 1),
            luck.randrange(11, 23),
            luck.randrange(1_000_000),
            luck.random() < 0.5,
        )
        for _ in range(times)
    ]


def every_deed() -> list[Deed]:
    """Each private deed, spread over the days, and each on the last."""
    return [
        Deed(what, day, 11 + place % 10, place)
        for place, what in enumerate(PRIVATE)
        for day in (place % LENGTH, LENGTH)
    ]


def lived(private: Sequence[Deed]) -> list[tuple[str, str]]:
    """Live through the weeks; everything that Ana was answered, by what she asked."""
    mail.outbox.clear()
    told: list[tuple[str, str]] = []
    with time_machine.travel(START, tick=False):
        both = _begin()
    for day in range(LENGTH + 1):
        for hour in range(4, 24):
            moment = START.replace(hour=hour) + dt.timedelta(days=day)
            with time_machine.travel(moment, tick=False):
                _hour(both, day, hour, private)
                if (day, hour) in LOOKS:
                    told += looks(both)
    return told


def _hour(both: Couple, day: int, hour: int, private: Sequence[Deed]) -> None:
    if (day, hour) in WORK:
        call_command("work", "--once")
    if hour == 19 and day in CHECK_INS:
        _daily(both, day)
    for deed in private:
        if (deed.day, deed.hour) == (day, hour):
            deed.what(both, Random(deed.seed))
            if deed.written:
                call_command("work", "--once")


def _begin() -> Couple:
    ana, ben = cast.person("Ana", id=uuid.UUID(int=1)), cast.person("Ben")
    pair = cast.couple(ana, ben)
    for who in (ana, ben):
        cast.answers(who, SCALE)
        consent.choose(who, Consent.Matter.PARTNER, pair.id, SHARED)
    cast.answers(ana, "sb_load")
    practised = practitioners.case(practitioners.practitioner("Pia"), ana, ben)
    practitioners.confides(ana, practised, {Topic.VITALITY: True}, together=True)
    return Couple(ana, ben, pair, practised)


def _daily(both: Couple, day: int) -> None:
    """The check-ins of a day; what both share in them is the same in both worlds."""
    for who, shift in ((both.ana, 0), (both.ben, 2)):
        _check_in(who, dict.fromkeys(OPEN_CODES, (day + shift) % 7), "")


def _check_in(who: User, given: dict[str, int], note: str) -> None:
    day = checkin.day_of(dt.datetime.now(dt.UTC), "Europe/Lisbon")
    asked = {it.code for it in checkin.items_for(day)}
    before = access.own_check_in(who, day) or {"answers": {}}
    answers = {key: it for key, it in given.items() if key in asked}
    save_check_in(who, day, before["answers"] | answers, note, uuid.uuid4())


# What Ana gets.


def looks(both: Couple) -> list[tuple[str, str]]:
    """Everything that Ana can fetch now."""
    client = both.client(both.ana)
    return [(_plain(what), _plain(it)) for what, it in _fetched(client, both.case)]


def _fetched(client: Client, case: Case) -> Iterator[tuple[str, str]]:
    day = dt.datetime.now(dt.UTC).isoformat()
    for route in sorted(route_names() - {"leave", "account_logout"}):
        with_case: list[dict[str, object]] = (
            [{"key": case.id}] if route in _OF_A_CASE else []
        )
        for place in (*places(route), *with_case):
            address = reverse(route, kwargs=place)
            if "GET" in RULES[route].verbs:
                yield f"{day} GET {address}", _whole(client.get(address))
    for route, body in _FORMS.items():
        answer = client.post(reverse(route), body)
        yield f"{day} POST {route}", _whole(answer)
    for sent in mail.outbox:
        if "ana@example.org" in sent.to:
            yield f"{day} mail", sent.message().as_string()


_OF_A_CASE = ("my_practitioner", "my_practitioner_leave", "my_practitioner_file")
# What changes nothing, and is answered.
_FORMS: dict[str, dict[str, str]] = {
    "sharing": {"vitality": "on", "vitality-diary": "on"},
    "settings": {"name": "Ana", "language": "en", "time_zone": "Europe/Lisbon"},
    "invite": {},
    "join": {},
    "safety_questions": {},
}


def _whole(answer: Any) -> str:
    """Status, head, names of cookies, size and body of an answer."""
    head = "\n".join(f"{key}: {it}" for key, it in answer.headers.items())
    body = answer.getvalue()
    told = (answer.status_code, head, sorted(answer.cookies), len(body))
    return "\n".join(map(str, told)) + "\n" + body.decode("latin-1")


_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Tokens against forged forms, and challenges of passkeys: new on every page.
_TOKEN = re.compile(
    r'(?<=value=")[A-Za-z0-9]{64}(?=")|(?<="token": ")\w{64}|(?<="challenge": ")[\w-]+'
)
_SECRET = re.compile(r"(?<=secret=)[A-Z2-7]{32}|\b[A-Z2-7]{32}\b")


def _plain(told: str) -> str:
    """Without what is drawn at random for each page; each mark keeps its place."""
    seen: dict[str, str] = {}
    told = _TOKEN.sub("token", told)
    told = _SECRET.sub("secret", told)
    return _UUID.sub(lambda it: seen.setdefault(it[0], f"id-{len(seen)}"), told)


def mark(told: Sequence[tuple[str, str]]) -> str:
    """One short mark of all of it."""
    return hashlib.sha256(repr(told).encode()).hexdigest()


def different(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> list[str]:
    """What Ana asked that was answered otherwise in the other world."""
    wrong = [a for (a, told), (b, also) in zip(one, other, strict=True) if told != also]
    return wrong + [a for (a, _), (b, _) in zip(one, other, strict=True) if a != b]


# What Ben does in private.


def _answers_in_private(both: Couple, luck: Random) -> None:
    name = luck.choice(("sb_growth", "sb_load", "sb_alt", "sb_explore"))
    cast.answers(both.ben, name, luck.randrange(1, 5))


def _checks_in_in_private(both: Couple, luck: Random) -> None:
    codes = ("d_secure", "d_haven", "d_energy", "d_load", "d_unmet", "d_anxiety")
    _check_in(both.ben, {it: luck.randrange(7) for it in codes}, "")


def _writes_a_note(both: Couple, luck: Random) -> None:
    _check_in(both.ben, {}, f"a secret of {luck.randrange(1000)}")


def _toggles_what_is_not_returned(both: Couple, luck: Random) -> None:
    topic = luck.choice([it for it in Topic if it is not Topic.VITALITY])
    both.private ^= {topic}
    client = both.client(both.ben)
    body = {it.value: "on" for it in both.private} | {
        f"{it.value}-diary": "on" for it in both.private if luck.random() < 0.5
    }
    client.post(reverse("sharing"), {"vitality": "on", "vitality-diary": "on"} | body)


def _pauses(both: Couple, luck: Random) -> None:
    both.client(both.ben).post(reverse("pause"))


def _practises(both: Couple, luck: Random) -> None:
    client = both.client(both.ben)
    goal = {"goal": luck.choice(("safer", "base")), "minutes": "15"}
    client.post(reverse("practice_aim"), goal)
    call_command("work", "--once")
    page = client.get(reverse("practice")).content.decode()
    for practice in re.findall(r'name="practice" value="(\w+)"', page)[:1]:
        client.post(reverse("practice_begin"), {"practice": practice})
    day = dt.datetime.now(dt.UTC).date().isoformat()
    client.post(reverse("practice_did"), {"day": day})
    if luck.random() < 0.5:
        client.post(reverse("practice_stop"))


def _is_reminded(both: Couple, luck: Random) -> None:
    hour = luck.randrange(6, 22)
    sent = {"on": "on", "days": ["0", "3"], "at": f"{hour:02}:00"}
    both.client(both.ben).post(reverse("reminders"), sent)


def _takes_everything_along(both: Couple, luck: Random) -> None:
    client = both.client(both.ben)
    assert client.get(reverse("export_file")).status_code == 200


def _confides_in_the_practitioner(both: Couple, luck: Random) -> None:
    topics = luck.sample(sorted(Topic), 3)
    wanted = {it: consent.Choice(diary=luck.random() < 0.5) for it in topics}
    cases.choose(both.ben, both.case, wanted, together=luck.random() < 0.5)
    call_command("work", "--once")


def _leaves_the_practitioner(both: Couple, luck: Random) -> None:
    cases.leave(both.ben, both.case)


def _asks_for_help(both: Couple, luck: Random) -> None:
    client = both.client(both.ben)
    client.get(reverse("help"))
    client.get(reverse("safety_questions"))
    yes = {f"hark_{it}": str(luck.randrange(2)) for it in range(1, 5)}
    client.post(reverse("safety_questions"), yes)
    client.post(reverse("safety_wish"), {"alone": "on"} if luck.random() < 0.5 else {})


def _signs_in(both: Couple, luck: Random) -> None:
    for _ in range(luck.randrange(1, 4)):
        both.client(both.ben)
    body = {"login": both.ben.email, "password": "not the right one"}
    Client().post(reverse("account_login"), body)


def _changes_the_password(both: Couple, luck: Random) -> None:
    client, new = both.client(both.ben), "quite another long sentence"
    for old, later in ((cast.PASSWORD, new), (new, cast.PASSWORD)):
        body = {"oldpassword": old, "password1": later, "password2": later}
        client.post(reverse("account_change_password"), body)
        client.post(
            reverse("account_login"), {"login": both.ben.email, "password": later}
        )
    both.ben.refresh_from_db()


def _deletes_in_private(both: Couple, luck: Random) -> None:
    client = both.client(both.ben)
    for sheet in Sheet.objects.filter(owner=both.ben).exclude(instrument=SCALE):
        client.post(reverse("delete_sheet", args=[sheet.pk]))


def _changes_language_and_clock(both: Couple, luck: Random) -> None:
    zone = luck.choice(("Asia/Tokyo", "Europe/Lisbon", "America/Lima"))
    body = {"name": "Ben", "time_zone": zone, "country": "GB"}
    language = luck.choice(("en", "de"))
    both.client(both.ben).post(reverse("settings"), body | {"language": language})
    # Their check-ins are for the same days in both worlds.
    User.objects.filter(pk=both.ben.pk).update(time_zone="Europe/Lisbon")
    both.ben.refresh_from_db()


def _reads_everything(both: Couple, luck: Random) -> None:
    client = both.client(both.ben)
    for route in sorted(route_names() - {"leave", "account_logout"}):
        if "GET" in RULES[route].verbs:
            client.get(reverse(route, kwargs=luck.choice(places(route))))


def _changes_the_mind_until_the_morning(both: Couple, luck: Random) -> None:
    """Whatever stood there during the day, by the evening it is as before."""
    before = access.own_answers(
        both.ben, Sheet.objects.get(owner=both.ben, instrument=SCALE)
    )
    cast.answers(both.ben, SCALE, luck.randrange(1, 4))
    call_command("work", "--once")
    for code, answer in before.items():
        save_answer(both.ben, SCALE, code, answer, uuid.uuid4())


PRIVATE: tuple[Doing, ...] = (
    _answers_in_private,
    _checks_in_in_private,
    _writes_a_note,
    _toggles_what_is_not_returned,
    _pauses,
    _practises,
    _is_reminded,
    _takes_everything_along,
    _confides_in_the_practitioner,
    _leaves_the_practitioner,
    _asks_for_help,
    _signs_in,
    _changes_the_password,
    _deletes_in_private,
    _changes_language_and_clock,
    _reads_everything,
    _changes_the_mind_until_the_morning,
)


# What is not private: the control.


def changes_what_is_shared(both: Couple, luck: Random) -> None:
    """Ben tells something else of what both share; Ana must see it in time."""
    cast.answers(both.ben, SCALE, 1)


def withdraws(both: Couple, luck: Random) -> None:
    """Ben takes back what both shared; Ana must see it at once."""
    with access.watching(both.ben):
        consent.choose(both.ben, Consent.Matter.PARTNER, both.pair.id, {})
