"""A private key as text that people can print and type: 13 groups of 5 characters.

The alphabet has no I, L, O or U. Four characters of a group carry the key, the fifth
checks them: in GF(32), Σ αᵏ·cₖ plus the group's number, so every wrong character, every
two that changed places and every group in another's place is found, in its own group.
static/surveys/recovery.js is the twin.
"""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY_BYTES, GROUPS, CARRIED = 32, 13, 4


def recovery_text(key: bytes) -> str:
    number = int.from_bytes(key, "big") << (GROUPS * CARRIED * 5 - KEY_BYTES * 8)
    codes = [
        number >> 5 * position & 31 for position in reversed(range(GROUPS * CARRIED))
    ]
    groups = [codes[start : start + CARRIED] for start in range(0, len(codes), CARRIED)]
    return " ".join(
        "".join(ALPHABET[code] for code in [*group, check(group, place)])
        for place, group in enumerate(groups, start=1)
    )


def check(group: list[int], place: int) -> int:
    total = place
    for code in group:  # Horner: earlier characters get higher powers
        total = _twice(total) ^ code
    return _twice(total)


def _twice(code: int) -> int:
    """Times α in GF(32), with x⁵ + x² + 1."""
    return (code << 1 ^ 0b100101) if code & 16 else code << 1


def public_half(private_key: bytes) -> bytes:
    """The public key of a private one: for the synthetic custodians of the demo."""
    key = ec.derive_private_key(int.from_bytes(private_key, "big"), ec.SECP256R1())
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
