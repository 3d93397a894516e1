from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.about, name="about"),
    path("start/", views.home, name="home"),
    path("stored/", views.stored, name="stored"),
    path("example/", views.sample, name="sample"),
    path("example/enter/<str:token>/", views.example_enter, name="example_enter"),
    path("leave/", views.leave, name="leave"),
    path("language/", views.language, name="language"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
