from allauth.account import views as account
from django.urls import include, path
from django.views.decorators.http import require_http_methods

from config import views

handler400 = "config.views.bad_request"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"

either = require_http_methods(["GET", "POST"])

urlpatterns = [
    path("sign-in/", either(account.login), name="account_login"),
    path("sign-out/", either(account.logout), name="account_logout"),
    path("display/", views.display, name="display"),
    path("language/", views.language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("review/", include("assessment.urls")),
    path("", include("surveys.urls")),
]
