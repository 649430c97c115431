"""Pages on which two managers let a person back in, and the page of that person."""

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from surveys import exceptions
from surveys.people import recovery
from surveys.people.managed_people import people_for
from surveys.people.rate_limit import tried_too_often
from surveys.people.sign_in import (
    ask_again,
    managers_only,
    new_password,
    signed_in_freshly,
)


@managers_only
@require_POST
def ask(request, pk):
    """Ask that a person be let back in, or put their name right."""
    account = get_object_or_404(people_for(request.user), pk=pk)
    address = reverse("person", args=[pk])
    if not signed_in_freshly(request):
        return ask_again(request, back=address)
    try:
        if "name" in request.POST:
            recovery.correct_name(
                person=account, name=request.POST["name"], by=request.user
            )
            done = _("The name is corrected.")
        else:
            recovery.ask_recovery(
                person=account,
                checked_how=request.POST.get("checked_how", "")[:200],
                by=request.user,
            )
            done = _(
                "Someone of another organisation or of the review body must agree. They"
                " get the link."
            )
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(address)


@managers_only
@require_http_methods(["GET", "POST"])
def confirm(request, pk):
    """A second person agrees and gets the link, or refuses."""
    waiting = recovery.recoveries_to_confirm(request.user)
    asked = get_object_or_404(waiting, pk=pk)
    if not signed_in_freshly(request):
        return ask_again(request)
    page = {"recovery": asked}
    if request.method == "GET":
        return render(request, "surveys/people/recovery_confirm.html", page)
    try:
        if "refuse" in request.POST:
            recovery.refuse(recovery=asked, by=request.user)
            messages.success(request, _("The account stays as it is."))
            return redirect("people")
        token = recovery.agree(recovery=asked, by=request.user)
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people")
    page["link"] = request.build_absolute_uri(reverse("back-link", args=[token]))
    response = render(request, "surveys/people/recovery_link.html", page)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET"])
def back_link(request, token):
    """The page that a link leads to; only its button uses the link."""
    return _page(request, token)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_POST
def come_back(request):
    """Choose a new password with a link, then sign in."""
    token = request.POST.get("token", "")[:100]
    if tried_too_often(request, "join"):
        return respond_429(request)
    try:
        recovery.recover(token=token, password=new_password(request))
    except exceptions.Refused as refusal:
        return _page(request, token, refusal=str(refusal), status=422)
    messages.success(request, _("Your new password counts. Sign in with it."))
    return redirect("account_login")


def _page(request, token, *, refusal="", status=200):
    asked = recovery.recovery_of(token)
    if asked is None:
        return render(request, "surveys/people/recovery_closed.html", status=410)
    page = {"token": token, "refusal": refusal, "email": asked.person.email}
    return render(request, "surveys/people/come_back.html", page, status=status)
