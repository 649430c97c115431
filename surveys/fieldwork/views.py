"""The pages of a round: tasks, terms, safeguards of sites, the end."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.access import (
    incidents_for,
    rounds_for,
    sites_for,
)
from surveys.fieldwork import earlier_days, forms, rounds, safeguards
from surveys.fieldwork.assignments import own_organisations
from surveys.fieldwork.coordinated import coordinated_round
from surveys.fieldwork.tasks import opening_doubts, tasks_of
from surveys.fieldwork.watching import closing
from surveys.form_page import form_page
from surveys.models import Feedback, ReferralPartner, RiskAssessment, Role, Round
from surveys.people.sign_in import ask_again, signed_in_freshly


@require_http_methods(["GET", "POST"])
def children(request, code):
    """The page on which a coordinator opens or locks the interviews with children."""
    round = get_object_or_404(rounds_for(request.user, Role.COORDINATOR), code=code)
    page = {"round": round}
    if request.method == "POST" and "lock" in request.POST:
        rounds.lock_to_children(round=round, by=request.user)
        messages.success(
            request, _("Interviews with children are locked for everyone.")
        )
        return redirect("progress")
    if request.method == "POST":
        fields = {name: request.POST.get(name, "") for name in ("approval", "partner")}
        try:
            rounds.open_to_children(round=round, by=request.user, **fields)
        except exceptions.Refused as refusal:
            page |= {"refusal": str(refusal), **fields}
            return render(request, "surveys/fieldwork/children.html", page, status=422)
        messages.success(request, _("Interviews with children are open in this round."))
        return redirect("progress")
    return render(request, "surveys/fieldwork/children.html", page)


@require_GET
def round_page(request, code):
    round = coordinated_round(request, code)
    sites = list(sites_for(request.user, round))
    gaps_by_site = safeguards.gaps_by_site(round, sites)
    page = {
        "round": round,
        "gaps": rounds.opening_gaps(round),
        "doubts": opening_doubts(round),
        "tasks": tasks_of(round),
        "sites": [(site, gaps_by_site[site.pk]) for site in sites],
        "asked": earlier_days.requests_for(request.user).filter(round=round).first(),
        "feedback": Feedback.objects.filter(round=round),
        "incidents": incidents_for(request.user).filter(round=round),
    }
    return render(request, "surveys/fieldwork/round.html", page)


@require_http_methods(["GET", "POST"])
def terms(request, code):
    round = coordinated_round(request, code)
    if not signed_in_freshly(request):
        return ask_again(request)
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


@require_http_methods(["GET", "POST"])
def earlier(request, code):
    """Where a second organisation and the review body agree to earlier days, or not."""
    asked = get_object_or_404(earlier_days.requests_for(request.user), round__code=code)
    page = {"asked": asked, "may_agree": waits_for(request.user, asked)}
    if request.method == "GET":
        return render(request, "surveys/fieldwork/earlier_days.html", page)
    if not signed_in_freshly(request):
        return ask_again(request)
    try:
        if request.POST.get("request") != str(asked.pk):
            raise exceptions.Refused(
                _("Other days were asked for meanwhile. Read them, then decide again.")
            )
        if "agree" in request.POST:
            recorded = earlier_days.agree(request=asked, by=request.user)
            answer = (
                _("The earlier days are recorded.")
                if recorded
                else _("You have agreed. Someone else must agree too.")
            )
        else:
            earlier_days.refuse(request=asked, by=request.user)
            answer = _("The days stay as they were.")
    except exceptions.Refused as refusal:
        page["refusal"] = str(refusal)
        return render(request, "surveys/fieldwork/earlier_days.html", page, status=422)
    messages.success(request, answer)
    return redirect("home")


def waits_for(person, asked):
    return earlier_days.waiting_for(person).filter(pk=asked.pk).exists()


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


@require_http_methods(["GET", "POST"])
def close_round(request, code):
    """Closing is asked on a page of its own, which says what is unfinished."""
    round = coordinated_round(request, code)
    if round.state != Round.State.OPEN:
        messages.error(request, _("This round is not open, so it is not closed."))
        return redirect("round", code)
    if request.method == "POST" and not signed_in_freshly(request):
        return ask_again(request)
    if request.method == "POST" and "understood" in request.POST:
        rounds.close_round(round=round, by=request.user)
        messages.success(request, _("The round is closed."))
        return redirect("round", code)
    page = {
        "round": round,
        "unfinished": closing.unfinished(round, own_organisations(round, request.user)),
        "drafts": closing.open_drafts(round).count(),
    }
    if request.method == "POST":
        page["refusal"] = _("Tick the box to show that you know it, then close.")
    status = 422 if "refusal" in page else 200
    return render(request, "surveys/fieldwork/close.html", page, status=status)


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
    others = sites_for(request.user, round).exclude(pk=site.pk).order_by("code")
    return form_page(
        request,
        forms.for_other_places(forms.AssessmentForm, others),
        lambda others=(), **fields: safeguards.record_assessment(
            round=round, sites=[site, *others], by=request.user, **fields
        ),
        title=_("Risk assessment of %(site)s") % {"site": site.code},
        back=reverse("site", args=[code, site.code]),
        done=_("The risk assessment is recorded."),
    )


@require_http_methods(["GET", "POST"])
def partner(request, code, site):
    round, site = coordinated_site(request, code, site)
    others = sites_for(request.user, round).exclude(pk=site.pk).order_by("code")
    return form_page(
        request,
        forms.for_other_places(forms.PartnerForm, others),
        lambda others=(), **fields: safeguards.record_partner(
            round=round, sites=[site, *others], by=request.user, **fields
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
        messages.success(request, _("The place is suspended for everyone."))
    else:
        messages.error(request, form.errors["reason"][0])
    return redirect("site", code, site.code)


@require_POST
def resume(request, code, site):
    round, site = coordinated_site(request, code, site)
    safeguards.resume_site(round=round, site=site, by=request.user)
    messages.success(request, _("Interviews can start again at this place."))
    return redirect("site", code, site.code)
