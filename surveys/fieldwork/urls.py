"""Rounds, places, safeguards and urgent risks."""

from django.urls import path

from surveys.fieldwork import (
    assignment_views,
    frame_views,
    quota_views,
    refusal_views,
    setup_views,
    views,
)
from surveys.fieldwork.watching import progress_views

urlpatterns = [
    path("rounds/", setup_views.rounds, name="rounds"),
    path("rounds/new/", setup_views.make, name="round-make"),
    path("organisations/", setup_views.organisations, name="organisations"),
    path("coordinate/<slug:code>/", views.round_page, name="round"),
    path("coordinate/<slug:code>/places/", frame_views.places, name="frame"),
    path(
        "coordinate/<slug:code>/places/accept/",
        frame_views.accept,
        name="frame-accept",
    ),
    path(
        "coordinate/<slug:code>/places/workbook/",
        frame_views.download,
        name="frame-workbook",
    ),
    path(
        "coordinate/<slug:code>/assignments/",
        assignment_views.page,
        name="assignments",
    ),
    path(
        "coordinate/<slug:code>/assignments/upload/",
        assignment_views.upload,
        name="assignments-upload",
    ),
    path(
        "coordinate/<slug:code>/assignments/workbook/",
        assignment_views.download,
        name="assignments-workbook",
    ),
    path("coordinate/<slug:code>/quotas/", quota_views.page, name="quotas"),
    path(
        "coordinate/<slug:code>/quotas/upload/",
        quota_views.upload,
        name="quotas-upload",
    ),
    path(
        "coordinate/<slug:code>/quotas/workbook/",
        quota_views.download,
        name="quotas-workbook",
    ),
    path("coordinate/<slug:code>/strata/", refusal_views.join, name="strata-join"),
    path(
        "coordinate/<slug:code>/sites/<slug:site>/refusal/",
        refusal_views.refusal,
        name="site-refusal",
    ),
    path("coordinate/<slug:code>/terms/", views.terms, name="terms"),
    path("earlier-days/<slug:code>/", views.earlier, name="earlier-days"),
    path("coordinate/<slug:code>/open/", views.open_round, name="round-open"),
    path("coordinate/<slug:code>/close/", views.close_round, name="round-close"),
    path("coordinate/<slug:code>/sites/<slug:site>/", views.site_page, name="site"),
    path(
        "coordinate/<slug:code>/sites/<slug:site>/risk/",
        views.assessment,
        name="site-risk",
    ),
    path(
        "coordinate/<slug:code>/sites/<slug:site>/partner/",
        views.partner,
        name="site-partner",
    ),
    path(
        "coordinate/<slug:code>/sites/<slug:site>/suspend/",
        views.suspend,
        name="site-suspend",
    ),
    path(
        "coordinate/<slug:code>/sites/<slug:site>/resume/",
        views.resume,
        name="site-resume",
    ),
    path("coordinate/", progress_views.rounds, name="progress"),
    path(
        "coordinate/<slug:code>/progress/",
        progress_views.round_progress,
        name="round-progress",
    ),
    path(
        "coordinate/<slug:code>/progress/workbook/",
        progress_views.workbook,
        name="progress-workbook",
    ),
    path(
        "coordinate/<slug:code>/progress/table/",
        progress_views.table,
        name="progress-table",
    ),
    path("coordinate/<slug:code>/children/", views.children, name="children"),
]
