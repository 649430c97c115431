"""The pages of a round: terms, safeguards of sites, registers, the end."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.access import (
    incidents_for,
    rounds_for,
    sites_for,
    urgent_risks_for,
    withdrawable_for,
)
from surveys.fieldwork import forms, rounds, safeguards
from surveys.interviews import withdrawal
from surveys.models import Feedback, ReferralPartner, RiskAssessment, Role
from surveys.oversight import registers
from surveys.people.sign_in import ask_again, signed_in_freshly, typed_fields
from surveys.sealed_answers import custodian_keys

GUARDS = (Role.COORDINATOR,)
INCIDENT_ROLES = (Role.COORDINATOR, Role.REVIEWER)


def coordinated_round(request, code):
    return get_object_or_404(rounds_for(request.user, *GUARDS), code=code)


def form_page(request, form_class, act, *, title, back, done, initial=None, **page):
    """A page with one form; a refusal is shown beside what was typed."""
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except exceptions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    page |= {"form": form, "title": title, "back": back}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "components/form_page.html", page, status=status)


@require_GET
def round_page(request, code):
    round = coordinated_round(request, code)
    page = {
        "round": round,
        "gaps": rounds.round_gaps(round) + custodian_keys.custody_gaps(round),
        "sites": [
            (site, safeguards.site_gaps(round, site))
            for site in sites_for(request.user, round)
        ],
        "feedback": Feedback.objects.filter(round=round),
        "incidents": incidents_for(request.user).filter(round=round),
    }
    return render(request, "surveys/fieldwork/round.html", page)


@require_http_methods(["GET", "POST"])
def terms(request, code):
    round = coordinated_round(request, code)
    terms_form = forms.terms_form(rounds.earlier_rounds(round, request.user))
    return form_page(
        request,
        terms_form,
        lambda **fields: rounds.set_terms(round=round, by=request.user, **fields),
        title=_("Terms of this round"),
        back=reverse("round", args=[code]),
        done=_("The terms are recorded."),
        initial={name: getattr(round, name) for name in terms_form.base_fields},
    )


@require_POST
def open_round(request, code):
    round = coordinated_round(request, code)
    try:
        rounds.open_round(round=round, by=request.user)
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The round is open."))
    return redirect("round", code)


@require_POST
def close_round(request, code):
    rounds.close_round(round=coordinated_round(request, code), by=request.user)
    messages.success(request, _("The round is closed."))
    return redirect("round", code)


# -- safeguards of a site ----------------------------------------------------------


def coordinated_site(request, code, site):
    round = coordinated_round(request, code)
    return round, get_object_or_404(sites_for(request.user, round), code=site)


@require_GET
def site_page(request, code, site):
    round, site = coordinated_site(request, code, site)
    at_site = {"round": round, "site": site}
    page = at_site | {
        "gaps": safeguards.site_gaps(round, site),
        "suspension": safeguards.suspension_of(round, site),
        "assessments": RiskAssessment.objects.filter(**at_site)[:5],
        "partners": ReferralPartner.objects.filter(**at_site),
        "form": forms.SuspensionForm(),
    }
    return render(request, "surveys/fieldwork/site.html", page)


@require_http_methods(["GET", "POST"])
def assessment(request, code, site):
    round, site = coordinated_site(request, code, site)
    return form_page(
        request,
        forms.AssessmentForm,
        lambda **fields: safeguards.record_assessment(
            round=round, site=site, by=request.user, **fields
        ),
        title=_("Risk assessment of %(site)s") % {"site": site.code},
        back=reverse("site", args=[code, site.code]),
        done=_("The risk assessment is recorded."),
    )


@require_http_methods(["GET", "POST"])
def partner(request, code, site):
    round, site = coordinated_site(request, code, site)
    return form_page(
        request,
        forms.PartnerForm,
        lambda **fields: safeguards.record_partner(
            round=round, site=site, by=request.user, **fields
        ),
        title=_("Referral partner at %(site)s") % {"site": site.code},
        back=reverse("site", args=[code, site.code]),
        done=_("The partner is recorded."),
    )


@require_POST
def suspend(request, code, site):
    round, site = coordinated_site(request, code, site)
    form = forms.SuspensionForm(request.POST)
    if form.is_valid():
        safeguards.suspend_site(
            round=round, site=site, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("The site is suspended for everyone."))
    else:
        messages.error(request, form.errors["reason"][0])
    return redirect("site", code, site.code)


@require_POST
def resume(request, code, site):
    round, site = coordinated_site(request, code, site)
    safeguards.resume_site(round=round, site=site, by=request.user)
    messages.success(request, _("Interviews may go on at this site."))
    return redirect("site", code, site.code)


# -- registers ---------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def incidents(request, code):
    round = get_object_or_404(rounds_for(request.user, *INCIDENT_ROLES), code=code)
    return form_page(
        request,
        forms.IncidentForm,
        lambda **fields: registers.record_incident(
            round=round, by=request.user, **fields
        ),
        title=_("Incidents"),
        back=reverse("incidents", args=[code]),
        done=_("The incident is recorded. Tell the authority within 72 hours."),
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
    round = coordinated_round(request, code)
    return form_page(
        request,
        forms.FeedbackForm,
        lambda **fields: registers.record_feedback(
            round=round, by=request.user, **fields
        ),
        title=_("Results given back to those who answered"),
        back=reverse("round", args=[code]),
        done=_("It is recorded."),
    )


@require_GET
def urgent(request):
    """Urgent risks for the protection focal point: what and where, never who."""
    if not rounds_for(request.user, Role.PROTECTION).exists():
        raise Http404
    risks = urgent_risks_for(request.user).select_related("site", "round")[:500]
    return render(request, "surveys/oversight/urgent.html", {"risks": risks})


@require_http_methods(["GET", "POST"])
def withdraw(request):
    """A coordinator withdraws an interview of their organisation on request."""
    if not rounds_for(request.user, *GUARDS).exists():
        raise Http404
    if not signed_in_freshly(request):
        return ask_again(request)

    def act(reference, confirmation):
        interview = withdrawable_for(request.user).filter(receipt=reference).first()
        if interview is None:
            raise exceptions.Refused(
                _("Your organisation holds no interview with this reference.")
            )
        withdrawal.withdraw_interview(interview=interview, by=request.user)

    return form_page(
        request,
        forms.ReferenceForm,
        act,
        title=_("Withdraw an interview"),
        back=reverse("withdraw-interview"),
        done=_("The interview is withdrawn and everything said in it is erased."),
        initial=typed_fields(request),
    )
