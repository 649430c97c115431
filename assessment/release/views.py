"""Releasing figures: what will be read, and the act itself."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessment.access import releasable_for
from assessment.computation import progress_stream
from assessment.findings import page_contexts
from assessment.release.release import release_in_steps
from surveys.people.sign_in import ask_again, signed_in_freshly


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
