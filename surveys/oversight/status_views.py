"""The status page, for those who keep the product running and those who check it."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from surveys.access import rounds_for
from surveys.models import Role
from surveys.oversight.status import Urgency, status

SEES_STATUS = (Role.ADMINISTRATOR, Role.AUDITOR)


@require_GET
def status_page(request):
    if not rounds_for(request.user, *SEES_STATUS).exists():
        raise Http404
    lines = status()
    page = {
        "lines": lines,
        "act": [line for line in lines if line.state == Urgency.ACT],
    }
    return render(request, "surveys/oversight/status.html", page)
