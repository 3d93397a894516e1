"""Becoming a practitioner here, and saying how confidences are handled."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from securebase.web.accounts.models import User

from . import entering
from .models import Policy, Statement
from .words import POLICIES


class StatementForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which of two ways, and what is added in one's own words."""

    policy = forms.ChoiceField(
        label=_("What one client tells you without the other"),
        choices=Policy.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_(
            "What your clients should know besides: limits set by law, notes that you "
            "keep, whom you ask for advice. They read it before they agree."
        ),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    class Meta:
        model = Statement
        fields = ("policy", "words")


def start(request: HttpRequest) -> HttpResponse:
    """What practitioners find here."""
    return link(request, entering.OPEN)


def link(request: HttpRequest, token: str) -> HttpResponse:
    """What a practitioner's link leads to, before one has an account or after."""
    good = entering.good(token)
    if good:
        request.session["practice"] = token
    person = request.user
    return render(
        request,
        "web/practitioner_start.html",
        {
            "good": good,
            "policies": POLICIES,
            "already": person.is_authenticated and person.practitioner,
            "may": isinstance(person, User)
            and person.ready
            and not entering.has_a_life_here(person),
        },
        status=200 if good or token == entering.OPEN else 404,
    )


def begin(request: HttpRequest) -> HttpResponse:
    """Make this account a practitioner's."""
    token = request.session.pop("practice", "")
    if not entering.become(_me(request), token):
        return render(
            request, "web/practitioner_start.html", {"refused": True}, status=409
        )
    return redirect("practice_policy")


def policy(request: HttpRequest) -> HttpResponse:
    """How one handles confidences; new clients read it before they agree."""
    person = _me(request)
    said = Statement.objects.filter(practitioner=person).first()
    form = StatementForm(request.POST or None, instance=said)
    if request.method == "POST" and form.is_valid():
        form.instance.practitioner = person
        form.save()
        return redirect("cases")
    return render(
        request,
        "web/practice_policy.html",
        {"form": form, "said": said, "policies": POLICIES},
    )


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
