"""Encryption of drafts and of answers in people's own words: the only room for it."""

import base64
import binascii
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class KeyProblem(Exception):
    """The key cannot be used; the message says why and what to do."""


class SealBroken(Exception):
    """The ciphertext was altered, moved to another row, or made under another key."""


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def load_key(text: str) -> bytes:
    """The 32 bytes of a base64 key, or KeyProblem."""
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise KeyProblem("The draft key is not base64. Was the file cut?") from None
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"The draft key has {len(key)} bytes and needs {KEY_BYTES}.")
    return key


def seal(document: Any, *, key: str, place: str) -> bytes:
    """AES-256-GCM of a JSON document.

    place: what the ciphertext belongs to, such as "draft:body:<uuid>". It is the
    associated data, so a ciphertext moved to another row does not open.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    clear = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return FORMAT + nonce + AESGCM(load_key(key)).encrypt(nonce, clear, place.encode())


def unseal(sealed: bytes, *, key: str, place: str) -> Any:
    sealed = bytes(sealed)
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        clear = AESGCM(load_key(key)).decrypt(nonce, body, place.encode())
    except (InvalidTag, ValueError):
        raise SealBroken(f"{place} does not open with the draft key.") from None
    return json.loads(clear)
