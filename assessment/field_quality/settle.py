"""The writer that settles a flag of field quality."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import audit
from surveys.access import flags_for
from surveys.exceptions import Refused
from surveys.models import Act, Person, QualityFlag

LONGEST = 400


@transaction.atomic
def settle_flag(*, flag: QualityFlag, finding: str, why: str, by: Person) -> None:
    """Record what somebody found behind a flag; it is never opened again."""
    locked = QualityFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if not flags_for(by).contains(locked):
        raise Refused(_("You cannot settle this flag."))
    if locked.finding:
        raise Refused(_("Somebody else has settled this flag already."))
    if finding not in QualityFlag.Finding.values or not why.strip() or "\x00" in why:
        raise Refused(_("Choose what you found, and write how you know it."))
    locked.finding, locked.why = finding, why.strip()[:LONGEST]
    locked.settled_by, locked.settled_at = by, timezone.now()
    locked.save()
    detail = {"kind": locked.kind, "finding": finding}
    audit.record(
        Act.FLAG_SETTLED,
        by=by,
        round=locked.round,
        about=f"flag:{locked.pk}",
        detail=detail,
    )
