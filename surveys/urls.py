"""Every address of the room: each sub-room has its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("surveys.interviews.urls")),
    path("", include("surveys.interviews.decisions.urls")),
    path("", include("surveys.offline.urls")),
    path("", include("surveys.oversight.urls")),
    path("", include("surveys.fieldwork.urls")),
    path("", include("surveys.sealed_answers.urls")),
    path("", include("surveys.instruments.urls")),
    path("", include("surveys.people.urls")),
]
