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
    device = []
    for row in sheets.rows["survey"]:
        kind = kind_of(row)[0]
        if kind in NOT_STORED:
            device.append((row.number, row.get("type")))
        if kind in REFUSED_TYPES:
            yield _(
                "survey sheet, row %(row)s: to protect people, we never ask for"
                " “%(type)s”; the question is left out.",
                row=row.number,
                type=row.get("type"),
            )
    if device:
        yield _(
            "What a device knows of its user and of the interviewer’s work is never"
            " kept. Rows of the survey sheet that are left out: %(rows)s (%(types)s).",
            rows=_listed(number for number, _type in device),
            types=", ".join(dict.fromkeys(kind for _number, kind in device)),
        )


def _listed(numbers):
    texts = [str(number) for number in numbers]
    more = ["…"] if len(texts) > MOST_ROWS else []
    return ", ".join([*texts[:MOST_ROWS], *more])
