"""What must hold before the app starts."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from securebase.web.policy import RULES


def route_names(resolver: URLResolver | None = None) -> set[str]:
    """The name of every route."""
    found: set[str] = set()
    for it in (resolver or get_resolver()).url_patterns:
        if isinstance(it, URLResolver):
            found |= route_names(it)
        elif isinstance(it, URLPattern):
            found.add(it.name or str(it.pattern))
    return found


@register()
def every_route_has_a_rule(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a route of which nobody said who may call it."""
    return [
        Error(
            f"Every route must have a rule in securebase/web/policy.py. {name!r} has "
            "none. Add one.",
            id="securebase.E001",
        )
        for name in sorted(route_names() - RULES.keys())
    ]
