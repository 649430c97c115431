"""The page of assignments: who interviews where, for one's own organisation."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from surveys import exceptions
from surveys.fieldwork import assignment_table, assignments
from surveys.fieldwork.coordinated import coordinated_round
from surveys.fieldwork.setup_forms import assignment_form
from surveys.fieldwork.table_pages import TableUpload, upload_page, workbook_response
from surveys.fieldwork.table_workbooks import workbook
from surveys.models import PrimaryUnit

LONGEST_NUMBER = 100  # digits; Python refuses to read thousands of them


@require_http_methods(["GET", "POST"])
def page(request, code):
    """All assignments of the organisation, and a form that gives several at once."""
    round = coordinated_round(request, code)
    people = assignments.own_interviewers(round, request.user)
    places = PrimaryUnit.objects.filter(round=round, refused_because="").select_related(
        "site"
    )
    instruments = assignments.usable_instruments(round)
    if "take-back" in request.POST:
        return _take_back(request, round)
    form = assignment_form(people, places, instruments)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = assignments.assign(round=round, by=request.user, **form.cleaned_data)
        except exceptions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = ngettext("%(n)d new assignment.", "%(n)d new assignments.", new) % {
                "n": new
            }
            messages.success(request, text)
            return redirect("assignments", code)
    shown = {
        "round": round,
        "assignments": assignments.own_assignments(round, request.user),
        "form": form,
        "missing": _missing(people, places, instruments),
        "idle": assignments.without_assignment(round),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "surveys/fieldwork/assignments.html", shown, status=status)


@require_http_methods(["GET", "POST"])
def upload(request, code):
    """Many assignments at once, from a file or from lines that are pasted."""
    round = coordinated_round(request, code)
    by = request.user
    table = TableUpload(
        title=_("Upload assignments"),
        intro=_(
            "One line for each place, person and instrument. Nobody of the State"
            " interviews."
        ),
        names=assignment_table.NAMES,
        read=lambda name, content: assignment_table.read_assignments(
            round, by, name, content
        ),
        sentences=lambda rows: assignment_table.sentences(round, by, rows),
        accept=lambda rows: assignment_table.accept_assignments(
            round=round, rows=rows, by=by
        ),
        back=reverse("assignments", args=[code]),
        workbook=reverse("assignments-workbook", args=[code]),
        purpose=f"assignments-upload:{round.pk}:{by.pk}",
    )
    return upload_page(request, table)


@require_GET
def download(request, code):
    """One's own assignments as a workbook to change and upload again."""
    round = coordinated_round(request, code)
    rows = assignment_table.rows_of(round, request.user)
    content = workbook(assignment_table.SHEET, assignment_table.SHEET_COLUMNS, rows)
    return workbook_response(f"assignments-{round.code}.xlsx", content)


def _missing(people, places, instruments):
    """Why nobody can be assigned yet, as sentences."""
    sentences = []
    if not people.exists():
        sentences.append(_("Your organisation has no interviewer in this round yet."))
    if not places.exists():
        sentences.append(_("No place has been drawn yet."))
    if not instruments.exists():
        sentences.append(_("No instrument is published in this round yet."))
    return sentences


def _take_back(request, round):
    number = request.POST["take-back"]
    known = number.isdecimal() and len(number) < LONGEST_NUMBER
    mine = assignments.own_assignments(round, request.user)
    chosen = get_object_or_404(mine, pk=number if known else None)
    try:
        assignments.take_back(assignment=chosen, by=request.user)
    except exceptions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The assignment is taken back."))
    return redirect("assignments", round.code)
