"""What several commands say in their help."""

from __future__ import annotations

EXIT_CODES = """\b
Exit codes:
  0    done
  1    an unexpected error, a bug in securebase
  2    wrong input or wrong usage; the message says what to do
  130  stopped with Ctrl-C"""


def examples(*lines: str) -> str:
    """The examples under a command's help; the mark keeps their line breaks."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
