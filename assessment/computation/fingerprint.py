"""One hash over everything a set of figures is computed from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessment.models import FigureSet, Indicator
from surveys.models import Instrument, PrimaryUnit, Round, Visit

if TYPE_CHECKING:
    from assessment.frames.interview_rows import Record

ROOT = Path(__file__).resolve().parents[2]
COMPUTES = ("analysis/**/*.py", "assessment/frames/*.py", "surveys/engine/*.py")


def fingerprint(
    round: Round,
    records_by_source: Mapping[Instrument.Source, Sequence[Record]],
    indicators: Sequence[Indicator],
    settings: Mapping[str, Any],
    earlier: FigureSet | None = None,
) -> str:
    """SHA-256 of inputs, definitions, settings and code: equal figures, equal hash."""
    plan = PrimaryUnit.objects.filter(round=round).order_by("pk")
    document = {
        "round": round.code,
        "interviews": [
            (
                record.interview_id,
                record.revision,
                record.outcome,
                record.design_class,
                record.unit,
                record.content_hash,
                record.held_on,
                record.received_at,
            )
            for source in sorted(records_by_source)
            for record in records_by_source[source]
        ],
        "plan": list(
            plan.values_list(
                "site__code",
                "site__kind",
                "site__district",
                "stratum__code",
                "stratum__frame_count",
                "stratum__joined_with__code",
                "population",
                "chance",
                "refused_because",
                "stands_for__site__code",
            )
        ),
        "visits": list(
            Visit.objects.filter(primary_unit__round=round)
            .order_by("pk")
            .values_list(
                "primary_unit__site__code",
                "organisation__code",
                "held_on",
                "people_present",
                "new_since_last",
            )
        ),
        "indicators": [
            (
                indicator.pk,
                indicator.source,
                indicator.statistic,
                indicator.unit,
                indicator.numerator,
                indicator.denominator,
                indicator.target,
                indicator.direction,
                indicator.zero_tolerance,
                indicator.rule,
                indicator.standard_id,
            )
            for indicator in indicators
        ],
        "settings": settings,
        "earlier": earlier and earlier.fingerprint,
        "code": code_version(),
    }
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def code_version() -> str:
    """SHA-256 of the files that compute, so that a release can be reproduced."""
    digest = hashlib.sha256()
    for pattern in COMPUTES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()
