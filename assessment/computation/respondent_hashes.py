"""The respondents of each published figure, as keyed hashes, for rule 15.

A later release of a round replaces a published figure only where at least twenty of its
respondents are new or gone. So a set stores, sealed, a hash of each interview's number
under the server's key: no name and no number.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings

from assessment.models import (
    PublishedFigure,
    PublishedFrequency,
    PublishedStatistic,
)
from surveys.sealing import content_hash

PublishedRow = PublishedFigure | PublishedStatistic | PublishedFrequency
FREQUENCY = "frequency"
Members = Mapping[str, frozenset[str]]  # name of a figure → hashes of its respondents
LENGTH = 16  # hexadecimal digits: a chance of 1 in 10¹³ that two of 1,000 are alike


def hash_of(interview_id: str) -> str:
    """The keyed hash of an interview's number."""
    hashed = content_hash(f"respondent:{interview_id}".encode(), key=settings.DRAFT_KEY)
    return hashed[:LENGTH]


def name_of(row: PublishedRow) -> str:
    """The name of a published row, the same in every release of a round."""
    parts: tuple[str, ...]
    if isinstance(row, PublishedFigure):
        parts = (row.indicator_id, row.group_var, row.group_code)
    elif isinstance(row, PublishedFrequency):
        about = (row.instrument_id, row.question, row.wording, row.choice)
        parts = (FREQUENCY, *map(str, about))
    else:
        parts = (row.code, row.about)
    return "|".join((*parts, row.source, row.design_class))


def new_or_gone(earlier: frozenset[str], now: frozenset[str]) -> int:
    """Number of respondents of one of the two figures but not of the other."""
    return len(earlier ^ now)


def pack(members: Members) -> bytes:
    """One .npz file: every hash once, and for each name a bit for each hash."""
    import numpy as np

    hashes = sorted(frozenset[str]().union(*members.values()))
    position = {hashed: column for column, hashed in enumerate(hashes)}
    names = sorted(members)
    bits = np.zeros((len(names), len(hashes)), dtype=bool)
    for row, name in enumerate(names):
        bits[row, [position[hashed] for hashed in members[name]]] = True
    file = io.BytesIO()
    np.savez_compressed(
        file,
        allow_pickle=False,
        hashes=np.array(hashes, dtype=f"U{LENGTH}"),
        names=np.frombuffer(json.dumps(names).encode(), dtype=np.uint8),
        bits=np.packbits(bits, axis=1),
    )
    return file.getvalue()


def unpack(content: bytes) -> dict[str, frozenset[str]]:
    import numpy as np

    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        hashes: Sequence[str] = arrays["hashes"].tolist()
        names: Iterable[str] = json.loads(arrays["names"].tobytes())
        bits = np.unpackbits(arrays["bits"], axis=1, count=len(hashes))
    return {
        name: frozenset(hashes[column] for column in np.flatnonzero(row))
        for name, row in zip(names, bits, strict=True)
    }
