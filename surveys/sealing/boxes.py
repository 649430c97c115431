"""What the server seals for itself and may open again: drafts, quarantine, parcels."""

import base64
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from surveys.sealing.problems import SealBroken
from surveys.sealing.ring import KEY_BYTES, load_ring

FORMAT = 2  # version byte, length of the key's id, the id, nonce, body
BEFORE_RINGS = 1  # version byte, nonce, body
NONCE_BYTES = 12


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def seal(document: Any, *, key: str, place: str) -> bytes:
    """AES-256-GCM of a JSON document under the active key of a ring.

    key: the text of the key file. place: what the ciphertext belongs to, as
    "table:field:uuid". Place and key id are the associated data, so a ciphertext
    that was moved to another row or given another key's name does not open.
    """
    ring = load_ring(key)
    nonce = secrets.token_bytes(NONCE_BYTES)
    clear = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    head = _head(ring.active)
    body = AESGCM(ring.keys[ring.active]).encrypt(nonce, clear, head + place.encode())
    return head + nonce + body


def unseal(sealed: bytes, *, key: str, place: str) -> Any:
    """The document, under whichever key of the ring it was sealed, or SealBroken."""
    for candidate, bound, rest in _readings(bytes(sealed), load_ring(key).keys):
        nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            clear = AESGCM(candidate).decrypt(nonce, body, bound + place.encode())
        except (InvalidTag, ValueError):
            continue
        return json.loads(clear)
    raise SealBroken(f"{place} does not open with the draft key.")


def is_under(sealed: bytes, key_id: str) -> bool:
    """Whether a ciphertext says that it was sealed under this key."""
    return bytes(sealed).startswith(_head(key_id))


def _head(key_id: str) -> bytes:
    return bytes((FORMAT, len(key_id))) + key_id.encode()


def _readings(
    sealed: bytes, keys: dict[str, bytes]
) -> list[tuple[bytes, bytes, bytes]]:
    """(key, what is bound besides the place, nonce and body) to be tried."""
    named = [key_id for key_id in keys if is_under(sealed, key_id)]
    readings = [
        (keys[key_id], _head(key_id), sealed[len(_head(key_id)) :]) for key_id in named
    ]
    if sealed[:1] == bytes((BEFORE_RINGS,)):  # names no key
        readings += [(key, b"", sealed[1:]) for key in keys.values()]
    return readings
