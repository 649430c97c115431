"""Second versions of an interview that were set aside: which one counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys import audit, sealing
from surveys.access import copies_for
from surveys.engine.instrument import Instrument, split_key
from surveys.engine.journey import Journey
from surveys.exceptions import Refused
from surveys.instruments.answer_labels import as_text, in_language
from surveys.instruments.markup import plain
from surveys.instruments.versions import instrument_of
from surveys.interviews import row_hashes
from surveys.interviews.answer_checks import URGENT, outcome_of
from surveys.models import (
    Act,
    InstrumentVersion,
    Interview,
    Opening,
    Outcome,
    Person,
    Quarantine,
    SealedKey,
)
from surveys.models.interviews import WITH_ANSWERS
from surveys.sealing.sealed_columns import quarantine_place


@dataclass(frozen=True, slots=True)
class Difference:
    """One question to which the two versions have other answers; "" for not asked."""

    question: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """same: questions with the same answer in both. words: whether one of them holds
    people's own words, which are sealed and not compared."""

    differences: list[Difference]
    same: int
    words: bool


def read_copy(copy: Quarantine) -> dict[str, Any]:
    """version, outcome, answers and sealed words of a version that was set aside."""
    place = quarantine_place(copy.interview_id, copy.content_hash)
    body: dict[str, Any] = sealing.unseal(
        bytes(copy.body), key=settings.DRAFT_KEY, place=place
    )
    return body if "version" in body else _checked(copy, body)


def _checked(copy: Quarantine, body: dict[str, Any]) -> dict[str, Any]:
    """A version that was set aside before such versions were checked at the door."""
    version = interview_of(copy).version
    instrument = instrument_of(version)
    day, number = copy.received_at.date(), str(copy.interview_id)
    journey = Journey(instrument, body["answers"], today=day, seed=number)
    outcome = outcome_of(journey, stopped=False)
    if outcome not in WITH_ANSWERS:
        return {"version": version.pk, "outcome": outcome, "answers": {}, "words": None}
    sealed = body["words"]["answers"] if body["words"] else {}
    return {
        "version": version.pk,
        "outcome": outcome,
        "answers": {
            name: answer
            for name, answer in journey.stored(stopped=False).items()
            if name not in sealed and name not in URGENT
        },
        "words": body["words"],
    }


def interview_of(copy: Quarantine) -> Interview:
    """The interview that counts."""
    return Interview.objects.select_related(
        "version__instrument", "round", "primary_unit__site"
    ).get(interview_id=copy.interview_id, revision=1)


def compare(copy: Quarantine) -> Comparison:
    """The first and the second version, question by question, in words.

    Whichever of the two counts at present: once they changed places, `copy` holds the
    first.
    """
    interview, body = interview_of(copy), read_copy(copy)
    aside = InstrumentVersion.objects.get(pk=body["version"])
    counting = instrument_of(interview.version), interview.answers
    set_aside = instrument_of(aside), body["answers"]
    swapped = copy.settled == Quarantine.Settled.REPLACED
    first, second = (set_aside, counting) if swapped else (counting, set_aside)
    keys = [key for key in first[1] if first[0].has(split_key(key)[0])]
    keys += [
        key
        for key in second[1]
        if key not in first[1] and second[0].has(split_key(key)[0])
    ]
    differences = [
        Difference(_label(first[0], second[0], key), *texts)
        for key in keys
        if len(set(texts := (_text(*first, key), _text(*second, key)))) > 1
    ]
    words = bool(interview.sealed or body["words"])
    return Comparison(differences, len(keys) - len(differences), words)


def _label(first: Instrument, second: Instrument, key: str) -> str:
    instrument = first if first.has(split_key(key)[0]) else second
    question = instrument.question(key)
    label = in_language(question.label, get_language(), instrument.default_language)[0]
    return plain(label) or question.name


def _text(instrument: Instrument, answers: dict[str, Any], key: str) -> str:
    if key not in answers or not instrument.has(split_key(key)[0]):
        return _("Not asked")
    question = instrument.question(key)
    language = get_language() or instrument.default_language
    return str(as_text(answers[key], question, language, instrument.default_language))


@transaction.atomic
def settle(*, copy: Quarantine, settled: str, why: str, by: Person) -> None:
    """Keep the first version, or put the second in its place; both stay stored.

    What is set aside is sealed under the server's key and deleted with the round.
    """
    copy = Quarantine.objects.select_for_update().get(pk=copy.pk)
    if not copies_for(by).contains(copy):
        raise Refused(_("You cannot decide about this interview."))
    if copy.settled:
        raise Refused(_("Somebody else has decided this already. Look at it again."))
    if settled == Quarantine.Settled.REPLACED:
        _change_places(copy)
    copy.settled, copy.why = settled, why
    copy.settled_by, copy.settled_at = by, timezone.now()
    copy.save()
    audit.record(
        Act.COPY_SETTLED,
        by=by,
        round=copy.round,
        about=f"interview:{copy.interview_id}",
        detail={"counts": settled, "why": why},
    )


def _change_places(copy: Quarantine) -> None:
    """The version set aside becomes the interview, and the interview is set aside."""
    interview = Interview.objects.select_for_update().get(
        interview_id=copy.interview_id, revision=1
    )
    if interview.outcome == Outcome.WITHDRAWN:
        raise Refused(_("This interview was withdrawn. Nothing of it is stored."))
    asked = Opening.objects.filter(interview=interview, opened_at__isnull=True)
    if asked.filter(refused_at__isnull=True, expires_at__gt=timezone.now()).exists():
        raise Refused(
            _(
                "Custodians are opening an answer of this interview. Decide when they"
                " are done, within a day."
            )
        )
    body = read_copy(copy)
    first = {
        "version": interview.version_id,
        "outcome": interview.outcome,
        "answers": interview.answers,
        "words": _words_of(interview),
    }
    new_hash, copy.content_hash = copy.content_hash, interview.content_hash
    place = quarantine_place(copy.interview_id, copy.content_hash)
    copy.body = sealing.seal(first, key=settings.DRAFT_KEY, place=place)
    words = body["words"]
    rows = Interview.objects.filter(pk=interview.pk)
    rows.update(
        version=body["version"],
        outcome=body["outcome"],
        answers=body["answers"],
        sealed=words["answers"] if words else None,
        sealed_format=sealing.WORDS_FORMAT if words else None,
        content_hash=new_hash,
    )
    SealedKey.objects.filter(interview=interview).delete()
    if words:
        SealedKey.objects.create(interview=interview, layers=words["layers"])
    row_hashes.write_hashes(rows)


def _words_of(interview: Interview) -> dict[str, Any] | None:
    key = SealedKey.objects.filter(interview=interview).first()
    if key is None or interview.sealed is None:
        return None
    return {"answers": interview.sealed, "layers": key.layers}
