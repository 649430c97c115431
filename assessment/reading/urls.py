"""The pages of a set of figures, alike for everybody who may open it.

They are included three times, see reader.py; the code of a standard comes last.
"""

from django.urls import path

from assessment.exports import views as export_views
from assessment.findings import views
from assessment.reading import card_views
from assessment.recommendations import reader_views
from assessment.report import views as report_views

urlpatterns = [
    path("", views.found, name="figure_set"),
    path("standards/", views.standards, name="standards"),
    path("who-says-what/", views.voices, name="voices"),
    path("children/", views.children, name="children"),
    path("places/", views.places, name="places"),
    path("groups/", views.differences, name="differences"),
    path("priorities/", views.priorities, name="priorities"),
    path("methods/", views.methods, name="methods"),
    path("how-to-read/", views.how_to_read, name="how_to_read"),
    path("answers/", views.frequencies, name="frequencies"),
    path("own/", views.own_figures, name="own_figures"),
    path("about/<slug:topic>/", views.topic, name="topic"),
    path("download/", export_views.download, name="download"),
    path("files/<str:name>", export_views.release_file, name="file"),
    path("report/", report_views.report, name="report"),
    path(
        "report/<int:which>.<slug:form>", report_views.report_file, name="report_file"
    ),
    path("figure/<slug:card_id>/", card_views.card, name="card"),
    path("recommendations/", reader_views.recommendations, name="recommendations"),
    path(
        "recommendations/<int:which>/",
        reader_views.recommendation,
        name="recommendation",
    ),
    path(
        "recommendations/<slug:table>.<slug:form>",
        reader_views.recommendation_file,
        name="recommendation_file",
    ),
    path("figure/<slug:card_id>/data.csv", export_views.card_data, name="card_data"),
    path(
        "figure/<slug:card_id>/picture.svg",
        export_views.card_picture,
        name="card_picture",
    ),
    path("figure/<slug:card_id>/embed/", export_views.embed, name="embed"),
    path("<slug:code>/", views.standard, name="standard"),
]
