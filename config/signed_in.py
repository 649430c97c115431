"""Who is let through: sessions end by the clock, roles ask for a second factor."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from config.public_pages import is_public
from surveys.people.second_factor import has_second_factor, needs_second_factor
from surveys.people.sessions import why_over
from surveys.people.sign_in import ask_to_sign_in

# All that a person reaches who still has to set up a second factor.
TO_SET_UP = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "display",
    "healthz",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_view_recovery_codes",
    "readyz",
    "set_language",
}


class SessionClocks:
    """End a session that was idle or long, came from elsewhere, or saw time go back.

    When it ends, and at sign-out, the browser drops what it stored of the pages: the
    device may go on to somebody else. Cookies stay: they hold the language and the size
    of the text, and the session's own is deleted by name. Storage stays too: interviews
    wait in it, sealed, until the server has them (surveys/offline).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.ended_for = None
        was_signed_in = request.user.is_authenticated
        if was_signed_in:
            why = why_over(request)
            if why:
                request.ended_for = request.user.pk
                logout(request)
                messages.info(request, why)
        response = self.get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class SignedIn(LoginRequiredMiddleware):
    """Every page asks for a sign-in, and keeps what was typed before a time-out.

    But released pages, which nobody signs in for: see config/public_pages.py.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if is_public(request):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.method == "POST" and request.ended_for:
            return ask_to_sign_in(request, path=request.path, person=request.ended_for)
        return super().handle_no_permission(request, view_func)


class SecondFactor:
    """Deny by default: without the second factor that a role asks for, nothing else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in TO_SET_UP:
            return None
        if has_second_factor(request.user) or not needs_second_factor(request.user):
            return None
        messages.warning(
            request, _("Your role needs a second sign-in step. Set it up to go on.")
        )
        return redirect("mfa_index")
