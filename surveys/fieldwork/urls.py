"""Rounds, places, safeguards and urgent risks."""

from django.urls import path

from surveys.fieldwork import assignment_views, frame_views, setup_views, views

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
    path("coordinate/", views.progress, name="progress"),
    path("coordinate/<slug:code>/children/", views.children, name="children"),
]
