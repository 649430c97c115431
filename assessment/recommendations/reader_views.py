"""R10 for every reader of a set of figures: the list, one recommendation, the files."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assessment.reading.reader import answer, review_page
from assessment.recommendations import list_page, one_page, register_files
from assessment.recommendations.access import (
    public_recommendations,
    recommendations_for,
)
from assessment.recommendations.sight import PUBLIC, sight_of
from assessment.recommendations.then_and_now import then_and_now

TYPES = {
    register_files.CSV: "text/csv; charset=utf-8",
    register_files.XLSX: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
}
TABLES = (register_files.REGISTER, register_files.REPORTING)


@review_page
def recommendations(request, reader):
    """R10: what the review body asks for, and what became of it."""
    rows, sight = _visible(reader)
    page = list_page.context(
        reader.round,
        rows.exclude(state="draft"),
        sight,
        request.GET,
        figure_set=reader.figure_set,
        address=lambda row: reader.url("recommendation", row.number),
        files=lambda table, form: reader.url("recommendation_file", table, form),
    )
    return answer(request, reader, "recommendations/list.html", page)


@review_page
def recommendation(request, reader, which):
    """One recommendation: why, then and now, what each says, its history."""
    rows, sight = _visible(reader)
    row = get_object_or_404(rows.exclude(state="draft"), number=which)
    page = one_page.context(
        row, sight, timezone.now(), timezone.localdate(), _figure_address(reader)
    )
    page["cards"] = then_and_now(reader, row)
    page["list_address"] = reader.url("recommendations")
    page["permalink"] = reader.permalink("recommendation", which)
    return answer(request, reader, "recommendations/recommendation.html", page)


@review_page
def recommendation_file(request, reader, table, form):
    rows, sight = _visible(reader)
    return file_response(rows, sight, reader.round, table, form)


def _visible(reader):
    """(recommendations, which lines of their logs) that the reader sees."""
    if reader.is_public:
        return public_recommendations(reader.round), PUBLIC
    rows = recommendations_for(reader.person, reader.round)
    return rows, sight_of(reader.person, reader.round)


def _figure_address(reader):
    def address(code, anchor):
        page = reader.url("standard", code)
        return f"{page}#{anchor}" if anchor else page

    return address


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
