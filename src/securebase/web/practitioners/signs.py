"""Signs that a case may need a look: worked out by the worker with the brief."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from securebase import couples
from securebase.report import Signal, signals

# Check-ins are few where there were some in the weeks before, and hardly any lately.
_LATELY, _BEFORE = dt.timedelta(days=7), dt.timedelta(days=28)
_ENOUGH, _FEW = 7, 3


def worked_out(view: couples.View, today: dt.date) -> bytes:
    """The reasons that a view gives, to be kept with the brief.

    Args:
        view: What the practitioner may see.
        today: The day of the brief.
    """
    kept = [_kept(it) for it in signals(view)]
    return json.dumps([*kept, *_few(view, today)]).encode()


def _kept(signal: Signal) -> dict[str, Any]:
    return {
        "kind": signal.kind,
        "who": signal.who,
        "what": [signal.what],
        "sure": signal.sure.value,
        "number": signal.tried,
    }


def _few(view: couples.View, today: dt.date) -> Iterator[dict[str, Any]]:
    for whose, seen in view.people.items():
        days = [it.day for it in seen.check_ins]
        lately = sum(today - _LATELY <= day < today for day in days)
        before = sum(today - _BEFORE <= day < today - _LATELY for day in days)
        if before >= _ENOUGH and lately < _FEW:
            yield {
                "kind": "few",
                "who": view.names[whose],
                "what": [],
                "sure": "",
                "number": lately,
            }
