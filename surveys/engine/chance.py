"""Numbers and marks that are drawn by lot, the same in Python and JavaScript.

The lot is the interview's own number (a random UUID) with the place of the draw, so
that it needs no storing and can be checked. It is even, not secret: whoever knows the
interview's number can draw again.
"""

from __future__ import annotations

import math
import uuid

WORD = 0xFFFFFFFF
STARTS = (0x811C9DC5, 0x9747B28C, 0x3C6EF372, 0xA54FF53A)


def random_number(seed: str, place: str) -> float:
    """From 0 up to and without 1; blank (NaN) where no interview is known."""
    return spread(f"{seed}/{place}", STARTS[0]) / 2**32 if seed else math.nan


def random_uuid(seed: str, place: str) -> str:
    """A UUID of version 4; blank where no interview is known."""
    if not seed:
        return ""
    words = [f"{spread(f'{seed}/{place}', start):08x}" for start in STARTS]
    return str(uuid.UUID("".join(words), version=4))


def spread(text: str, start: int) -> int:
    """32 bits of an ASCII text: FNV-1a, then the last steps of MurmurHash3.

    Source: Fowler, Noll, Vo, RFC 9923; Appleby, MurmurHash3 (fmix32).
    """
    bits = start
    for letter in text:
        bits = ((bits ^ ord(letter)) * 0x01000193) & WORD
    bits = ((bits ^ bits >> 16) * 0x85EBCA6B) & WORD
    bits = ((bits ^ bits >> 13) * 0xC2B2AE35) & WORD
    return bits ^ bits >> 16
