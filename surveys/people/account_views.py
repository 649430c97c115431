"""Pages of one's own account: password, second factor, open sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.people import accounts, sessions
from surveys.people.second_factor import has_second_factor, needs_second_factor
from surveys.people.sign_in import fresh_sign_in, new_password


@require_GET
def you(request):
    page = {
        "sessions": sessions.sessions_of(request.user),
        "this": sessions.row_of(request.session),
        "has_factor": has_second_factor(request.user),
        "needs_factor": needs_second_factor(request.user),
    }
    return render(request, "account/you.html", page)


@require_POST
def end_others(request):
    sessions.end_sessions(request.user, but=request.session)
    messages.success(request, _("All your other sessions have ended."))
    return redirect("you")


@sensitive_post_parameters()
@fresh_sign_in
@require_http_methods(["GET", "POST"])
def password(request):
    """A new password; it ends every other session of the person."""
    page = {}
    if request.method == "POST" and "new" in request.POST:
        try:
            accounts.change_password(password=new_password(request), by=request.user)
        except exceptions.Refused as refusal:
            page = {"refusal": str(refusal)}
        else:
            update_session_auth_hash(request, request.user)
            sessions.end_sessions(request.user, but=request.session)
            messages.success(
                request,
                _("Your password is changed and all your other sessions have ended."),
            )
            return redirect("you")
    status = 422 if page else 200
    return render(request, "account/password.html", page, status=status)
