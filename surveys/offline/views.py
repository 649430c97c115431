"""What a tablet asks of the server. Every answer is JSON, also a refusal.

A redirect or a page would be taken for an answer of another network: so these views ask
themselves who is there, and answer 401 where nobody is.
"""

from __future__ import annotations

import json
import uuid
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from surveys import exceptions
from surveys.access import own_devices_for, rounds_for
from surveys.models import Role
from surveys.offline import devices, receiving
from surveys.offline import pack as packs


def for_interviewers(view):
    """Answer 401 in JSON to nobody, and 404 to whoever interviews nowhere."""

    @wraps(view)
    def asking(request):
        if not request.user.is_authenticated:
            return problem(401, "sign_in", _("Sign in again. Nothing is lost."))
        if not rounds_for(request.user, Role.INTERVIEWER).exists():
            raise Http404
        return view(request)

    return login_not_required(asking)


def problem(status, code, sentence):
    return JsonResponse({"problem": code, "sentence": sentence}, status=status)


def no_space(status):
    """What config/full_disk.py answers in place of a page."""
    sentence = _("The server has no space left. Everything stays on the tablet.")
    return problem(status, "no_space", sentence)


def unreadable():
    return problem(400, "unreadable", _("The server could not read what was sent."))


@require_GET
@for_interviewers
def session(request):
    """Whether somebody is signed in, the token for sending, and the server's time."""
    found = own_devices_for(request.user).filter(pk=asked_device(request)).first()
    return JsonResponse(
        {
            "csrf": get_token(request),
            "time": timezone.now().isoformat(),
            "device": state_of(found),
        }
    )


def state_of(device):
    """What the server knows of a tablet: registered, locked out, or nothing."""
    if device is None:
        return "unknown"
    return "revoked" if device.revoked_at else "registered"


def asked_device(request):
    """The id in the query, or None where it is none."""
    return id_of(request.GET.get("device", ""))


def id_of(text):
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None


def document_of(request):
    """The JSON mapping of a request, or None."""
    try:
        document = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig):
        return None
    return document if isinstance(document, dict) else None


@require_POST
@for_interviewers
def register(request):
    document = document_of(request)
    if document is None or not isinstance(document.get("name", ""), str):
        return unreadable()
    try:
        device = devices.register_device(name=document.get("name", ""), by=request.user)
    except exceptions.Refused as refusal:
        return problem(422, "refused", str(refusal))
    return JsonResponse({"device": str(device.pk), "name": device.name})


@require_GET
@for_interviewers
@gzip_page  # nothing in it is chosen by whoever asks
def pack(request):
    """The pack of a registered tablet; 304 where it has this one already."""
    device = own_devices_for(request.user).filter(pk=asked_device(request)).first()
    if device is None or device.revoked_at:
        return problem(409, state_of(device), _("This tablet gets no forms."))
    content = packs.pack_for(request.user)
    devices.note_seen(
        device=device,
        server_keys={*device.server_keys, content["server_key"]["id"]},
    )
    tag = f'"{packs.fingerprint_of(content)}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return JsonResponse({}, status=304, headers={"ETag": tag})
    content["server_time"] = timezone.now().isoformat()
    return JsonResponse(content, headers={"ETag": tag})


@require_POST
@for_interviewers
def sync(request):
    """One outcome for each record, in the order in which they were sent."""
    document = document_of(request)
    batch = batch_of(document)
    if batch is None:
        return unreadable()
    device = get_object_or_404(
        own_devices_for(request.user).select_related("person"),
        pk=id_of(document.get("device")),
    )
    request.typed_page = no_space
    outcomes = receiving.receive_batch(texts=batch, device=device)
    note_told(device, document)
    return JsonResponse(
        {
            "outcomes": [outcome.to_json() for outcome in outcomes],
            "device": state_of(device),
            "time": timezone.now().isoformat(),
        }
    )


def batch_of(document):
    """The records of a batch as they were sealed, or None."""
    batch = document.get("records") if document is not None else None
    if not isinstance(batch, list) or len(batch) > receiving.MOST_RECORDS:
        return None
    return batch if all(isinstance(text, str) for text in batch) else None


def note_told(device, document):
    """Keep what a tablet tells of itself, where it is of the right kind."""
    unsent, keys = document.get("unsent"), document.get("keys", [])
    if isinstance(unsent, bool) or not isinstance(unsent, int):
        unsent = None
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        keys = []
    if document.get("wiped") is True:
        devices.note_wiped(device=device)
        return
    known = [key for key in keys if len(key) <= 32][:10]
    devices.note_seen(
        device=device,
        unsent=unsent if unsent is not None and 0 <= unsent < 100_000 else None,
        server_keys=known,
    )
