"""Write a page or the drawing of the model: ``python -m securebase.explain``."""

from __future__ import annotations

import sys

from ._graph import graph_svg
from ._odd import odd
from ._statements import statements_table

_MADE = {"--statements": statements_table, "--graph": graph_svg}

if __name__ == "__main__":
    # Bytes, so that the page is the same file on every system.
    made = _MADE.get(" ".join(sys.argv[1:]), odd)
    sys.stdout.buffer.write(made().encode())
