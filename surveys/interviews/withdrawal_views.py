"""Withdrawing an interview: by the code on a card, or by a coordinator on request."""

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
    if request.method == "GET":
        return render(request, "surveys/interviews/withdraw.html")
    if too_often(request):
        return render(
            request, "surveys/interviews/withdraw.html", {"too_often": True}, status=429
        )
    withdrawal.withdraw_by_code(code=request.POST.get("code", "")[:40])
    return render(request, "surveys/interviews/withdraw.html", {"done": True})


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
        done=_("The interview is withdrawn and everything said in it is erased."),
        initial=typed_fields(request),
    )
