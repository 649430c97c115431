"""Incidents, feedback given back, and urgent risks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.access import (
    incidents_for,
    rounds_for,
    urgent_risks_for,
)
from surveys.form_page import form_page
from surveys.models import Role
from surveys.oversight import register_forms, registers

INCIDENT_ROLES = (Role.COORDINATOR, Role.REVIEWER)


@require_http_methods(["GET", "POST"])
def incidents(request, code):
    round = get_object_or_404(rounds_for(request.user, *INCIDENT_ROLES), code=code)
    return form_page(
        request,
        register_forms.IncidentForm,
        lambda **fields: registers.record_incident(
            round=round, by=request.user, **fields
        ),
        title=_("Incidents"),
        back=reverse("incidents", args=[code]),
        done=_(
            "The incident is recorded. Inform the data-protection authority within 72"
            " hours."
        ),
        incidents=incidents_for(request.user).filter(round=round),
        round=round,
    )


@require_POST
def tell_authority(request, code, pk):
    incident = get_object_or_404(incidents_for(request.user), pk=pk, round__code=code)
    try:
        whom = request.POST.get("whom", "").replace("\x00", "")
        registers.tell_incident(incident=incident, whom=whom, by=request.user)
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("incidents", code)


@require_http_methods(["GET", "POST"])
def feedback(request, code):
    round = get_object_or_404(rounds_for(request.user, Role.COORDINATOR), code=code)
    return form_page(
        request,
        register_forms.FeedbackForm,
        lambda **fields: registers.record_feedback(
            round=round, by=request.user, **fields
        ),
        title=_("Results shared with the people we interviewed"),
        back=reverse("round", args=[code]),
        done=_("Saved."),
    )


RISKS_A_PAGE = 200


@require_GET
def urgent(request):
    """Urgent risks for the protection focal point: what and where, never who."""
    if not rounds_for(request.user, Role.PROTECTION).exists():
        raise Http404
    risks = urgent_risks_for(request.user).select_related("site", "round")
    pages = Paginator(risks, RISKS_A_PAGE)
    page = {"risks": pages.get_page(request.GET.get("page"))}
    return render(request, "surveys/oversight/urgent.html", page)
