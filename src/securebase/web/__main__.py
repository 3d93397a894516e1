"""Commands of the app: ``python -m securebase.web migrate``."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command of Django, or of ours."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "securebase.web.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
