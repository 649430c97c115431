"""Pages on which the review body writes its own findings, concerns, priorities and
milestones."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessment.models import BodyFinding, Milestone, Standard
from assessment.recommendations import body_findings, finding_pages
from assessment.recommendations import finding_forms as forms
from assessment.recommendations.access import body_rounds_for
from assessment.recommendations.body_findings import RecordedMeanwhile
from surveys.exceptions import Refused
from surveys.people.sign_in import typed_fields


def _body_round(request, code):
    return get_object_or_404(body_rounds_for(request.user), code=code)


@require_GET
def findings(request, code):
    """Every standard: what the figures say, what the body finds, the milestone."""
    round = _body_round(request, code)
    page = finding_pages.overview(round)
    return render(request, "assessment/recommendations/findings.html", page)


@require_http_methods(["GET", "POST"])
def finding(request, code, standard):
    round = _body_round(request, code)
    about = get_object_or_404(Standard.objects.all(), pk=standard)
    newest = body_findings.body_finding(round, about)
    computed = finding_pages.computed_finding(round, about)
    form = forms.FindingForm(
        typed_fields(request), initial=finding_pages.finding_initial(newest)
    )
    return _version_page(
        request,
        form,
        lambda **values: body_findings.record_finding(
            round=round, standard=about, computed=computed, by=request.user, **values
        ),
        round=round,
        title=_("Finding: %s") % about,
        computed=finding_pages.computed_words(computed),
        versions=BodyFinding.objects.filter(round=round, standard=about),
        template="assessment/recommendations/finding.html",
    )


@require_http_methods(["GET", "POST"])
def concerns(request, code):
    round = _body_round(request, code)
    stored = list(body_findings.concerns(round))
    form = forms.ConcernsForm(
        typed_fields(request), initial=finding_pages.list_initial(stored)
    )
    return _version_page(
        request,
        form,
        lambda seen, items, **_texts: body_findings.set_concerns(
            round=round, concerns=items, seen=seen, by=request.user
        ),
        round=round,
        title=_("Concerns"),
        template="assessment/recommendations/body_list.html",
    )


@require_http_methods(["GET", "POST"])
def priorities(request, code):
    round = _body_round(request, code)
    stored = list(body_findings.priorities(round))
    form = forms.PrioritiesForm(
        typed_fields(request), initial=finding_pages.list_initial(stored)
    )
    return _version_page(
        request,
        form,
        lambda seen, items, **_texts: body_findings.set_priorities(
            round=round, priorities=items, seen=seen, by=request.user
        ),
        round=round,
        title=_("Priorities of the body"),
        ranked=finding_pages.ranked_gaps(round),
        template="assessment/recommendations/body_list.html",
    )


@require_http_methods(["GET", "POST"])
def milestone(request, code, standard):
    round = _body_round(request, code)
    about = get_object_or_404(Standard.objects.all(), pk=standard)
    newest = body_findings.milestones(round).get(about.pk)
    is_share = finding_pages.is_share(about)
    form = forms.MilestoneForm(
        typed_fields(request),
        initial=finding_pages.milestone_initial(newest, is_share),
        is_share=is_share,
    )
    return _version_page(
        request,
        form,
        lambda **values: body_findings.set_milestone(
            round=round, standard=about, by=request.user, **values
        ),
        round=round,
        title=_("Milestone: %s") % about,
        target=finding_pages.target_words(about),
        after=round.figure_sets.exists(),
        versions=Milestone.objects.filter(round=round, standard=about),
        template="assessment/recommendations/milestone.html",
    )


def _version_page(request, form, act, *, round, template, **page):
    """A page of one form whose newest version counts.

    Where somebody recorded another one meanwhile, both are shown and the form holds
    what was typed: saving it again counts as having seen the other.
    """
    back = reverse("assessment:body_findings", args=[round.code])
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except RecordedMeanwhile as meanwhile:
            page["meanwhile"] = meanwhile
            form.data = form.data.copy()
            form.data["seen"] = meanwhile.newest[0].version
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved as a new version with your name."))
            return redirect(back)
    status = 409 if "meanwhile" in page else 422 if form.errors else 200
    page |= {"form": form, "round": round, "back": back}
    return render(request, template, page, status=status)
