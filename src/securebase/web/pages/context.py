from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from securebase.web import device


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page knows."""
    return {
        "app_name": settings.APP_NAME,
        "mail": settings.MAIL,
        "device_mark": device.mark_in(request),
    }
