"""A coordinator brings in the rescue file of a tablet that cannot send."""

import json
import uuid

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from surveys.access import devices_for, has_any_role
from surveys.models import Role
from surveys.offline import receiving

LARGEST = 10_000_000  # bytes
FORMAT = "daa rescue file 1"


class RescueForm(forms.Form):
    file = forms.FileField(
        label=_("Rescue file"),
        error_messages={"required": _("Choose the file.")},
    )

    def clean_file(self):
        """(id of the tablet, its records) of the file."""
        file = self.cleaned_data["file"]
        wrong = forms.ValidationError(
            _("This is no rescue file, or a part of it is missing. Make it again.")
        )
        if file.size > LARGEST:
            raise wrong
        try:
            document = json.loads(file.read())
            device, records = uuid.UUID(document["device"]), document["records"]
            whole = document["format"] == FORMAT and isinstance(records, list)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise wrong from None
        if not whole or not all(isinstance(text, str) for text in records):
            raise wrong
        return device, records


@require_http_methods(["GET", "POST"])
def rescue(request):
    if not has_any_role(request.user, Role.COORDINATOR):
        raise Http404
    form = RescueForm(request.POST or None, request.FILES or None)
    page = {"form": form}
    if request.method == "POST" and form.is_valid():
        device_id, records = form.cleaned_data["file"]
        devices = devices_for(request.user).select_related("person")
        device = devices.filter(pk=device_id).first()
        if device is None:
            form.add_error("file", _("This file is of no tablet of your organisation."))
        else:
            page |= {
                "device": device,
                "outcomes": receiving.receive_batch(texts=records, device=device),
            }
    status = 422 if form.errors else 200
    return render(request, "surveys/offline/rescue.html", page, status=status)
