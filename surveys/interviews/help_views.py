"""The interviewer's page of help: whom to call for the person, and when at once."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from surveys.access import drafts_for
from surveys.interviews.drafts import last_screen
from surveys.interviews.referrals import help_at, urgent_risks


@require_GET
def help(request, draft_id):
    """Nothing is recorded, so that looking for help never says who needed it."""
    draft = get_object_or_404(drafts_for(request.user), pk=draft_id)
    page = {
        "draft": draft,
        "screen": last_screen(draft),
        "helps": help_at(draft),
        "urgent": urgent_risks(draft),
    }
    return render(request, "surveys/interviews/help.html", page)
