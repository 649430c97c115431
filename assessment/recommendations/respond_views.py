"""The pages of an authority's focal point: the only ones on which the State writes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessment.models import Action, Addressee, RecommendationState
from assessment.recommendations import answers, authorities, forms
from assessment.recommendations.access import (
    answerable_for,
    answering_rounds_for,
    own_authorities_for,
)
from assessment.recommendations.cells import response_cell
from assessment.recommendations.states import UNANSWERED, days_late
from surveys.exceptions import Refused
from surveys.people.sign_in import typed_fields


@require_http_methods(["GET", "POST"])
def respond(request, code, pk):
    """Answer, read it again, send."""
    round = get_object_or_404(answering_rounds_for(request.user), code=code)
    row = get_object_or_404(answerable_for(request.user, round), pk=pk)
    addressee = _own_addressee(request.user, round, row)
    if "received" in request.POST:
        return _received(request, row, addressee)
    before = answers.answer_of(addressee)
    form = forms.AnswerForm(typed_fields(request), initial=_initial(before))
    page = {"checking": False}
    if request.method == "POST" and form.is_valid():
        if "send" in request.POST and _is_sent(request, form, addressee):
            return redirect("assessment:respond", code, pk)
        page["checking"] = "change" not in request.POST and not form.errors
    return _page(request, round, row, before, form, page)


def _own_addressee(person, round, row):
    own = own_authorities_for(person, round).values("pk")
    return get_object_or_404(
        Addressee.objects.select_related("authority", "recommendation__round"),
        recommendation=row,
        authority__in=own,
    )


def _initial(before):
    """What was said last, to be changed."""
    status = before.status_line
    return {
        "response": before.response,
        "status": before.status,
        "owner": status.owner if status else "",
        "next_step": status.next_step if status else "",
        "next_step_by": status.next_step_by if status else None,
    }


def _received(request, row, addressee):
    try:
        answers.acknowledge(addressee=addressee, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The body sees that you have received it."))
    return redirect("assessment:respond", row.round.code, row.pk)


def _is_sent(request, form, addressee):
    try:
        answers.hand_in(addressee=addressee, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request,
        _("Your answer is sent. The body reads it; it is published within seven days."),
    )
    return True


def _page(request, round, row, before, form, page):
    today = timezone.localdate()
    page |= {
        "round": round,
        "recommendation": row,
        "authority": before.addressee.authority,
        "before": before,
        "response": response_cell(before, row),
        "is_unanswered": before.response in UNANSWERED,
        "days_left": (row.respond_by - today).days,
        "days_late": days_late(row, today),
        "form": form,
        "others": [
            (other, response_cell(_answer(request.user, round, other), other))
            for other in answerable_for(request.user, round).exclude(pk=row.pk)
        ],
        "actions": row.actions.filter(authority=before.addressee.authority),
    }
    status = 422 if request.method == "POST" and form.errors else 200
    template = "assessment/recommendations/respond.html"
    return render(request, template, page, status=status)


def _answer(person, round, row):
    return answers.answer_of(_own_addressee(person, round, row))


@require_http_methods(["GET", "POST"])
def actions(request, code):
    """What the authority does for one or several recommendations."""
    round = get_object_or_404(answering_rounds_for(request.user), code=code)
    authority = get_object_or_404(own_authorities_for(request.user, round))
    open_rows = answerable_for(request.user, round).filter(
        state=RecommendationState.ISSUED
    )
    form = forms.ActionForm(open_rows, typed_fields(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"round": round, "authority": authority}
        try:
            authorities.plan_action(by=request.user, **values)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The action is published."))
            return redirect("assessment:actions", code)
    page = {
        "round": round,
        "authority": authority,
        "form": form,
        "has_open": open_rows.exists(),
        "actions": Action.objects.filter(
            authority=authority, recommendations__round=round
        ).distinct(),
    }
    status = 422 if request.method == "POST" else 200
    template = "assessment/recommendations/actions.html"
    return render(request, template, page, status=status)


@require_POST
def finish_action(request, code, pk):
    round = get_object_or_404(answering_rounds_for(request.user), code=code)
    own = Action.objects.filter(
        authority__in=own_authorities_for(request.user, round),
        recommendations__round=round,
    )
    action = get_object_or_404(own.distinct(), pk=pk)
    try:
        authorities.finish_action(round=round, action=action, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The action is done."))
    return redirect("assessment:actions", code)
