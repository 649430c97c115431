"""A table of the register as a file to save."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from assessment.recommendations import register_files

TYPES = {
    register_files.CSV: "text/csv; charset=utf-8",
    register_files.XLSX: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
}
TABLES = (register_files.REGISTER, register_files.REPORTING)


def file_response(rows, sight, round, table, form):
    """A table of the register as a file to save."""
    if table not in TABLES or form not in TYPES:
        raise Http404
    cells = register_files.rows(
        table, rows, sight, timezone.now(), timezone.localdate()
    )
    content = register_files.content(table, form, cells)
    response = HttpResponse(content, content_type=TYPES[form])
    name = f"recommendations_{table}_{round.code}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
