"""The only room that encrypts: what the server may open, and what it may not."""

from surveys.sealing.boxes import is_under, new_key, seal, unseal
from surveys.sealing.finished_records import (
    Envelope,
    open_record,
    read_envelope,
    record_key,
    seal_record,
)
from surveys.sealing.hpke import (
    WORDS_FORMAT,
    Custody,
    SealedWords,
    answer_context,
    fingerprint_of,
    layer_context,
    public_key_of,
    seal_words,
)
from surveys.sealing.problems import KeyProblem, SealBroken
from surveys.sealing.recovery import public_half, recovery_text
from surveys.sealing.ring import KeyRing, content_hash, key_of, load_ring
from surveys.sealing.streams import seal_stream, unseal_stream

__all__ = [
    "WORDS_FORMAT",
    "Custody",
    "Envelope",
    "KeyProblem",
    "KeyRing",
    "SealBroken",
    "SealedWords",
    "answer_context",
    "content_hash",
    "fingerprint_of",
    "is_under",
    "key_of",
    "layer_context",
    "load_ring",
    "new_key",
    "open_record",
    "public_half",
    "public_key_of",
    "read_envelope",
    "record_key",
    "recovery_text",
    "seal",
    "seal_record",
    "seal_stream",
    "seal_words",
    "unseal",
    "unseal_stream",
]
