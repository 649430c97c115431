"""Visits to places, and the rates of response and refusal that follow from them."""

from django.urls import path

from assessment.sampling import visit_views

urlpatterns = [
    path("<slug:code>/", visit_views.contacts, name="contacts"),
    path("<slug:code>/<slug:site>/", visit_views.visits, name="visits"),
]
