"""Files to take away."""

from django.http import HttpResponse

from assessment import audit_trail
from assessment.reading.reader import review_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@review_page
def workbook(request, reader):
    from assessment.exports import results_workbook  # slow to load

    figure_set = reader.figure_set
    content = results_workbook.workbook(
        figure_set, reader.figures(), reader.statistics(), reader.frequencies()
    )
    audit_trail.note_export(figure_set=figure_set, by=request.user, kind="workbook")
    response = HttpResponse(content, content_type=XLSX)
    kind = "exact" if reader.exact else "working"
    name = f"results_{kind}_{reader.round.code}_{figure_set.fingerprint[:8]}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
