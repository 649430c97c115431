"""Instruments: upload, versions, checking, publishing."""

from django.urls import path

from surveys.instruments import fragment_views, views

urlpatterns = [
    path("instruments/", views.instruments, name="instruments"),
    path("instruments/upload/", views.upload, name="instrument-upload"),
    path("instruments/upload/repairs/", views.accept, name="instrument-accept"),
    path("instruments/<uuid:version_id>/", views.version, name="instrument-version"),
    path("instruments/<uuid:version_id>/check/", views.check, name="instrument-check"),
    path(
        "instruments/<uuid:version_id>/publish/<slug:code>/",
        views.publish,
        name="instrument-publish",
    ),
    path(
        "instruments/<uuid:version_id>/media/",
        views.media,
        name="instrument-media",
    ),
    path(
        "instruments/<uuid:version_id>/media/<str:name>",
        views.medium,
        name="instrument-medium",
    ),
    path(
        "instruments/<uuid:version_id>/workbook/",
        views.download,
        name="instrument-download",
    ),
    path(
        "tablet/screens/<slug:fingerprint>/<slug:page>/<slug:language>/",
        fragment_views.screens,
        name="tablet-screens",
    ),
    path(
        "tablet/screens/<slug:fingerprint>/<slug:page>/<slug:language>/<slug:second>/",
        fragment_views.screens,
        name="tablet-screens-two",
    ),
]
