"""Pages of the indicators that a round makes for itself."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.access import own_indicator_rounds_for, proposable_rounds_for
from assessment.standards import own_indicator_forms as forms
from assessment.standards import own_indicators
from surveys.exceptions import Refused
from surveys.people.sign_in import ask_again, signed_in_freshly, typed_fields


@require_GET
def indicators(request, code):
    """All own indicators of a round, and the questions that one can be made from."""
    round = get_object_or_404(own_indicator_rounds_for(request.user), code=code)
    may_propose = own_indicators.may_propose(request.user, round)
    page = {
        "round": round,
        "indicators": own_indicators.own_indicators_of(round),
        "may_propose": may_propose,
        "questions": forms.choices_of(round) if may_propose else {},
    }
    return render(request, "assessment/standards/own_indicators.html", page)


@require_http_methods(["GET", "POST"])
def new_indicator(request, code):
    round = get_object_or_404(proposable_rounds_for(request.user), code=code)
    like = own_indicators.own_indicators_of(round).filter(
        pk=request.GET.get("like", "")
    )
    before = like.first()
    about = before.definition.get("about", "") if before else request.GET.get("about")
    chosen = forms.chosen_of(round, about or "")
    if chosen is None:
        messages.error(request, _("Choose a question of an instrument of this round."))
        return redirect("assessment:indicators", code)
    return _proposal(request, round, chosen, before)


def _proposal(request, round, chosen, before):
    initial = forms.initial_of(before) if before else None
    form = forms.form_class(chosen)(
        round, chosen, typed_fields(request), initial=initial
    )
    page = {
        "round": round,
        "chosen": chosen,
        "form": form,
        "answer_words": forms.ANSWERS,
    }
    if form.is_bound and form.is_valid():
        indicator = form.indicator()
        if request.method == "POST" and "send" in request.POST:
            own_indicators.propose(indicator=indicator, by=request.user)
            messages.success(request, _("The figure waits for a second person."))
            return redirect("assessment:indicator", round.code, indicator.pk)
        page |= {
            "indicator": indicator,
            "preview": own_indicators.preview(indicator),
        }
    status = 422 if request.method == "POST" and form.errors else 200
    return render(
        request, "assessment/standards/new_indicator.html", page, status=status
    )


def _indicator(request, rounds, code, pk):
    round = get_object_or_404(rounds, code=code)
    return get_object_or_404(own_indicators.own_indicators_of(round), pk=pk)


@require_GET
def indicator_page(request, code, pk):
    rounds = own_indicator_rounds_for(request.user)
    indicator = _indicator(request, rounds, code, pk)
    page = {
        "round": indicator.round,
        "indicator": indicator,
        "answers": forms.answers_of(indicator),
        "chosen": forms.chosen_of(
            indicator.round, indicator.definition.get("about", "")
        ),
        "preview": own_indicators.preview(indicator),
        "may_confirm": own_indicators.may_confirm(request.user, indicator),
        "target": forms.target_text(indicator),
        "may_propose": own_indicators.may_propose(request.user, indicator.round),
        "may_end": own_indicators.may_end(request.user, indicator),
        "is_computed": indicator.figures.exists(),
    }
    return render(request, "assessment/standards/indicator.html", page)


@require_POST
def confirm_indicator(request, code, pk):
    rounds = own_indicator_rounds_for(request.user)
    indicator = _indicator(request, rounds, code, pk)
    if not signed_in_freshly(request):
        return ask_again(request, back=indicator.get_absolute_url())
    done = _("Confirmed. It is computed with the next figures of this round.")
    return _act(request, own_indicators.confirm, indicator, done)


@require_POST
def end_indicator(request, code, pk):
    indicator = _indicator(request, proposable_rounds_for(request.user), code, pk)
    done = _("Ended. Later figures leave it out; figures of before stay.")
    return _act(request, own_indicators.end, indicator, done)


def _act(request, act, indicator, done):
    try:
        act(indicator=indicator, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(indicator)
