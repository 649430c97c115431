"""The two custodians of the demo. Their keys are known to everyone, on purpose."""

import hashlib

from surveys import sealing
from surveys.models import Person
from surveys.sealed_answers import custodian_keys

WORDS, EVERY = "m_priority", 5  # the question, and how many interviews answer it
SENTENCES = (
    "Synthetic: a lawyer who speaks my language, in the first week.",
    "Synthétique : qu’on me dise chaque mois où en est mon dossier.",
    "Synthetic: a telephone in the evening, when my family is at home.",
)
CUSTODIANS = ("custodian1@demo.test", "custodian2@demo.test")


def private_key(email, of_round=""):
    """Derived from the address, so that the sign-in page can show it: a demo's key.

    of_round: what tells apart the keys of another round.
    """
    return hashlib.sha256(f"synthetic key of {email}{of_round}".encode()).digest()


def recovery_texts():
    return {email: sealing.recovery_text(private_key(email)) for email in CUSTODIANS}


def in_own_words(answers, index):
    """The answers, in every fifth interview with a sentence for the custodians."""
    if index % EVERY or WORDS not in answers:
        return answers
    return answers | {WORDS: SENTENCES[index // EVERY % len(SENTENCES)]}


def make_keys(round, of_round=""):
    """Both custodians make a key, and the review body confirms it."""
    reviewer = Person.objects.get(email="reviewer@demo.test")
    for email in CUSTODIANS:
        key = custodian_keys.register_key(
            round=round,
            public_key=sealing.public_half(private_key(email, of_round)),
            by=Person.objects.get(email=email),
        )
        custodian_keys.confirm_key(key=key, check_code=key.fingerprint, by=reviewer)
