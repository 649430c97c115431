"""Accepts interviews, from a form and from a tablet alike; nothing else does."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import sealing
from surveys.engine.instrument import Instrument as CompiledInstrument
from surveys.engine.instrument import split_key
from surveys.engine.journey import Journey, Problem
from surveys.engine.values import AnswerProblem, is_state
from surveys.exceptions import NotFinished, Refused
from surveys.instruments.versions import instrument_of, published_versions
from surveys.interviews import row_hashes, urgent_risks
from surveys.interviews.drafts import (
    check_gate,
    remove_finished,
    round_not_open,
    seconds_used,
)
from surveys.interviews.identity_rules import identifying_problems
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
from surveys.sealed_answers import words_from_tablets
from surveys.sealed_answers.custodian_keys import QUORUM, active_keys
from surveys.sealing.sealed_columns import quarantine_place

Answers = dict[str, Any]
URGENT = ("x_urgent", "x_refer")
TYPED = ":typed"  # beside a question: what was typed and is no answer to it
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
class Content:
    """What one arrival of an interview says."""

    version: InstrumentVersion
    answers: Answers
    stopped: bool
    words: sealing.SealedWords | None  # own words that a tablet has sealed
    held_on: date
    typed: Mapping[str, list[str]] | None = None  # and not accepted as an answer


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

    Raises Refused when the person may not interview here, the round is not open or its
    custodians have no keys, NotFinished (with problems by question) when answers are
    missing or impossible, StaleDraft when the draft was saved after it was read.
    """
    assignment = _assignment(by, round, site, version)
    day = held_on or timezone.localdate()
    content = Content(version, answers, stopped, words, day, typed)
    content_hash = _content_hash(content, round, site)
    earlier = Interview.objects.filter(interview_id=interview_id, revision=1).first()
    if earlier:
        return _again(earlier, content_hash, content, assignment, draft)
    if round.state != Round.State.OPEN:
        raise Refused(round_not_open(round))
    check_gate(version, round)
    outcome, coded, sealed = _checked(content, round, interview_id)
    for name in URGENT:
        coded.pop(name, None)
    try:
        with transaction.atomic():
            interview = Interview.objects.create(
                interview_id=interview_id,
                number=row_hashes.next_number(round),
                version=version,
                round=round,
                primary_unit=assignment.primary_unit,
                organisation=assignment.organisation,
                design_class=assignment.design_class,
                by=by,
                outcome=outcome,
                answers=coded,
                sealed=sealed.answers if sealed else None,
                sealed_format=sealing.WORDS_FORMAT if sealed else None,
                content_hash=content_hash,
                receipt=new_reference(),
                held_on=held_on or timezone.localdate(),
                minutes=_minutes(draft) if draft else minutes,
            )
            row_hashes.write_hashes(Interview.objects.filter(pk=interview.pk))
            if sealed:
                SealedKey.objects.create(interview=interview, layers=sealed.layers)
            _keep_apart(content, round, site)
            if draft:
                remove_finished(draft=draft)
    except IntegrityError:  # the same interview arrived at the same moment
        earlier = Interview.objects.get(interview_id=interview_id, revision=1)
        return _again(earlier, content_hash, content, assignment, draft)
    return _receipt(interview, "received")


def _minutes(draft: Draft) -> int | None:
    """Whole minutes without breaks; None where the clock went back."""
    seconds = seconds_used(draft)
    return int(seconds // 60) if seconds >= 0 else None


def _assignment(
    by: Person, round: Round, site: Site, version: InstrumentVersion
) -> Assignment:
    assignment = (
        Assignment.objects.filter(
            person=by,
            primary_unit__round=round,
            primary_unit__site=site,
            instrument=version.instrument_id,
            person__memberships__role=Role.INTERVIEWER,
            person__memberships__organisation=F("organisation"),
            person__memberships__round=round,
            person__memberships__ended_at__isnull=True,
        )
        .select_related("primary_unit", "organisation")
        .first()
    )
    if assignment is None or not published_versions(round).contains(version):
        raise Refused(_("You have no assignment for this instrument at this place."))
    return assignment


def _content_hash(content: Content, round: Round, site: Site) -> str:
    """The hash of the content; key rotation keeps it, to recognise a second arrival.

    Words that were sealed on a tablet are hashed as they are: it seals them once.
    """
    parts = [
        *(content.version.fingerprint, round.code, site.code),
        *(content.answers, content.stopped),
    ]
    if content.words:
        parts.append(asdict(content.words))
    clear = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return sealing.content_hash(clear.encode(), key=settings.DRAFT_KEY)


def _again(
    earlier: Interview,
    content_hash: str,
    content: Content,
    assignment: Assignment,
    draft: Draft | None,
) -> Receipt:
    taken_back = earlier.outcome == Outcome.WITHDRAWN  # and never returns
    same = secrets.compare_digest(earlier.content_hash, content_hash)
    if draft and (taken_back or same):
        remove_finished(draft=draft)
    if taken_back or same:
        return _receipt(earlier, "withdrawn" if taken_back else "already_received")
    _set_aside(earlier, content_hash, content, assignment)
    return _receipt(earlier, "quarantined")


@transaction.atomic
def _set_aside(
    earlier: Interview, content_hash: str, content: Content, assignment: Assignment
) -> None:
    """Store a second version, checked as the first was; its urgent risks are filed.

    A person may have told of a danger in the second version only.
    """
    outcome, coded, sealed = _checked(content, earlier.round, earlier.interview_id)
    for name in URGENT:
        coded.pop(name, None)
    copy = {
        "version": content.version.pk,
        "outcome": outcome,
        "answers": coded,
        "words": asdict(sealed) if sealed else None,
    }
    place = quarantine_place(earlier.interview_id, content_hash)
    _copy, is_new = Quarantine.objects.get_or_create(
        interview_id=earlier.interview_id,
        content_hash=content_hash,
        defaults={
            "round": assignment.primary_unit.round,
            "organisation": assignment.organisation,
            "by": assignment.person,
            "body": sealing.seal(copy, key=settings.DRAFT_KEY, place=place),
        },
    )
    if is_new:
        unit = assignment.primary_unit
        _keep_apart(content, unit.round, unit.site)


def _keep_apart(content: Content, round: Round, site: Site) -> None:
    """Keep urgent risks whatever the outcome: a person who refuses may be in danger."""
    instrument = instrument_of(content.version)
    journey = Journey(instrument, content.answers, today=content.held_on)
    kinds, answer = map(journey.stored().get, URGENT)
    urgent_risks.keep_waiting(round=round, site=site, kinds=kinds, answer=answer)


def _receipt(interview: Interview, state: str) -> Receipt:
    return Receipt(
        reference=interview.receipt,
        content_hash=interview.content_hash,
        received_at=interview.received_at,
        outcome=Outcome(interview.outcome),
        state=state,
    )


def _checked(
    content: Content, round: Round, interview_id: uuid.UUID
) -> tuple[Outcome, Answers, sealing.SealedWords | None]:
    """(outcome, coded answers, sealed words) of an interview as it is stored."""
    if content.words is None:
        outcome, coded, own_words = check_answers(
            content.version,
            content.answers,
            content.stopped,
            today=content.held_on,
            typed=content.typed,
        )
        return outcome, coded, _seal_own_words(round, interview_id, own_words)
    words_from_tablets.check_sealed_words(round, content.words)
    return _check_with_sealed_words(content, content.words)


def _check_with_sealed_words(
    content: Content, words: sealing.SealedWords
) -> tuple[Outcome, Answers, sealing.SealedWords | None]:
    """The journey with a placeholder for each sealed answer, derived again.

    1. A sealed answer is there; whether its text is acceptable was for the tablet.
    2. Questions that are asked because of it, or not, are stored as the tablet sent
       them, if their values are possible. Calculations over it are not stored.
    3. A sealed answer to a question that is not asked is dropped.
    4. Of a stopped interview, what was typed and is no answer is sealed too.
    """
    instrument = instrument_of(content.version)
    clear = _own_words(instrument, content.answers)
    own = [
        key
        for key in words.answers
        if not (content.stopped and key.endswith(TYPED))
        or not instrument.has(split_key(key.removesuffix(TYPED))[0])
    ]
    if clear or not words_from_tablets.are_sealed_questions(instrument, own):
        raise NotFinished(
            _("The tablet sent own words that are not sealed. Call your coordinator."),
            [],
        )
    placeholders = dict.fromkeys(own, words_from_tablets.PLACEHOLDER)
    by_tablet = words_from_tablets.decided_by_words(instrument, own)
    trusted = by_tablet | words_from_tablets.limited_by_words(instrument, own)
    answers = content.answers | placeholders
    journey = Journey(instrument, answers, today=content.held_on)
    outcome = _outcome_if_finished(content, journey)
    if outcome not in WITH_ANSWERS:
        return outcome, {}, None
    problems = [
        problem
        for problem in _hard_problems(journey, content.stopped)
        if problem.question not in words.answers
        and split_key(problem.question)[0] not in trusted
    ]
    problems += identifying_problems(journey)
    if problems:
        raise NotFinished(_("Check the answers marked below."), problems)
    stored = journey.stored(stopped=content.stopped)
    coded = {
        key: value
        for key, value in stored.items()
        if key not in words.answers and split_key(key)[0] not in by_tablet
    }
    coded |= _as_sent(journey, content.answers, by_tablet)
    asked = set(journey.asked_keys())
    sealed = {
        key: text
        for key, text in words.answers.items()
        if key.removesuffix(TYPED) in asked
    }
    return outcome, coded, sealing.SealedWords(sealed, words.layers) if sealed else None


def _as_sent(journey: Journey, answers: Answers, names: Collection[str]) -> Answers:
    """Answers that the tablet alone could decide on, if their values are possible."""
    values = {}
    for key in answers:
        name = split_key(key)[0]
        if name in names and journey.instrument.question(name).answerable:
            try:
                values[key] = journey.answer(key)
            except AnswerProblem:
                continue  # as everywhere, what is not possible is not stored
    return {key: value for key, value in values.items() if value is not None}


def check_answers(
    version: InstrumentVersion,
    answers: Answers,
    stopped: bool,
    *,
    today: date | None = None,
    typed: Mapping[str, list[str]] | None = None,
) -> tuple[Outcome, Answers, Answers]:
    """(outcome, coded answers, own words) of an interview as it arrived.

    today: the day it was held; typed: what was not accepted as an answer. Raises
    NotFinished, with problems by question.
    """
    day = today or timezone.localdate()
    content = Content(version, answers, stopped, None, day)
    instrument = instrument_of(version)
    journey = Journey(instrument, answers, today=day)
    outcome = _outcome_if_finished(content, journey)
    if outcome not in WITH_ANSWERS:
        return outcome, {}, {}
    if stopped:  # nobody corrects anything any more
        return outcome, *_stopped(journey, typed or {})
    problems = _hard_problems(journey, stopped) + identifying_problems(journey)
    if problems:
        raise NotFinished(_("Check the answers marked below."), problems)
    stored = journey.stored()
    own_words = _own_words(instrument, stored)
    coded = {name: v for name, v in stored.items() if name not in own_words}
    return outcome, coded, own_words


def _stopped(
    journey: Journey, typed: Mapping[str, list[str]]
) -> tuple[Answers, Answers]:
    """(coded answers, own words) of an interview that was stopped.

    What was typed and is not possible as an answer is kept with the own words, as it
    was typed; its question counts as not reached.
    """
    impossible = {
        problem.question: journey.answers[problem.question]
        for problem in journey.problems()
        if not problem.soft and problem.question in journey.answers
    }
    answers = {k: v for k, v in journey.answers.items() if k not in impossible}
    possible = Journey(journey.instrument, answers, today=journey.today)
    stored = possible.stored(stopped=True)
    own_words = _own_words(journey.instrument, stored)
    coded = {name: v for name, v in stored.items() if name not in own_words}
    asked = set(journey.asked_keys())
    texts = {key: str(value) for key, value in impossible.items()}
    texts |= {key: ", ".join(raw) for key, raw in typed.items() if key in asked}
    return coded, own_words | {key + TYPED: text for key, text in texts.items()}


def _outcome_if_finished(content: Content, journey: Journey) -> Outcome:
    """The outcome, or NotFinished where nobody was asked for agreement yet."""
    instrument = instrument_of(content.version)
    outcome = outcome_of(instrument, content.answers, stopped=content.stopped)
    if outcome == Outcome.NOT_BEGUN and not (content.stopped or stop_outcome(journey)):
        problems = [problem for problem in journey.problems() if not problem.soft]
        raise NotFinished(_("Ask for agreement before you finish."), problems)
    return outcome


def _hard_problems(journey: Journey, stopped: bool) -> list[Problem]:
    """What must be put right; of a stopped interview, what was not reached may lack."""
    problems = [problem for problem in journey.problems() if not problem.soft]
    if stopped:
        return [problem for problem in problems if problem.code != "required"]
    return problems


def _own_words(instrument: CompiledInstrument, answers: Mapping[str, Any]) -> Answers:
    """The answers that only two custodians may open."""
    return {
        key: value
        for key, value in answers.items()
        if instrument.has(split_key(key)[0])
        and instrument.question(key).sealed
        and not is_state(value)
    }


def outcome_of(
    instrument: CompiledInstrument, answers: Mapping[str, Any], *, stopped: bool
) -> Outcome:
    """The outcome of an interview, from its stop screens and the common questions.

    1. Where a stop screen is shown, the outcome is the one that the instrument gives
       it. The place and the interpreter are checked for instruments without such
       screens too.
    2. A checklist has no respondent who could agree.
    3. Whatever an adult agreed to, a child who is to be asked has to say yes. A child
       who was not asked has not agreed.
    """
    if answers.get("x_place_safe") == "no":
        return Outcome.UNSAFE
    if answers.get("x_interp") in ("staff", "codet"):
        return Outcome.UNSAFE
    journey = Journey(instrument, answers, today=timezone.localdate())
    stops = stop_outcome(journey)
    if stops:
        return stops
    if answers.get("x_consent") == "yes" and answers.get("x_still_ok") == "no":
        return Outcome.TAKEN_BACK
    for name in _agreements(journey):
        if name not in answers:
            return Outcome.NOT_BEGUN
        if answers[name] != "yes":
            return Outcome.REFUSED
    return Outcome.STOPPED if stopped else Outcome.COMPLETE


def stop_outcome(journey: Journey) -> Outcome | None:
    """The outcome that the first stop screen shown gives, or None where none is."""
    shown = (
        Outcome(question.outcome)
        for question in journey.instrument.questions()
        if question.outcome and journey.is_relevant(question.name)
    )
    return next(shown, None)


def _agreements(journey: Journey) -> list[str]:
    """The questions to which somebody has to say yes: an adult, and perhaps a child."""
    instrument = journey.instrument
    asked = ["x_consent"] if instrument.has_respondent else []
    assent = instrument.settings.get("assent", "")
    if instrument.has(assent) and journey.is_relevant(assent):
        asked.append(assent)
    return asked


def _seal_own_words(
    round: Round, interview_id: uuid.UUID, own_words: Answers
) -> sealing.SealedWords | None:
    """Own words sealed to the custodians of the round, two of whom open them."""
    if not own_words:
        return None
    keys = active_keys(round)
    if len(keys) < QUORUM:
        raise Refused(
            _(
                "You cannot finish yet. Your answers are saved. Two custodians must"
                " make keys before we can store people’s own words. Call your"
                " coordinator."
            )
        )
    public = {key.fingerprint: bytes(key.public_key) for key in keys}
    custody = sealing.Custody(round.code, interview_id, 1, public)
    return sealing.seal_words(own_words, custody=custody)


def new_reference() -> str:
    letters = [secrets.choice(RECEIPT_LETTERS) for _position in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])
