from django.urls import path

from assessment import views
from assessment.field_quality import views as quality_views
from assessment.standards import views as own_indicators

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
    path(
        "rounds/<slug:code>/indicators/", own_indicators.indicators, name="indicators"
    ),
    path(
        "rounds/<slug:code>/indicators/new/",
        own_indicators.new_indicator,
        name="new_indicator",
    ),
    path(
        "rounds/<slug:code>/indicators/<slug:pk>/",
        own_indicators.indicator_page,
        name="indicator",
    ),
    path(
        "rounds/<slug:code>/indicators/<slug:pk>/confirm/",
        own_indicators.confirm_indicator,
        name="confirm_indicator",
    ),
    path(
        "rounds/<slug:code>/indicators/<slug:pk>/end/",
        own_indicators.end_indicator,
        name="end_indicator",
    ),
    path("figures/<int:pk>/", views.figure_set_page, name="figure_set"),
    path("figures/<int:pk>/voices/", views.voices, name="voices"),
    path("figures/<int:pk>/priorities/", views.priorities, name="priorities"),
    path("figures/<int:pk>/priorities/judge/", views.judge, name="judge"),
    path("figures/<int:pk>/methods/", views.methods, name="methods"),
    path("figures/<int:pk>/release/", views.release, name="release"),
    path("figures/<int:pk>/workbook.xlsx", views.workbook, name="workbook"),
    path("figures/<int:pk>/frequencies/", views.frequencies, name="frequencies"),
    path("figures/<int:pk>/own/", views.own_figures, name="own_figures"),
    path("figures/<int:pk>/about/<slug:topic>/", views.topic, name="topic"),
    path("figures/<int:pk>/<slug:code>/", views.standard_page, name="standard"),
]
