"""Pages of the review: stored figures only; but for a plan, no page computes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment import audit_trail, reader_figures
from assessment.access import (
    computable_rounds_for,
    drawable_rounds_for,
    figure_sets_for,
    plannable_rounds_for,
    reads_exact,
    releasable_for,
    statistics_for,
)
from assessment.charts import svg
from assessment.computation import exceptions, progress_stream
from assessment.computation.compute import compute_in_steps
from assessment.findings import (
    agreement,
    frequency_tables,
    page_contexts,
    severities,
)
from assessment.models import Standard
from assessment.presentation import figure_rows, figure_sentences
from assessment.release.release import release_in_steps
from assessment.sampling import draw_page, sample_plan
from assessment.topics import TOPICS
from surveys.exceptions import Refused
from surveys.fieldwork.draws import check_may_draw
from surveys.people.sign_in import ask_again, signed_in_freshly, typed_fields

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def home(request):
    return render(request, "assessment/home.html", page_contexts.home(request.user))


@require_POST
def compute(request, code):
    round = get_object_or_404(computable_rounds_for(request.user), code=code)
    return progress_stream.stream_page(
        request,
        compute_in_steps(round=round, by=request.user),
        title=_("Computing the figures"),
        done=lambda figure_set: _after_computing(request, figure_set),
        return_to=reverse("assessment:home"),
    )


def _after_computing(request, figure_set):
    """The text at the end and the next page: the figures, for who may see them."""
    text = _("The figures of this round are computed.")
    if figure_sets_for(request.user).filter(pk=figure_set.pk).exists():
        return text, figure_set.get_absolute_url(), _("See the figures")
    return text, reverse("assessment:home"), _("Go back")


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


@require_GET
def figure_set_page(request, pk):
    figure_set = _readable_figure_set(request, pk)
    figures = reader_figures.figures(request.user, figure_set)
    page = page_contexts.findings(figure_set, figures, request.GET.get("by", "gender"))
    page["may_release"] = releasable_for(request.user).filter(pk=pk).exists()
    return render(request, "assessment/findings/figure_set.html", page)


def _readable_figure_set(request, pk):
    """A set that the person may read; reading exact figures is logged."""
    figure_set = get_object_or_404(figure_sets_for(request.user), pk=pk)
    if reads_exact(request.user, figure_set.round):
        audit_trail.note_reading(
            figure_set=figure_set, by=request.user, page=request.path
        )
    return figure_set


@require_GET
def standard_page(request, pk, code):
    figure_set = _readable_figure_set(request, pk)
    standard = get_object_or_404(Standard.objects.all(), pk=code)
    figures = reader_figures.figures(
        request.user, figure_set, indicator__standard=standard
    )
    statistics = reader_figures.statistics(
        request.user, figure_set, code__in=page_contexts.STATISTICS_OF_A_STANDARD
    )
    page = page_contexts.standard_page(figure_set, standard, figures, statistics)
    return render(request, "assessment/findings/standard.html", page)


@require_GET
def voices(request, pk):
    figure_set = _readable_figure_set(request, pk)
    pairs = figure_rows.comparison_pairs(
        reader_figures.figures(request.user, figure_set, group_var="all")
    )
    sentence = figure_sentences.disagreement_sentence(*pairs[0]) if pairs else ""
    page = {
        "figure_set": figure_set,
        "pairs": figure_rows.pair_lines(pairs),
        "sentence": sentence,
    }
    page["picture"] = svg.dumbbells(pairs, sentence) if pairs else ""
    page["agreements"] = agreement.agreements(statistics_for(request.user, figure_set))
    page["exact"] = reads_exact(request.user, figure_set.round)
    return render(request, "assessment/findings/voices.html", page)


@require_GET
def priorities(request, pk):
    figure_set = _readable_figure_set(request, pk)
    figures = reader_figures.figures(request.user, figure_set)
    page = page_contexts.priorities_page(
        figure_set, figures, request.GET.get("standard", ""), typed_fields(request)
    )
    page["may_judge"] = releasable_for(request.user).filter(pk=pk).exists()
    return render(request, "assessment/findings/priorities.html", page)


@require_GET
def topic(request, pk, topic):
    if topic not in TOPICS:
        raise Http404
    figure_set = _readable_figure_set(request, pk)
    about = TOPICS[topic]
    page = about.page(
        figure_set,
        reader_figures.statistics(request.user, figure_set),
        reader_figures.figures(request.user, figure_set, group_var="all"),
    )
    page.setdefault("exact", reads_exact(request.user, figure_set.round))
    return render(request, about.TEMPLATE, {"figure_set": figure_set, **page})


@require_POST
def judge(request, pk):
    get_object_or_404(releasable_for(request.user), pk=pk)
    if not signed_in_freshly(request):
        return ask_again(request, back=reverse("assessment:priorities", args=[pk]))
    figure_set = _readable_figure_set(request, pk)
    figures = reader_figures.figures(request.user, figure_set)
    page = page_contexts.priorities_page(figure_set, figures, data=request.POST)
    if not page["form"].is_valid():
        page["may_judge"] = True
        return render(request, "assessment/findings/priorities.html", page, status=422)
    try:
        severities.judge(
            figure_set=figure_set, by=request.user, **page["form"].cleaned_data
        )
    except exceptions.NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Your rating is saved with your name."))
    return redirect("assessment:priorities", pk)


@require_GET
def methods(request, pk):
    figure_set = _readable_figure_set(request, pk)
    exact = reads_exact(request.user, figure_set.round)
    return render(
        request,
        "assessment/findings/methods.html",
        page_contexts.methods(figure_set, exact),
    )


@require_http_methods(["GET", "POST"])
def release(request, pk):
    figure_set = get_object_or_404(releasable_for(request.user), pk=pk)
    if not signed_in_freshly(request):
        return ask_again(request)
    if request.method == "GET":
        return render(
            request,
            "assessment/release/release.html",
            page_contexts.release(figure_set),
        )
    text = _("Everyone with a role in this round can now read the figures.")
    return progress_stream.stream_page(
        request,
        release_in_steps(figure_set=figure_set, by=request.user),
        title=_("Releasing the figures"),
        done=lambda released_set: (
            text,
            released_set.get_absolute_url(),
            _("See the figures"),
        ),
        return_to=reverse("assessment:home"),
    )


@require_GET
def frequencies(request, pk):
    figure_set = _readable_figure_set(request, pk)
    page = frequency_tables.page(
        figure_set,
        reader_figures.frequencies(request.user, figure_set),
        request.GET.get("of", ""),
    )
    return render(request, "assessment/findings/frequencies.html", page)


@require_GET
def own_figures(request, pk):
    """The figures of indicators that the round made for itself."""
    figure_set = _readable_figure_set(request, pk)
    figures = reader_figures.figures(
        request.user, figure_set, indicator__round__isnull=False
    )
    page = page_contexts.own_figures(figure_set, figures)
    return render(request, "assessment/findings/own_figures.html", page)


@require_GET
def workbook(request, pk):
    from assessment.exports import results_workbook

    figure_set = _readable_figure_set(request, pk)
    content = results_workbook.workbook(
        figure_set,
        reader_figures.figures(request.user, figure_set),
        reader_figures.statistics(request.user, figure_set),
        reader_figures.frequencies(request.user, figure_set),
    )
    audit_trail.note_export(figure_set=figure_set, by=request.user, kind="workbook")
    response = HttpResponse(content, content_type=XLSX)
    kind = "exact" if reads_exact(request.user, figure_set.round) else "working"
    name = f"results_{kind}_{figure_set.round.code}_{figure_set.fingerprint[:8]}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
