"""``python -m securebase.measures`` writes the page of all questionnaires."""

import sys

from ._page import page

# Bytes, so that the page is the same file on every system.
sys.stdout.buffer.write(page().encode("utf-8"))
