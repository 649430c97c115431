"""Pages of the review: all rounds, and computing the figures of one."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessment.access import computable_rounds_for, figure_sets_for
from assessment.computation import progress_stream
from assessment.computation.compute import compute_in_steps
from assessment.findings import page_contexts


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
