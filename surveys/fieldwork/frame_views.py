"""The pages of the frame: the list of places, an upload, what it would change."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from surveys import exceptions
from surveys.fieldwork import frame
from surveys.fieldwork.coordinated import coordinated_round
from surveys.fieldwork.frame_columns import SHEET, SHEET_COLUMNS
from surveys.fieldwork.setup_forms import PlacesForm
from surveys.fieldwork.table_workbooks import workbook
from surveys.models import FramePlace
from surveys.sealing import parcels

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PROBLEMS = 200  # that a page lists
MOST_PLACES = 200  # of the list, on one page


@require_http_methods(["GET", "POST"])
def places(request, code):
    """The frame as it is, and a form to upload another."""
    round = coordinated_round(request, code)
    if request.method == "GET":
        return _list(request, round, PlacesForm())
    form = PlacesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, round, form, status=422)
    file = form.cleaned_data["file"]
    listed, problems = frame.read_places(file.name, file.read(), timezone.localdate())
    wrong = [problem for problem in problems if not problem.doubt]
    page = {
        "round": round,
        "problems": problems[:MOST_PROBLEMS],
        "more": max(0, len(problems) - MOST_PROBLEMS),
        "wrong": len(wrong),
    }
    if not wrong:
        page["comparison"] = frame.compare(round, listed)
        page["parcel"] = parcels.pack(
            {"places": frame.as_json(listed), "before": frame.fingerprint(round)},
            **_sealed_for(request, round),
        )
        page["drawn"] = frame.is_drawn(round)
    status = 422 if wrong else 200
    return render(request, "surveys/fieldwork/frame_upload.html", page, status=status)


def _sealed_for(request, round):
    place = f"frame-upload:{round.pk}:{request.user.pk}"
    return {"key": settings.DRAFT_KEY, "place": place, "now": timezone.now()}


def _list(request, round, form, status=200):
    listed = FramePlace.objects.filter(round=round)
    places = _after(listed, request.GET.get("after", "")).select_related("stratum")
    shown = list(places[: MOST_PLACES + 1])
    page = {
        "round": round,
        "places": shown[:MOST_PLACES],
        "rest": shown[MOST_PLACES - 1].code if len(shown) > MOST_PLACES else "",
        **listed.aggregate(number=Count("pk"), people=Sum("people_held", default=0)),
        "form": form,
    }
    return render(request, "surveys/fieldwork/frame.html", page, status=status)


def _after(listed, code):
    """The places that follow the one of this code, in the order of the list."""
    last = listed.filter(code=code).values("code", "stratum__code").first()
    if last is None:
        return listed
    same = Q(stratum__code=last["stratum__code"], code__gt=last["code"])
    return listed.filter(same | Q(stratum__code__gt=last["stratum__code"]))


@require_http_methods(["POST"])
def accept(request, code):
    """Let the list of the page before be the frame."""
    round = coordinated_round(request, code)
    sent = request.POST.get("parcel", "")
    parcel = parcels.unpack(sent, **_sealed_for(request, round))
    if parcel is None:
        messages.error(
            request, _("This page is more than two hours old. Upload the file again.")
        )
        return redirect("frame", round.code)
    try:
        frame.accept_places(
            round=round,
            places=frame.from_json(parcel["places"]),
            before=parcel["before"],
            by=request.user,
        )
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The list of places is accepted."))
    return redirect("frame", round.code)


@require_GET
def download(request, code):
    """The frame as a workbook to change and upload again; the template while empty."""
    round = coordinated_round(request, code)
    content = workbook(SHEET, SHEET_COLUMNS, frame.places_of(round))
    response = HttpResponse(content, content_type=XLSX)
    name = f"places-{round.code}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
