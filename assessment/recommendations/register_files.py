"""The register as a table for others: all of it, and what treaty bodies ask for.

Every cell is text, a number or a day; nothing in it is a formula, and no control mark
turns the direction of the cells beside it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from assessment.models import Progress, RecommendationState, Response, Status
from assessment.recommendations.drafting import times_made_again
from assessment.recommendations.lines import RecommendationLine, lines
from assessment.recommendations.sight import Sight
from assessment.recommendations.states import Answer, newest_judgement
from surveys.fieldwork.table_workbooks import SAFE

REGISTER = "register"
REPORTING = "reporting"
CSV, XLSX = "csv", "xlsx"
# Marks that turn the direction of text, and control characters but for the line break.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
FORMULA = ("=", "+", "-", "@")
WIDE = 60
Row = dict[str, Any]
REGISTER_COLUMNS = (
    *("round", "number", "version", "state", "issued_on", "respond_by", "do_by"),
    *("addressed_to", "text_en", "text_fr", "standards", "themes", "groups", "kind"),
    *("gcm_objective", "seed_code", "confidential", "response", "days_late", "reason"),
    *("status", "in_charge", "next_step", "next_step_by", "status_evidence"),
    *("progress", "progress_words", "made_again_from", "times_made_again"),
)
REPORTING_COLUMNS = (
    *("paragraph", "mechanism", "recommendation", "position", "position_reason"),
    *("theme", "group", "addressed_to", "status", "measures_taken", "date"),
    "assessment",
)


def rows(
    kind: str,
    recommendations: Iterable[Any],
    sight: Sight,
    now: datetime,
    today: date,
) -> Iterator[Row]:
    """One row for each authority of each recommendation that is issued.

    kind: REGISTER or REPORTING; sight: what of the log the reader sees.
    """
    make: Callable[..., Row] = {REGISTER: _register, REPORTING: _reporting}[kind]
    for line in lines(recommendations, sight, now, today):
        if line.recommendation.is_draft:
            continue
        shown, _hidden = sight.lines(line.recommendation, now)
        judgement = newest_judgement(shown)
        for answer in line.answers:
            yield make(line, answer, judgement)


def _register(line: RecommendationLine, answer: Answer, judgement: Any) -> Row:
    recommendation = line.recommendation
    newest, status = recommendation.newest, answer.status_line
    standards = list(recommendation.standards.all())
    return {
        "round": recommendation.round.code,
        "number": recommendation.number,
        "version": newest.version,
        "state": _label(RecommendationState, recommendation.state),
        "issued_on": recommendation.issued_on,
        "respond_by": recommendation.respond_by,
        "do_by": recommendation.do_by,
        "addressed_to": answer.addressee.authority.name,
        "text_en": newest.text_en,
        "text_fr": newest.text_fr,
        "standards": " ".join(standard.pk for standard in standards),
        "themes": "; ".join(dict.fromkeys(standard.domain for standard in standards)),
        "groups": _groups(line),
        "kind": recommendation.get_kind_display(),
        "gcm_objective": recommendation.gcm_objective,
        "seed_code": recommendation.seed_code,
        "confidential": _("yes") if recommendation.confidential else _("no"),
        "response": _label(Response, answer.response),
        "days_late": answer.late or None,
        "reason": _reason(answer),
        "status": _label(Status, answer.status),
        "in_charge": status.owner if status else "",
        "next_step": status.next_step if status else "",
        "next_step_by": status.next_step_by if status else None,
        "status_evidence": status.evidence if status else "",
        "progress": _label(Progress, recommendation.progress),
        "progress_words": judgement.words if judgement else "",
        "made_again_from": str(recommendation.parent or ""),
        "times_made_again": times_made_again(recommendation),
    }


def _reporting(line: RecommendationLine, answer: Answer, judgement: Any) -> Row:
    """Columns in which States report to treaty bodies and to the Universal Review."""
    recommendation = line.recommendation
    status = answer.status_line
    newest = [row for row in (answer.response_line, status) if row]
    measures = [status.next_step, status.words, status.evidence] if status else []
    measures += [str(action) for action in recommendation.actions.all()]
    return {
        "paragraph": recommendation.number,
        "mechanism": _("Joint assessment of immigration detention"),
        "recommendation": recommendation.text,
        "position": _label(Response, answer.response),
        "position_reason": _reason(answer),
        "theme": "; ".join(
            dict.fromkeys(s.domain for s in recommendation.standards.all())
        ),
        "group": _groups(line),
        "addressed_to": answer.addressee.authority.name,
        "status": _label(Status, answer.status),
        "measures_taken": "; ".join(filter(None, measures)),
        "date": max((row.on for row in newest), default=recommendation.issued_on),
        "assessment": _label(Progress, recommendation.progress),
    }


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def _reason(answer: Answer) -> str:
    return answer.response_line.words if answer.response_line else ""


def _groups(line: RecommendationLine) -> str:
    return "; ".join(str(group) for group in line.recommendation.groups.all())


def columns(kind: str) -> Sequence[str]:
    return {REGISTER: REGISTER_COLUMNS, REPORTING: REPORTING_COLUMNS}[kind]


def content(kind: str, form: str, table: Iterable[Row]) -> bytes:
    """The file: UTF-8 with a mark for spreadsheets, or a workbook."""
    make = {CSV: _csv, XLSX: _xlsx}[form]
    return make(kind, columns(kind), list(table))


def inert(value: Any) -> str:
    """A cell of a CSV file as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    text = CONTROL.sub("", str(value))
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _csv(_kind: str, names: Sequence[str], table: list[Row]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(names)
    for row in table:
        writer.writerow([inert(row[name]) for name in names])
    return file.getvalue().encode("utf-8-sig")


def _xlsx(kind: str, names: Sequence[str], table: list[Row]) -> bytes:
    import xlsxwriter  # the web process starts without it

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, SAFE) as book:
        # A file of the same rows has the same bytes, whenever it is made.
        book.set_properties({"created": datetime(2026, 1, 1)})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        sheet = book.add_worksheet(kind)
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(names):
            is_long = name.startswith("text") or name in LONG
            sheet.set_column(place, place, WIDE if is_long else 16)
            sheet.write_string(0, place, name, head)
        for number, row in enumerate(table, start=1):
            for place, name in enumerate(names):
                _write(sheet, number, place, row[name], wrapped, day)
    return file.getvalue()


LONG = ("recommendation", "measures_taken", "reason", "position_reason")


def _write(
    sheet: Any, row: int, place: int, value: Any, wrapped: Any, day: Any
) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    elif isinstance(value, int):
        sheet.write_number(row, place, value, wrapped)
    elif value:
        sheet.write_string(row, place, CONTROL.sub("", str(value)), wrapped)
