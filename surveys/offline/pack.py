"""What a tablet takes along: work, forms, contacts and keys of one interviewer."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from surveys import sealing
from surveys.access import assignments_for, rounds_for
from surveys.instruments.first_answers import first_answers
from surveys.instruments.versions import newest_version
from surveys.interviews.breaks.clock import usual_minutes
from surveys.models import (
    Assignment,
    InstrumentVersion,
    Interview,
    Person,
    ReferralPartner,
    Role,
    Round,
    Service,
    Suspension,
)
from surveys.sealed_answers.custodian_keys import active_keys

FORMAT = 1
GOOD_DAYS = 14  # a tablet that was out for longer asks for new forms


def pack_for(person: Person) -> dict[str, Any]:
    """Everything that a person interviews with, and nothing of anybody else's."""
    assignments = list(assignments_for(person).order_by("primary_unit__site__code"))
    rounds = rounds_for(person, Role.INTERVIEWER).order_by("-starts_on", "code")
    newest = _newest_versions(assignments)
    versions = {version.fingerprint: version for version in newest.values() if version}
    key_id, public_key = sealing.record_key(settings.DRAFT_KEY)
    return {
        "format": FORMAT,
        "good_days": GOOD_DAYS,
        "place_form_number": settings.PLACE_FORM_NUMBER,
        "server_key": {"id": key_id, "public_key": _base64(public_key)},
        "rounds": [_round(round) for round in rounds],
        "assignments": _assignments(assignments, newest, person),
        "instruments": {
            fingerprint: _instrument(version)
            for fingerprint, version in sorted(versions.items())
        },
        "contacts": _contacts(assignments),
    }


def fingerprint_of(pack: dict[str, Any]) -> str:
    """The ETag of a pack: the same for the same content."""
    written = json.dumps(pack, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def _base64(content: bytes | memoryview) -> str:
    return base64.b64encode(bytes(content)).decode()


def _newest_versions(
    assignments: list[Assignment],
) -> dict[tuple[int, int], InstrumentVersion | None]:
    """(round, instrument) → the version that a new interview begins with."""
    newest: dict[tuple[int, int], InstrumentVersion | None] = {}
    for assignment in assignments:
        round = assignment.primary_unit.round
        pair = round.pk, assignment.instrument_id
        if pair not in newest:
            newest[pair] = newest_version(round, assignment.instrument_id)
    return newest


def _round(round: Round) -> dict[str, Any]:
    suspended = Suspension.objects.filter(round=round, lifted_at__isnull=True)
    return {
        "code": round.code,
        "name": round.name,
        "state": round.state,
        "synthetic": round.synthetic,
        "starts_on": round.starts_on.isoformat(),
        "ends_on": round.ends_on.isoformat(),
        "terms": {
            "withdrawal_until": _day(round.withdrawal_until),
            "retention_until": _day(round.retention_until),
        },
        "most_interviews_a_day": round.most_interviews_a_day,
        "open_to_children": round.open_to_children,
        "clinical_approval": bool(round.clinical_approval),
        "suspended": sorted(suspended.values_list("site__code", flat=True)),
        "custodians": [
            {"fingerprint": key.fingerprint, "public_key": _base64(key.public_key)}
            for key in active_keys(round)
        ],
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _assignments(
    assignments: list[Assignment],
    newest: dict[tuple[int, int], InstrumentVersion | None],
    person: Person,
) -> list[dict[str, Any]]:
    interviews = Interview.objects.filter(by=person, revision=1)
    counted = interviews.values_list("primary_unit", "version__instrument").annotate(
        count=Count("pk")
    )
    received = {(unit, instrument): count for unit, instrument, count in counted}
    rows = []
    for assignment in assignments:
        unit = assignment.primary_unit
        version = newest[unit.round_id, assignment.instrument_id]
        rows.append(
            {
                "id": assignment.pk,
                "round": unit.round.code,
                "site": unit.site.code,
                "instrument": assignment.instrument.code,
                "version": version.fingerprint if version else None,
                "answers": _first_answers(assignment, version),
                "wanted": assignment.wanted,
                "received": received.get((unit.pk, assignment.instrument_id), 0),
                "selection": assignment.selection,
                "k": assignment.k,
                "start": assignment.start,
            }
        )
    return rows


def _first_answers(
    assignment: Assignment, version: InstrumentVersion | None
) -> dict[str, Any]:
    if version is None:
        return {}
    round = assignment.primary_unit.round
    return first_answers(version, round, selection=assignment.selection)


def _instrument(version: InstrumentVersion) -> dict[str, Any]:
    return {
        "instrument": version.instrument.code,
        "source": version.instrument.source,
        "version": version.version,
        "usual_minutes": usual_minutes(version.pk),
        "compiled": version.compiled,
    }


def _contacts(assignments: list[Assignment]) -> list[dict[str, Any]]:
    """Partners who can be reached today at the person's places, by round and site."""
    today = timezone.localdate()
    places = {
        (assignment.primary_unit.round_id, assignment.primary_unit.site_id): (
            assignment.primary_unit.round.code,
            assignment.primary_unit.site.code,
        )
        for assignment in assignments
    }
    reachable = ReferralPartner.objects.filter(
        site__in={site for _round, site in places},
        confirmed_on__lte=today,
        expires_on__gte=today,
    )
    return [
        {
            "round": places[partner.round_id, partner.site_id][0],
            "site": places[partner.round_id, partner.site_id][1],
            "service": partner.service,
            "label": str(Service(partner.service).label),
            "name": partner.name,
            "contact": partner.contact,
            "until": partner.expires_on.isoformat(),
        }
        for partner in reachable
        if (partner.round_id, partner.site_id) in places
    ]
