from __future__ import annotations

from django.urls import path

from . import offline, views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/kept/", offline.checkin_sync, name="checkin_sync"),
    path("offline/", offline.page, name="offline"),
    path("sw.js", offline.worker, name="worker"),
    path("questions/", views.questionnaires, name="questionnaires"),
    path("questions/<slug:name>/", views.questionnaire, name="questionnaire"),
    path("questions/<slug:name>/done/", views.done, name="questionnaire_done"),
    path("questions/<slug:name>/again/", views.again, name="again"),
    path("questions/<slug:name>/item/<slug:code>/", views.question, name="question"),
    path("history/", views.history, name="history"),
]
