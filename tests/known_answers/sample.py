"""The public answers that known answers come from."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"


@cache
def answers_csv() -> bytes:
    """5,000 people's answers to the IPIP-50; see tests/data/README.md."""
    return gzip.decompress((DATA / "openpsychometrics_ipip50_5000.csv.gz").read_bytes())


@cache
def reference() -> dict[str, Any]:
    """Figures computed from them apart from securebase."""
    text = (DATA / "reference_questionnaires.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
