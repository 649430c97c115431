"""Writers of decisions about interviews: whether one counts, and what is put right."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.access import decidable_for, judged_for, second_look_for
from surveys.exceptions import Refused
from surveys.interviews import row_hashes
from surveys.models import (
    Act,
    Assignment,
    Correction,
    Decision,
    DesignClass,
    Interview,
    Person,
    PrimaryUnit,
    QualityFlag,
)
from surveys.models.interviews import WITH_ANSWERS

Kind, State = Decision.Kind, Decision.State
LONGEST_NOTE = 400


def in_force(interview: Interview) -> Decision | None:
    """The decision that holds, or None while nobody decided."""
    return interview.decisions.filter(state=State.IN_FORCE).first()


def waiting(interview: Interview) -> Decision | None:
    """The exclusion that waits for a second person, if there is one."""
    return interview.decisions.filter(state=State.WAITING).first()


def newest(interview: Interview) -> int:
    """What a page saw, to notice that somebody decided meanwhile; 0 for no decision."""
    return interview.decisions.values_list("pk", flat=True).first() or 0


@transaction.atomic
def decide(
    *,
    interview: Interview,
    kind: str,
    by: Person,
    seen: int,
    reason: str = "",
    note: str = "",
) -> Decision:
    """Decide whether an interview of one's own organisation counts.

    seen: `newest` when the page was opened. Where the round asks for two people, an
    exclusion waits for the review body. Raises Refused when somebody decided meanwhile.
    """
    interview = _locked(interview)
    if not decidable_for(by).contains(interview):
        raise Refused(_("You cannot decide about this interview."))
    _check_unchanged(interview, seen)
    if kind == Kind.EXCLUDED and not reason:
        raise Refused(_("Choose a reason."))
    waits = kind == Kind.EXCLUDED and interview.round.exclusions_by_two
    return _write(
        interview=interview,
        kind=kind,
        state=State.WAITING if waits else State.IN_FORCE,
        reason=reason if kind == Kind.EXCLUDED else "",
        note=note,
        by=by,
    )


@transaction.atomic
def ask_for_second_look(
    *, interview: Interview, by: Person, seen: int, note: str = ""
) -> Decision:
    """A team lead asks that an interview be looked at; they read no answer."""
    interview = _locked(interview)
    if not second_look_for(by).contains(interview):
        raise Refused(_("You cannot decide about this interview."))
    _check_unchanged(interview, seen)
    held = in_force(interview)
    if waiting(interview) or (held and held.kind == Kind.EXCLUDED):
        raise Refused(_("This interview is excluded, or is about to be."))
    return _write(
        interview=interview,
        kind=Kind.LOOK_AGAIN,
        state=State.IN_FORCE,
        reason="",
        note=note,
        by=by,
    )


@transaction.atomic
def answer_exclusion(*, decision: Decision, agree: bool, by: Person) -> None:
    """The review body agrees to an exclusion, or refuses it."""
    interview = _locked(decision.interview)
    waits = Decision.objects.filter(pk=decision.pk, state=State.WAITING).first()
    if waits is None:
        raise Refused(_("Somebody else has answered this already. Look at it again."))
    if not judged_for(by).contains(interview) or by == waits.by:
        raise Refused(_("Somebody of the review body answers this, not you."))
    if agree:
        _replace(interview)
    waits.state = State.IN_FORCE if agree else State.REFUSED
    waits.second, waits.second_at = by, timezone.now()
    waits.save(update_fields=["state", "second", "second_at"])
    detail = {"kind": str(Kind.EXCLUDED), "agreed": agree, "reason": waits.reason}
    _record(interview, by, detail)


@transaction.atomic
def accept_all(*, interviews: Iterable[Interview], by: Person) -> int:
    """Accept several at once that nobody decided about; how many were accepted.

    One with a flag that is not settled is never accepted unseen.
    """
    keys = [interview.pk for interview in interviews]
    chosen = decidable_for(by).filter(pk__in=keys).select_for_update(of=("self",))
    chosen = chosen.exclude(pk__in=flagged()).exclude(
        decisions__state__in=(State.IN_FORCE, State.WAITING)
    )
    accepted = list(chosen.select_related("round"))
    for interview in accepted:
        _write(
            interview=interview,
            kind=Kind.ACCEPTED,
            state=State.IN_FORCE,
            reason="",
            note="",
            by=by,
        )
    return len(accepted)


def flagged() -> QuerySet[QualityFlag, int]:
    """Numbers of the interviews that have a flag which nobody settled."""
    return QualityFlag.objects.filter(finding="", interview__isnull=False).values_list(
        "interview", flat=True
    )


def counting(interviews: QuerySet[Interview]) -> int:
    """How many of them have answers and are not excluded."""
    excluded = Decision.objects.filter(state=State.IN_FORCE, kind=Kind.EXCLUDED)
    counted = interviews.filter(outcome__in=WITH_ANSWERS, revision=1)
    return counted.exclude(pk__in=excluded.values("interview")).count()


def _locked(interview: Interview) -> Interview:
    return Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)


def _check_unchanged(interview: Interview, seen: int) -> None:
    if newest(interview) != seen:
        raise Refused(
            _(
                "Somebody else decided about this interview while you had it open. Look"
                " at it again, then decide."
            )
        )


def _replace(interview: Interview) -> None:
    interview.decisions.filter(state=State.IN_FORCE).update(state=State.REPLACED)


def _write(
    *,
    interview: Interview,
    kind: str,
    state: str,
    reason: str,
    note: str,
    by: Person,
) -> Decision:
    if len(note) > LONGEST_NOTE or "\x00" in note:
        raise Refused(_("Write a shorter note, with ordinary characters."))
    if state == State.IN_FORCE:
        _replace(interview)
    interview.decisions.filter(state=State.WAITING).update(state=State.REPLACED)
    decision = Decision.objects.create(
        interview=interview,
        kind=kind,
        state=state,
        reason=reason,
        note=note.strip() or None,
        by=by,
        made_at=timezone.now(),
    )
    _record(interview, by, {"kind": str(kind), "reason": reason, "state": str(state)})
    return decision


def _record(interview: Interview, by: Person, detail: dict[str, object]) -> None:
    about = f"interview:{interview.interview_id}"
    audit.record(Act.DECIDED, by=by, round=interview.round, about=about, detail=detail)


# -- what was typed wrongly ------------------------------------------------------------


def places_for(interview: Interview) -> QuerySet[PrimaryUnit]:
    """Places at which its interviewer is assigned to this instrument."""
    assigned = Assignment.objects.filter(
        person=interview.by,
        instrument=interview.version.instrument_id,
        primary_unit__round=interview.round,
    )
    places = PrimaryUnit.objects.filter(pk__in=assigned.values("primary_unit"))
    return places.select_related("site")


@transaction.atomic
def correct(
    *,
    interview: Interview,
    primary_unit: PrimaryUnit,
    design_class: str,
    by: Person,
) -> int:
    """Put right where an interview was held or how the person was chosen.

    The old value stays in a Correction; the hash of the row is made anew. Returns how
    many columns changed. The instrument cannot be put right: its answers are to other
    questions, so the interview is excluded.
    """
    interview = _locked(interview)
    if not decidable_for(by).contains(interview):
        raise Refused(_("You cannot correct this interview."))
    if not places_for(interview).contains(primary_unit):
        raise Refused(_("The interviewer has no assignment at this place."))
    changes = []
    if primary_unit.pk != interview.primary_unit_id:
        codes = interview.primary_unit.site.code, primary_unit.site.code
        changes.append((Correction.Column.PLACE, *codes))
    if design_class not in DesignClass.values:
        raise Refused(_("Choose from the list."))
    if design_class != interview.design_class:
        changes.append(
            (Correction.Column.SELECTION, interview.design_class, design_class)
        )
    rows = Interview.objects.filter(pk=interview.pk)
    rows.update(primary_unit=primary_unit, design_class=design_class)
    row_hashes.write_hashes(rows)
    for column, old, new in changes:
        Correction.objects.create(
            interview=interview,
            column=column,
            old=old,
            new=new,
            by=by,
            made_at=timezone.now(),
        )
        detail = {"column": str(column)}
        about = f"interview:{interview.interview_id}"
        audit.record(
            Act.CORRECTED, by=by, round=interview.round, about=about, detail=detail
        )
    return len(changes)
