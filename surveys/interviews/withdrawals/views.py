"""Withdrawing an interview: by the code on a card, or by a coordinator on request."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from surveys import exceptions
from surveys.access import rounds_for, withdrawable_for
from surveys.form_page import form_page
from surveys.interviews.withdrawals import withdrawal
from surveys.interviews.withdrawals.codes import read_code
from surveys.interviews.withdrawals.forms import ReferenceForm
from surveys.models import Role
from surveys.people.rate_limit import tried_too_often
from surveys.people.sign_in import ask_again, signed_in_freshly, typed_fields


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def withdraw(request):
    """Ask for an interview to be erased; every code that can be one is answered alike.

    A guard who finds a number in somebody's pocket learns nothing by trying it, neither
    from the page nor from its time: run_queue erases later. What cannot be a code is
    not counted as a try.
    """
    if request.method == "GET":
        return withdrawal_page(request)
    typed = request.POST.get("code", "")[:80]
    try:
        code = read_code(typed)
    except exceptions.Refused as refusal:
        return withdrawal_page(request, 422, refusal=str(refusal), typed=typed)
    if tried_too_often(request, "withdraw"):
        return withdrawal_page(request, 429, refusal=too_often(), typed=typed)
    withdrawal.request_withdrawal(code=code)
    return withdrawal_page(request, minutes=withdrawal.ERASED_WITHIN)


def withdrawal_page(request, status=200, **page):
    page["days"] = settings.BACKUP_DAYS
    return render(request, "surveys/interviews/withdraw.html", page, status=status)


def too_often():
    return _(
        "Too many codes were tried from your network. Wait an hour and try again. Or"
        " ask the organisation that interviewed you."
    )


@require_http_methods(["GET", "POST"])
def withdraw_on_request(request):
    """A coordinator withdraws an interview of their organisation on request."""
    if not rounds_for(request.user, Role.COORDINATOR).exists():
        raise Http404
    if not signed_in_freshly(request):
        return ask_again(request)

    def act(reference, confirmation):
        interview = withdrawable_for(request.user).filter(receipt=reference).first()
        if interview is None:
            raise exceptions.Refused(
                _("Your organisation has no interview with this reference.")
            )
        withdrawal.withdraw_interview(interview=interview, by=request.user)

    return form_page(
        request,
        ReferenceForm,
        act,
        title=_("Withdraw an interview"),
        back=reverse("withdraw-interview"),
        done=_(
            "The interview is withdrawn and everything said in it is erased. Locked"
            " copies of it are deleted within %(days)d days."
        )
        % {"days": settings.BACKUP_DAYS},
        initial=typed_fields(request),
    )
