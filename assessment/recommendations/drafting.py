"""Writers of recommendations: draft, issue, amend, close, make again.

Only the review body writes; the text is fixed once it is issued.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import (
    Addressee,
    Authority,
    Axis,
    ConcernedGroup,
    Evidence,
    Progress,
    Recommendation,
    RecommendationState,
    RecommendationText,
    Standard,
)
from assessment.models.recommendations import AMENDED
from assessment.recommendations import log
from assessment.recommendations.access import body_rounds_for
from assessment.recommendations.states import DAYS_TO_RESPOND, LIVES
from surveys.exceptions import Refused
from surveys.models import Act, Party, Person, Round

LONGEST_YEARS = 30


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    text_en: str
    text_fr: str
    figure: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All that a draft says. respond_by: None for 60 days after it is issued."""

    text_en: str
    text_fr: str
    authorities: Sequence[Authority]
    standards: Sequence[Standard]
    kind: str
    do_by: date
    groups: Sequence[str] = ()
    evidence: Sequence[EvidenceLine] = ()
    gcm_objective: int = 13
    seed_code: str = ""
    respond_by: date | None = None
    place: int | None = None
    confidential: bool = False


def check_body(by: Person, round: Round) -> None:
    """Raise Refused for whoever is not of the review body of the round."""
    if not body_rounds_for(by).filter(pk=round.pk).exists():
        raise Refused(_("Only a member of the review body of this round can do this."))


@transaction.atomic
def draft_recommendation(
    *,
    round: Round,
    content: Content,
    by: Person,
    parent: Recommendation | None = None,
) -> Recommendation:
    """A new draft, with the next number of the round."""
    check_body(by, round)
    Round.objects.select_for_update().get(pk=round.pk)  # two drafts, two numbers
    of_round = Recommendation.objects.filter(round=round)
    last = of_round.aggregate(Max("number"), Max("place"))
    recommendation = Recommendation.objects.create(
        round=round,
        number=1 + (last["number__max"] or 0),
        place=content.place or 1 + (last["place__max"] or 0),
        parent=parent,
        made_by=by,
        made_at=log.now(),
        **_columns(content),
    )
    RecommendationText.objects.create(
        recommendation=recommendation,
        version=1,
        text_en=content.text_en,
        text_fr=content.text_fr,
        by=by,
        at=log.now(),
    )
    _write_parts(recommendation, content)
    log.record(recommendation, by, Act.RECOMMENDATION, value="draft")
    return recommendation


@transaction.atomic
def change_draft(
    *, recommendation: Recommendation, content: Content, by: Person
) -> Recommendation:
    """Write a draft anew. What is issued is amended, never changed."""
    row = log.locked(recommendation)
    check_body(by, row.round)
    if not row.is_draft:
        raise Refused(
            _("This recommendation is issued: its text is fixed. Amend it instead.")
        )
    for name, value in _columns(content).items():
        setattr(row, name, value)
    row.place = content.place or row.place
    row.save()
    row.texts.filter(version=1).update(
        text_en=content.text_en, text_fr=content.text_fr, by=by, at=log.now()
    )
    for parts in (row.addressees, row.groups, row.evidence):
        parts.all().delete()
    _write_parts(row, content)
    log.record(row, by, Act.RECOMMENDATION, value="draft")
    return row


def _columns(content: Content) -> dict[str, object]:
    return {
        "kind": content.kind,
        "gcm_objective": content.gcm_objective,
        "seed_code": content.seed_code,
        "do_by": content.do_by,
        "respond_by": content.respond_by,
        "confidential": content.confidential,
    }


def _write_parts(recommendation: Recommendation, content: Content) -> None:
    recommendation.standards.set(content.standards)
    Addressee.objects.bulk_create(
        Addressee(recommendation=recommendation, authority=authority)
        for authority in content.authorities
    )
    ConcernedGroup.objects.bulk_create(
        ConcernedGroup(recommendation=recommendation, group=group)
        for group in content.groups
    )
    Evidence.objects.bulk_create(
        Evidence(
            recommendation=recommendation,
            place=place,
            text_en=line.text_en,
            text_fr=line.text_fr,
            figure=line.figure,
            link=line.link,
        )
        for place, line in enumerate(content.evidence, start=1)
    )


@transaction.atomic
def delete_draft(*, recommendation: Recommendation, by: Person) -> None:
    """A draft that nobody wants; what is issued is withdrawn instead."""
    row = log.locked(recommendation)
    check_body(by, row.round)
    if not row.is_draft:
        raise Refused(_("This recommendation is issued. Withdraw it instead."))
    log.record(row, by, Act.RECOMMENDATION, value="deleted")
    row.delete()


@transaction.atomic
def issue_recommendation(
    *, recommendation: Recommendation, by: Person, on: date | None = None
) -> Recommendation:
    """From now on the text is fixed, and the deadline to respond runs."""
    row = log.locked(recommendation)
    check_body(by, row.round)
    if RecommendationState.ISSUED not in LIVES[RecommendationState(row.state)]:
        raise Refused(_("This recommendation is issued already. Nothing has changed."))
    row.issued_on = log.check_day(on)
    row.respond_by = row.respond_by or row.issued_on + timedelta(days=DAYS_TO_RESPOND)
    _check_complete(row)
    row.state = RecommendationState.ISSUED
    row.save()
    log.add_line(
        row,
        axis=Axis.LIFE,
        value=RecommendationState.ISSUED,
        by=by,
        party=Party.REVIEW,
        on=row.issued_on,
    )
    if row.parent is not None:
        _close_parent(row.parent, row, by)
    return row


def _check_complete(row: Recommendation) -> None:
    text = row.newest
    if not text.text_en.strip() or not text.text_fr.strip():
        raise Refused(_("Write the text in English and in French before you issue it."))
    if not row.addressees.exists():
        raise Refused(_("Choose at least one authority that it is addressed to."))
    if not row.standards.exists():
        raise Refused(_("Choose at least one standard that it rests on."))
    if row.respond_by is None or row.issued_on is None:
        raise ValueError("an issued recommendation has two days")
    if row.respond_by <= row.issued_on:
        raise Refused(_("The day to respond by must be after the day of issue."))
    if row.do_by <= row.issued_on:
        raise Refused(_("The day to do it by must be after the day of issue."))
    if row.do_by.year > row.issued_on.year + LONGEST_YEARS:
        raise Refused(_("The day to do it by is too far away. Check the year."))


def _close_parent(parent: Recommendation, child: Recommendation, by: Person) -> None:
    """The earlier one is made again: it is closed, and its log says as what."""
    row = log.locked(parent)
    if not row.is_open:
        return
    row.state = RecommendationState.REITERATED
    row.save()
    log.add_line(
        row,
        axis=Axis.LIFE,
        value=RecommendationState.REITERATED,
        by=by,
        party=Party.REVIEW,
        on=child.issued_on,
        evidence=f"{child.round.code} {child.number}",
    )


@transaction.atomic
def amend_recommendation(
    *,
    recommendation: Recommendation,
    text_en: str,
    text_fr: str,
    reason_en: str,
    reason_fr: str,
    by: Person,
) -> RecommendationText:
    """A new version of an issued text, with the reason; the earlier one stays."""
    row = log.locked(recommendation)
    check_body(by, row.round)
    log.check_open(row)
    texts = (text_en, text_fr, reason_en, reason_fr)
    if not all(text.strip() for text in texts):
        raise Refused(_("Write the text and the reason in English and in French."))
    newest = row.newest
    if (newest.text_en, newest.text_fr) == (text_en, text_fr):
        raise Refused(_("The text is the same as before. Nothing has changed."))
    version = RecommendationText.objects.create(
        recommendation=row,
        version=newest.version + 1,
        text_en=text_en,
        text_fr=text_fr,
        reason_en=reason_en,
        reason_fr=reason_fr,
        by=by,
        at=log.now(),
    )
    log.add_line(
        row,
        axis=Axis.LIFE,
        value=AMENDED,
        by=by,
        party=Party.REVIEW,
        evidence=str(version.version),
    )
    return version


@transaction.atomic
def close_recommendation(
    *, recommendation: Recommendation, state: str, words: str, by: Person
) -> Recommendation:
    """Close an open recommendation as done, as replaced by events, or withdraw it."""
    row = log.locked(recommendation)
    check_body(by, row.round)
    log.check_open(row)
    if state not in LIVES[RecommendationState.ISSUED]:
        raise Refused(_("Choose how it is closed."))
    if state == RecommendationState.REITERATED:
        raise Refused(_("It is made again by a new recommendation that is issued."))
    is_done = state == RecommendationState.CLOSED_IMPLEMENTED
    if is_done and row.progress != Progress.GOOD:
        raise Refused(
            _("It can be closed as done only once the progress is judged as good.")
        )
    if not words.strip():
        raise Refused(_("Say why it is closed."))
    row.state = RecommendationState(state)
    row.save()
    log.add_line(
        row, axis=Axis.LIFE, value=state, by=by, party=Party.REVIEW, words=words
    )
    return row


@transaction.atomic
def reiterate_recommendation(
    *, recommendation: Recommendation, round: Round, by: Person
) -> Recommendation:
    """A draft with the same text in a later round, linked to the earlier one.

    The earlier one stays open until the new one is issued.
    """
    row = log.locked(recommendation)
    check_body(by, round)
    log.check_open(row)
    if round.pk == row.round_id or round.starts_on <= row.round.starts_on:
        raise Refused(_("Choose a later round."))
    if row.made_again.filter(round=round).exists():
        raise Refused(_("There is a draft of it in this round already."))
    text = row.newest
    content = Content(
        text_en=text.text_en,
        text_fr=text.text_fr,
        authorities=list(row.authorities.all()),
        standards=list(row.standards.all()),
        kind=row.kind,
        do_by=timezone.localdate() + timedelta(days=365),
        groups=[group.group for group in row.groups.all()],
        gcm_objective=row.gcm_objective,
        seed_code=row.seed_code,
        confidential=row.confidential,
    )
    return draft_recommendation(round=round, content=content, by=by, parent=row)


def times_made_again(recommendation: Recommendation) -> int:
    """How many earlier recommendations it repeats."""
    times, parent = 0, recommendation.parent
    while parent is not None:
        times, parent = times + 1, parent.parent
    return times
