"""A second round of the demo, in the middle of its fieldwork.

Places were drawn, people are assigned, some interviews are done: what a coordinator
looks at is there. Faults are planted on purpose: five that the check of field quality
flags, two interviews that arrived twice, and practice.
"""

import random
import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from surveys.demo import seed
from surveys.demo.answers import walk
from surveys.demo.custodians import make_keys
from surveys.fieldwork import assignments, frame, rounds, visits
from surveys.instruments import versions
from surveys.interviews import practice, submission
from surveys.interviews.decisions import decisions
from surveys.interviews.drafts import save_draft
from surveys.interviews.urgent_risks import file_waiting_risks
from surveys.models import (
    Instrument,
    Interview,
    LegalBasis,
    Organisation,
    Person,
    PracticeInterview,
    PrimaryUnit,
    Quota,
    Round,
    Selection,
    SiteKind,
    Visit,
)
from surveys.people import roles

ROUND = "demo-2027"
# stratum: (kind of place, people held at each place)
FRAME = {
    "Reception centres": (SiteKind.DEDICATED, (210, 160, 90, 70, 40)),
    "Ports": (SiteKind.BORDER, (34, 30, 22, 18)),
    "Police stations": (SiteKind.POLICE, (16, 14, 12, 9, 8, 6)),
}
PLAN = {
    "reception-centres": {"method": "by_size", "places": 3},
    "ports": {"method": "simple", "places": 2},
    "police-stations": {"method": "systematic", "places": 3},
}
A_PLACE, WANTED = 7, 12  # interviews at each visited place, wanted of each person
WOMEN_WANTED = 30


@transaction.atomic
def begin_running():
    """The round with its people, list of places, instruments and keys; not drawn."""
    today = timezone.localdate()
    round = Round.objects.create(
        code=ROUND,
        name="Demonstration round under way",
        country="XXA",
        starts_on=today - timedelta(days=12),
        ends_on=today + timedelta(days=40),
        synthetic=True,
        legal_basis=LegalBasis.MANDATE,
        impact_assessment="Synthetic impact assessment 2",
        sharing_protocol="Synthetic protocol 2",
        withdrawal_until=today + timedelta(days=90),
        retention_until=today + timedelta(days=800),
        most_interviews_a_day=8,
    )
    for email, (_name, organisation, role) in seed.PEOPLE.items():
        roles.give_role(
            person=Person.objects.get(email=email),
            organisation=Organisation.objects.get(code=organisation),
            role=role,
            round=round,
        )
    make_keys(round, f" in {ROUND}")
    seed.publish_instruments(round)
    coordinator = Person.objects.get(email="coordinator@demo.test")
    frame.accept_places(
        round=round, places=_places(), before=frame.fingerprint(round), by=coordinator
    )
    return round


def _places():
    return [
        {
            "code": f"{stratum[:3].upper()}-{number:02}",
            "name": f"{stratum} {number}",
            "kind": kind,
            "region_pcode": "",
            "district_pcode": "",
            "stratum": stratum,
            "room_for": held + 10,
            "people_held": held,
            "number_is": "counted",
            "counted_on": timezone.localdate() - timedelta(days=30),
            "access": "granted",
        }
        for stratum, (kind, sizes) in FRAME.items()
        for number, held in enumerate(sizes, start=1)
    ]


@transaction.atomic
def fill_running(round, *, random_seed=seed.SEED):
    """Open a round whose places are drawn, and do half of its interviews."""
    dice = random.Random(random_seed + 2)  # noqa: S311 - synthetic answers, not a secret
    coordinator = Person.objects.get(email="coordinator@demo.test")
    interviewers = [
        Person.objects.get(email=f"{name}@demo.test")
        for name in ("interviewer", "interviewer2")
    ]
    units = list(
        PrimaryUnit.objects.filter(round=round)
        .select_related("site", "stratum")
        .order_by("-stratum__code", "pk")
    )
    instrument = Instrument.objects.get(code="migrant")
    assignments.assign(
        round=round,
        people=interviewers,
        places=units,
        instrument=instrument,
        selection=Selection.LIST,
        wanted=WANTED,
        by=coordinator,
    )
    seed.safeguard(round, units, coordinator)
    Quota.objects.create(
        round=round,
        instrument=instrument,
        question="m_gender",
        codes=["woman"],
        label="Women",
        wanted=WOMEN_WANTED,
    )
    rounds.open_round(round=round, by=coordinator)
    round.refresh_from_db()
    done = []
    for unit in units[:-1]:  # nobody was at the last place yet
        unit.round = round
        _visit(unit, coordinator)
        done += _interviews(unit, interviewers, instrument, dice)
    _plant(done, dice)
    _practise(round, interviewers[0], dice)
    _decide(round, coordinator)
    file_waiting_risks()
    return round


def _visit(unit, coordinator):
    visits.record_visit(
        unit=unit,
        organisation=Organisation.objects.get(code="asylum-rights"),
        held_on=timezone.localdate() - timedelta(days=6),
        by=coordinator,
        access=Visit.Access.GIVEN,
        access_reason="",
        people_present=unit.population,
        new_since_last=None,
        selection=Selection.LIST,
        agreed=A_PLACE,
        refused=2,
        absent=1,
        not_eligible=0,
        no_language=1,
        privacy=Visit.Privacy.MOSTLY,
    )


def _interviews(unit, interviewers, instrument, dice):
    """(interview, its answers as they arrived) of a place."""
    version = versions.newest_version(unit.round, instrument.pk)
    today = timezone.localdate()
    lift = dice.uniform(-1, 1)
    done = []
    for number in range(A_PLACE):
        answers = walk(versions.instrument_of(version), dice, lift, today=today)
        held_on = today - timedelta(days=dice.randint(1, 10))
        by = interviewers[number % 2]
        done.append((_submit(unit, version, by, answers, held_on, dice), answers))
    return done


def _submit(unit, version, by, answers, held_on, dice):
    receipt = submission.submit_interview(
        version=version,
        answers=answers,
        interview_id=uuid.UUID(int=dice.getrandbits(128), version=4),
        round=unit.round,
        site=unit.site,
        by=by,
        held_on=held_on,
    )
    interviews = Interview.objects.filter(receipt=receipt.reference)
    interviews.update(minutes=int(dice.gauss(41, 6)))
    interview = interviews.get()
    interview.primary_unit, interview.version, interview.by = unit, version, by
    return interview


def _plant(done, dice):
    """A duplicate, a short interview, two impossible days, more than was assigned; and
    two interviews that arrive a second time with another answer.

    done: (interview, its answers as they arrived).
    """
    complete = [pair for pair in done if pair[0].outcome == "complete"]
    (twin, answers), (short, _answers), *others = complete
    today = timezone.localdate()
    where = (twin.primary_unit, twin.version, twin.by)
    _submit(*where, answers, today - timedelta(days=1), dice)
    Interview.objects.filter(pk=short.pk).update(minutes=4)
    for days in (-3, 40):
        invented = walk(versions.instrument_of(twin.version), dice, 0.0, today=today)
        _submit(*where, invented, today - timedelta(days=days), dice)
    few = twin.by.assignments.filter(primary_unit=twin.primary_unit)
    few.update(wanted=3)
    for interview, arrived in others[:2]:
        age = "a35" if arrived.get("m_age") == "a25" else "a25"
        submission.submit_interview(
            version=interview.version,
            answers=arrived | {"m_age": age},
            interview_id=interview.interview_id,
            round=interview.round,
            site=interview.primary_unit.site,
            by=interview.by,
        )


def _practise(round, interviewer, dice):
    version = versions.newest_version(round, Instrument.objects.get(code="migrant").pk)
    for finished in (True, True, False):
        draft = practice.begin(
            version=version, language="en", second_language="", by=interviewer
        )
        answers = walk(
            versions.instrument_of(version), dice, 0.0, today=timezone.localdate()
        )
        save_draft(draft=draft, revision=0, answers=answers, unchecked={}, place="")
        draft.refresh_from_db()
        if finished:
            practice.finish(draft=draft, stopped=False)
    PracticeInterview.objects.filter(by=interviewer).update(round=round)


def _decide(round, coordinator):
    """Half are accepted, one is to be looked at, one is excluded."""
    done = list(Interview.objects.filter(round=round).order_by("pk"))
    decisions.accept_all(interviews=done[6:20], by=coordinator)
    for interview, kind, reason in (
        (done[20], "look_again", ""),
        (done[21], "excluded", "practice"),
    ):
        decisions.decide(
            interview=interview, kind=kind, reason=reason, by=coordinator, seen=0
        )
