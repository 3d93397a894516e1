from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("keep/", views.export, name="export"),
    path("keep/mine.zip", views.export_file, name="export_file"),
    path("bring/", views.bring, name="bring"),
    path("happened/", views.happened, name="happened"),
    path("pause/", views.pause, name="pause"),
    path("delete/", views.erase, name="erase"),
    path("deleted/", views.erased, name="erased"),
    path("history/day/<uuid:row>/", views.delete_check_in, name="delete_check_in"),
    path("history/questions/<uuid:row>/", views.delete_sheet, name="delete_sheet"),
]
