from __future__ import annotations

from django.urls import path

from . import client_views, practice_views, views

urlpatterns = [
    path("practitioners/", practice_views.start, name="practitioner_start"),
    path("practitioners/begin/", practice_views.begin, name="practitioner_begin"),
    path("practitioners/policy/", practice_views.policy, name="practice_policy"),
    path("practitioners/<str:token>/", practice_views.link, name="practitioner_link"),
    path("cases/", views.cases_, name="cases"),
    path("cases/new/", views.new, name="case_new"),
    path("cases/<uuid:key>/", views.case, name="case"),
    path("cases/<uuid:key>/link/", views.link, name="case_link"),
    path("cases/<uuid:key>/alone/", views.alone, name="case_alone"),
    path("cases/<uuid:key>/brief/", views.brief, name="case_brief"),
    path(
        "cases/<uuid:key>/brief/file.<str:form>",
        views.brief_file,
        name="case_brief_file",
    ),
    path("cases/<uuid:key>/report/", views.report, name="case_report"),
    path(
        "cases/<uuid:key>/report/file.<str:form>",
        views.report_file,
        name="case_report_file",
    ),
    path("cases/<uuid:key>/session/", views.session, name="case_session"),
    path("cases/<uuid:key>/close/", views.close, name="case_close"),
    path("w/join/", client_views.join, name="case_join"),
    path("w/<str:token>/", client_views.invited, name="case_invited"),
    path("with/", client_views.practitioners, name="my_practitioners"),
    path("with/<uuid:key>/", client_views.practitioner, name="my_practitioner"),
    path("with/<uuid:key>/leave/", client_views.leave, name="my_practitioner_leave"),
    path("with/<uuid:key>/file", client_views.file, name="my_practitioner_file"),
]
