"""The page of all questionnaires, written from their own files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import checkin
from ._instrument import Instrument, Scale
from ._languages import languages
from ._load import instruments, unavailable, worded

MINUTES_RULE = 8
"""Items that an adult answers in a minute: a rule of thumb, not a finding."""

_LANGUAGES = {"de": "German", "en": "English"}

_KEY_STATUS = {
    "source": "read in a source",
    "memory": "cited from memory: check it against your own copy",
    "own": "our own",
    "user": "supplied by the user",
}


def page() -> str:
    """The questionnaires as a Markdown page (``docs/instruments.md``)."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    core, more = instruments(core=True), instruments(core=False)
    asked = sum(len(one.items) for one in core)
    yield from _INTRODUCTION.format(
        items=asked,
        minutes=asked // MINUTES_RULE + 1,
        speed=MINUTES_RULE,
        languages=" and ".join(_LANGUAGES[code] for code in languages()),
    ).splitlines()
    yield from ["", "## The core set", ""]
    yield from _overview(core)
    yield from ["", "## Other questionnaires", ""]
    yield from _overview(more)
    yield from ["", "## One by one", ""]
    for one in (*core, *more):
        yield from _one(one)
    yield from ["## The daily check-in", ""]
    yield from _check_in()
    yield from ["", "## Known by name only", "", _ABSENT, ""]
    for name, row in unavailable().items():
        yield f"- `{name}` — {row.title}: {row.reason}"
    yield from ["", *_OWN_KEY.splitlines()]


_INTRODUCTION = """\
# Questionnaires

This page is written by `python -m securebase.measures > docs/instruments.md`.

The core set has {items} items. At {speed} items a minute, which is a rule of thumb,
it takes less than {minutes} minutes. A sentence about something that did not come up,
such as a failure, may be left out: a skipped answer is missing, and the rule of each
questionnaire says what that does to a score. Questionnaires that we worded ourselves
are *not yet validated*: nobody has tested how well they measure, so their bands rest on
an assumption about how single answers hang together (see the rows `assumed_item_sd` and
`assumed_item_correlation` of the evidence page). A sample to compare with is never a
norm.

The core set and the check-in can be asked in {languages}. The key is the same
in every language, so answers in any of them are scored alike. A translation of a
questionnaire that others validated is ours and *not yet validated*: its errors are
assumed to be those of the original, and no sample stands beside it."""

_ABSENT = (
    "Their key is not certain, or their words are not here yet. "
    "`instrument(id)` gives the reason; a key file of your own works at once."
)

_OWN_KEY = """\
## A key file of your own

A JSON or TOML file in place of an id is enough for `securebase score --instrument`,
and `read_instrument(path)` reads it in Python. `instruments show` tells how it was
understood: `securebase instruments show my-key.json`. The short form does for most:

```json
{"id": "my_scale", "range": [1, 7],
 "key": {"anxiety": [1, 2, 3], "avoidance": [4, 5, 6], "reverse": [2, 5]}}
```

Items are named by their place, counted from 1 (and then called `q1`, `q2` …), or by a
code. Without any scale in `key`, all `n_items` items make one scale, `total`; a list
of signs such as `["+", "-"]` does the same and turns the items marked `-`. Reversed
items may also carry a minus where a scale names them: `[1, -2, 3]`, `["E1", "-E2"]`.

| field | meaning |
|---|---|
| `id`, `title` | a plain name; words for a reader (or `name`) |
| `range` | lowest and highest answer, `[1, 7]` or `"1-7"` |
| `key` | scale to items; `reverse` (or `reversed` …) lists the items to turn |
| `reverse` | the same list, where it stands beside the key |
| `n_items` | how many items, where the key does not name the last |
| `items` | in printed order: the words, the codes (plain names), or code to words |
| `item_max` | other highest answers: `{"1": 6, "others": 5}` |
| `method` | `mean` (the rule) or `sum`; or `score`: `"sum 0..81"` names its ends, too |
| `min_answered` | fewest answers for a score |
| `constructs` | scale to construct, where securebase has one |
| `frame`, `anchors`, `language` | instruction, words for answers, language code |
| `licence`, `reference` | terms, and where it was published (or `ref`) |
| `validated` | whether this very form was validated; no, where it is left out |

Scale names become plain names in the results: `Attachment anxiety` is
`Attachment_anxiety` there. Remarks such as `notes`, `source`, `doi` or `cutoff` are
passed over; a field that is not known is refused, since it might be a slip.

The full form has the fields of any `instrument.toml` of securebase, with the words in
a table `words` (`language`, `frame`, `anchors`, `items`). A folder that is laid out
like one of ours (`instrument.toml`, `items.en.toml`) can be read, too."""


def _overview(some: Iterable[Instrument]) -> Iterator[str]:
    yield "| id | title | items | answers | status | words | topic |"
    yield "|---|---|---|---|---|---|---|"
    for one in some:
        words = ", ".join(worded(one.id)) or "not shipped"
        topic = one.topic or "–"
        yield (
            f"| `{one.id}` | {one.title} | {len(one.items)} | {one.lo} to {one.hi} | "
            f"{one.status} | {words} | {topic} |"
        )


def _one(one: Instrument) -> Iterator[str]:
    yield from [f"### {one.title}", ""]
    yield f"`{one.id}`, {one.status}; key: {_KEY_STATUS[one.key_status]}."
    yield from ["", f"{one.reference}", "", f"{one.licence}", "", one.missing_rule, ""]
    yield from [*(f"- {note}" for note in one.notes), ""] if one.notes else []
    yield "| scale | title | items | score | fewest answers | error rests on |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(one, scale) for scale in one.scales)
    yield ""
    if one.text_shipped:
        yield from [f"> {one.frame}", ""]
        yield from (f"- `{item.code}` {item.text}" for item in one.items)
        yield ""


def _row(one: Instrument, scale: Scale) -> str:
    items = ", ".join(_signed(one, scale, code) for code in scale.items)
    return (
        f"| `{scale.id}` | {scale.title} | {items} | {scale.method}, "
        f"{scale.lo:g} to {scale.hi:g} | {scale.min_answered} | {_error(scale)} |"
    )


def _signed(one: Instrument, scale: Scale, code: str) -> str:
    turned = one.by_code[code].reverse or scale.weights.get(code, 1) < 0
    return f"−{code}" if turned else code


def _error(scale: Scale) -> str:
    known = scale.reliability
    if known is None:
        return "not known"
    people = f", {known.n} people" if known.n else ""
    return f"{known.basis}: alpha {known.alpha:.2f}, sd {known.sd:.2f}{people}"


def _check_in() -> Iterator[str]:
    pool = checkin.items()
    daily = sum(item.daily for item in pool)
    yield (
        f"{len(pool)} questions, answered from 0 to 6, not yet validated. {daily} come "
        f"every day. One more asks about a field of exploration, each of the "
        f"{len(checkin.DOMAINS)} on its day. The others take turns in a plan of "
        f"{checkin.CYCLE} days. The plan depends on the date alone, so both partners "
        f"answer the same. A day lasts until {checkin.NIGHT_OWL_HOUR} in the morning, "
        "by the couple's own clock. What was left out is missing, as is what was not "
        "asked."
    )
    yield from ["", f"> {checkin.frame()}", ""]
    yield "| code | measures | question | asked |"
    yield "|---|---|---|---|"
    for item in pool:
        sign = "−" if item.reverse else ""
        yield (
            f"| `{item.code}` | {sign}`{item.key}` | {item.text} | {_how_often(item)} |"
        )


def _how_often(item: checkin.CheckInItem) -> str:
    if item.daily:
        return "every day"
    return "in turns" if item.turns else "every fourth day"
