"""Practice interviews: the real pages, and nothing that counts."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.access import rounds_for, versions_for
from surveys.exceptions import Refused
from surveys.interviews import drafts
from surveys.interviews.answer_checks import Content, check_answers
from surveys.models import (
    Draft,
    InstrumentVersion,
    Membership,
    Person,
    PracticeInterview,
    Role,
    Round,
)

MOST_OPEN = 5  # practice interviews of one person that are not finished


def practisable_versions(person: Person) -> QuerySet[InstrumentVersion]:
    """Versions published in a round of an interviewer; for authors every version."""
    mine = rounds_for(person, Role.INTERVIEWER)
    published = Q(round_versions__round__in=mine)
    if rounds_for(person, Role.AUTHOR).exists():
        published |= Q(pk__in=versions_for(person).values("pk"))
    versions = InstrumentVersion.objects.filter(published).distinct()
    return (
        versions.select_related("instrument")
        .defer("compiled", "workbook", "written")
        .order_by("instrument__code", "pk")
    )


def may_practise(person: Person) -> bool:
    """Whether the person interviews, or writes instruments."""
    return rounds_for(person, Role.INTERVIEWER, Role.AUTHOR).exists()


@transaction.atomic
def begin(
    *, version: InstrumentVersion, language: str, second_language: str, by: Person
) -> Draft:
    """Open a practice interview. Locks of instruments hold for real ones only."""
    if not practisable_versions(by).filter(pk=version.pk).exists():
        raise Refused(_("You cannot practise this version."))
    if Draft.objects.filter(by=by, practice=True).count() >= MOST_OPEN:
        raise Refused(_("Finish or delete an earlier practice interview first."))
    round = _round_of(version, by)
    organisation = (
        Membership.objects.filter(person=by, round=round, ended_at__isnull=True)
        .order_by("pk")
        .first()
        .organisation
    )
    return drafts.new_draft(
        round=round,
        version=version,
        organisation=organisation,
        design_class="",
        by=by,
        language=language,
        second_language=second_language,
        practice=True,
    )


def _round_of(version: InstrumentVersion, person: Person) -> Round:
    mine = rounds_for(person, Role.INTERVIEWER, Role.AUTHOR).order_by("-starts_on")
    published = mine.filter(round_versions__version=version)
    return published.first() or mine[0]


def finish(*, draft: Draft, stopped: bool) -> PracticeInterview:
    """Store a practice interview apart; own words are not kept at all.

    Raises NotFinished like a real interview.
    """
    answers, _unchecked = drafts.read_draft(draft)
    content = Content(draft.version, answers, stopped, timezone.localdate(), draft.pk)
    checked = check_answers(content)
    practised = PracticeInterview.objects.create(
        by=draft.by,
        round=draft.round,
        version=draft.version,
        outcome=checked.outcome,
        answers=checked.coded,
        finished_at=timezone.now(),
    )
    drafts.remove_finished(draft=draft)
    return practised


@transaction.atomic
def delete(*, by: Person, practised: int | None = None) -> int:
    """Delete one finished practice interview of a person, or all of them."""
    mine = PracticeInterview.objects.filter(by=by)
    if practised is not None:
        mine = mine.filter(pk=practised)
    return mine.delete()[0]


def delete_old() -> int:
    """Delete practice interviews, finished or not, that are older than 14 days."""
    before = timezone.now() - timedelta(days=PracticeInterview.DAYS_KEPT)
    unfinished = Draft.objects.filter(practice=True, saved_at__lt=before)
    finished = PracticeInterview.objects.filter(finished_at__lt=before)
    return unfinished.delete()[0] + finished.delete()[0]
