"""Custodians' keys and the opening of sealed answers."""

from django.urls import path

from surveys.sealed_answers import views

urlpatterns = [
    path("custody/", views.custody, name="custody"),
    path("custody/confirm/", views.confirm, name="custody-confirm"),
    path("custody/<slug:code>/key/", views.key, name="custody-key"),
    path("custody/<slug:code>/key/retire/", views.retire, name="custody-retire"),
    path("custody/<slug:code>/ask/", views.ask, name="opening-ask"),
    path("custody/openings/<uuid:opening_id>/", views.opening, name="opening"),
    path(
        "custody/openings/<uuid:opening_id>/open/",
        views.open_answer,
        name="opening-open",
    ),
]
