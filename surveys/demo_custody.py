"""The two custodians of the demo. Their keys are known to everyone, on purpose."""

import hashlib

from surveys import sealing, services
from surveys.models import Person

CUSTODIANS = ("custodian1@demo.test", "custodian2@demo.test")


def private_key(email):
    """Derived from the address, so that the sign-in page can show it: a demo's key."""
    return hashlib.sha256(f"synthetic key of {email}".encode()).digest()


def recovery_texts():
    return {email: sealing.recovery_text(private_key(email)) for email in CUSTODIANS}


def make_keys(round):
    for email in CUSTODIANS:
        services.register_key(
            round=round,
            public_key=sealing.public_half(private_key(email)),
            by=Person.objects.get(email=email),
        )
