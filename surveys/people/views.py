"""Pages on which people are invited, their roles end and their accounts close."""

from urllib.parse import urlencode

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.access import rounds_for
from surveys.models import Role
from surveys.people import accounts, invitations, recovery
from surveys.people.invitation_form import InviteForm, send_invitation
from surveys.people.managed_people import (
    invitations_for,
    invitations_to_confirm,
    memberships_managed_by,
    open_invitations,
    people_for,
)
from surveys.people.people_table import managed_rounds
from surveys.people.rate_limit import tried_too_often
from surveys.people.second_factor import factors_of
from surveys.people.sign_in import (
    NEW_ADDRESS,
    ask_again,
    fresh_sign_in,
    managers_only,
    new_password,
    signed_in_freshly,
    typed_fields,
)

TOKEN = "invitation"  # noqa: S105 - where the session keeps it
LINK = "invitation_link"
LONGEST_NUMBER = 100  # digits; Python refuses to read thousands of them


@managers_only
@require_GET
def people(request):
    mine = memberships_managed_by(request.user).annotate(
        has_factor=Exists(factors_of(OuterRef("person")))
    )
    page = {
        "memberships": mine.order_by("person__name", "round__name", "role"),
        "invitations": invitations_for(request.user),
        "to_confirm": invitations_to_confirm(request.user),
        "recoveries": recovery.recoveries_to_confirm(request.user),
        "rounds": managed_rounds(request.user).order_by("-starts_on"),
        "may_add_organisations": rounds_for(request.user, Role.ADMINISTRATOR).exists(),
    }
    return render(request, "surveys/people/people.html", page)


@managers_only
@fresh_sign_in
@require_http_methods(["GET", "POST"])
def invite(request):
    form = InviteForm(typed_fields(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, token = invitations.invite(**form.cleaned_data, by=request.user)
        except exceptions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if token:
                hand_over(request, invitation, token)
                return redirect("invited")
            messages.success(
                request,
                _(
                    "The invitation waits for a member of the review body, or for an"
                    " administrator of another organisation. They see it under"
                    " “People”, confirm it and get the link."
                ),
            )
            return redirect("people")
    status = 422 if request.method == "POST" else 200
    return render(request, "surveys/people/invite.html", {"form": form}, status=status)


def hand_over(request, invitation, token):
    """Mail the link, and keep it in the session for the next page."""
    link = request.build_absolute_uri(reverse("join-link", args=[token]))
    request.session[LINK] = {
        "invitation": invitation.pk,
        "link": link,
        "sent": send_invitation(invitation, link),
    }


@managers_only
@require_GET
def invited(request):
    """The link, once: it leaves the session with this page."""
    link = request.session.pop(LINK, None)
    if link is None:
        return redirect("people")
    invitation = get_object_or_404(open_invitations(), pk=link["invitation"])
    page = {"invitation": invitation, "link": link["link"], "sent": link["sent"]}
    return render(request, "surveys/people/invited.html", page)


@managers_only
@require_http_methods(["GET", "POST"])
def confirm(request, pk):
    """A second person lets a role be given that reads answers or keeps keys."""
    invitation = get_object_or_404(invitations_to_confirm(request.user), pk=pk)
    if not signed_in_freshly(request):
        return ask_again(request)
    if request.method == "POST":
        try:
            token = invitations.confirm_invitation(
                invitation=invitation, by=request.user
            )
        except exceptions.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("people")
        hand_over(request, invitation, token)
        return redirect("invited")
    page = {"invitation": invitation}
    return render(request, "surveys/people/confirm.html", page)


@managers_only
@require_POST
def withdraw(request, pk):
    invitation = get_object_or_404(invitations_for(request.user), pk=pk)
    try:
        invitations.withdraw_invitation(invitation=invitation, by=request.user)
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is cancelled."))
    return redirect("people")


@managers_only
@require_http_methods(["GET", "POST"])
def person(request, pk):
    """One person: their roles, and what ends them."""
    account = get_object_or_404(people_for(request.user), pk=pk)
    if not signed_in_freshly(request):
        return ask_again(request)
    page = {"person": account, "recovery": recovery.last_open(account)}
    if request.method == "POST":
        try:
            done = apply_button(request, account)
        except exceptions.Refused as refusal:
            page["refusal"] = str(refusal)
        else:
            messages.success(request, done)
            return redirect("people")
    mine = memberships_managed_by(request.user)
    page["memberships"] = mine.filter(person=account)
    status = 422 if "refusal" in page else 200
    return render(request, "surveys/people/person.html", page, status=status)


def apply_button(request, account):
    """Do what a button of the page says; returns the sentence that tells it."""
    match request.POST.get("act", "").split(":"):
        case ["end", number] if number.isdecimal() and len(number) < LONGEST_NUMBER:
            mine = memberships_managed_by(request.user).filter(person=account)
            ending = get_object_or_404(mine, pk=number)
            accounts.end_membership(membership=ending, by=request.user)
            return _("The role has ended.")
        case ["close"]:
            accounts.deactivate(person=account, by=request.user)
            return _("The account is closed and its sessions have ended.")
        case ["open"]:
            accounts.reactivate(person=account, by=request.user)
            return _("The account is open again.")
    raise exceptions.Refused(_("Choose one of the buttons of this page."))


# -- the other side ----------------------------------------------------------------


@login_not_required
@require_GET
def join_link(request, token):
    """One button away from the invitation.

    The cookie does not come along when a mail's link is followed, and it must not be
    replaced: the token goes into the session by a form of our own page, and leaves
    the address bar, where a screen shows it to others.
    """
    return render(request, "surveys/people/join_link.html", {"token": token})


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def join(request):
    """Take on a role: with a new password, or with the account that is there.

    To somebody who is not signed in the page is the same whether the address has an
    account or not, and so is what follows a password: the page to sign in.
    """
    if "token" in request.POST:
        return follow_link(request, request.POST["token"])
    token = request.session.get(TOKEN, "")
    invitation = invitations.open_invitation(token, request.user)
    if invitation is None:
        if invitations.was_accepted_by(token, request.user):
            return redirect("home")
        return closed(request)
    own = request.user.is_authenticated and request.user.email == invitation.email
    page = {"invitation": invitation, "own": own}
    if request.method == "POST":
        try:
            invitations.accept_invitation(
                token=token,
                password="" if own else new_password(request),
                by=request.user if own else None,
            )
        except exceptions.Refused as refusal:
            page["refusal"] = str(refusal)
            return render(request, "surveys/people/join.html", page, status=422)
        if own:
            messages.success(request, _("You have accepted the role."))
            return redirect("home")
        messages.success(
            request,
            _(
                "Sign in with your e-mail address. If you already had an account, its"
                " password has not changed."
            ),
        )
        sign_in = reverse("account_login")
        request.session[NEW_ADDRESS] = invitation.email
        return redirect(f"{sign_in}?{urlencode({'next': request.path})}")
    return render(request, "surveys/people/join.html", page)


def follow_link(request, token):
    """Keep the token of an open invitation in the session; of any other, nothing."""
    if not invitations.TOKEN_FORM.fullmatch(token):
        return closed(request)
    if tried_too_often(request, "join"):
        return respond_429(request)
    if invitations.open_invitation(token, request.user) is None:
        return closed(request)
    request.session[TOKEN] = token
    return redirect("join")


def closed(request):
    return render(request, "surveys/people/join_closed.html", status=410)
