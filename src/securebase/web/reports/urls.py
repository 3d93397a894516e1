from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("report/", views.own, name="own_report"),
    path("report/file.<str:form>", views.own_file, name="own_report_file"),
    path("letter/", views.week, name="letter"),
    path("ours/", views.ours, name="our_report"),
    path("ours/file.<str:form>", views.our_file, name="our_report_file"),
]
