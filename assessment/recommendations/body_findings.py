"""Writers of the body's own findings, concerns and priorities.

Each is a new version. `seen` is the version that the person had before their eyes;
where somebody recorded another one meanwhile, nothing is stored and both are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from assessment.models import (
    BodyFinding,
    BodyVerdict,
    Concern,
    FigureSet,
    Milestone,
    Priority,
    Standard,
)
from assessment.models.body_findings import (
    FEWEST_PRIORITIES,
    MOST_CONCERNS,
    MOST_PRIORITIES,
)
from assessment.recommendations import log
from assessment.recommendations.drafting import check_body
from surveys import audit
from surveys.exceptions import Refused
from surveys.models import Act, Person, Round


class RecordedMeanwhile(Refused):
    """Somebody else recorded a version meanwhile; `newest` is theirs, as rows."""

    def __init__(self, newest: Sequence[Any]) -> None:
        super().__init__(
            _(
                "%(name)s recorded another version meanwhile. Nothing of yours is lost:"
                " compare both, then save again."
            )
            % {"name": newest[0].by.name}
        )
        self.newest = newest


@dataclass(frozen=True, slots=True)
class ListItem:
    """A concern, or a priority with its one standard."""

    text_en: str
    text_fr: str
    standards: Sequence[Standard]


def body_finding(round: Round, standard: Standard) -> BodyFinding | None:
    """The newest finding of the body on a standard."""
    return BodyFinding.objects.filter(round=round, standard=standard).first()


def body_findings(round: Round) -> dict[str, BodyFinding]:
    """standard id → the newest finding of the body."""
    newest: dict[str, BodyFinding] = {}
    for finding in BodyFinding.objects.filter(round=round).select_related("by"):
        newest.setdefault(finding.standard_id, finding)
    return newest


def concerns(round: Round) -> QuerySet[Concern]:
    """The concerns of the body, in its order."""
    newest: QuerySet[Concern] = _newest(Concern.objects.filter(round=round))
    return newest.prefetch_related("standards")


def priorities(round: Round) -> QuerySet[Priority]:
    """What the body puts first, in its order."""
    newest: QuerySet[Priority] = _newest(Priority.objects.filter(round=round))
    return newest.select_related("standard")


def _newest(rows: Any) -> Any:
    version = rows.aggregate(Max("version"))["version__max"]
    return rows.filter(version=version).select_related("by")


def milestones(round: Round) -> dict[str, Milestone]:
    """standard id → the newest milestone of the round."""
    newest: dict[str, Milestone] = {}
    for milestone in Milestone.objects.filter(round=round).select_related("by"):
        newest.setdefault(milestone.standard_id, milestone)
    return newest


@transaction.atomic
def record_finding(
    *,
    round: Round,
    standard: Standard,
    finding: str,
    words_en: str,
    words_fr: str,
    computed: str = "",
    reason_en: str = "",
    reason_fr: str = "",
    seen: int = 0,
    by: Person,
) -> BodyFinding:
    """The body's finding of one standard, before or after a release."""
    check_body(by, round)
    _lock(round)
    newest = BodyFinding.objects.filter(round=round, standard=standard)
    version = _check_seen(newest.select_related("by")[:1], seen)
    row = BodyFinding(
        round=round,
        standard=standard,
        version=version,
        finding=finding,
        computed=computed,
        words_en=words_en.strip(),
        words_fr=words_fr.strip(),
        reason_en=reason_en.strip(),
        reason_fr=reason_fr.strip(),
        by=by,
        at=log.now(),
    )
    if finding not in BodyVerdict.values:
        raise Refused(_("Choose a finding."))
    if not (row.words_en and row.words_fr):
        raise Refused(_("Write the finding in English and in French."))
    if row.differs and not (row.reason_en and row.reason_fr):
        raise Refused(
            _(
                "Your finding differs from the figures. Give the reason in English and"
                " in French."
            )
        )
    row.save(force_insert=True)
    _record(Act.FINDING_RECORDED, round, by, standard=standard.pk, finding=finding)
    return row


@transaction.atomic
def set_concerns(
    *, round: Round, concerns: Sequence[ListItem], seen: int = 0, by: Person
) -> list[Concern]:
    """All concerns of the body, written anew in their order: 15 at most."""
    check_body(by, round)
    _lock(round)
    version = _check_seen(list(_newest(Concern.objects.filter(round=round))), seen)
    if not 1 <= len(concerns) <= MOST_CONCERNS:
        raise Refused(_("Write from 1 to %(most)d concerns.") % {"most": MOST_CONCERNS})
    _check_texts(concerns)
    rows = [
        Concern.objects.create(
            round=round,
            version=version,
            place=place,
            text_en=item.text_en.strip(),
            text_fr=item.text_fr.strip(),
            by=by,
            at=log.now(),
        )
        for place, item in enumerate(concerns, start=1)
    ]
    for row, item in zip(rows, concerns, strict=True):
        row.standards.set(item.standards)
    _record(Act.CONCERNS_SET, round, by, number=str(len(rows)))
    return rows


@transaction.atomic
def set_priorities(
    *, round: Round, priorities: Sequence[ListItem], seen: int = 0, by: Person
) -> list[Priority]:
    """What the body puts first, written anew in its order: three to six."""
    check_body(by, round)
    _lock(round)
    version = _check_seen(list(_newest(Priority.objects.filter(round=round))), seen)
    if not FEWEST_PRIORITIES <= len(priorities) <= MOST_PRIORITIES:
        raise Refused(
            _("Choose from %(fewest)d to %(most)d priorities.")
            % {"fewest": FEWEST_PRIORITIES, "most": MOST_PRIORITIES}
        )
    _check_texts(priorities)
    standards = [item.standards[0] for item in priorities if len(item.standards) == 1]
    if len({standard.pk for standard in standards}) != len(priorities):
        raise Refused(_("Each priority has one standard, and no standard comes twice."))
    rows = [
        Priority.objects.create(
            round=round,
            version=version,
            place=place,
            standard=item.standards[0],
            text_en=item.text_en.strip(),
            text_fr=item.text_fr.strip(),
            by=by,
            at=log.now(),
        )
        for place, item in enumerate(priorities, start=1)
    ]
    codes = " ".join(standard.pk for standard in standards)
    _record(Act.PRIORITIES_SET, round, by, standards=codes)
    return rows


@transaction.atomic
def set_milestone(
    *,
    round: Round,
    standard: Standard,
    value: float,
    year: int,
    words_en: str = "",
    words_fr: str = "",
    seen: int = 0,
    by: Person,
) -> Milestone:
    """What the body agreed to reach by a year; set after figures, it says so."""
    check_body(by, round)
    _lock(round)
    newest = Milestone.objects.filter(round=round, standard=standard)
    version = _check_seen(newest.select_related("by")[:1], seen)
    after = FigureSet.objects.filter(round=round).exists()
    milestone = Milestone.objects.create(
        round=round,
        standard=standard,
        version=version,
        value=value,
        year=year,
        words_en=words_en,
        words_fr=words_fr,
        after_figures=after,
        by=by,
        at=log.now(),
    )
    _record(
        Act.MILESTONE_SET,
        round,
        by,
        standard=standard.pk,
        value=str(value),
        year=str(year),
        after_figures="yes" if after else "no",
    )
    return milestone


def _lock(round: Round) -> None:
    """Two members who save at one moment do so one after the other."""
    Round.objects.select_for_update().get(pk=round.pk)


def _check_seen(newest: Any, seen: int) -> int:
    """The next version, or RecordedMeanwhile where a newer one was not seen."""
    rows = list(newest)
    version = rows[0].version if rows else 0
    if version != seen:
        raise RecordedMeanwhile(rows)
    return int(version) + 1


def _check_texts(items: Sequence[ListItem]) -> None:
    for place, item in enumerate(items, start=1):
        if not (item.text_en.strip() and item.text_fr.strip()):
            raise Refused(
                _("Number %(place)d: write it in English and in French.")
                % {"place": place}
            )


def _record(act: Act, round: Round, by: Person, **detail: str) -> None:
    audit.record(act, by=by, round=round, about=f"round:{round.code}", detail=detail)
