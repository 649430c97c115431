"""A tablet in Python: it registers, seals what it finished, and sends it."""

import json
import random
import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from surveys import sealing
from surveys.demo.answers import walk
from surveys.instruments import versions
from surveys.models import Assignment, Device, Person
from surveys.sealed_answers.custodian_keys import active_keys

QUESTION = "m_priority"
WORDS = "canary-3311 a lawyer, and a phone"
PROOF = "0123456789abcdef" * 2


@dataclass
class Tablet:
    """client: signed in as the tablet's person."""

    client: object
    person: Person
    device: Device = field(init=False)

    def __post_init__(self):
        answer = self.post("tablet-register", {"name": "Tablet 7"})
        assert answer.status_code == 200, answer.content
        self.device = Device.objects.get(pk=answer.json()["device"])

    def post(self, name, document):
        return self.client.post(
            reverse(name), json.dumps(document), content_type="application/json"
        )

    def send(self, *records, **told):
        """The answer of the server to a batch."""
        document = {"device": str(self.device.pk), "records": list(records), **told}
        return self.post("tablet-sync", document)

    def outcomes(self, *records):
        return self.send(*records).json()["outcomes"]

    def get(self, name, **headers):
        return self.client.get(
            reverse(name), {"device": str(self.device.pk)}, headers=headers
        )

    def document(self, *, words=WORDS, code="migrant", **changes):
        """A whole interview of the tablet's person, before it is sealed."""
        return (
            document_of(self.person, self.device.pk, words=words, code=code) | changes
        )

    def record(self, document=None, **changes):
        return sealed(document or self.document(**changes))


def document_of(person, device, *, words=WORDS, code="migrant", seed=4):
    assignment = Assignment.objects.filter(person=person, instrument__code=code).first()
    round = assignment.primary_unit.round
    version = assignment.instrument.versions.get()
    instrument = versions.instrument_of(version)
    answers = walk(instrument, random.Random(seed), 0.0, today=timezone.localdate())
    own_words = {
        key: answers.pop(key)
        for key in list(answers)
        if instrument.has(key) and instrument.question(key).sealed
    }
    interview_id = uuid.uuid4()
    if words:
        own_words = {QUESTION: words}
    return {
        "format": 1,
        "interview_id": str(interview_id),
        "device": str(device),
        "version": version.fingerprint,
        "round": round.code,
        "site": assignment.primary_unit.site.code,
        "answers": answers,
        "words": words_of(round, interview_id, own_words) if own_words else None,
        "stopped": False,
        "held_on": timezone.localdate().isoformat(),
        "minutes": 47,
        "language": "en",
        "terms": {
            "withdrawal_until": str(round.withdrawal_until),
            "retention_until": str(round.retention_until),
        },
        "proof": PROOF,
    }


def words_of(round, interview_id, own_words, keys=None):
    public = keys or {k.fingerprint: bytes(k.public_key) for k in active_keys(round)}
    custody = sealing.Custody(round.code, interview_id, 1, public)
    words = sealing.seal_words(own_words, custody=custody)
    return {"answers": words.answers, "layers": words.layers}


def sealed(document, key=None):
    """The text that a tablet stores and sends."""
    key_id, public_key = sealing.record_key(key or settings.DRAFT_KEY)
    return sealing.seal_record(
        document,
        interview_id=uuid.UUID(document["interview_id"]),
        key_id=key_id,
        public_key=public_key,
    )
