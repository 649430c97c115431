"""Sign-in and one's own account.

Pages of the library are named one by one: what is not here (sign-up, e-mail
addresses, password by mail, trusted browsers) is not there.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from surveys.people import account_views as own

either = require_http_methods(["GET", "POST"])

urlpatterns = [
    path("sign-in/", either(account.login), name="account_login"),
    path("sign-in/second/", either(factors.authenticate), name="mfa_authenticate"),
    path(
        "sign-in/again/", either(account.reauthenticate), name="account_reauthenticate"
    ),
    path(
        "sign-in/again/code/", either(factors.reauthenticate), name="mfa_reauthenticate"
    ),
    path(
        "sign-in/again/key/",
        either(keys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    # Also between password and second factor, when nobody is signed in yet.
    path(
        "sign-out/", login_not_required(either(account.logout)), name="account_logout"
    ),
    path("you/", own.you, name="you"),
    path("you/password/", own.password, name="password"),
    path("you/sessions/end/", own.end_others, name="end-others"),
    path("you/second-factor/", require_GET(factors.index), name="mfa_index"),
    path("you/second-factor/app/", either(app.activate_totp), name="mfa_activate_totp"),
    path(
        "you/second-factor/app/remove/",
        either(app.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path("you/second-factor/key/", either(keys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "you/second-factor/keys/",
        require_GET(keys.list_webauthn),
        name="mfa_list_webauthn",
    ),
    path(
        "you/second-factor/keys/<int:pk>/remove/",
        either(keys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "you/second-factor/codes/",
        require_GET(codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "you/second-factor/codes/new/",
        either(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
