from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("securebase.web.pages.urls")),
    path("", include("securebase.web.accounts.urls")),
    path("", include("securebase.web.answers.urls")),
    path("", include("securebase.web.pairing.urls")),
    path("", include("securebase.web.reports.urls")),
    path("", include("securebase.web.practice.urls")),
    path("", include("securebase.web.reminders.urls")),
    path("", include("securebase.web.safety.urls")),
    path("", include("securebase.web.own.urls")),
    path("", include("securebase.web.practitioners.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = "securebase.web.pages.views.wrong"
handler403 = "securebase.web.pages.views.forbidden"
handler404 = "securebase.web.pages.views.not_there"
handler500 = "securebase.web.pages.views.failed"
