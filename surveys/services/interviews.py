"""Writers of what happens to an interview after it was received."""

from __future__ import annotations

from django.db import transaction

from surveys import audit
from surveys.models import Act, Interview, Person


@transaction.atomic
def note_reading(*, interview: Interview, by: Person) -> None:
    """Record who read the coded answers of one interview."""
    about = f"interview:{interview.interview_id}"
    audit.record(Act.READ_INTERVIEW, by=by, round=interview.round, about=about)
