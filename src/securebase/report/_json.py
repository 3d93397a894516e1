from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from securebase.core import Estimate

from ._blocks import Report


def to_json(report: Report) -> str:
    """Write a report as JSON: the same content as the page, for machines.

    Args:
        report: The report.

    Returns:
        JSON text (indented, UTF-8 characters as they are, ending in a newline). Keys
        follow the order of the report's own fields, an estimate also carries the ends
        of its 95% band, and the same report always gives the same text.
    """
    return json.dumps(plain(report), ensure_ascii=False, indent=2) + "\n"


def plain(value: Any) -> Any:
    """A tree of dictionaries, lists, text and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        told = {name.name: plain(getattr(value, name.name)) for name in fields(value)}
        if isinstance(value, Estimate):
            told |= {"low": value.low, "high": value.high}
        return told
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value
