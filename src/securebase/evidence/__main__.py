"""Write the page of all records: ``python -m securebase.evidence``."""

from __future__ import annotations

import sys

from ._page import evidence_page

if __name__ == "__main__":
    sys.stdout.buffer.write(evidence_page().encode())
