"""The impact assessment of a round, to be read, printed and signed."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from surveys.access import rounds_for
from surveys.models import Role
from surveys.oversight.impact_assessment import impact_of


@require_GET
def impact(request, code):
    mine = rounds_for(request.user, Role.COORDINATOR, Role.REVIEWER)
    round = get_object_or_404(mine, code=code)
    return render(request, "surveys/oversight/impact.html", impact_of(round))
