"""The quiet help page, and four questions that nobody but their reader ever sees."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from securebase.measures import Item, instrument
from securebase.web import access
from securebase.web.accounts.models import User

from ._page import on_page

_QUESTIONS = "hark"


def help_(request: HttpRequest) -> HttpResponse:
    """The same page for everybody, with the lines of their own country first.

    All countries are on it, so that no address tells which one was asked for.
    """
    own = request.user.country if request.user.is_authenticated else ""
    language = translation.get_language() or "en"
    return render(
        request, "web/help.html", on_page(own, language, timezone.localdate())
    )


def questions(request: HttpRequest) -> HttpResponse:
    """Four questions for oneself alone. The answers are used once and kept nowhere.

    What comes after them is a page of the same kind for everybody: help lines, and the
    wish to be shown nothing that two people do together.
    """
    found = instrument(_QUESTIONS, translation.get_language() or "en")
    if not found.text_shipped:
        return redirect("help")
    yes = None
    if request.method == "POST":
        yes = any(_yes(request, item) for item in found.items)
    return render(
        request,
        "web/safety_questions.html",
        {
            "items": found.items,
            "source": found.reference,
            "answered": yes is not None,
            "yes": yes,
            "wished": access.wishes_alone(_me(request)),
        },
    )


def wish(request: HttpRequest) -> HttpResponse:
    """Keep the wish to be shown nothing for two, or take it back."""
    access.wish_alone(_me(request), alone="alone" in request.POST)
    return redirect("safety_questions")


def _yes(request: HttpRequest, item: Item) -> bool:
    return request.POST.get(item.code) == str(item.hi)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
