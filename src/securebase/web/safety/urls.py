from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("help/", views.help_, name="help"),
    path("help/questions/", views.questions, name="safety_questions"),
    path("help/wish/", views.wish, name="safety_wish"),
]
