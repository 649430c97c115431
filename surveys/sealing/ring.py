"""The key ring of the server: one key a line, `id base64`, the first one seals.

The line with the id `hash` seals nothing: it keys the hashes of contents, so that an
interview that arrives again after a rotation still has the hash it had before. A file
with one bare key, as made before there were rings, is a ring of that key alone, and
hashes under it as it always did.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from surveys.sealing.problems import KeyProblem

KEY_BYTES = 32
BARE, HASH = "first", "hash"
KEY_ID = re.compile(r"[a-z0-9-]{1,32}")


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    keys: dict[str, bytes]  # the active key first
    hash_key: bytes

    @property
    def active(self) -> str:
        return next(iter(self.keys))


@lru_cache(maxsize=8)
def load_ring(text: str) -> KeyRing:
    """The keys of a key file, or KeyProblem."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines:
        raise KeyProblem("The draft key file is empty. Put back its copy.")
    if len(lines) == 1 and len(lines[0]) == 1:
        bare = key_of(lines[0][0], "The draft key")
        return KeyRing({BARE: bare}, bare)
    keys: dict[str, bytes] = {}
    for number, line in enumerate(lines, start=1):
        key_id, key = _line(line, number)
        if key_id in keys:
            raise KeyProblem(f'The draft key file names the key "{key_id}" twice.')
        if key_id != HASH and key in [keys[other] for other in keys if other != HASH]:
            raise KeyProblem(f'The key "{key_id}" is the same as another line\'s.')
        keys[key_id] = key
    return _ring(keys)


def _ring(keys: dict[str, bytes]) -> KeyRing:
    hash_key = keys.pop(HASH, None)
    if hash_key is None:
        raise KeyProblem(
            'The draft key file has no line "hash". Was the file cut? Put back its'
            " copy: without that line, interviews sent twice would count twice."
        )
    if not keys:
        raise KeyProblem('The draft key file has no key besides "hash".')
    return KeyRing(keys, hash_key)


def _line(words: list[str], number: int) -> tuple[str, bytes]:
    where = f"Line {number} of the draft key file"
    if len(words) != 2 or not KEY_ID.fullmatch(words[0]):
        raise KeyProblem(
            f"{where} must be an id in small letters and a key. Was the file cut?"
        )
    return words[0], key_of(words[1], where)


def key_of(text: str, where: str) -> bytes:
    """The 32 bytes of a key in base64, or KeyProblem about the place it stands."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KeyProblem(f"{where} is not base64. Was the file cut?") from None
    if len(key) != KEY_BYTES:
        raise KeyProblem(f"{where} has {len(key)} bytes and needs {KEY_BYTES}.")
    return key


def content_hash(content: bytes, *, key: str) -> str:
    """Keyed, so that few possible answers cannot be found by trying them all."""
    keyed = hashlib.blake2b(content, key=load_ring(key).hash_key, digest_size=32)
    return keyed.hexdigest()
