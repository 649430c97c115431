"""Accepts interviews, from a form and from a tablet alike; nothing else does."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import sealing
from surveys.exceptions import Refused
from surveys.instruments.versions import published_versions
from surveys.interviews import row_hashes, urgent_risks
from surveys.interviews.answer_checks import Answers, Checked, Content, check_answers
from surveys.interviews.drafts import (
    check_gate,
    remove_finished,
    round_not_open,
    seconds_used,
)
from surveys.interviews.withdrawals.withdrawal import code_hash
from surveys.models import (
    Assignment,
    Draft,
    InstrumentVersion,
    Interview,
    Outcome,
    Person,
    Quarantine,
    Role,
    Round,
    SealedKey,
    Site,
)
from surveys.models.interviews import WITH_ANSWERS
from surveys.sealed_answers.custodian_keys import QUORUM, active_keys
from surveys.sealed_answers.words_from_tablets import check_sealed_words, confirmed_keys
from surveys.sealing.sealed_columns import quarantine_place

Found = TypeVar("Found")
RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: read aloud


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender keeps as proof: reference, content hash, time, what happened."""

    reference: str
    content_hash: str
    received_at: datetime
    outcome: Outcome
    state: str  # "received", "already_received", "quarantined", "withdrawn"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One interview at the door: what it says, about what, and from whom."""

    content: Content
    interview_id: uuid.UUID
    round: Round
    site: Site
    by: Person
    draft: Draft | None
    minutes: int | None
    code: str


class Batch:
    """Interviews that arrive together: what they are about is read once for all.

    stored: keys of the rows that have no hash yet; numbers: the last number of each
    round. Both are written when the batch ends.
    """

    def __init__(self) -> None:
        self._read: dict[tuple[Any, ...], Any] = {}
        self.stored: list[int] = []
        self.numbers: dict[int, int] = {}

    def get(self, *about: Any, find: Callable[[], Found]) -> Found:
        if about not in self._read:
            self._read[about] = find()
        found: Found = self._read[about]
        return found

    def next_number(self, round: Round) -> int:
        """The number of the next interview of a round; it is kept by keep()."""
        if round.pk not in self.numbers:
            self.numbers[round.pk] = row_hashes.last_number(round)
        return self.numbers[round.pk] + 1

    def keep(self, interview: Interview, number: int) -> None:
        self.numbers[interview.round_id] = number
        self.stored.append(interview.pk)


@contextmanager
def one_batch() -> Iterator[Batch]:
    """A batch in one transaction: all of it is stored, or nothing."""
    with transaction.atomic():
        batch = Batch()
        yield batch
        for round_id, number in batch.numbers.items():
            row_hashes.write_number(round_id, number)
        row_hashes.write_hashes(Interview.objects.filter(pk__in=batch.stored))


def submit_interview(
    *,
    version: InstrumentVersion,
    answers: Answers,
    interview_id: uuid.UUID,
    round: Round,
    site: Site,
    by: Person,
    stopped: bool = False,
    held_on: date | None = None,
    draft: Draft | None = None,
    typed: Mapping[str, list[str]] | None = None,
    words: sealing.SealedWords | None = None,
    minutes: int | None = None,
    code: str = "",
    batch: Batch | None = None,
) -> Receipt:
    """Accepts interviews, from a form and from a tablet alike; nothing else does.

    Idempotent on interview_id: the same content again answers with the first
    receipt, other content under the same id is put in quarantine. The engine
    derives the journey again; answers to questions that are not asked are dropped;
    text in people's own words is sealed; without consent nothing said is kept.
    draft: the open interview that the answers were read from; it is removed.
    typed: of a stopped interview, what could not be accepted as an answer, by
    question; it is sealed with the own words, as it was typed.
    words: own words that the tablet has sealed already, by question. Such a question
    counts as answered. Whether other questions are asked because of what it says, and
    whether its text is acceptable, the tablet has decided: nobody else could read it.
    minutes: how long it took, where no draft was on the server.
    code: digits that a tablet gave the person to withdraw the interview with.
    batch: of the interviews that arrive together; rights are asked once for them.

    Raises Refused when the person may not interview here, the round is not open or its
    custodians have no keys, NotFinished (with problems by question) when answers are
    missing or impossible, StaleDraft when the draft was saved after it was read.
    """
    day = held_on or timezone.localdate()
    content = Content(version, answers, stopped, day, interview_id, words, typed)
    took = _minutes(draft) if draft else minutes
    arrival = Arrival(content, interview_id, round, site, by, draft, took, code)
    if batch:
        return _submit(arrival, batch)
    with one_batch() as alone:
        return _submit(arrival, alone)


def _submit(arrival: Arrival, batch: Batch) -> Receipt:
    content, round = arrival.content, arrival.round
    assignment = batch.get(
        *("assignment", arrival.by.pk, round.pk, arrival.site.pk, content.version.pk),
        find=lambda: _assignment(arrival),
    )
    content_hash = _content_hash(arrival)
    same_id = Interview.objects.filter(interview_id=arrival.interview_id, revision=1)
    if earlier := same_id.first():
        return _again(earlier, content_hash, arrival, assignment, batch)
    if round.state != Round.State.OPEN:
        raise Refused(round_not_open(round))
    check_gate(content.version, round)
    checked, sealed = _checked(arrival, batch)
    number = batch.next_number(round)
    try:
        with transaction.atomic():
            interview = Interview.objects.create(
                interview_id=arrival.interview_id,
                number=number,
                version=content.version,
                round=round,
                primary_unit=assignment.primary_unit,
                organisation=assignment.organisation,
                design_class=assignment.design_class,
                by=arrival.by,
                outcome=checked.outcome,
                answers=checked.coded,
                sealed=sealed.answers if sealed else None,
                sealed_format=sealing.WORDS_FORMAT if sealed else None,
                content_hash=content_hash,
                withdrawal_hash=_hash_of_code(arrival, checked),
                receipt=new_reference(),
                held_on=content.held_on,
                minutes=arrival.minutes,
            )
            if sealed:
                SealedKey.objects.create(interview=interview, layers=sealed.layers)
            _keep_apart(checked, round, arrival.site)
            if arrival.draft:
                remove_finished(draft=arrival.draft)
    except IntegrityError:
        earlier = same_id.first()
        if earlier is None:
            raise
        # the same interview arrived at the same moment
        return _again(earlier, content_hash, arrival, assignment, batch)
    batch.keep(interview, number)
    return _receipt(interview, "received")


def _hash_of_code(arrival: Arrival, checked: Checked) -> str:
    with_code = arrival.code and checked.outcome in WITH_ANSWERS
    return code_hash(arrival.code) if with_code else ""


def _minutes(draft: Draft) -> int | None:
    """Whole minutes without breaks; None where the clock went back."""
    seconds = seconds_used(draft)
    return int(seconds // 60) if seconds >= 0 else None


def _assignment(arrival: Arrival) -> Assignment:
    version = arrival.content.version
    assignment = (
        Assignment.objects.filter(
            person=arrival.by,
            primary_unit__round=arrival.round,
            primary_unit__site=arrival.site,
            instrument=version.instrument_id,
            person__memberships__role=Role.INTERVIEWER,
            person__memberships__organisation=F("organisation"),
            person__memberships__round=arrival.round,
            person__memberships__ended_at__isnull=True,
        )
        .select_related("primary_unit", "organisation")
        .first()
    )
    published = published_versions(arrival.round)
    if assignment is None or not published.contains(version):
        raise Refused(_("You have no assignment for this instrument at this place."))
    return assignment


def _content_hash(arrival: Arrival) -> str:
    """The hash of the content; key rotation keeps it, to recognise a second arrival.

    Words that were sealed on a tablet are hashed as they are: it seals them once.
    """
    content = arrival.content
    parts = [
        *(content.version.fingerprint, arrival.round.code, arrival.site.code),
        *(content.answers, content.stopped),
    ]
    if content.words:
        parts.append(asdict(content.words))
    clear = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return sealing.content_hash(clear.encode(), key=settings.DRAFT_KEY)


def _again(
    earlier: Interview,
    content_hash: str,
    arrival: Arrival,
    assignment: Assignment,
    batch: Batch,
) -> Receipt:
    taken_back = earlier.outcome == Outcome.WITHDRAWN  # and never returns
    same = secrets.compare_digest(earlier.content_hash, content_hash)
    if arrival.draft and (taken_back or same):
        remove_finished(draft=arrival.draft)
    if taken_back or same:
        return _receipt(earlier, "withdrawn" if taken_back else "already_received")
    _set_aside(earlier, content_hash, arrival, assignment, batch)
    return _receipt(earlier, "quarantined")


@transaction.atomic
def _set_aside(
    earlier: Interview,
    content_hash: str,
    arrival: Arrival,
    assignment: Assignment,
    batch: Batch,
) -> None:
    """Store a second version, checked as the first was; its urgent risks are filed.

    A person may have told of a danger in the second version only.
    """
    checked, sealed = _checked(replace(arrival, round=earlier.round), batch)
    copy = {
        "version": arrival.content.version.pk,
        "outcome": checked.outcome,
        "answers": checked.coded,
        "words": asdict(sealed) if sealed else None,
    }
    place = quarantine_place(arrival.interview_id, content_hash)
    _copy, is_new = Quarantine.objects.get_or_create(
        interview_id=arrival.interview_id,
        content_hash=content_hash,
        defaults={
            "round": arrival.round,
            "organisation": assignment.organisation,
            "by": arrival.by,
            "body": sealing.seal(copy, key=settings.DRAFT_KEY, place=place),
        },
    )
    if is_new:
        _keep_apart(checked, arrival.round, arrival.site)


def _checked(
    arrival: Arrival, batch: Batch
) -> tuple[Checked, sealing.SealedWords | None]:
    """(what is stored, own words as they are stored: sealed by the tablet, or here)."""
    content, round = arrival.content, arrival.round
    if content.words:
        confirmed = batch.get("keys", round.pk, find=lambda: confirmed_keys(round))
        check_sealed_words(content.words, confirmed)
    checked = check_answers(content)
    sealed = checked.sealed or _seal_own_words(arrival, checked.own_words)
    return checked, sealed


def _keep_apart(checked: Checked, round: Round, site: Site) -> None:
    """Keep urgent risks whatever the outcome: a person who refuses may be in danger."""
    kinds, answer = checked.urgent
    urgent_risks.keep_waiting(round=round, site=site, kinds=kinds, answer=answer)


def _receipt(interview: Interview, state: str) -> Receipt:
    return Receipt(
        reference=interview.receipt,
        content_hash=interview.content_hash,
        received_at=interview.received_at,
        outcome=Outcome(interview.outcome),
        state=state,
    )


def _seal_own_words(arrival: Arrival, own_words: Answers) -> sealing.SealedWords | None:
    """Own words sealed to the custodians of the round, two of whom open them."""
    if not own_words:
        return None
    keys = active_keys(arrival.round)
    if len(keys) < QUORUM:
        raise Refused(
            _(
                "You cannot finish yet. Your answers are saved. Two custodians must"
                " make keys before we can store people’s own words. Call your"
                " coordinator."
            )
        )
    public = {key.fingerprint: bytes(key.public_key) for key in keys}
    custody = sealing.Custody(arrival.round.code, arrival.interview_id, 1, public)
    return sealing.seal_words(own_words, custody=custody)


def new_reference() -> str:
    letters = [secrets.choice(RECEIPT_LETTERS) for _position in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])
