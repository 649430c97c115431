"""Addresses of the API for people who are signed in, in the order of api/urls.py."""

from django.urls import include, path

from assessment.exports.api import views
from assessment.exports.api.urls import OF_A_RELEASE

app_name = "own_api"
urlpatterns = [
    path("releases/", views.own_releases, name="releases"),
    path("releases/<int:pk>/", include(OF_A_RELEASE)),
]
