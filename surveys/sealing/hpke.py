"""What people said in their own words, sealed so that the server cannot open it.

Each interview gets a key of its own. Each answer is AES-256-GCM under a key derived
from it and from the answer's name, so one answer can be served alone. The interview's
key is wrapped twice with HPKE (RFC 9180): the outer layer opens for one custodian and
holds the inner layers of the others, so any two open it together, in either order, and
nobody alone. Afterwards the server forgets the key. Nothing here can open.
"""

import base64
import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from surveys.sealing.problems import KeyProblem

WORDS_FORMAT = 2  # 1 was sealed under the server's own key; no row of it may be written
NONCE_BYTES = 12
BLOCK = 128  # answers are padded, or "yes" and a story differ by their length
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class Custody:
    """One interview and the public keys that it is sealed to, by fingerprint."""

    round: str
    interview_id: uuid.UUID
    revision: int
    keys: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class SealedWords:
    answers: dict[str, str]  # question → nonce and ciphertext, base64
    layers: dict[str, str]  # fingerprint → that custodian's outer layer, base64


def public_key_of(raw: bytes) -> ec.EllipticCurvePublicKey:
    """The P-256 key of 65 uncompressed bytes, or KeyProblem."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        raise KeyProblem("These bytes are no public key on the curve P-256.") from None


def fingerprint_of(raw: bytes) -> str:
    """What two people compare by eye: 16 hexadecimal digits of the key's SHA-256."""
    point = public_key_of(raw).public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return hashlib.sha256(point).hexdigest()[:16]


def seal_words(words: dict[str, Any], *, custody: Custody) -> SealedWords:
    key = secrets.token_bytes(32)
    return SealedWords(
        answers={
            name: _base64(_seal_answer(key, value, answer_context(custody, name)))
            for name, value in words.items()
        },
        layers=_wrap(key, custody),
    )


def _seal_answer(key: bytes, value: Any, context: bytes) -> bytes:
    clear = _json(value)
    clear += b" " * (-len(clear) % BLOCK)  # JSON allows blanks at its end
    nonce = secrets.token_bytes(NONCE_BYTES)
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=context).derive(key)
    return nonce + AESGCM(derived).encrypt(nonce, clear, context)


def _wrap(key: bytes, custody: Custody) -> dict[str, str]:
    """One outer layer a custodian; in it lie the inner layers of all the others."""
    public = {
        fingerprint: public_key_of(raw) for fingerprint, raw in custody.keys.items()
    }
    inner = {
        fingerprint: SUITE.encrypt(
            key, theirs, layer_context(custody, "inner", fingerprint)
        )
        for fingerprint, theirs in public.items()
    }
    outer = {
        fingerprint: SUITE.encrypt(
            _json(
                {
                    other: _base64(inner[other])
                    for other in inner
                    if other != fingerprint
                }
            ),
            theirs,
            layer_context(custody, "outer", fingerprint),
        )
        for fingerprint, theirs in public.items()
    }
    return {fingerprint: _base64(layer) for fingerprint, layer in outer.items()}


def answer_context(custody: Custody, name: str) -> bytes:
    return _context("answer", custody, name)


def layer_context(custody: Custody, layer: str, fingerprint: str) -> bytes:
    """What a layer is bound to: whose it is, and all who are custodians with them."""
    return _context(f"{layer} key", custody, [fingerprint, *sorted(custody.keys)])


def _context(what: str, custody: Custody, detail: Any) -> bytes:
    interview = [custody.round, str(custody.interview_id), custody.revision]
    return _json([f"daa {what} {WORDS_FORMAT}", *interview, detail])


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
