"""A register from a file: read cell by cell, shown, then stored all together or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.models import Authority, Concerned, Kind, Response, Standard
from assessment.models.recommendations import WITH_REASON
from assessment.recommendations.answers import record_response
from assessment.recommendations.drafting import (
    Content,
    check_body,
    draft_recommendation,
    issue_recommendation,
)
from surveys import audit
from surveys.exceptions import Refused
from surveys.fieldwork.table_files import (
    CellProblem,
    Column,
    TableRow,
    WrongCell,
    one_of,
    read_table,
    text_of,
    whole_number,
)
from surveys.fieldwork.table_workbooks import SheetColumn
from surveys.models import Act, Person, Round

Values = dict[str, Any]
SHEET = "recommendations"
YES, NO = ("yes", "oui", "x", "1"), ("no", "non", "0")
SHEET_COLUMNS = (
    SheetColumn("text_en", gettext_lazy("The recommendation in English."), width=60),
    SheetColumn("text_fr", gettext_lazy("The recommendation in French."), width=60),
    SheetColumn(
        "addressed_to",
        gettext_lazy("Names or codes of authorities, with a semicolon between them."),
        width=30,
    ),
    SheetColumn("standards", gettext_lazy("Codes, such as CHD-02 CHD-07.")),
    SheetColumn(
        "groups",
        gettext_lazy("Groups concerned, with a semicolon between them, or empty."),
    ),
    SheetColumn("kind", gettext_lazy("The kind of measure."), Kind),
    SheetColumn("gcm_objective", gettext_lazy("A number from 1 to 23; empty for 13.")),
    SheetColumn("seed_code", gettext_lazy("A code of your own, or empty.")),
    SheetColumn("do_by", gettext_lazy("To be done by, as 2027-01-31.")),
    SheetColumn("respond_by", gettext_lazy("To be answered by, or empty: 60 days.")),
    SheetColumn("confidential", gettext_lazy("yes or no; empty for no.")),
    SheetColumn("issued_on", gettext_lazy("The day of issue; empty for a draft.")),
    SheetColumn("response", gettext_lazy("What was answered, or empty."), Response),
    SheetColumn("response_on", gettext_lazy("The day of the answer.")),
    SheetColumn("reason", gettext_lazy("The reason that was given."), width=40),
)
NAMES = tuple(column.name for column in SHEET_COLUMNS)


def read_register(name: str, content: bytes) -> tuple[list[Values], list[CellProblem]]:
    """(rows as JSON, problems by row and column)."""
    rows, problems = read_table(name, content, _columns())
    for row in rows:
        problems += _row_problems(row)
    return [_plain(row) for row in rows], sorted(problems, key=lambda p: p.row)


def _columns() -> Sequence[Column]:
    return (
        Column("text_en", long_words(1500)),
        Column("text_fr", long_words(1500)),
        Column("addressed_to", _authorities),
        Column("standards", _standards),
        Column("groups", _groups, required=False),
        Column("kind", one_of(Kind)),
        Column("gcm_objective", _objective, required=False),
        Column("seed_code", text_of(24), required=False),
        Column("do_by", _day),
        Column("respond_by", _day, required=False),
        Column("confidential", _yes, required=False),
        Column("issued_on", _day, required=False),
        Column("response", one_of(Response), required=False),
        Column("response_on", _day, required=False),
        Column("reason", long_words(2000), required=False),
    )


def long_words(length: int) -> Any:
    """Text that may have line breaks."""
    read = text_of(length)
    return lambda text: read(" ".join(text.split()))


def _authorities(text: str) -> str:
    by_name: dict[str, str] = {}
    for authority in Authority.objects.all():
        for name in (authority.code, authority.name_en, authority.name_fr):
            by_name[name.casefold()] = authority.code
    codes = []
    for name in filter(None, (part.strip() for part in text.split(";"))):
        if name.casefold() not in by_name:
            raise WrongCell(
                _("There is no authority “%s”. Add it first, or correct the name.")
                % name[:80]
            )
        codes.append(by_name[name.casefold()])
    return " ".join(dict.fromkeys(codes))


def _standards(text: str) -> str:
    codes = text.upper().replace(",", " ").replace(";", " ").split()
    stored = set(Standard.objects.values_list("pk", flat=True))
    for code in codes:
        if code not in stored:
            raise WrongCell(_("There is no standard “%s”.") % code[:20])
    return " ".join(dict.fromkeys(codes))


def _groups(text: str) -> str:
    read = one_of(Concerned)
    groups = [read(part.strip()) for part in text.split(";") if part.strip()]
    return " ".join(dict.fromkeys(groups))


def _objective(text: str) -> int:
    number = whole_number(text)
    if not 1 <= number <= 23:
        raise WrongCell(_("Write a number from 1 to 23."))
    return number


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise WrongCell(_("Write the day as 2027-01-31.")) from None


def _yes(text: str) -> str:
    if text.casefold() in YES:
        return YES[0]
    if text.casefold() in NO:
        return ""
    raise WrongCell(_("Write yes or no."))


def _row_problems(row: TableRow) -> Iterator[CellProblem]:
    """What is right cell by cell, and wrong together."""
    today = timezone.localdate().isoformat()
    for column, is_wrong, message in CHECKS:
        values = {name: row.values[name] or "" for name in NAMES} | {"today": today}
        if column not in row.wrong and is_wrong(values):
            yield CellProblem(row.number, column, values[column][:80], str(message))


def _is_before_issue(column: str) -> Callable[[Values], bool]:
    return lambda row: bool(row[column]) and row[column] < row["issued_on"]


def _is_not_after_issue(column: str) -> Callable[[Values], bool]:
    return lambda row: bool(row[column]) and row[column] <= row["issued_on"]


def _is_in_the_future(column: str) -> Callable[[Values], bool]:
    return lambda row: bool(row[column] > row["today"])


FUTURE = gettext_lazy("This day is in the future.")
AFTER_ISSUE = gettext_lazy("This day must be after the day of issue.")
CHECKS: tuple[tuple[str, Callable[[Values], bool], Any], ...] = (
    (
        "issued_on",
        lambda row: bool(row["response"]) and not row["issued_on"],
        gettext_lazy("It has an answer: write the day of issue."),
    ),
    (
        "response",
        lambda row: row["response"] in (Response.WAITING, Response.NO_RESPONSE),
        gettext_lazy("Leave it empty where nobody has answered."),
    ),
    (
        "response_on",
        lambda row: bool(row["response"]) and not row["response_on"],
        gettext_lazy("Write the day of the answer."),
    ),
    (
        "reason",
        lambda row: row["response"] in WITH_REASON and not row["reason"],
        gettext_lazy("Write the reason: not all of it was accepted."),
    ),
    ("issued_on", _is_in_the_future("issued_on"), FUTURE),
    ("response_on", _is_in_the_future("response_on"), FUTURE),
    ("do_by", _is_not_after_issue("do_by"), AFTER_ISSUE),
    ("respond_by", _is_not_after_issue("respond_by"), AFTER_ISSUE),
    (
        "response_on",
        _is_before_issue("response_on"),
        gettext_lazy("This day is before the day of issue."),
    ),
)


def _plain(row: TableRow) -> Values:
    return {name: row.values[name] for name in NAMES}


def sentences(rows: Sequence[Values]) -> list[str]:
    """What accepting the rows does."""
    issued = sum(bool(row["issued_on"]) for row in rows)
    drafts = len(rows) - issued
    words = []
    if issued:
        text = ngettext(
            "%(n)d recommendation is stored as issued; its text is then fixed.",
            "%(n)d recommendations are stored as issued; their text is then fixed.",
            issued,
        )
        words.append(text % {"n": issued})
    if drafts:
        text = ngettext(
            "%(n)d recommendation is stored as a draft.",
            "%(n)d recommendations are stored as drafts.",
            drafts,
        )
        words.append(text % {"n": drafts})
    return words


@transaction.atomic
def import_register(*, round: Round, rows: Sequence[Values], by: Person) -> str:
    """Store all rows, or none where one is refused; returns a sentence about it."""
    check_body(by, round)
    for number, row in enumerate(rows, start=2):
        try:
            _store(round, row, by)
        except Refused as refusal:
            raise Refused(
                _("Row %(row)d: %(problem)s Nothing was stored.")
                % {"row": number, "problem": refusal}
            ) from refusal
    audit.record(
        Act.REGISTER_IMPORTED,
        by=by,
        round=round,
        about=f"round:{round.code}",
        detail={"rows": len(rows)},
    )
    text = ngettext(
        "%(n)d recommendation is stored.",
        "%(n)d recommendations are stored.",
        len(rows),
    )
    return text % {"n": len(rows)}


def _store(round: Round, row: Values, by: Person) -> None:
    content = Content(
        text_en=row["text_en"],
        text_fr=row["text_fr"],
        authorities=list(
            Authority.objects.filter(code__in=row["addressed_to"].split())
        ),
        standards=list(Standard.objects.filter(pk__in=row["standards"].split())),
        kind=row["kind"],
        do_by=date.fromisoformat(row["do_by"]),
        groups=(row["groups"] or "").split(),
        gcm_objective=row["gcm_objective"] or 13,
        seed_code=row["seed_code"] or "",
        respond_by=_date(row["respond_by"]),
        confidential=bool(row["confidential"]),
    )
    recommendation = draft_recommendation(round=round, content=content, by=by)
    if not row["issued_on"]:
        return
    issued_on = date.fromisoformat(row["issued_on"])
    issue_recommendation(recommendation=recommendation, by=by, on=issued_on)
    if row["response"]:
        for addressee in recommendation.addressees.all():
            record_response(
                addressee=addressee,
                response=row["response"],
                reason=row["reason"] or "",
                on=_date(row["response_on"]),
                by=by,
            )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
