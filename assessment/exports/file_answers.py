"""A file to save, and who took it away."""

from django.http import HttpResponse

from assessment import audit_trail


def file_answer(reader, content, content_type, file_name):
    """A file to save; who took it away is logged, where there is a person."""
    if reader.person is not None:
        audit_trail.note_export(
            figure_set=reader.figure_set, by=reader.person, kind=file_name
        )
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
