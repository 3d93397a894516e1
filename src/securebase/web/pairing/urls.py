from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("invite/", views.invite, name="invite"),
    path("invite/withdraw/", views.invite_withdraw, name="invite_withdraw"),
    path("i/<str:token>/", views.invited, name="invited"),
    path("join/", views.join, name="join"),
    path("sharing/", views.sharing, name="sharing"),
    path("unpair/", views.unpair, name="unpair"),
]
