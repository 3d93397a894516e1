"""What must be there before anybody comes."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command


def prepare() -> None:
    """Databases with their tables, and the files that browsers are given."""
    tables()
    call_command("collectstatic", verbosity=0, interactive=False)


def tables() -> None:
    """Make the tables, or bring them up to date."""
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("default", "keys"):
        call_command("migrate", database=name, verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
