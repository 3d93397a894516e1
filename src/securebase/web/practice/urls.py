from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("practice/", views.practice, name="practice"),
    path("practice/aim/", views.aim, name="practice_aim"),
    path("practice/begin/", views.begin, name="practice_begin"),
    path("practice/did/", views.did, name="practice_did"),
    path("practice/review/", views.review, name="practice_review"),
    path("practice/stop/", views.stop, name="practice_stop"),
    path("practice/before/", views.before, name="practice_before"),
]
