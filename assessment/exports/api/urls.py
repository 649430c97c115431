"""Addresses of the API for everybody; those of a release are the same signed in."""

from django.urls import include, path, re_path

from assessment.exports.api import views

OF_A_RELEASE = [
    path("", views.release, name="release"),
    path("figures/", views.figures, name="figures"),
    path("figures/<slug:result_id>/", views.figure, name="figure"),
    path("statistics/", views.statistics, name="statistics"),
    path("answers/", views.answers, name="answers"),
    path("standards/", views.standards, name="standards"),
    path("indicators/", views.indicators, name="indicators"),
    path("recommendations/", views.recommendations, name="recommendations"),
]
RELEASE = "v1/releases/<slug:round_code>/<int:number>/"

app_name = "api"
urlpatterns = [
    path("openapi.json", views.openapi_document, name="openapi"),
    path("v1/releases/", views.releases, name="releases"),
    path(RELEASE, include(OF_A_RELEASE)),
    re_path(r"^.*$", views.not_found, name="not_found"),
]
