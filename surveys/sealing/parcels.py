"""What a page carries to the next one: sealed for one person and purpose, two hours."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from datetime import datetime, timedelta
from typing import Any

from surveys.sealing.boxes import seal, unseal
from surveys.sealing.problems import SealBroken

HOURS = 2


def pack(document: Any, *, key: str, place: str, now: datetime) -> str:
    """A JSON document as text for a hidden field.

    place: whose it is and what for. now: with a time zone.
    """
    packed = zlib.compress(json.dumps(document, separators=(",", ":")).encode())
    parcel = {
        "packed": base64.b64encode(packed).decode(),
        "until": (now + timedelta(hours=HOURS)).timestamp(),
    }
    return base64.urlsafe_b64encode(seal(parcel, key=key, place=place)).decode()


def unpack(text: str, *, key: str, place: str, now: datetime) -> Any:
    """The document of pack(), or None where it is altered, another's or too old."""
    try:
        parcel = unseal(base64.urlsafe_b64decode(text), key=key, place=place)
    except (binascii.Error, ValueError, SealBroken):
        return None
    if parcel["until"] < now.timestamp():
        return None
    return json.loads(zlib.decompress(base64.b64decode(parcel["packed"])))
