"""Pages that are about nobody: what this is, help, what is stored, the way out."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.contrib.auth import login
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe

from securebase.web import access
from securebase.web.answers import progress
from securebase.web.middleware import clears
from securebase.web.practice import trials

from .example_people import example_person


def about(request: HttpRequest) -> HttpResponse:
    """What this is, and what it is not."""
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "web/about.html", {"open": settings.OPEN})


def home(request: HttpRequest) -> HttpResponse:
    """What is there to do today."""
    person = request.user
    assert person.is_authenticated
    if person.practitioner:
        return redirect("cases")
    every = progress.questionnaires(person)
    left = [it for it in every if not it.done]
    return render(
        request,
        "web/home.html",
        {
            "today": progress.today(person),
            "left": left,
            "again": any(it.again for it in every),
            "minutes": sum(it.minutes for it in left),
            "partner": access.partner_of(person),
            "trial": trials.today(person),
        },
    )


def stored(request: HttpRequest) -> HttpResponse:
    """What is stored, in plain words."""
    return render(request, "web/stored.html", {"months": settings.RETAIN_MONTHS})


def sample(request: HttpRequest) -> HttpResponse:
    """The report of a made-up couple."""
    language = translation.get_language()
    return render(request, "web/sample.html", {"report": _sample(language)})


@cache
def _sample(language: str) -> SafeString:
    from securebase import couples, report
    from securebase.core import Viewer

    couple = couples.read(couples.examples()[0])
    made = report.build(couples.look(couple, Viewer.OURS), language=language)
    # Every word in it was escaped when it was laid out.
    return mark_safe(report.to_fragment(made))  # noqa: S308 # nosec


def example_enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as somebody of the made-up couples, where these are shown."""
    person = example_person(token) if settings.DEMO else None
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home")


def leave(request: HttpRequest) -> HttpResponse:
    """Leave at once: signed out, forgotten by the browser, on a page about weather."""
    request.session.flush()
    return clears(HttpResponseRedirect(settings.EXIT_ADDRESS))


def language(request: HttpRequest) -> HttpResponse:
    """Choose the language."""
    chosen = request.POST.get("language", "")
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}):
        onward = reverse("about")
    response = HttpResponseRedirect(onward)
    if translation.check_for_language(chosen):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", secure=settings.HTTPS
        )
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response


def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the app on its home screen."""
    return JsonResponse(
        {
            "name": settings.APP_NAME,
            "short_name": settings.APP_NAME,
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#fdfaf4",
            "theme_color": "#fdfaf4",
            "icons": [
                {
                    "src": static(f"web/icon-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                }
                for size in (192, 512)
            ]
            + [
                {
                    "src": static("web/icon-mask-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                }
            ],
        },
        content_type="application/manifest+json",
    )


def wrong(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
