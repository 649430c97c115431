"""The list of tablets: one's own, and those of organisations that one coordinates."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from surveys.access import devices_for, has_any_role
from surveys.models import Role
from surveys.offline import devices as writers


@require_GET
def devices(request):
    if not has_any_role(request.user, Role.INTERVIEWER, Role.COORDINATOR):
        raise Http404
    page = {
        "devices": devices_for(request.user),
        "coordinates": has_any_role(request.user, Role.COORDINATOR),
    }
    return render(request, "surveys/offline/devices.html", page)


@require_POST
def revoke(request, device_id):
    device = get_object_or_404(devices_for(request.user), pk=device_id)
    writers.revoke_device(device=device, by=request.user)
    messages.success(
        request,
        _(
            "The tablet is locked out. It gets no forms. It can still send finished"
            " interviews, and then erases everything."
        ),
    )
    return redirect("tablets")
