"""The page on which people practise interviews."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys import exceptions
from surveys.access import drafts_for
from surveys.interviews import practice
from surveys.interviews.breaks import place_form
from surveys.interviews.start_form import PracticeForm
from surveys.interviews.turns import to_last_screen
from surveys.models import PracticeInterview

LONGEST_NUMBER = 18  # digits of a row number in a form


@require_http_methods(["GET", "POST"])
def page(request):
    """Begin to practise, go on, and see what was practised."""
    if not practice.may_practise(request.user):
        raise Http404
    form = PracticeForm(
        request.POST or None, versions=practice.practisable_versions(request.user)
    )
    if request.method == "POST" and form.is_valid():
        try:
            draft = practice.begin(**form.cleaned_data, by=request.user)
        except exceptions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_last_screen(draft)
    shown = {
        "form": form,
        "drafts": drafts_for(request.user).filter(practice=True),
        "practised": PracticeInterview.objects.filter(by=request.user).select_related(
            "version__instrument"
        ),
        "days": PracticeInterview.DAYS_KEPT,
        "place_form_label": place_form.label(),
        "place_form_number": settings.PLACE_FORM_NUMBER,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "surveys/interviews/practice.html", shown, status=status)


@require_POST
def delete(request):
    """Delete one practice interview of one's own, or all that are finished."""
    if not practice.may_practise(request.user):
        raise Http404
    number = request.POST.get("practised", "")
    known = number.isdecimal() and len(number) <= LONGEST_NUMBER
    if known or number == "all":
        practice.delete(by=request.user, practised=int(number) if known else None)
        messages.success(request, _("Deleted."))
    return redirect("practice")
