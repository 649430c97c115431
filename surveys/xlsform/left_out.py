"""Notes on the rows of a form that are not asked."""

from surveys.engine.translatable import sentence as _
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.sections import NOT_STORED, REFUSED_TYPES

MOST_ROWS = 20


def left_out_notes(sheets):
    """Notes: rows that are disabled or remarks, and data that we never keep."""
    if sheets.disabled:
        yield _(
            "Disabled rows of the survey sheet are left out: %(rows)s.",
            rows=_listed(sheets.disabled.values()),
        )
    if sheets.remarks:
        yield _(
            "Rows of the survey sheet without a question are left out: %(rows)s.",
            rows=_listed(sheets.remarks),
        )
    kinds = [(row, kind_of(row)[0]) for row in sheets.rows["survey"]]
    device = [row for row, kind in kinds if kind in NOT_STORED]
    refused = [row for row, kind in kinds if kind in REFUSED_TYPES]
    if refused:
        yield _(
            "To protect people, we never keep positions, pictures, sounds, files or"
            " scanned codes. Rows of the survey sheet that are left out: %(rows)s"
            " (%(types)s).",
            rows=_listed(row.number for row in refused),
            types=_types(refused),
        )
    if device:
        yield _(
            "What a device knows of its user and of the interviewer’s work is never"
            " kept. Rows of the survey sheet that are left out: %(rows)s (%(types)s).",
            rows=_listed(row.number for row in device),
            types=_types(device),
        )


def _types(rows):
    return ", ".join(dict.fromkeys(row.get("type") for row in rows))


def _listed(numbers):
    texts = [str(number) for number in numbers]
    more = ["…"] if len(texts) > MOST_ROWS else []
    return ", ".join([*texts[:MOST_ROWS], *more])
