"""An interview in which somebody said something in their own words."""

import random
import uuid

from django.utils import timezone

from surveys.demo.answers import walk
from surveys.instruments import versions
from surveys.models import Assignment

QUESTION = "m_priority"
REASON = "reason-7788 the review body asked for it"
WORDS = "canary-9911 a lawyer, and a phone"


def arrival_from(person, words=WORDS):
    """Everything submit_interview needs for one interview with own words."""
    assignment = Assignment.objects.filter(
        person=person, instrument__code="migrant"
    ).first()
    version = assignment.instrument.versions.get()
    instrument = versions.instrument_of(version)
    answers = walk(instrument, random.Random(4), 0.0, today=timezone.localdate())
    return {
        "version": version,
        "answers": answers | {QUESTION: words},
        "interview_id": uuid.uuid4(),
        "round": assignment.primary_unit.round,
        "site": assignment.primary_unit.site,
        "by": assignment.person,
    }
