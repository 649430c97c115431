"""What a page of one interview shows of decisions, corrections and flags about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from surveys.access import decidable_for, flags_for, judged_for
from surveys.interviews.decisions import decisions
from surveys.interviews.decisions.flag_texts import flag_sentence
from surveys.interviews.decisions.interview_list import decision_text, interviewer_codes
from surveys.models import (
    Correction,
    Decision,
    DesignClass,
    Interview,
    Person,
    QualityFlag,
)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    who: str
    what: str
    note: str = ""


def shown(interview: Interview, person: Person) -> dict[str, Any]:
    """The parts of the page of one interview that are about deciding.

    decides: whether the person sees them. A State contact, who reads what officials of
    their own agency answered, and an analyst see answers only.
    """
    decided, waits = decisions.in_force(interview), decisions.waiting(interview)
    flags = flags_for(person).filter(interview=interview, finding="")
    may_decide = decidable_for(person).contains(interview)
    judges = judged_for(person).contains(interview)
    return {
        "decides": may_decide or judges,
        "decision": decision_text(
            decided.kind if decided else None,
            decided.reason if decided else None,
            waits=False,
        ),
        "excluded": decided is not None and decided.kind == Decision.Kind.EXCLUDED,
        "waits": waits,
        "seen": decisions.newest(interview),
        "may_decide": may_decide,
        "may_answer": waits is not None and judges and waits.by != person,
        "flags": [(flag, flag_sentence(flag)) for flag in flags],
        "history": sorted(_history(interview), key=lambda line: line.at, reverse=True),
        "interviewer": interviewer_codes(interview.round).get(interview.by_id, "–"),
    }


def _history(interview: Interview) -> Iterator[HistoryLine]:
    for decision in interview.decisions.select_related("by", "second"):
        yield HistoryLine(
            decision.made_at, decision.by.name, _decided(decision), decision.note or ""
        )
        if decision.second and decision.second_at:
            agreed = decision.state != Decision.State.REFUSED
            answer = _("Agreed to the exclusion") if agreed else _("Refused it")
            yield HistoryLine(decision.second_at, decision.second.name, answer)
    for correction in interview.corrections.select_related("by"):
        yield HistoryLine(
            correction.made_at, correction.by.name, _put_right(correction)
        )
    settled = QualityFlag.objects.filter(interview=interview).exclude(finding="")
    for flag in settled.select_related("settled_by"):
        what = f"{flag_sentence(flag)} {flag.get_finding_display()}"
        yield HistoryLine(flag.settled_at, flag.settled_by.name, what, flag.why or "")
    yield HistoryLine(interview.received_at, "", _("Interview received"))


def _decided(decision: Decision) -> str:
    waits = decision.state == Decision.State.WAITING
    return decision_text(decision.kind, decision.reason, waits=waits)


def _put_right(correction: Correction) -> str:
    old, new = correction.old, correction.new
    if correction.column == Correction.Column.SELECTION:
        old, new = DesignClass(old).label, DesignClass(new).label
    return _("Corrected: %(column)s, %(old)s → %(new)s") % {
        "column": correction.get_column_display(),
        "old": old,
        "new": new,
    }
