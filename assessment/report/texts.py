"""The only writer of the body's texts in the report."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessment.audit_trail import now
from assessment.models import ReportText, Standard
from assessment.recommendations.body_findings import RecordedMeanwhile
from assessment.recommendations.drafting import check_body
from surveys import audit
from surveys.exceptions import Refused
from surveys.models import Act, Person, Round

FOREWORD, CONCLUSIONS = "foreword", "conclusions"


def parts() -> dict[str, tuple[str, str]]:
    """Word in the address → (part, its name): foreword, each domain, conclusions."""
    domains = {s.domain_en: s.domain for s in Standard.objects.all()}
    named = [
        (FOREWORD, _("Foreword")),
        *domains.items(),
        (CONCLUSIONS, _("Conclusions")),
    ]
    return {slugify(part): (part, name) for part, name in named}


def newest(round: Round) -> dict[str, str]:
    """part → its newest text in the language of the reader."""
    return {part: row.text for part, row in newest_rows(round).items()}


def newest_rows(round: Round) -> dict[str, ReportText]:
    rows: dict[str, ReportText] = {}
    for row in ReportText.objects.filter(round=round).select_related("by"):
        rows.setdefault(row.part, row)
    return rows


@transaction.atomic
def write_text(
    *, round: Round, part: str, text_en: str, text_fr: str, seen: int, by: Person
) -> ReportText:
    """Write a new version of one text.

    seen: the version that the person had before their eyes, 0 for none. Raises
    RecordedMeanwhile where another one was written since, and Refused where a language
    is missing or the person is not of the body.
    """
    check_body(by, round)
    Round.objects.select_for_update().get(pk=round.pk)
    last = ReportText.objects.filter(round=round, part=part).first()
    version = last.version if last else 0
    if last is not None and version != seen:
        raise RecordedMeanwhile([last])
    texts = text_en.strip(), text_fr.strip()
    if bool(texts[0]) != bool(texts[1]):
        raise Refused(_("Write the text in English and in French."))
    row = ReportText.objects.create(
        round=round,
        part=part,
        text_en=texts[0],
        text_fr=texts[1],
        version=version + 1,
        by=by,
        at=now(),
    )
    audit.record(
        Act.REPORT_WRITTEN,
        by=by,
        round=round,
        about=f"round:{round.code}",
        detail={"part": part, "version": str(row.version)},
    )
    return row
