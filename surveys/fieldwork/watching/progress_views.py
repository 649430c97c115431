"""The pages of progress: all rounds, one round, and its tables to take away."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from surveys.access import rounds_for
from surveys.fieldwork.assignments import own_organisations
from surveys.fieldwork.coordinated import coordinated_round
from surveys.fieldwork.table_pages import workbook_response
from surveys.fieldwork.watching import progress_export
from surveys.fieldwork.watching.progress import progress_of, totals_of
from surveys.models import Instrument, Role


@require_GET
def rounds(request):
    """Every round that the person coordinates, with its total."""
    coordinated = rounds_for(request.user, Role.COORDINATOR)
    if not coordinated.exists():
        raise Http404
    page = {"rounds": [totals_of(r) for r in coordinated.order_by("-starts_on")]}
    return render(request, "surveys/fieldwork/progress.html", page)


@require_GET
def round_progress(request, code):
    """The tables of one round; of one instrument alone where the address names it."""
    round = coordinated_round(request, code)
    instruments = Instrument.objects.filter(
        assignment__primary_unit__round=round
    ).distinct()
    instrument = request.GET.get("instrument", "")
    if instrument and instrument not in instruments.values_list("code", flat=True):
        raise Http404
    page = {
        "round": round,
        "progress": _progress(request, round, instrument),
        "instruments": instruments.order_by("source", "code"),
        "instrument": instrument,
    }
    return render(request, "surveys/fieldwork/round_progress.html", page)


def _progress(request, round, instrument=""):
    return progress_of(round, own_organisations(round, request.user), instrument)


@require_GET
def workbook(request, code):
    round = coordinated_round(request, code)
    content = progress_export.as_workbook(_progress(request, round))
    return workbook_response(f"progress-{round.code}.xlsx", content)


@require_GET
def table(request, code):
    round = coordinated_round(request, code)
    content = progress_export.as_csv(_progress(request, round))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"progress-{round.code}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
