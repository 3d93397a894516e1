"""The page of all questionnaires, written from their own files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import checkin
from ._instrument import Instrument, Scale
from ._load import instruments, unavailable

MINUTES_RULE = 8
"""Items that an adult answers in a minute: a rule of thumb, not a finding."""

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
        items=asked, minutes=-(-asked // MINUTES_RULE), speed=MINUTES_RULE
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
it takes about {minutes} minutes. Questionnaires that we worded ourselves are *not yet
validated*: nobody has tested how well they measure, so their bands rest on an
assumption about how single answers hang together (see the rows `assumed_item_sd` and
`assumed_item_correlation` of the evidence page). A sample to compare with is never a
norm."""

_ABSENT = (
    "Their key is not certain, or their words are not here yet. "
    "`instrument(id)` gives the reason; a key file of your own works at once."
)

_OWN_KEY = """\
## A key file of your own

`read_instrument(path)` reads a JSON or TOML file. The short form is enough for most:

```json
{"id": "my_scale", "range": [1, 7],
 "key": {"anxiety": [1, 2, 3], "avoidance": [4, 5, 6], "reverse": [2, 5]}}
```

Items are named by their place, counted from 1 (and then called `q1`, `q2` …), or by a
code. Without any scale in `key`, all `n_items` items make one scale, `total`; a list
of signs such as `["+", "-"]` does the same and turns the items marked `-`.

| field | meaning |
|---|---|
| `id`, `title` | a plain name; words for a reader |
| `range` | lowest and highest answer |
| `key` | scale to items; `reverse` lists the items to turn |
| `n_items` | how many items, where the key does not name the last |
| `items` | the words: a list in printed order, or code to words |
| `item_max` | other highest answers: `{"1": 6, "others": 5}` |
| `method` | `mean` (the rule) or `sum` |
| `min_answered` | fewest answers for a score |
| `constructs` | scale to construct, where securebase has one |
| `frame`, `anchors`, `language` | instruction, words for answers, language code |
| `licence`, `reference` | terms, and where it was published |

The full form has the fields of any `instrument.toml` of securebase, with the words in
a table `words` (`language`, `frame`, `anchors`, `items`). A folder that is laid out
like one of ours (`instrument.toml`, `items.en.toml`) can be read, too."""


def _overview(some: Iterable[Instrument]) -> Iterator[str]:
    yield "| id | title | items | answers | status | words | topic |"
    yield "|---|---|---|---|---|---|---|"
    for one in some:
        words = one.language if one.text_shipped else "not shipped"
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
        f"every day, the others take turns in a plan of {checkin.CYCLE} days that "
        "depends on the date alone, so both partners answer the same. A day lasts "
        f"until {checkin.NIGHT_OWL_HOUR} in the morning, by the couple's own clock."
    )
    yield from ["", f"> {checkin.frame()}", ""]
    yield "| code | measures | question | asked |"
    yield "|---|---|---|---|"
    for item in pool:
        sign = "−" if item.reverse else ""
        asked = "every day" if item.daily else "in turns"
        yield f"| `{item.code}` | {sign}`{item.key}` | {item.text} | {asked} |"
