"""A finished interview as a tablet sends it: opened, and every part of it checked."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from surveys import sealing
from surveys.exceptions import Refused
from surveys.interviews.withdrawals.codes import read_code

LONGEST = 400_000  # characters of one record as it is sent
MOST_MINUTES = 7 * 24 * 60
PROOF = re.compile(r"[0-9a-f]{32}")
FORMAT = 1


class Unreadable(Exception):
    """The record is not one that this server can read; nothing of it is stored."""


@dataclass(frozen=True, slots=True)
class FinishedRecord:
    """proof: what only somebody who opened the record knows; the receipt carries it.

    withdrawal_until, retention_until: the days that the person was told.
    code: digits to withdraw the interview with, or "".
    """

    interview_id: uuid.UUID
    device: uuid.UUID
    version: str  # its fingerprint
    round: str
    site: str
    answers: dict[str, Any]
    words: sealing.SealedWords | None
    stopped: bool
    held_on: date
    minutes: int | None
    language: str
    withdrawal_until: date | None
    retention_until: date | None
    proof: str
    code: str = ""


def read_record(text: str) -> FinishedRecord:
    """Open a record and check the type of every part. Raises Unreadable, only."""
    if len(text) > LONGEST:
        raise Unreadable("longer than an interview can be")
    try:
        envelope = sealing.read_envelope(text)
        document = sealing.open_record(envelope, key=settings.DRAFT_KEY)
        return _record(document, envelope.interview_id)
    except (sealing.SealBroken, ValueError, TypeError, KeyError) as problem:
        raise Unreadable(str(problem)) from problem
    except RecursionError:
        raise Unreadable("nested too deep") from None


def _record(document: Any, interview_id: uuid.UUID) -> FinishedRecord:
    if not isinstance(document, dict) or document["format"] != FORMAT:
        raise ValueError("no document of a format that is known here")
    if _text(document, "interview_id") != str(interview_id):
        raise ValueError("it was sealed under another id")
    if not PROOF.fullmatch(_text(document, "proof")):
        raise ValueError("its proof is not 32 digits")
    if not isinstance(document["stopped"], bool):
        raise ValueError("stopped must be true or false")
    terms = _mapping(document, "terms")
    return FinishedRecord(
        interview_id=interview_id,
        device=uuid.UUID(_text(document, "device")),
        version=_text(document, "version"),
        round=_text(document, "round"),
        site=_text(document, "site"),
        answers=_mapping(document, "answers"),
        words=_words(document["words"]),
        stopped=document["stopped"],
        held_on=date.fromisoformat(_text(document, "held_on")),
        minutes=_minutes(document["minutes"]),
        language=_text(document, "language"),
        withdrawal_until=_day(terms.get("withdrawal_until")),
        retention_until=_day(terms.get("retention_until")),
        proof=_text(document, "proof"),
        code=_code(document.get("withdrawal_code", "")),
    )


def _text(document: dict[str, Any], name: str) -> str:
    value = document[name]
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(f"{name} must be a text")
    return value


def _mapping(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document[name]
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be a mapping")
    return value


def _words(value: Any) -> sealing.SealedWords | None:
    if value is None:
        return None
    parts = [_mapping(value, name) for name in ("answers", "layers")]
    if not all(isinstance(text, str) for part in parts for text in part.values()):
        raise ValueError("sealed words must be texts")
    return sealing.SealedWords(*parts)


def _minutes(value: Any) -> int | None:
    """Whole minutes; a clock that was set meanwhile says nothing."""
    if isinstance(value, bool) or not isinstance(value, int | None):
        raise ValueError("minutes must be a number")
    return value if value is None or 0 <= value <= MOST_MINUTES else None


def _code(value: Any) -> str:
    """The digits of a code, or ""; a tablet with older pages sends none."""
    if not isinstance(value, str):
        raise ValueError("a code is a text")
    if not value:
        return ""
    try:
        return read_code(value)
    except Refused as refusal:
        raise ValueError("the code to withdraw is none") from refusal


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)
