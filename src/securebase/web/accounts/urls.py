from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("begin/", views.begin, name="begin"),
    path("settings/device/", views.device, name="device"),
    path("settings/", views.settings_, name="settings"),
]
