"""The pages on which a round is set up: rounds and organisations."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from surveys import exceptions
from surveys.access import rounds_for
from surveys.fieldwork import new_round, setup_forms
from surveys.form_page import form_page
from surveys.models import Organisation, Role
from surveys.people.organisations import make_organisation
from surveys.people.sign_in import ask_again, signed_in_freshly


def administered(request):
    """The rounds that the person administers; to everybody else the page is 404."""
    rounds = rounds_for(request.user, Role.ADMINISTRATOR)
    if not rounds.exists():
        raise Http404
    return rounds


@require_GET
def rounds(request):
    page = {"rounds": administered(request).order_by("-starts_on", "code")}
    return render(request, "surveys/fieldwork/rounds.html", page)


@require_http_methods(["GET", "POST"])
def make(request):
    mine = administered(request)
    if not signed_in_freshly(request):
        return ask_again(request)
    return form_page(
        request,
        setup_forms.new_round_form(mine.order_by("-starts_on")),
        lambda **fields: new_round.make_round(by=request.user, **fields),
        title=_("New round"),
        back=reverse("rounds"),
        done=_("The round is made. Now invite its coordinators under “People”."),
    )


@require_http_methods(["GET", "POST"])
def organisations(request):
    """All organisations, and a form for one more."""
    administered(request)
    form = setup_forms.OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_organisation(by=request.user, **form.cleaned_data)
        except exceptions.Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("%(name)s is added.") % {"name": made})
            return redirect("organisations")
    page = {"organisations": Organisation.objects.order_by("name"), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "surveys/people/organisations.html", page, status=status)
