"""One page on which a table is read, shown and accepted; nothing is stored before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.exceptions import Refused
from surveys.fieldwork.table_files import CellProblem
from surveys.people.sign_in import typed_fields
from surveys.sealing import parcels
from surveys.xlsform.formats.limits import MAX_BYTES

Values = dict[str, Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PROBLEMS = 200  # that a page lists
MOST_LINES = 50  # of those that are right, that a page shows
LONGEST_PASTE = 200_000  # characters


class TableForm(forms.Form):
    """A file, or lines that are pasted."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "An Excel workbook (.xlsx) or a CSV file in UTF-8, 10 MB at most."
        ),
        required=False,
        error_messages={"empty": gettext_lazy("The file is empty. Choose it again.")},
    )
    lines = forms.CharField(
        label=gettext_lazy("Or paste the lines"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=LONGEST_PASTE,
        required=False,
    )

    def clean(self) -> Values:
        fields = super().clean() or {}
        file = fields.get("file")
        if file and file.size > MAX_BYTES:
            self.add_error("file", _("The file is larger than 10 MB."))
        if not file and not fields.get("lines", "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste the lines."))
        return fields


@dataclass(frozen=True, slots=True)
class TableUpload:
    """A table of one kind, for one person.

    names: its columns; read: (name, content) of a file → (rows, problems); a row is
    JSON. sentences: what accepting the rows does. accept: does it, and returns the
    sentence about it; it raises Refused where something changed meanwhile. back: the
    page to return to; after: the page that follows, back where it is empty; workbook:
    the address of the template; purpose: whose the rows are, and for what.
    """

    title: str
    intro: str
    names: Sequence[str]
    read: Callable[[str, bytes], tuple[list[Values], list[CellProblem]]]
    sentences: Callable[[list[Values]], list[str]]
    accept: Callable[[list[Values]], str]
    back: str
    workbook: str
    purpose: str
    after: str = ""


def upload_page(request: HttpRequest, table: TableUpload) -> HttpResponse:
    """Read, show, accept: a file or lines first, then the parcel of what was shown.

    What was shown before somebody signed in again is shown once more.
    """
    typed = typed_fields(request) or {}
    if request.method == "POST" and "parcel" in typed:
        return _accept(request, table)
    if "parcel" in typed:
        rows = parcels.unpack(typed["parcel"], **_sealed_for(table))
        if rows is not None:
            return _check(request, table, rows, [])
    bound = typed if typed or request.method == "POST" else None
    form = TableForm(bound, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        rows, problems = table.read(*_content(form, table.names))
        return _check(request, table, rows, problems)
    page = {"table": table, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "surveys/fieldwork/table_upload.html", page, status=status)


def _check(
    request: HttpRequest,
    table: TableUpload,
    rows: list[Values],
    problems: list[CellProblem],
) -> HttpResponse:
    """The page that shows what was read, and what is wrong or what accepting does."""
    wrong = sum(not problem.doubt for problem in problems)
    page: Values = {
        "table": table,
        "problems": problems[:MOST_PROBLEMS],
        "more": max(0, len(problems) - MOST_PROBLEMS),
        "wrong": wrong,
        "shown": [[row[name] for name in table.names] for row in rows[:MOST_LINES]],
        "left": max(0, len(rows) - MOST_LINES),
    }
    if not wrong:
        page["sentences"] = table.sentences(rows)
        page["parcel"] = parcels.pack(rows, **_sealed_for(table))
    status = 422 if wrong else 200
    return render(request, "surveys/fieldwork/table_check.html", page, status=status)


def _content(form: TableForm, names: Sequence[str]) -> tuple[str, bytes]:
    """(name, content) of the file, or of the lines; a first row of names is added to
    lines that have none."""
    file = form.cleaned_data["file"]
    if file:
        return file.name, file.read()
    lines = form.cleaned_data["lines"].strip("\r\n")
    first = lines.splitlines()[0]
    mark = next((mark for mark in ("\t", ";", ",") if mark in first), ",")
    if not set(first.lower().replace(mark, " ").split()) & set(names):
        lines = mark.join(names) + "\n" + lines
    return "lines.csv", lines.encode()


def _sealed_for(table: TableUpload) -> Values:
    return {"key": settings.DRAFT_KEY, "place": table.purpose, "now": timezone.now()}


def _accept(request: HttpRequest, table: TableUpload) -> HttpResponse:
    rows = parcels.unpack(request.POST["parcel"], **_sealed_for(table))
    if rows is None:
        messages.error(
            request, _("This page is more than two hours old. Upload the file again.")
        )
        return redirect(table.back)
    try:
        messages.success(request, table.accept(rows))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(table.back)
    return redirect(table.after or table.back)


def workbook_response(name: str, content: bytes) -> HttpResponse:
    """A workbook to save."""
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
