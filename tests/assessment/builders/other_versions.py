"""A second instrument for the same people, and a new version, as a round may add them.

Interviews with them go through the real door.
"""

import random
import uuid
from dataclasses import replace

from django.utils import timezone

from surveys.demo.answers import walk
from surveys.instruments import versions
from surveys.interviews import submission
from surveys.models import Assignment, InstrumentVersion, PrimaryUnit
from tests.surveys.xlsform import workbooks
from tests.surveys.xlsform.workbooks import workbook

SURVEY = """
| type           | name      | label::English (en) | label::French (fr) | relevant    |
| select_one yn  | x_consent | Do you agree?       | D’accord ?         |             |
| select_one way | l_free    | Was it free?        | Est-ce gratuit ?   | $AGREED     |
| integer        | l_times   | How many meetings?  | Combien de fois ?  | $AGREED     |
""".replace("$AGREED", "${x_consent}='yes'")
CHOICES = """
| list_name | name | label::English (en) | label::French (fr) |
| yn        | yes  | Yes                 | Oui                |
| yn        | no   | No                  | Non                |
| way       | free | Free of charge      | Gratuit            |
| way       | paid | Paid                | Payant             |
| way       | none | No lawyer           | Pas d’avocat       |
"""
SETTINGS = """
| form_id | version | default_language |
| legal   | 1       | English (en)     |
"""
NEW_QUESTION = "Were you shown a written decision about you, on paper?"


def second_instrument(round, code="legal"):
    """Another instrument for migrants, published in the round."""
    sheets = (SURVEY, CHOICES, SETTINGS.replace("legal", code))
    return _published(workbooks.compiled(*sheets), workbook(*sheets), round)


def new_version(round, compiled):
    """The shipped instrument for migrants with other words of one question.

    compiled: the shipped instruments, as the fixture of that name has them.
    """
    result, content = next(
        pair for pair in compiled if pair[0].instrument.id == "migrant"
    )
    sections = tuple(
        replace(section, screens=tuple(map(_with_new_words, section.screens)))
        for section in result.instrument.sections
    )
    changed = replace(result.instrument, version="mid-round", sections=sections)
    return _published(replace(result, instrument=changed), content, round)


def _with_new_words(screen):
    return replace(
        screen,
        questions=tuple(
            replace(question, label={**question.label, "en": NEW_QUESTION})
            if question.name == "m_order"
            else question
            for question in screen.questions
        ),
    )


def _published(compiled, content, round):
    version = versions.store_version(
        compiled=compiled, workbook=content, source="migrant"
    )
    versions.check_version(version=version, changes_accepted=True)
    versions.publish_version(version=version, round=round)
    return InstrumentVersion.objects.select_related("instrument").get(pk=version.pk)


def interviews(version, round, number, *, answers=None, places=6, seed=3):
    """So many interviews with a version, at some places in turn. answers(dice) → those
    of one interview; without it somebody walks through the instrument."""
    dice, today = random.Random(seed), timezone.localdate()
    units = list(PrimaryUnit.objects.filter(round=round).order_by("pk")[:places])
    instrument = versions.instrument_of(version)
    for position in range(number):
        unit = units[position % len(units)]
        submission.submit_interview(
            version=version,
            answers=answers(dice)
            if answers
            else walk(instrument, dice, 0.0, today=today),
            interview_id=uuid.UUID(int=dice.getrandbits(128), version=4),
            round=round,
            site=unit.site,
            by=_assigned(unit, version, position // len(units)),
            held_on=today,
        )


def _assigned(unit, version, turn):
    """One of those who meet migrants at the place, in turns."""
    others = Assignment.objects.filter(
        primary_unit=unit, instrument__code="migrant"
    ).order_by("pk")
    other = others[turn % len(others)]
    assignment, _new = Assignment.objects.get_or_create(
        person=other.person,
        primary_unit=unit,
        instrument=version.instrument,
        defaults={
            "organisation": other.organisation,
            "design_class": other.design_class,
            "wanted": 1,
        },
    )
    return assignment.person


def legal_help(dice):
    """Answers to the second instrument."""
    way = dice.choice(["free", "free", "paid", "none"])
    return {"x_consent": "yes", "l_free": way, "l_times": dice.randint(0, 5)}
