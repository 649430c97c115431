"""What the pages of custodians show: keys, interviews with own words, requests."""

import base64
import uuid

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys import sealing
from surveys.access import custodian_keys_for, openings_for, sealed_interviews_for
from surveys.engine.instrument import split_key
from surveys.instruments import versions
from surveys.instruments.answer_labels import in_language
from surveys.instruments.markup import plain
from surveys.interviews.answer_checks import TYPED
from surveys.sealed_answers import custodian_keys, openings


def encoded(content):
    return base64.b64encode(bytes(content)).decode()


def custody_in(round, person):
    """One round on the page of a custodian."""
    keys = list(custodian_keys_for(person).filter(round=round))
    mine = [key for key in keys if key.person == person and not key.retired_at]
    return {
        "round": round,
        "gaps": custodian_keys.custody_gaps(round),
        "keys": keys,
        "mine": mine[0] if mine else None,
        "openings": openings_for(person).filter(interview__round=round)[:50],
        "example": example_in(round, person) if round.synthetic else None,
    }


def example_in(round, person):
    """The reference of an interview that visitors of the demo may try."""
    interview = sealed_interviews_for(person).filter(round=round).order_by("pk").first()
    return interview and interview.receipt


def interview_named(reference, round, person):
    """The interview with own words of a receipt's reference or an id, or None."""
    reference = reference.strip()
    try:
        named = Q(interview_id=uuid.UUID(reference))
    except ValueError:
        named = Q(receipt=reference.replace("\x00", "").upper())
    mine = sealed_interviews_for(person).filter(round=round)
    return mine.filter(named).order_by("-revision").first()


def sealed_questions(interview):
    """(key, question as it was asked) of what was said in own words."""
    return [(key, question_text(interview, key)) for key in interview.sealed]


def question_text(interview, key):
    instrument = versions.instrument_of(interview.version)
    name, instance = split_key(key.removesuffix(TYPED))
    if not instrument.has(name):
        return key
    label = in_language(
        instrument.question(name).label, get_language(), instrument.default_language
    )[0]
    words = [plain(label) or name, *(f"({number})" for number in instance)]
    if key.endswith(TYPED):
        words.append(_("(as typed; it is no answer to the question)"))
    return " ".join(words)


def ways_into(interview, person):
    """(this person's layer, the other custodians' keys); a key may be retired."""
    keys = {key.fingerprint: key for key in custodian_keys_for(person)}
    sealed_to = [
        keys[fingerprint]
        for fingerprint in interview.sealed_key.layers
        if fingerprint in keys
    ]
    mine = next((key for key in sealed_to if key.person == person), None)
    if mine is None:
        return None, []
    others = [key for key in sealed_to if key.person != person]
    custody = openings.custody_of(interview)
    layer = {
        "key": mine,
        "public_key": encoded(mine.public_key),
        "wrapped": interview.sealed_key.layers[mine.fingerprint],
        "context": sealing.layer_context(custody, "outer", mine.fingerprint).decode(),
    }
    return layer, others
