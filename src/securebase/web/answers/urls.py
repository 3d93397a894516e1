from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("questions/", views.questionnaires, name="questionnaires"),
    path("questions/<slug:name>/", views.questionnaire, name="questionnaire"),
    path("questions/<slug:name>/done/", views.done, name="questionnaire_done"),
    path("questions/<slug:name>/again/", views.again, name="again"),
    path("questions/<slug:name>/item/<slug:code>/", views.question, name="question"),
    path("history/", views.history, name="history"),
]
