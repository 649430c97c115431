"""The list of interviews, one interview, and decisions about it."""

from django.urls import path

from surveys.interviews.decisions import second_version_views, views

urlpatterns = [
    path(
        "coordinate/interviews/<uuid:interview_id>/", views.interview, name="interview"
    ),
    path(
        "coordinate/interviews/<uuid:interview_id>/decide/",
        views.decide,
        name="interview-decide",
    ),
    path(
        "coordinate/interviews/<uuid:interview_id>/exclude/",
        views.exclude,
        name="interview-exclude",
    ),
    path(
        "coordinate/interviews/<uuid:interview_id>/answer/",
        views.answer,
        name="interview-answer",
    ),
    path(
        "coordinate/interviews/<uuid:interview_id>/correct/",
        views.correct,
        name="interview-correct",
    ),
    path(
        "coordinate/interviews/<uuid:interview_id>/second-look/",
        views.second_look,
        name="second-look",
    ),
    path(
        "coordinate/second-versions/<int:number>/",
        second_version_views.page,
        name="second-version",
    ),
    path(
        "coordinate/<slug:code>/interviews/",
        views.interviews,
        name="interviews",
    ),
]
