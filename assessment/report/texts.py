"""The only writer of the body's texts in the report."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.audit_trail import now
from assessment.models import ReportText, Standard
from surveys import audit
from surveys.exceptions import Refused
from surveys.models import Act, Person, Round

FOREWORD, CONCLUSIONS = "foreword", "conclusions"


def parts() -> list[tuple[str, str]]:
    """(part, its name): foreword, each domain, conclusions."""
    domains = {s.domain_en: s.domain for s in Standard.objects.all()}
    return [
        (FOREWORD, _("Foreword")),
        *domains.items(),
        (CONCLUSIONS, _("Conclusions")),
    ]


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

    seen: the version that the person had before their eyes, 0 for none. Raises Refused
    where another one was written meanwhile, or a language is missing.
    """
    Round.objects.select_for_update().get(pk=round.pk)
    last = ReportText.objects.filter(round=round, part=part).first()
    version = last.version if last else 0
    if version != seen:
        raise Refused(
            _(
                "%(name)s wrote another version meanwhile. Nothing of yours is lost:"
                " compare both, then save again."
            )
            % {"name": last.by.name if last else ""}
        )
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
