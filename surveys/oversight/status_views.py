"""The status page, for those who keep the product running and those who check it."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from surveys.access import rounds_for
from surveys.models import Role
from surveys.oversight.status import State, status

SEES_STATUS = (Role.ADMINISTRATOR, Role.AUDITOR)


@require_GET
def status_page(request):
    if not rounds_for(request.user, *SEES_STATUS).exists():
        raise Http404
    lines = status()
    page = {"lines": lines, "act": [one for one in lines if one.state == State.ACT]}
    return render(request, "surveys/oversight/status.html", page)
