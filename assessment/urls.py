from django.urls import path

from assessment import views
from assessment.field_quality import views as quality_views

app_name = "assessment"
urlpatterns = [
    path("", views.home, name="home"),
    path("rounds/<slug:code>/compute/", views.compute, name="compute"),
    path("rounds/<slug:code>/sampling/", views.plan_sample, name="sampling"),
    path("rounds/<slug:code>/draw/", views.draw_sample, name="draw"),
    path("rounds/<slug:code>/quality/", quality_views.quality, name="quality"),
    path(
        "rounds/<slug:code>/quality/check/", quality_views.check, name="quality-check"
    ),
    path("flags/<int:number>/", quality_views.flag, name="flag"),
    path("figures/<int:pk>/", views.figure_set_page, name="figure_set"),
    path("figures/<int:pk>/voices/", views.voices, name="voices"),
    path("figures/<int:pk>/priorities/", views.priorities, name="priorities"),
    path("figures/<int:pk>/priorities/judge/", views.judge, name="judge"),
    path("figures/<int:pk>/methods/", views.methods, name="methods"),
    path("figures/<int:pk>/release/", views.release, name="release"),
    path("figures/<int:pk>/workbook.xlsx", views.workbook, name="workbook"),
    path("figures/<int:pk>/about/<slug:topic>/", views.topic, name="topic"),
    path("figures/<int:pk>/<slug:code>/", views.standard_page, name="standard"),
]
