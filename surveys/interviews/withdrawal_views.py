"""The page on which a person takes an interview back, with the code on their card."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from surveys.interviews import withdrawal
from surveys.interviews.rate_limit import tried_too_often
from surveys.people.sign_in import address_of

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
