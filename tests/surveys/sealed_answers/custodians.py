"""What custodians do with their private keys, in Python: no server code can."""

import base64
import json
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from surveys import sealing
from surveys.demo.custodians import CUSTODIANS, private_key
from surveys.sealing.hpke import SUITE


@dataclass(frozen=True)
class Custodian:
    private: bytes

    @property
    def public(self):
        return sealing.public_half(self.private)

    @property
    def fingerprint(self):
        return sealing.fingerprint_of(self.public)

    def peel(self, wrapped, context):
        number = int.from_bytes(self.private, "big")
        key = ec.derive_private_key(number, ec.SECP256R1())
        return SUITE.decrypt(wrapped, key, context)


def of_the_demo():
    return [Custodian(private_key(email)) for email in CUSTODIANS]


def new_custodian():
    key = ec.generate_private_key(ec.SECP256R1())
    return Custodian(key.private_numbers().private_value.to_bytes(32, "big"))


def halves_in(layers, custody, custodian):
    """Fingerprint → inner layer: everything that one custodian lays bare alone."""
    context = sealing.layer_context(custody, "outer", custodian.fingerprint)
    peeled = custodian.peel(base64.b64decode(layers[custodian.fingerprint]), context)
    return {
        fingerprint: base64.b64decode(half)
        for fingerprint, half in json.loads(peeled).items()
    }


def half_for(layers, custody, first, second):
    """What the first one's browser lays bare for the second."""
    return halves_in(layers, custody, first)[second.fingerprint]


def interview_key(layers, custody, first, second):
    """Both layers, one after the other."""
    half = half_for(layers, custody, first, second)
    context = sealing.layer_context(custody, "inner", second.fingerprint)
    return second.peel(half, context)


def open_answer(key, sealed, context):
    content = base64.b64decode(sealed)
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=context).derive(key)
    return json.loads(AESGCM(derived).decrypt(content[:12], content[12:], context))


def own_words(interview, custody):
    """Everything that was said in own words, as the demo's two custodians read it."""
    key = interview_key(interview.sealed_key.layers, custody, *of_the_demo())
    return {
        name: open_answer(key, sealed, sealing.answer_context(custody, name))
        for name, sealed in interview.sealed.items()
    }
