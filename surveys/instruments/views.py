"""Pages of those who write instruments, check them and publish them."""

import base64
import re

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import exceptions
from surveys.access import (
    media_for,
    rounds_for,
    sees_instruments,
    versions_for,
    writes_instruments,
)
from surveys.instruments import load
from surveys.instruments.modules import module_names, round_choices
from surveys.instruments.notes import in_words, notes_of, spoken
from surveys.instruments.obstacles import SOURCE
from surveys.instruments.preview import (
    COLUMN_NAMES,
    Preview,
    coverage_of_file,
    coverage_rows,
    with_languages,
)
from surveys.instruments.upload import UploadForm, pack, unpack
from surveys.instruments.versions import (
    changes_of,
    check_version,
    keep_media,
    media_fingerprint,
    missing_for_publishing,
    missing_media,
    previous_version,
    publish_version,
)
from surveys.models import Instrument, Role, Round
from surveys.people.sign_in import ask_again, signed_in_freshly

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _authors_only(person):
    if not writes_instruments(person):
        raise Http404


@require_GET
def instruments(request):
    if not sees_instruments(request.user):
        raise Http404
    versions = versions_for(request.user).annotate(spoken=F("compiled__languages"))
    page = {
        "versions": with_languages(versions.order_by("instrument__code", "-pk")),
        "may_upload": writes_instruments(request.user),
    }
    return render(request, "surveys/instruments/list.html", page)


@require_http_methods(["GET", "POST"])
def upload(request):
    _authors_only(request.user)
    if request.method == "GET":
        return _ask_for_file(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask_for_file(request, form, status=422)
    chosen = form.cleaned_data
    parcel = {
        "files": form.contents(),
        "language": chosen["language"] or "en",
        "source": chosen["source"],
        "today": timezone.localdate(),
    }
    examined = _examined(parcel, opening=chosen["opening"])
    asks = examined["repairs"] or (examined["opening"] and not chosen["opening"])
    if examined["problems"] or (asks and not chosen["accept"]):
        sealed = pack(**parcel, person=request.user)
        return _result(request, examined, sealed, form)
    return _keep(request, examined, chosen["source"], form)


def _examined(parcel, *, opening):
    return load.examine_form(
        parcel["files"],
        today=parcel["today"],
        language=parcel["language"],
        chosen=parcel["source"],
        opening=opening,
    )


@require_POST
def accept(request):
    """What a page asked about a file is answered: the file is examined again."""
    _authors_only(request.user)
    parcel = unpack(request.POST.get("parcel", ""), person=request.user)
    if parcel is None:
        messages.error(
            request, _("This page was open for too long. Choose the file again.")
        )
        return redirect("instrument-upload")
    says_who = request.POST.get("source") in Instrument.Source.values
    if says_who:
        parcel["source"] = request.POST["source"]
    examined = _examined(parcel, opening=bool(request.POST.get("opening")))
    if request.POST.get("go") == "download" and examined["workbook"]:
        name = parcel["files"][0][0].rsplit(".", 1)[0]
        return _file(base64.b64decode(examined["workbook"]), f"{name}.repaired.xlsx")
    asks = examined["repairs"] or (examined["opening"] and says_who)
    if examined["problems"] or (asks and not request.POST.get("accept")):
        sealed = pack(**parcel, person=request.user)
        unticked = not examined["problems"] and not says_who
        return _result(request, examined, sealed, unticked=unticked)
    return _keep(request, examined, parcel["source"])


def _ask_for_file(request, form, *, refusal="", status=200):
    page = {"form": form, "refusal": refusal}
    return render(request, "surveys/instruments/upload.html", page, status=status)


def _result(request, examined, parcel, form=None, *, unticked=False):
    """Problems, repairs, notes and coverage of a file of which nothing is stored.

    Where nobody said who answers, that alone is asked.
    """
    page = {
        "examined": in_words(examined),
        "parcel": parcel,
        "form": form,
        "unticked": unticked,
        "opening_wanted": bool(request.POST.get("opening")),
        "coverage": coverage_of_file(examined),
        "columns": COLUMN_NAMES.values(),
        "sources": Instrument.Source.choices,
    }
    status = 422 if examined["problems"] or unticked else 200
    says_who = not any(p["column"] == SOURCE for p in examined["problems"])
    name = "result" if says_who else "who_answers"
    return render(request, f"surveys/instruments/{name}.html", page, status=status)


def _keep(request, examined, source, form=None):
    try:
        version = load.store(examined, chosen=source, by=request.user)
    except exceptions.Refused as refusal:
        form = form or UploadForm()
        return _ask_for_file(request, form, refusal=str(refusal), status=422)
    messages.success(request, _("We have read the file. Nothing is published yet."))
    return redirect("instrument-version", version.uuid)


@require_GET
def version(request, version_id):
    instrument_version = get_object_or_404(versions_for(request.user), uuid=version_id)
    return render(
        request,
        "surveys/instruments/version.html",
        _version_page(request, instrument_version),
    )


def _version_page(request, instrument_version):
    preview = Preview(instrument_version, request.GET.get("language", ""))
    return {
        "version": instrument_version,
        "notes": notes_of(instrument_version),
        "preview": preview,
        "coverage": coverage_rows(preview.instrument),
        "columns": COLUMN_NAMES.values(),
        "changes": changes_of(instrument_version),
        "earlier": previous_version(instrument_version),
        "media_missing": missing_media(instrument_version),
        "media_kept": instrument_version.media.values_list("name", flat=True).order_by(
            "name"
        ),
        "may_upload": writes_instruments(request.user),
        "is_loader": instrument_version.loaded_by_id == request.user.pk,
        "media_seen": media_fingerprint(instrument_version),
        "missing": [
            spoken(note) for note in missing_for_publishing(instrument_version)
        ],
        "round_versions": [
            (used, module_names(instrument_version, used.round))
            for used in instrument_version.round_versions.filter(
                round__in=rounds_for(request.user)
            ).select_related("round", "published_by")
        ],
        "rounds": round_choices(
            instrument_version,
            rounds_for(request.user, Role.COORDINATOR)
            .exclude(state=Round.State.CLOSED)
            .order_by("code"),
        ),
        "coordinated": rounds_for(request.user, Role.COORDINATOR),
    }


@require_POST
def media(request, version_id):
    """Pictures and sounds that labels name, several at once."""
    instrument_version = get_object_or_404(versions_for(request.user), uuid=version_id)
    _authors_only(request.user)
    try:
        for file in request.FILES.getlist("files"):
            keep_media(
                version=instrument_version,
                name=file.name,
                content=file.read(),
                by=request.user,
            )
    except exceptions.Refused as refusal:
        page = _version_page(request, instrument_version) | {"refusal": str(refusal)}
        return render(request, "surveys/instruments/version.html", page, status=422)
    return redirect("instrument-version", instrument_version.uuid)


@require_GET
def medium(request, version_id, name):
    if "\x00" in name:  # PostgreSQL cannot even look for it
        raise Http404
    record = get_object_or_404(
        media_for(request.user), version__uuid=version_id, name=name
    )
    response = HttpResponse(bytes(record.content), content_type=record.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@require_POST
def check(request, version_id):
    """Somebody of another organisation says that a version is right."""
    return _decide(
        request,
        version_id,
        lambda version: check_version(
            version=version,
            by=request.user,
            changes_accepted=bool(request.POST.get("accept")),
            media_seen=request.POST.get("media", ""),
        ),
        done=_("Checked. Coordinators can publish this version in their rounds."),
    )


@require_POST
def publish(request, version_id, code):
    """The coordinator of a round lets its interviewers use a checked version."""
    round = get_object_or_404(rounds_for(request.user, Role.COORDINATOR), code=code)
    return _decide(
        request,
        version_id,
        lambda version: publish_version(
            version=version,
            round=round,
            modules=request.POST.getlist("module"),
            by=request.user,
        ),
        done=_("Published. Whoever is assigned to it in %(round)s can ask it now.")
        % {"round": round},
    )


def _decide(request, version_id, decide, *, done):
    instrument_version = get_object_or_404(versions_for(request.user), uuid=version_id)
    if not signed_in_freshly(request):
        back = reverse("instrument-version", args=[version_id])
        return ask_again(request, back=back)
    try:
        decide(instrument_version)
    except exceptions.Refused as refusal:
        page = _version_page(request, instrument_version) | {"refusal": str(refusal)}
        return render(request, "surveys/instruments/version.html", page, status=422)
    messages.success(request, done)
    return redirect("instrument-version", instrument_version.uuid)


@require_GET
def download(request, version_id):
    instrument_version = get_object_or_404(versions_for(request.user), uuid=version_id)
    return _file(
        bytes(instrument_version.workbook),
        f"{instrument_version.instrument.code}-{instrument_version.version}.xlsx",
    )


def _file(content, name):
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", name)
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
