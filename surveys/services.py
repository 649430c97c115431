"""The only writers of what people said and of how it is asked."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from surveys import media, sealing
from surveys.comparing import Changes, compare
from surveys.engine.instrument import Instrument as Asked
from surveys.engine.instrument import split_key
from surveys.engine.journey import Journey
from surveys.engine.values import is_state
from surveys.models import (
    Assignment,
    Draft,
    Instrument,
    InstrumentVersion,
    Interview,
    LabelMedia,
    Membership,
    Organisation,
    Outcome,
    Person,
    Quarantine,
    Role,
    Round,
    Site,
)

if TYPE_CHECKING:
    from surveys.importing.compiled import Compiled

Answers = dict[str, Any]
CODE, CODE_LENGTH = re.compile(r"[-a-zA-Z0-9_]+"), 50  # of an instrument
RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: read aloud


class Refused(Exception):
    """The act cannot be done; the message tells the person why and what to do."""


class StaleDraft(Refused):
    """The draft was saved elsewhere since the page was opened."""


class NotFinished(Refused):
    """The interview has problems; `problems` lists them by question."""

    def __init__(self, message: str, problems: list[Any]) -> None:
        super().__init__(message)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender keeps as proof: reference, content hash, time, what happened."""

    reference: str
    content_hash: str
    received_at: datetime
    outcome: Outcome
    state: str  # "received", "already_received" or "quarantined"


# -- people and plans ------------------------------------------------------------


@transaction.atomic
def give_role(
    *, person: Person, organisation: Organisation, role: Role, round: Round
) -> Membership:
    """Give a person a role; a person acts for one party only."""
    other = Membership.objects.filter(person=person).exclude(party=organisation.party)
    if other.exists():
        raise Refused(
            _("%(person)s already acts for another party.") % {"person": person}
        )
    membership, _created = Membership.objects.get_or_create(
        person=person,
        organisation=organisation,
        role=role,
        round=round,
        defaults={"party": organisation.party},
    )
    return membership


@transaction.atomic
def close_round(*, round: Round) -> None:
    Round.objects.filter(pk=round.pk).exclude(state=Round.State.CLOSED).update(
        state=Round.State.CLOSED, closed_at=timezone.now()
    )


@transaction.atomic
def open_to_children(*, round: Round, approval: str, partner: str, by: Person) -> None:
    """Unlock the interviews with children of a round: both, or they stay locked."""
    coordinates = Membership.objects.filter(
        person=by, round=round, role=Role.COORDINATOR
    )
    if not coordinates.exists():
        raise Refused(_("Only a coordinator of this round can do this."))
    if not approval.strip() or not partner.strip():
        raise Refused(
            _("Write the number of the ethics approval and the name of the partner.")
        )
    Round.objects.filter(pk=round.pk).update(
        child_ethics_approval=approval.strip(), child_protection_partner=partner.strip()
    )


def _check_gate(version: InstrumentVersion, round: Round) -> None:
    if instrument_of(version).settings.get("gate") != "child":
        return
    if not round.open_to_children:
        raise Refused(
            _(
                "Interviews with children are locked. They open when your coordinator"
                " has entered the ethics approval and the child-protection partner."
            )
        )


# -- instruments -----------------------------------------------------------------


@transaction.atomic
def store_version(
    *,
    compiled: Compiled,
    workbook: bytes,
    source: str,
    by: Person | None = None,
) -> InstrumentVersion:
    """Keep a compiled workbook; the same workbook again is the same version.

    by: the author; None when a command on the server loads it.
    """
    if compiled.instrument is None:
        raise Refused(_("The instrument has problems and was not stored."))
    asked = compiled.instrument
    known = InstrumentVersion.objects.filter(fingerprint=asked.fingerprint).first()
    if known:
        return known
    instrument = _instrument_named(asked.id, source)
    if instrument.versions.filter(version=asked.version).exists():
        raise Refused(
            _(
                "Version %(version)s of %(instrument)s is already stored with other"
                " content. Give the settings sheet a new version."
            )
            % {"version": asked.version, "instrument": asked.id}
        )
    return InstrumentVersion.objects.create(
        instrument=instrument,
        version=asked.version,
        fingerprint=asked.fingerprint,
        compiled=asked.to_json(),
        workbook=workbook,
        written=compiled.written,
        warnings=compiled.warnings,
        loaded_by=by,
    )


def _instrument_named(code: str, source: str) -> Instrument:
    """An instrument keeps its source: figures of two sources are never pooled."""
    if len(code) > CODE_LENGTH or not CODE.fullmatch(code):
        raise Refused(
            _(
                "“%(code)s” cannot be a form_id here. Use up to 50 letters, digits, -"
                " and _ on the settings sheet."
            )
            % {"code": code[:80]}
        )
    instrument, _created = Instrument.objects.get_or_create(
        code=code, defaults={"source": source}
    )
    if instrument.source != source:
        raise Refused(
            _(
                "%(code)s is already an instrument for another group of people"
                " (%(source)s). Give this one another form_id."
            )
            % {"code": code, "source": instrument.get_source_display()}
        )
    return instrument


@transaction.atomic
def keep_media(
    *, version: InstrumentVersion, name: str, content: bytes, by: Person | None = None
) -> None:
    """Keep a picture or a sound that a label names; a published version is closed."""
    wanted = media.named(instrument_of(version))
    if version.state == InstrumentVersion.State.PUBLISHED:
        raise Refused(_("This version is published and does not change any more."))
    if name not in wanted:
        raise Refused(
            _("No label names %(name)s. Named are: %(names)s.")
            % {"name": name[:80], "names": ", ".join(sorted(wanted)) or "–"}
        )
    if len(content) > media.MAX_BYTES:
        raise Refused(_("%(name)s is larger than 1 MB.") % {"name": name})
    found = media.kind_of(content)
    if found is None or found[0] != wanted[name]:
        raise Refused(
            _("%(name)s is neither a picture nor a sound that browsers show.")
            % {"name": name}
        )
    LabelMedia.objects.update_or_create(
        version=version,
        name=name,
        defaults={"content": content, "content_type": found[1]},
    )


def missing_media(version: InstrumentVersion) -> list[str]:
    """Names of the pictures and sounds that a version still needs."""
    kept = set(version.media.values_list("name", flat=True))
    return sorted(media.named(instrument_of(version)).keys() - kept)


@transaction.atomic
def publish_version(
    *,
    version: InstrumentVersion,
    by: Person | None = None,
    changes_accepted: bool = False,
) -> None:
    """Open a version to interviewers. A second person does it, never the loader.

    by: None when a command on the server publishes it.
    """
    if version.state == InstrumentVersion.State.PUBLISHED:
        return
    _check_publisher(version, by)
    asked = instrument_of(version)
    if not asked.has("x_consent") and asked.settings.get("respondent") != "none":
        raise Refused(
            _(
                "The survey sheet has no question x_consent. Agreement comes before"
                " the first question: add the common opening block."
            )
        )
    missing = missing_media(version)
    if missing:
        raise Refused(
            _("Labels name pictures or sounds that are not there yet: %(names)s.")
            % {"names": ", ".join(missing[:20])}
        )
    changes = changes_of(version)
    if changes and changes.must_be_accepted and not changes_accepted:
        raise Refused(
            _(
                "Questions changed their type or lost choices since the version in use."
                " Look at the changes and accept them first."
            )
        )
    InstrumentVersion.objects.filter(
        pk=version.pk, state=InstrumentVersion.State.LOADED
    ).update(
        state=InstrumentVersion.State.PUBLISHED,
        published_at=timezone.now(),
        published_by=by,
    )
    version.refresh_from_db()


def _check_publisher(version: InstrumentVersion, by: Person | None) -> None:
    if by is None:
        return
    if by.pk == version.loaded_by_id:
        raise Refused(
            _("You loaded this version. A second person looks at it and publishes it.")
        )
    roles = (Role.AUTHOR, Role.COORDINATOR)
    if not Membership.objects.filter(person=by, role__in=roles).exists():
        raise Refused(_("An author or a coordinator publishes instruments."))


def previous_version(version: InstrumentVersion) -> InstrumentVersion | None:
    """The version that interviewers had before this one, else the one loaded before."""
    others = version.instrument.versions.exclude(pk=version.pk)
    in_use = others.filter(state=InstrumentVersion.State.PUBLISHED)
    if version.published_at:
        in_use = in_use.filter(published_at__lt=version.published_at)
    return (
        in_use.order_by("-published_at", "-pk").first()
        or others.filter(pk__lt=version.pk).order_by("-pk").first()
    )


def changes_of(version: InstrumentVersion) -> Changes | None:
    """What this version changes, or None for the first of its instrument."""
    earlier = previous_version(version)
    if earlier is None:
        return None
    return compare(
        instrument_of(earlier), instrument_of(version), earlier.written, version.written
    )


_asked: dict[str, Asked] = {}


def instrument_of(version: InstrumentVersion) -> Asked:
    """The compiled instrument of a version, read once per process."""
    if version.fingerprint not in _asked:
        _asked[version.fingerprint] = Asked.from_json(version.compiled)
    return _asked[version.fingerprint]


# -- drafts ----------------------------------------------------------------------


def _draft_place(draft_id: uuid.UUID) -> str:
    return f"draft:body:{draft_id}"


@transaction.atomic
def start_draft(
    *, assignment: Assignment, language: str, by: Person, second_language: str = ""
) -> Draft:
    if assignment.primary_unit.round.state != Round.State.OPEN:
        raise Refused(round_not_open(assignment.primary_unit.round))
    version = (
        assignment.instrument.versions.filter(state=InstrumentVersion.State.PUBLISHED)
        .order_by("-published_at", "-pk")
        .first()
    )
    if version is None:
        raise Refused(_("No version of this instrument has been published yet."))
    _check_gate(version, assignment.primary_unit.round)
    draft_id = uuid.uuid4()
    return Draft.objects.create(
        id=draft_id,
        round=assignment.primary_unit.round,
        primary_unit=assignment.primary_unit,
        version=version,
        organisation=assignment.organisation,
        design_class=assignment.design_class,
        by=by,
        language=language,
        second_language="" if second_language == language else second_language,
        body=_seal_body(draft_id, {}, {}),
    )


def _seal_body(draft_id: uuid.UUID, answers: Answers, unchecked: Answers) -> bytes:
    return sealing.seal(
        {"answers": answers, "unchecked": unchecked},
        key=settings.DRAFT_KEY,
        place=_draft_place(draft_id),
    )


def read_draft(draft: Draft) -> tuple[Answers, Answers]:
    """(answers, unchecked): what was accepted, and raw text that was not yet."""
    body = sealing.unseal(
        bytes(draft.body), key=settings.DRAFT_KEY, place=_draft_place(draft.pk)
    )
    return body["answers"], body["unchecked"]


@transaction.atomic
def save_draft(
    *,
    draft: Draft,
    revision: int,
    answers: Answers,
    unchecked: Answers,
    place: str,
) -> Draft:
    """Save a draft that is still at `revision`, in one statement."""
    saved = Draft.objects.filter(pk=draft.pk, revision=revision).update(
        body=_seal_body(draft.pk, answers, unchecked),
        revision=revision + 1,
        place=place,
        saved_at=timezone.now(),
    )
    if not saved:
        raise StaleDraft(
            _("This interview was changed in another window after this page was open.")
        )
    draft.revision, draft.place = revision + 1, place
    return draft


def set_language(*, draft: Draft, language: str) -> None:
    """Change the language of the questions; the answers stay as they are."""
    Draft.objects.filter(pk=draft.pk).update(language=language)


def set_second_language(*, draft: Draft, language: str) -> None:
    """Show a second language beside the first, or none."""
    Draft.objects.filter(pk=draft.pk).update(second_language=language)


# -- the door --------------------------------------------------------------------


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
) -> Receipt:
    """The only door for interviews, from a form and from a tablet alike.

    Idempotent on interview_id: the same content again answers with the first
    receipt, other content under the same id is put in quarantine. The engine
    derives the journey again; answers to questions that are not asked are dropped;
    text in people's own words is sealed; without consent nothing said is kept.

    Raises Refused when the person may not interview here or the round is not open,
    NotFinished (with problems by question) when answers are missing or impossible.
    """
    assignment = _assignment(by, round, site, version)
    content_hash = _content_hash(version, round, site, answers, stopped)
    earlier = Interview.objects.filter(interview_id=interview_id, revision=1).first()
    if earlier:
        return _again(earlier, content_hash, answers, assignment)
    if round.state != Round.State.OPEN:
        raise Refused(round_not_open(round))
    _check_gate(version, round)
    outcome, coded, own_words = _judge(version, answers, stopped)
    try:
        with transaction.atomic():
            interview = Interview.objects.create(
                interview_id=interview_id,
                version=version,
                round=round,
                primary_unit=assignment.primary_unit,
                organisation=assignment.organisation,
                design_class=assignment.design_class,
                by=by,
                outcome=outcome,
                answers=coded,
                sealed=_seal_own_words(interview_id, own_words),
                content_hash=content_hash,
                receipt=new_reference(),
                held_on=held_on or timezone.localdate(),
            )
            Draft.objects.filter(pk=interview_id, by=by).delete()
    except IntegrityError:  # the same interview arrived at the same moment
        earlier = Interview.objects.get(interview_id=interview_id, revision=1)
        return _again(earlier, content_hash, answers, assignment)
    return _receipt(interview, "received")


def round_not_open(round: Round) -> str:
    if round.state == Round.State.CLOSED:
        return _(
            "This round closed on %(day)s. Your answers are saved here. Ask your"
            " coordinator to reopen the round, then finish."
        ) % {"day": date_format(round.closed_at or timezone.now())}
    return _("This round is not open yet. Ask your coordinator.")


def _assignment(
    by: Person, round: Round, site: Site, version: InstrumentVersion
) -> Assignment:
    found = (
        Assignment.objects.filter(
            person=by,
            primary_unit__round=round,
            primary_unit__site=site,
            instrument=version.instrument_id,
            person__memberships__role=Role.INTERVIEWER,
            person__memberships__round=round,
        )
        .select_related("primary_unit", "organisation")
        .first()
    )
    if found is None or version.state != InstrumentVersion.State.PUBLISHED:
        raise Refused(_("You are not assigned to this instrument at this site."))
    return found


def _content_hash(
    version: InstrumentVersion,
    round: Round,
    site: Site,
    answers: Answers,
    stopped: bool,
) -> str:
    """Keyed, so that few possible answers cannot be found by trying them all."""
    content = [version.fingerprint, round.code, site.code, answers, stopped]
    clear = json.dumps(content, sort_keys=True, separators=(",", ":"))
    key = sealing.load_key(settings.DRAFT_KEY)
    return hashlib.blake2b(clear.encode(), key=key, digest_size=32).hexdigest()


def _again(
    earlier: Interview, content_hash: str, answers: Answers, assignment: Assignment
) -> Receipt:
    if secrets.compare_digest(earlier.content_hash, content_hash):
        Draft.objects.filter(pk=earlier.interview_id, by=assignment.person).delete()
        return _receipt(earlier, "already_received")
    place = f"quarantine:{earlier.interview_id}:{content_hash}"
    Quarantine.objects.get_or_create(
        interview_id=earlier.interview_id,
        content_hash=content_hash,
        defaults={
            "round": assignment.primary_unit.round,
            "organisation": assignment.organisation,
            "by": assignment.person,
            "body": sealing.seal(answers, key=settings.DRAFT_KEY, place=place),
        },
    )
    return _receipt(earlier, "quarantined")


def _receipt(interview: Interview, state: str) -> Receipt:
    return Receipt(
        reference=interview.receipt,
        content_hash=interview.content_hash,
        received_at=interview.received_at,
        outcome=Outcome(interview.outcome),
        state=state,
    )


def _judge(
    version: InstrumentVersion, answers: Answers, stopped: bool
) -> tuple[Outcome, Answers, Answers]:
    """(outcome, coded answers, own words) of an interview as it arrived."""
    asked = instrument_of(version)
    journey = Journey(asked, answers, today=timezone.localdate())
    outcome = outcome_of(answers, stopped=stopped)
    if outcome not in (Outcome.COMPLETE, Outcome.STOPPED):
        return outcome, {}, {}
    problems = [problem for problem in journey.problems() if not problem.soft]
    if stopped:  # what was not reached cannot be missing
        problems = [problem for problem in problems if problem.code != "required"]
    if problems:
        raise NotFinished(_("Some answers need another look."), problems)
    stored = journey.stored(stopped=stopped)
    own_words = {
        key: value
        for key, value in stored.items()
        if asked.has(split_key(key)[0])
        and asked.question(key).sealed
        and not is_state(value)
    }
    coded = {name: v for name, v in stored.items() if name not in own_words}
    return outcome, coded, own_words


def outcome_of(answers: Mapping[str, Any], *, stopped: bool) -> Outcome:
    """What an interview came to, from the common opening and closing block."""
    if answers.get("x_place_safe") == "no":
        return Outcome.UNSAFE
    if answers.get("x_interp") in ("staff", "codet"):
        return Outcome.UNSAFE
    if answers.get("x_consent") != "yes":
        return Outcome.REFUSED
    if answers.get("x_still_ok") == "no":
        return Outcome.TAKEN_BACK
    return Outcome.STOPPED if stopped else Outcome.COMPLETE


def _seal_own_words(interview_id: uuid.UUID, own_words: Answers) -> bytes | None:
    if not own_words:
        return None
    return sealing.seal(
        own_words, key=settings.DRAFT_KEY, place=f"interview:sealed:{interview_id}:1"
    )


def new_reference() -> str:
    letters = [secrets.choice(RECEIPT_LETTERS) for _position in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


@transaction.atomic
def erase_draft(*, draft: Draft) -> None:
    """Erase an open interview and all that was typed."""
    draft.delete()
