"""The figures of a set once more, from its snapshot alone, beside those stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from assessment import computing
from assessment.models import Figure, FigureSet, Snapshot
from surveys.models import Act
from surveys.models.audit import AuditEntry
from surveys.sealing import SealBroken

KEY = (
    "audience",
    "indicator_id",
    "source",
    "group_var",
    "group_code",
    "design_class",
)
VALUES = (
    *computing.NUMBERS,
    "state",
    "finding",
    "direction",
    "compare_to",
    "method",
    "quality",
    "nonresponse",
    "note",
)


class NotReproducible(Exception):
    """There is no snapshot that can be trusted; the message says why."""


def reproduce(figure_set: FigureSet) -> list[str]:
    """One line per number that comes out otherwise than it is stored; none if equal."""
    from assessment import snapshots

    kept = Snapshot.objects.filter(figure_set=figure_set).first()
    if kept is None:
        raise NotReproducible(
            "This set has no snapshot: an interview of its round was withdrawn, its"
            " retention has ended, or it was computed before there were snapshots."
        )
    inputs = snapshots.unpack(_trusted(kept))
    made = _by_key(one for part in inputs for one in computing.figures(part))
    return list(_differences(_by_key(figure_set.figures.all()), made))


def _trusted(kept: Snapshot) -> bytes:
    """The file, when it is what was hashed and what the audit log says was computed."""
    try:
        content = kept.content()
    except SealBroken as problem:
        raise NotReproducible(f"The snapshot does not open: {problem}") from problem
    found = hashlib.sha256(content).hexdigest()
    if found != kept.sha256:
        raise NotReproducible(
            f"The snapshot was changed: its SHA-256 is {found}, and was {kept.sha256}"
            " when the figures were computed."
        )
    about = f"figures:{kept.figure_set_id}"
    entry = AuditEntry.objects.filter(act=Act.COMPUTED, about=about).first()
    if entry is None or json.loads(entry.detail).get("snapshot") != found:
        raise NotReproducible(
            f"The audit log names no snapshot {found} for this set: it was put in"
            " place of another."
        )
    return content


def _by_key(figures: Iterable[Figure]) -> dict[tuple[Any, ...], Figure]:
    return {tuple(str(getattr(one, name)) for name in KEY): one for one in figures}


def _differences(
    stored: dict[tuple[Any, ...], Figure], made: dict[tuple[Any, ...], Figure]
) -> Iterable[str]:
    for key in sorted(stored.keys() | made.keys()):
        named = " ".join(key)
        if key not in made or key not in stored:
            where = "computed" if key in made else "stored"
            yield f"{named}: {where} only"
            continue
        for name in VALUES:
            was, now = getattr(stored[key], name), getattr(made[key], name)
            if was != now:
                yield f"{named}: {name} is stored as {was} and comes out as {now}"
