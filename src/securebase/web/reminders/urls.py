from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("reminders/", views.reminders, name="reminders"),
    path("reminders/off/", views.off, name="reminders_off"),
    path("reminders/calendar.ics", views.calendar, name="reminders_calendar"),
    path("reminders/stop/<str:token>/", views.stop, name="reminders_stop"),
]
