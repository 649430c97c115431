"""Pages of the sample of a round: planning its size, and drawing the places."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessment.access import drawable_rounds_for, plannable_rounds_for
from assessment.sampling import draw_page, sample_plan
from surveys.exceptions import Refused
from surveys.fieldwork.draws import check_may_draw
from surveys.people.sign_in import ask_again, signed_in_freshly, typed_fields


@require_GET
def plan_sample(request, code):
    round = get_object_or_404(plannable_rounds_for(request.user), code=code)
    page = sample_plan.page(round, request.GET)
    status = 422 if page["form"].errors else 200
    return render(request, "assessment/sampling/page.html", page, status=status)


@require_http_methods(["GET", "POST"])
def draw_sample(request, code):
    """The places of a round are drawn here, once, or again for a reason."""
    round = get_object_or_404(drawable_rounds_for(request.user), code=code)
    strata = draw_page.strata_of(round)
    try:
        check_may_draw(round)
    except Refused as refusal:
        page = draw_page.page(round) | {"refusal": str(refusal)}
        status = 422 if request.method == "POST" else 200
        return render(request, "assessment/sampling/draw.html", page, status=status)
    typed = typed_fields(request)
    form = draw_page.DrawForm(strata, round.draws.exists(), typed)
    page = {"form": form, "strata": strata}
    if request.method == "POST" and form.is_valid():
        if not signed_in_freshly(request):
            return ask_again(request)
        plan = form.plan(strata)
        wrong, doubts = draw_page.problems_of(round, plan)
        for sentence in wrong:
            form.add_error(None, sentence)
        if not wrong and (not doubts or "draw" in request.POST):
            reason = form.cleaned_data.get("reason", "")
            try:
                draw_page.draw_sample(
                    round=round, plan=plan, reason=reason, by=request.user
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The sample is drawn."))
                return redirect("assessment:draw", code)
        page["doubts"] = doubts
    page |= draw_page.page(round)
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "assessment/sampling/draw.html", page, status=status)
