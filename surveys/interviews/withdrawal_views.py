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
from surveys.interviews import withdrawal
from surveys.interviews.rate_limit import tried_too_often
from surveys.interviews.withdrawal_form import ReferenceForm
from surveys.models import Role
from surveys.people.sign_in import (
    address_of,
    ask_again,
    signed_in_freshly,
    typed_fields,
)

FROM_ONE_ADDRESS, FROM_ALL = 5, 60  # an hour


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def withdraw(request):
    """Withdraw an interview by its code; every code gets the same answer.

    A guard who finds a number in somebody's pocket learns nothing by trying it.
    """
    page, status = {"days": settings.BACKUP_DAYS}, 200
    if request.method == "POST" and too_often(request):
        page["too_often"], status = True, 429
    elif request.method == "POST":
        withdrawal.withdraw_by_code(code=request.POST.get("code", "")[:40])
        page["done"] = True
    return render(request, "surveys/interviews/withdraw.html", page, status=status)


def too_often(request):
    from_address = tried_too_often(f"withdraw:{address_of(request)}", FROM_ONE_ADDRESS)
    return from_address or tried_too_often("withdraw", FROM_ALL)


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
