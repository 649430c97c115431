"""Notes on the rows of a form that are not asked."""

from surveys.engine.translatable import sentence as _
from surveys.xlsform.question_types import kind_of
from surveys.xlsform.sections import CLOSES, NOT_STORED, OPENS, REFUSED_TYPES

MOST_ROWS = 20
NOT_OF_GROUPS = (
    (OPENS, ("calculation", "constraint", "required", "default")),
    (CLOSES, ("relevant", "calculation", "constraint", "required")),
)


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
    if sheets.rows["settings"][1:]:
        yield _(
            "The settings are read from one row. These rows of the settings sheet are"
            " left out: %(rows)s.",
            rows=_listed(row.number for row in sheets.rows["settings"][1:]),
        )
    yield from _cells_of_groups(sheets.rows["survey"])
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


def _cells_of_groups(rows):
    """A note on conditions and calculations of groups, and of what ends them."""
    cells = [
        f"{row.number} {column}"
        for row in rows
        for kinds, columns in NOT_OF_GROUPS
        if kind_of(row)[0] in kinds
        for column in columns
        if row.get(column)
    ]
    if cells:
        yield _(
            "These cells of groups on the survey sheet are stored but not used:"
            " %(cells)s.",
            cells=_listed(cells),
        )


def _types(rows):
    return ", ".join(dict.fromkeys(row.get("type") for row in rows))


def _listed(numbers):
    texts = [str(number) for number in numbers]
    more = ["…"] if len(texts) > MOST_ROWS else []
    return ", ".join([*texts[:MOST_ROWS], *more])
