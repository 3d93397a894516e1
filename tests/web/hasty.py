"""The app with a planted mistake: it says that something is kept before it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from securebase.web.wsgi import application as application

# Within this time a crash loses what was acknowledged.
_LATER = 0.4


def _hastily(save: Callable[..., Any]) -> Callable[..., Any]:
    def saved(*given: Any, **named: Any) -> Any:
        threading.Timer(_LATER, save, given, named).start()
        return SimpleNamespace(finished_at=None)

    return saved


def _plant() -> None:
    from securebase.web.answers import views

    module = vars(views)
    for name in ("save_check_in", "save_answer"):
        module[name] = _hastily(module[name])


_plant()
