from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from securebase.web.practitioners.entering import entry


class Command(BaseCommand):
    help = "Print a link that makes the account of one address a practitioner's, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--address",
            default=(settings.CSRF_TRUSTED_ORIGINS or ["http://localhost:8000"])[0],
            help="Where the app is reached.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = reverse("practitioner_link", args=[entry(options["email"])])
        self.stdout.write(f"{options['address'].rstrip('/')}{path}")
        self.stdout.write("Good for a week, once, and for this address only.")
