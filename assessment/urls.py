from django.urls import include, path

from assessment.computation import views
from assessment.field_quality import views as quality_views
from assessment.findings import views as findings_views
from assessment.release import views as release_views
from assessment.report import views as report_views
from assessment.sampling import views as sampling_views
from assessment.standards import views as own_indicators

app_name = "assessment"
urlpatterns = [
    path("", views.home, name="home"),
    path("rounds/<slug:code>/compute/", views.compute, name="compute"),
    path("rounds/<slug:code>/sampling/", sampling_views.plan_sample, name="sampling"),
    path("rounds/<slug:code>/draw/", sampling_views.draw_sample, name="draw"),
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
    path("rounds/<slug:code>/", include("assessment.recommendations.urls")),
    path("figures/<int:pk>/priorities/judge/", findings_views.judge, name="judge"),
    path("rounds/<slug:code>/public/", release_views.public, name="public"),
    path("links/<int:pk>/end/", release_views.end_link, name="end_link"),
    path("rounds/<slug:code>/report/", report_views.report_texts, name="report_texts"),
    path(
        "rounds/<slug:code>/report/<slug:part>/",
        report_views.report_text,
        name="report_text",
    ),
    path("figures/<int:pk>/report/make/", report_views.make_report, name="make_report"),
    path("figures/<int:pk>/release/", release_views.release, name="release"),
    path("figures/<int:pk>/", include("assessment.reading.urls")),
]
