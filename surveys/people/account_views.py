"""Pages of one's own account: password, second factor, open sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from surveys import exceptions
from surveys.access import has_any_role
from surveys.models import Act, Role
from surveys.people import accounts, sessions
from surveys.people.second_factor import has_second_factor, needs_second_factor
from surveys.people.sign_in import fresh_sign_in, new_password
from surveys.people.sign_in_acts import recent_acts, record_own


@require_GET
def you(request):
    page = {
        "sessions": sessions.sessions_of(request.user),
        "this": sessions.row_of(request.session),
        "has_factor": has_second_factor(request.user),
        "needs_factor": needs_second_factor(request.user),
        "acts": recent_acts(request.user),
        "interviews": has_any_role(request.user, Role.INTERVIEWER),
        "coordinates": has_any_role(request.user, Role.COORDINATOR),
    }
    return render(request, "account/you.html", page)


@fresh_sign_in
@require_http_methods(["GET", "POST"])
def end_others(request):
    """End one session of the person, or all but this one."""
    if request.method == "GET":  # back from signing in again
        return redirect("you")
    chosen = request.POST.get("session", "")
    if chosen:
        sessions.end_session(request.user, chosen)
        messages.success(request, _("The session has ended."))
    else:
        sessions.end_sessions(request.user, but=request.session)
        messages.success(request, _("All your other sessions have ended."))
    record_own(Act.SESSIONS_ENDED, by=request.user, about=request.user)
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
