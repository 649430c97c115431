"""Writers of open interviews."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from surveys import sealing
from surveys.engine.defaults import answers_at_start
from surveys.engine.journey import Journey
from surveys.exceptions import Refused, StaleDraft
from surveys.fieldwork.safeguards import check_load, check_site, suspension_of
from surveys.instruments.first_answers import first_answers
from surveys.instruments.versions import instrument_of, newest_version
from surveys.models import (
    Assignment,
    Draft,
    InstrumentVersion,
    Person,
    Round,
)
from surveys.sealing.sealed_columns import draft_place

Answers = dict[str, Any]


@transaction.atomic
def start_draft(
    *, assignment: Assignment, language: str, by: Person, second_language: str = ""
) -> Draft:
    if assignment.primary_unit.round.state != Round.State.OPEN:
        raise Refused(round_not_open(assignment.primary_unit.round))
    version = newest_version(assignment.primary_unit.round, assignment.instrument_id)
    if version is None:
        raise Refused(_("No version of this instrument is published in this round."))
    check_gate(version, assignment.primary_unit.round)
    check_site(assignment.primary_unit.round, assignment.primary_unit.site)
    check_load(assignment.primary_unit.round, by)
    return new_draft(
        round=assignment.primary_unit.round,
        primary_unit=assignment.primary_unit,
        version=version,
        organisation=assignment.organisation,
        design_class=assignment.design_class,
        by=by,
        language=language,
        second_language=second_language,
        selection=assignment.selection,
    )


def new_draft(
    *, language: str, second_language: str, selection: str = "", **columns: Any
) -> Draft:
    """An open interview with the answers that it begins with."""
    draft = Draft(
        id=uuid.uuid4(),
        language=language,
        second_language="" if second_language == language else second_language,
        **columns,
    )
    known = first_answers(draft.version, draft.round, selection=selection)
    answers = answers_at_start(
        instrument_of(draft.version), known, partial(journey_for, draft)
    )
    draft.body = _seal_body(
        draft.pk, answers=answers, unchecked={}, screen="", breaks={}
    )
    draft.save(force_insert=True)
    return draft


def journey_for(draft: Draft, answers: Mapping[str, Any]) -> Journey:
    """The journey of an open interview through these answers, today."""
    instrument, number = instrument_of(draft.version), str(draft.pk)
    return Journey(instrument, answers, today=timezone.localdate(), seed=number)


def is_suspended(draft: Draft) -> bool:
    """Whether interviews at the place of a draft are suspended; practice never is."""
    place = draft.primary_unit
    return place is not None and suspension_of(draft.round, place.site) is not None


def _seal_body(draft_id: uuid.UUID, **body: Any) -> bytes:
    """answers, unchecked, screen and breaks of a draft, as one ciphertext."""
    return sealing.seal(body, key=settings.DRAFT_KEY, place=draft_place(draft_id))


def read_draft(draft: Draft) -> tuple[Answers, Answers]:
    """(answers, unchecked): what was accepted, and raw text that was not yet."""
    body = _body(draft)
    return body["answers"], body["unchecked"]


def last_screen(draft: Draft) -> str:
    """The screen that was saved last, or "" before the first one."""
    return str(_body(draft)["screen"])


def breaks_of(draft: Draft) -> dict[str, Any]:
    """seconds: all breaks that have ended; since: when one began that goes on."""
    breaks: dict[str, Any] = _body(draft).get("breaks", {})
    return breaks


def seconds_used(draft: Draft) -> float:
    """Since a draft was begun, without breaks; below 0 where the clock went back."""
    breaks = breaks_of(draft)
    now = timezone.now()
    end = datetime.fromisoformat(breaks["since"]) if "since" in breaks else now
    in_breaks: float = breaks.get("seconds", 0)
    return (min(end, now) - draft.started_at).total_seconds() - in_breaks


@transaction.atomic
def begin_break(*, draft: Draft) -> None:
    """Stop the clock of an interview, unless it stands already."""
    breaks = breaks_of(draft)
    if "since" not in breaks:
        _write_breaks(draft, breaks | {"since": timezone.now().isoformat()})


@transaction.atomic
def end_break(*, draft: Draft) -> None:
    """Let the clock of an interview run again."""
    breaks = breaks_of(draft)
    if "since" in breaks:
        lasted = timezone.now() - datetime.fromisoformat(breaks["since"])
        seconds = breaks.get("seconds", 0) + max(0, int(lasted.total_seconds()))
        _write_breaks(draft, {"seconds": seconds})


def _write_breaks(draft: Draft, breaks: dict[str, Any]) -> None:
    """The revision stays: no page that is open holds anything of a break."""
    body = _seal_body(draft.pk, **(_body(draft) | {"breaks": breaks}))
    saved = Draft.objects.filter(pk=draft.pk, revision=draft.revision).update(body=body)
    if saved:
        draft.body = body


def _body(draft: Draft) -> dict[str, Any]:
    body: dict[str, Any] = sealing.unseal(
        bytes(draft.body), key=settings.DRAFT_KEY, place=draft_place(draft.pk)
    )
    return body


@transaction.atomic
def save_draft(
    *,
    draft: Draft,
    revision: int,
    answers: Answers,
    unchecked: Answers,
    place: str,
) -> Draft:
    """Save a draft that is still at `revision`, in one statement.

    place: the screen. It is sealed too: how far somebody came says what was asked.
    """
    body = _seal_body(
        draft.pk,
        answers=answers,
        unchecked=unchecked,
        screen=place,
        breaks=breaks_of(draft),
    )
    saved = Draft.objects.filter(pk=draft.pk, revision=revision).update(
        body=body, revision=revision + 1, saved_at=timezone.now()
    )
    if not saved:
        raise StaleDraft(
            _(
                "This interview was changed in another window after you opened this"
                " page."
            )
        )
    draft.revision, draft.body = revision + 1, body
    return draft


def set_language(*, draft: Draft, language: str) -> None:
    """Change the language of the questions; the answers stay as they are."""
    second_language = draft.second_language
    if second_language == language:  # the two change places
        second_language = draft.language
    Draft.objects.filter(pk=draft.pk).update(
        language=language, second_language=second_language
    )


def set_second_language(*, draft: Draft, language: str) -> None:
    """Show a second language beside the first, or none."""
    Draft.objects.filter(pk=draft.pk).update(second_language=language)


def round_not_open(round: Round) -> str:
    if round.state == Round.State.CLOSED:
        return _(
            "This round closed on %(day)s. Your answers are saved here. Ask your"
            " coordinator to reopen the round, then finish."
        ) % {"day": date_format(round.closed_at or timezone.now())}
    return _("This round is not open yet. Ask your coordinator.")


def check_gate(version: InstrumentVersion, round: Round) -> None:
    gate = instrument_of(version).settings.get("gate")
    if gate == "clinical" and not round.clinical_approval:
        raise Refused(
            _(
                "This instrument is locked because it has clinical scales. It opens"
                " when their approval is recorded."
            )
        )
    if gate == "child" and not round.open_to_children:
        raise Refused(
            _(
                "Interviews with children are locked. They open when your coordinator"
                " has entered the ethics approval and the child-protection partner."
            )
        )


@transaction.atomic
def remove_finished(*, draft: Draft) -> None:
    """Remove a draft that is in an interview now, unless it was saved after `draft`."""
    removed, _tables = Draft.objects.filter(
        pk=draft.pk, revision=draft.revision
    ).delete()
    if not removed:
        raise StaleDraft(
            _(
                "This interview was changed in another window while you finished it."
                " It is not finished. Check the answers, then finish again."
            )
        )


@transaction.atomic
def erase_draft(*, draft: Draft) -> None:
    """Erase an open interview and all that was typed."""
    draft.delete()
