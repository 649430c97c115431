"""Who else was asked in the demo: civil society, children and caregivers; and the law.

They have dice of their own, so that what migrants and officials answer stays as it is.
None of them was chosen at random, but for the one review of the law.
"""

import random
import uuid
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from surveys.demo.answers import CHANCES, walk
from surveys.demo.places import BY_CODE
from surveys.instruments import versions
from surveys.interviews import submission
from surveys.models import Assignment, DesignClass, Instrument, InstrumentVersion

CHILD, NGO, LAW = (
    Instrument.Source.CHILD,
    Instrument.Source.NGO,
    Instrument.Source.LAW,
)
CHILDREN = 31  # of 59 interviews; the others are with caregivers of younger children
AGES = {True: ("c12", "c16"), False: ("c0", "c5")}


class PerPlace(NamedTuple):
    """Interviews at a place of a stratum."""

    migrants: int
    officials: int
    refused: int
    organisations: int = 0


REVIEW_OF_THE_LAW = {
    "l_ref.1": "Synthetic act on the stay of foreign persons, section 12",
    "l_level.1": "law",
    "l_grounds": "open",
    "l_crim": "admin",
    "l_mandatory": "no",
    "l_presume": "no",
    "l_alt_law": "open",
    "l_has_max": "yes",
    "l_max_days": 90,
    "l_has_first": "yes",
    "l_first_review": 96,
    "l_has_interval": "yes",
    "l_interval": 30,
    "l_legalaid": "means",
    "l_child_ban": "uasc",
    "l_child_prov_ref.1": "Synthetic act on the stay of foreign persons, section 14",
    "l_child_prov_effect.1": "allows",
    "l_child_prov_action.1": "repeal",
    "l_child_prov_body.1": "Synthetic parliament",
    "l_child_policy": "part",
    "l_child_pract": "some",
    "l_age": "part",
    "l_guard": "disc",
    "l_bia": "soft",
    "l_care": ["foster", "family"],
    "l_cp_lead": "both",
    "l_budget": "no",
    "l_npm": "rat",
    "l_npm_scope": "yes",
    "l_ret_mon": "yes",
    "l_death_rule": "no",
    "l_focal_point": "no",
    "l_pub": ["stock", "flow"],
    "l_protocol": "no",
    "l_coord": "yes",
    "l_nap": "no",
    "l_firewall": "no",
    "l_standard.1": "CHD-01",
    "l_finding.1": "not",
    "l_evidence.1": "Synthetic act, section 14",
    "l_action.1": "repeal",
}


def keep_conversations(units, staff_of, seed, numbers):
    """Interviews with civil society and children, and one review of the law.

    numbers: PerPlace by stratum; where no organisation is asked, nobody of these is.
    """
    if not any(number.organisations for number in numbers.values()):
        return
    dice = random.Random(f"conversations {seed}")  # noqa: S311 - synthetic
    for unit in units:
        for _organisation in range(numbers[unit.stratum.code].organisations):
            _submit(unit, _walked(NGO, dice), NGO, staff_of, dice)
    for unit, is_child in _children(units, dice):
        age = dice.choice(AGES[is_child])
        answers = _walked(CHILD, dice, {"c_age": age})
        _submit(unit, answers, CHILD, staff_of, dice)
    _submit(units[1], REVIEW_OF_THE_LAW, LAW, staff_of, dice, DesignClass.CENSUS)


def _children(units, dice):
    """(place, whether with a child) of each interview, in the order of places."""
    at = [u for u in units for _ in range(BY_CODE[u.site.code].interviewed)]
    with_child = [number < CHILDREN for number in range(len(at))]
    dice.shuffle(with_child)
    return zip(at, with_child, strict=True)


def _version(source):
    return InstrumentVersion.objects.select_related("instrument").get(
        instrument__source=source, state=InstrumentVersion.State.CHECKED
    )


def _walked(source, dice, known=None):
    instrument = versions.instrument_of(_version(source))
    return walk(instrument, dice, 0.0, CHANCES, today=timezone.localdate(), known=known)


def _submit(unit, answers, source, staff_of, dice, design_class=DesignClass.PURPOSIVE):
    version, by = _version(source), dice.choice(staff_of(unit))
    Assignment.objects.get_or_create(
        person=by,
        primary_unit=unit,
        instrument=version.instrument,
        defaults={
            "organisation": by.memberships.get(round=unit.round).organisation,
            "design_class": design_class,
            "wanted": 1,
        },
    )
    submission.submit_interview(
        version=version,
        answers=answers,
        interview_id=uuid.UUID(int=dice.getrandbits(128), version=4),
        round=unit.round,
        site=unit.site,
        by=by,
        held_on=timezone.localdate() - timedelta(days=dice.randint(1, 50)),
    )
