from django.urls import include, path

from config import views

handler429 = "config.views.too_many"
handler400 = "config.views.bad_request"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"

urlpatterns = [
    path("", include("surveys.people.account_urls")),
    path("display/", views.display, name="display"),
    path("language/", views.language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("review/api/v1/", include("assessment.exports.api.own_urls")),
    path("review/", include("assessment.urls")),
    path("api/", include("assessment.exports.api.urls")),
    path(
        "r/<slug:language>/<slug:round_code>/<int:number>/",
        include(("assessment.reading.urls", "assessment"), namespace="released"),
    ),
    path(
        "shared/<slug:token>/<slug:language>/",
        include(("assessment.reading.urls", "assessment"), namespace="shared"),
    ),
    path("visits/", include("assessment.sampling.urls")),
    path("", include("surveys.urls")),
]
