"""A long file sealed in chunks, so that it is never in memory all at once.

Every file has a key of its own: HKDF-SHA256 of the key file's key and of a random salt
that the file begins with. Chunk n is AES-256-GCM under the nonce n. Head, salt, n and
whether it is the last chunk are the associated data. So no chunk can be altered, left
out, moved or brought from another file, and the end can be neither cut nor extended
(the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from surveys.sealing.problems import SealBroken

CHUNK = 64 * 1024  # bytes of clear text
SALT_BYTES, TAG_BYTES, NONCE_BYTES = 32, 16, 12
PURPOSE = b"daa stream 1"


def seal_stream(clear: Iterable[bytes], *, key: bytes, head: bytes) -> Iterator[bytes]:
    """Salt and sealed chunks. head: what stands before them in clear, bound to them."""
    salt = secrets.token_bytes(SALT_BYTES)
    yield salt
    cipher = _cipher(key, salt)
    for number, (chunk, is_last) in enumerate(_chunks(clear)):
        bound = _bound(head + salt, number, is_last)
        yield cipher.encrypt(_nonce(number), chunk, bound)


def unseal_stream(file: BinaryIO, *, key: bytes, head: bytes) -> Iterator[bytes]:
    """The clear chunks of a file that was read up to its salt.

    Raises SealBroken at the first chunk that is not as it was sealed. What came before
    is genuine, but the file is complete only when the last chunk was yielded.
    """
    salt = file.read(SALT_BYTES)
    cipher = _cipher(key, salt)
    number, sealed = 0, file.read(CHUNK + TAG_BYTES)
    while True:
        following = file.read(CHUNK + TAG_BYTES)
        bound = _bound(head + salt, number, not following)
        try:
            yield cipher.decrypt(_nonce(number), sealed, bound)
        except InvalidTag:
            raise SealBroken(f"Chunk {number} does not open.") from None
        if not following:
            return
        number, sealed = number + 1, following


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=salt, info=PURPOSE).derive(key))


def _chunks(clear: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """(chunk, whether it is the last one)"""
    waiting = bytearray()
    for part in clear:
        waiting += part
        while len(waiting) > CHUNK:
            yield bytes(waiting[:CHUNK]), False
            del waiting[:CHUNK]
    yield bytes(waiting), True


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "big")


def _bound(before: bytes, number: int, is_last: bool) -> bytes:
    return before + number.to_bytes(8, "big") + bytes([is_last])
