"""Finished interviews as tablets seal them: only the server's private half opens them.

Each key of the ring has a key pair (HPKE, P-256), derived from it and from its id, so
nothing besides the key file needs a copy. The active key's public half goes to tablets;
a record names the key it was sealed to. A key that was rotated out opens records as
long as its line is in the file.
"""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from surveys.sealing.hpke import SUITE, public_key_of
from surveys.sealing.problems import SealBroken
from surveys.sealing.ring import load_ring

RECORD_FORMAT = 1
BLOCK = 4096  # records are padded: their length tells little about an interview
PURPOSE = b"daa finished record key 1 "
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is to be read of a sealed record without opening it."""

    interview_id: uuid.UUID
    key_id: str
    sealed: bytes


@lru_cache(maxsize=16)
def _private_key(key_id: str, key: bytes) -> ec.EllipticCurvePrivateKey:
    """48 derived bytes modulo the order of the curve: no value is more likely."""
    info = PURPOSE + key_id.encode()
    derived = HKDF(hashes.SHA256(), 48, salt=None, info=info).derive(key)
    scalar = int.from_bytes(derived, "big") % (ORDER - 1) + 1
    return ec.derive_private_key(scalar, ec.SECP256R1())


def record_key(ring_text: str) -> tuple[str, bytes]:
    """(key id, public half of 65 bytes) that tablets seal new records to."""
    ring = load_ring(ring_text)
    private = _private_key(ring.active, ring.keys[ring.active])
    point = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return ring.active, point


def record_context(interview_id: uuid.UUID, key_id: str) -> bytes:
    """What a sealed record is bound to; own_words.js writes the same bytes."""
    words = ["daa finished record", RECORD_FORMAT, str(interview_id), key_id]
    return json.dumps(words, separators=(",", ":")).encode()


def read_envelope(text: str) -> Envelope:
    """The envelope of a record as it was sent, or ValueError."""
    envelope = json.loads(text)
    if not isinstance(envelope, dict) or envelope.get("format") != RECORD_FORMAT:
        raise ValueError("no record of a format that is known here")
    named, key_id, sealed = (_text(envelope, name) for name in ("id", "key", "sealed"))
    try:
        content = base64.b64decode(sealed, validate=True)
    except binascii.Error:
        raise ValueError("the sealed part is not base64") from None
    interview_id = uuid.UUID(named)
    if str(interview_id) != named:
        raise ValueError("the id is not written as it was sealed")
    return Envelope(interview_id, key_id, content)


def _text(envelope: dict[str, Any], name: str) -> str:
    value = envelope.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text")
    return value


def open_record(envelope: Envelope, *, key: str) -> Any:
    """The document of a sealed record; SealBroken where no key of the ring opens it."""
    ring = load_ring(key)
    if envelope.key_id not in ring.keys:
        raise SealBroken(f"The key file has no key {envelope.key_id!r}.")
    private = _private_key(envelope.key_id, ring.keys[envelope.key_id])
    context = record_context(envelope.interview_id, envelope.key_id)
    try:
        clear = SUITE.decrypt(envelope.sealed, private, context)
    except (InvalidTag, ValueError):
        raise SealBroken("The record does not open.") from None
    return json.loads(clear)


def seal_record(
    document: Any, *, interview_id: uuid.UUID, key_id: str, public_key: bytes
) -> str:
    """A sealed record as a tablet makes it; the demonstration and benches use it."""
    clear = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    clear += b" " * (-len(clear) % BLOCK)
    context = record_context(interview_id, key_id)
    sealed = SUITE.encrypt(clear, public_key_of(public_key), context)
    envelope = {
        "format": RECORD_FORMAT,
        "id": str(interview_id),
        "key": key_id,
        "sealed": base64.b64encode(sealed).decode(),
    }
    return json.dumps(envelope, separators=(",", ":"))
