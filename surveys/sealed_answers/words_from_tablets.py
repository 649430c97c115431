"""Own words that a tablet has sealed: what the server checks without opening them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from surveys import sealing
from surveys.engine.compiled_questions import needed
from surveys.engine.expressions import references
from surveys.engine.instrument import Instrument, split_key
from surveys.exceptions import Refused
from surveys.models import CustodianKey, Round
from surveys.sealed_answers.custodian_keys import QUORUM

PLACEHOLDER = "…"  # stands for a sealed answer while the journey is derived
NONCE_AND_TAG, BLOCK = 12 + 16, 128
LONGEST_LAYER = 4_000  # characters; it holds one short text for each other custodian


def confirmed_keys(round: Round) -> frozenset[str]:
    """Fingerprints of the custodians' keys of a round that were ever confirmed.

    A key that was ended after the tablet got its forms still opens its words. A key
    that was never confirmed in this round could be anybody's.
    """
    keys = CustodianKey.objects.filter(round=round, confirmed_at__isnull=False)
    return frozenset(keys.values_list("fingerprint", flat=True))


def check_sealed_words(words: sealing.SealedWords, confirmed: Collection[str]) -> None:
    """Refuse words that two custodians of the round could not open.

    confirmed: as confirmed_keys() gives them.
    """
    if len(words.layers) < QUORUM or not words.layers.keys() <= set(confirmed):
        raise Refused(
            _(
                "People’s own words in this interview are not sealed to the custodians"
                " of the round. Call your coordinator. The interview stays on the"
                " tablet."
            )
        )
    whole = all(_is_answer(text) for text in words.answers.values())
    if not whole or not all(_is_layer(text) for text in words.layers.values()):
        raise Refused(
            _(
                "People’s own words in this interview arrived damaged. The interview"
                " stays on the tablet. Call your coordinator."
            )
        )


def _bytes_of(text: Any) -> bytes:
    """The bytes of base64 as it is written in one way only, else nothing."""
    if not isinstance(text, str):
        return b""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if base64.b64encode(content).decode() == text else b""


def _is_answer(text: Any) -> bool:
    length = len(_bytes_of(text)) - NONCE_AND_TAG
    return length > 0 and length % BLOCK == 0


def _is_layer(text: Any) -> bool:
    return bool(_bytes_of(text)) and len(text) <= LONGEST_LAYER


def are_sealed_questions(instrument: Instrument, keys: Collection[str]) -> bool:
    """Whether the instrument seals the answers under all of these keys."""
    return all(
        instrument.has(split_key(key)[0]) and instrument.question(key).sealed
        for key in keys
    )


def decided_by_words(instrument: Instrument, keys: Collection[str]) -> frozenset[str]:
    """Names of the questions that are asked or not by what sealed answers say.

    keys: of the sealed answers. What such a question decides is decided by words too.
    """
    sealed = frozenset(split_key(key)[0] for key in keys)
    place = f"decided by {sorted(sealed)}"  # worked out once for an instrument
    if place not in instrument.plans:
        instrument.plans[place] = _reached_from(instrument, sealed)
    decided: frozenset[str] = instrument.plans[place]
    return decided


def _reached_from(instrument: Instrument, sealed: frozenset[str]) -> frozenset[str]:
    decided = set(sealed)
    needs = {
        question.name: needed(instrument, question)
        for question in instrument.questions()
    }
    while True:
        more = {name for name, others in needs.items() if others & decided} - decided
        if not more:
            return frozenset(decided - sealed)
        decided |= more


def copies_of_words(instrument: Instrument) -> frozenset[str]:
    """Names of the calculations that read own words, also through others."""
    if "copies of words" not in instrument.plans:
        sealed = {q.name for q in instrument.questions() if q.sealed}
        reads = {q.name: references(q.calculation) for q in instrument.questions()}
        copies: set[str] = set()
        while more := {n for n in reads if reads[n] & (sealed | copies)} - copies:
            copies |= more
        instrument.plans["copies of words"] = frozenset(copies)
    names: frozenset[str] = instrument.plans["copies of words"]
    return names


def limited_by_words(instrument: Instrument, keys: Collection[str]) -> frozenset[str]:
    """Names of the questions whose constraint reads a sealed answer."""
    sealed = frozenset(split_key(key)[0] for key in keys)
    place = f"limited by {sorted(sealed)}"
    if place not in instrument.plans:
        instrument.plans[place] = frozenset(
            question.name
            for question in instrument.questions()
            if references(question.constraint) & sealed
        )
    limited: frozenset[str] = instrument.plans[place]
    return limited
