"""A synthetic round: places, people, and interviews made by walking the real engine.

Every interview goes through submit_interview(); the answers are random and seeded,
describe nobody, and the round is marked synthetic on every page and file.
"""

import random
import uuid
from datetime import date, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from surveys.demo.answers import CHANCES, walk
from surveys.demo.conversations import PerPlace, keep_conversations
from surveys.demo.custodians import in_own_words, make_keys
from surveys.demo.facility_records import assign_records, keep_records
from surveys.demo.places import PLACES, STRATA, code_of
from surveys.demo.programmes import keep_programmes
from surveys.demo.story import chances_for, draw_person
from surveys.fieldwork import safeguards
from surveys.instruments import versions
from surveys.interviews import submission
from surveys.interviews.row_hashes import begin_count
from surveys.interviews.urgent_risks import file_waiting_risks
from surveys.models import (
    Assignment,
    DesignClass,
    Instrument,
    InstrumentVersion,
    LegalBasis,
    Organisation,
    Party,
    Person,
    PrimaryUnit,
    Role,
    Round,
    Service,
    Site,
    Stratum,
)
from surveys.people import roles

SEED = 4  # chosen: see docs/demo.md
PASSWORD = "demo-round-2026"  # noqa: S105 - printed on the sign-in page of the demo
ROUND = "demo-2026"
# Interviews at each of three places of a stratum: with migrants, with officials,
# refused, with civil society.
A_PLACE = {
    "border": PerPlace(43, 5, 2, 2),
    "police": PerPlace(36, 5, 2, 2),
    "centres": PerPlace(70, 5, 2, 2),
    "closed": PerPlace(51, 5, 2, 2),
}

ORGANISATIONS = {
    "asylum-rights": ("Asylum Rights Network", Party.CIVIL),
    "legal-aid": ("Legal Aid Collective", Party.CIVIL),
    "interior": ("Ministry of the Interior", Party.STATE),
    "ombudsman": ("Office of the Ombudsman", Party.REVIEW),
}
PEOPLE = {
    "interviewer@demo.test": ("Amina, interviewer", "asylum-rights", Role.INTERVIEWER),
    "interviewer2@demo.test": ("Boris, interviewer", "asylum-rights", Role.INTERVIEWER),
    "interviewer3@demo.test": ("Chidi, interviewer", "legal-aid", Role.INTERVIEWER),
    "interviewer4@demo.test": ("Dana, interviewer", "legal-aid", Role.INTERVIEWER),
    "coordinator@demo.test": ("Elena, coordinator", "asylum-rights", Role.COORDINATOR),
    "teamlead@demo.test": ("Sami, team lead", "asylum-rights", Role.TEAM_LEAD),
    "author@demo.test": ("Ines, instrument author", "asylum-rights", Role.AUTHOR),
    "author2@demo.test": ("Jonas, instrument author", "legal-aid", Role.AUTHOR),
    "analyst@demo.test": ("Farid, analyst", "asylum-rights", Role.ANALYST),
    "reviewer@demo.test": ("Leila, review body", "ombudsman", Role.REVIEWER),
    "state@demo.test": (
        "Georges, State focal point",
        "interior",
        Role.STATE_FOCAL_POINT,
    ),
    "reader@demo.test": ("Hana, reader", "legal-aid", Role.READER),
    "custodian1@demo.test": ("Karim, custodian", "asylum-rights", Role.CUSTODIAN),
    "custodian2@demo.test": ("Lena, custodian", "ombudsman", Role.CUSTODIAN),
    "administrator@demo.test": (
        "Kofi, administrator",
        "asylum-rights",
        Role.ADMINISTRATOR,
    ),
    "auditor@demo.test": ("Lucia, auditor", "legal-aid", Role.AUDITOR),
    "protection@demo.test": (
        "Mina, protection focal point",
        "legal-aid",
        Role.PROTECTION,
    ),
    "reviewer2@demo.test": ("Noor, review body", "ombudsman", Role.REVIEWER),
}


@transaction.atomic
def seed_round(*, say=lambda _line: None, seed=SEED, a_place=A_PLACE, others=True):
    """People, plan and interviews of the demo round; returns the round.

    Instruments must be published before. The same seed gives the same answers. a_place:
    numbers by stratum, or the same for all. others: whether places have records and
    programmes are described; not where nobody is asked.
    """
    numbers = numbers_by_stratum(a_place)
    round = Round.objects.create(
        code=ROUND,
        name="Demonstration round 2026",
        country="XXA",
        starts_on=timezone.localdate() - timedelta(days=60),
        ends_on=timezone.localdate() + timedelta(days=300),
        state=Round.State.OPEN,
        synthetic=True,
        legal_basis=LegalBasis.MANDATE,
        impact_assessment="Synthetic impact assessment 1",
        sharing_protocol="Synthetic protocol 1",
        withdrawal_until=timezone.localdate() + timedelta(days=330),
        retention_until=timezone.localdate() + timedelta(days=1030),
        most_interviews_a_day=8,
        child_ethics_approval="SYNTHETIC-1",
        child_protection_partner="Synthetic child protection service",
    )
    begin_count(round)
    people = _people(round)
    make_keys(round)
    publish_instruments(round)
    units = _plan(round)
    dice = random.Random(seed)  # noqa: S311 - synthetic answers, not a secret
    version_by_source = published(
        Instrument.Source.MIGRANT, Instrument.Source.AUTHORITY
    )
    safeguard(round, units, people["coordinator@demo.test"])
    assign(units, version_by_source, people)
    _assign_others(units, version_by_source, people)
    assign_records(units, lambda unit: staff(people, unit))
    for done, unit in enumerate(units, start=1):
        interviews(unit, version_by_source, people, dice, numbers[unit.stratum.code])
        say(f"{done} of {len(units)} places")
    if others and any(any(number) for number in numbers.values()):
        keep_records(units, lambda unit: staff(people, unit), seed)
        keep_programmes(units, lambda unit: staff(people, unit), seed)
        keep_conversations(units, lambda unit: staff(people, unit), seed, numbers)
    file_waiting_risks()
    return round


def numbers_by_stratum(a_place):
    """a_place: see seed_round()."""
    if isinstance(a_place, dict):
        return a_place
    return dict.fromkeys(STRATA, PerPlace(*a_place))


def publish_instruments(round):
    """Every version that was checked is used in the round, with all its modules."""
    checked = InstrumentVersion.objects.filter(state=InstrumentVersion.State.CHECKED)
    for version in checked:
        modules = [c.code for c in versions.instrument_of(version).modules]
        versions.publish_version(version=version, round=round, modules=modules)


def published(*sources):
    """source → the version that is in use."""
    return {
        source: InstrumentVersion.objects.select_related("instrument").get(
            instrument__source=source, state=InstrumentVersion.State.CHECKED
        )
        for source in sources
    }


@cache
def _password():
    """One slow hash is enough for accounts that everyone knows."""
    return make_password(PASSWORD)


def _people(round):
    organisations = {
        code: Organisation.objects.create(code=code, name=name, party=party)
        for code, (name, party) in ORGANISATIONS.items()
    }
    password = _password()
    people = {}
    for email, (name, organisation, role) in PEOPLE.items():
        people[email] = Person.objects.create(email=email, name=name, password=password)
        roles.give_role(
            person=people[email],
            organisation=organisations[organisation],
            role=role,
            round=round,
        )
    return people


def _plan(round):
    units = []
    for code, (name, frame_count, kind) in STRATA.items():
        stratum = Stratum.objects.create(
            round=round, code=code, name=name, frame_count=frame_count
        )
        for number, place in enumerate(PLACES[code], start=1):
            site = Site.objects.create(
                code=code_of(code, number),
                name=place.name,
                kind=kind,
                district=place.district,
            )
            units.append(
                PrimaryUnit.objects.create(
                    round=round, stratum=stratum, site=site, population=place.people
                )
            )
    return units


def _interviewers(people):
    return [p for email, p in people.items() if PEOPLE[email][2] == Role.INTERVIEWER]


def safeguard(round, units, coordinator):
    """Every place has a risk assessment and partners for each service, for a while."""
    today = timezone.localdate()
    shared = {"round": round, "by": coordinator, "expires_on": today + timedelta(300)}
    for unit in units:
        safeguards.record_assessment(
            sites=[unit.site],
            document="Synthetic risk assessment",
            assessed_on=today - timedelta(days=30),
            **shared,
        )
        safeguards.record_partner(
            sites=[unit.site],
            services=Service.values,
            name="Synthetic partner",
            contact="Synthetic number",
            confirmed_on=today - timedelta(days=5),
            **shared,
        )


def assign(units, version_by_source, people):
    """Two interviewers a place; officials are not chosen at random."""
    for unit in units:
        for person in staff(people, unit):
            organisation = person.memberships.get(round=unit.round).organisation
            for source, version in version_by_source.items():
                sample = source == Instrument.Source.MIGRANT
                Assignment.objects.create(
                    person=person,
                    organisation=organisation,
                    primary_unit=unit,
                    instrument=version.instrument,
                    design_class=(
                        DesignClass.PROBABILITY if sample else DesignClass.PURPOSIVE
                    ),
                    wanted=30 if sample else 3,
                )


def _assign_others(units, version_by_source, people):
    """The other instruments, to be tried at one place for each organisation.

    But the facility record, which is made at every place.
    """
    elsewhere = (*version_by_source, Instrument.Source.RECORDS)
    others = Instrument.objects.exclude(source__in=elsewhere).filter(
        versions__state=InstrumentVersion.State.CHECKED
    )
    for unit in (units[0], units[len(units) // 2]):
        for person in staff(people, unit):
            for instrument in others.distinct().order_by("code"):
                Assignment.objects.create(
                    person=person,
                    organisation=person.memberships.get(round=unit.round).organisation,
                    primary_unit=unit,
                    instrument=instrument,
                    design_class=DesignClass.PURPOSIVE,
                    wanted=1,
                )


def staff(people, unit):
    """The two interviewers of one organisation who work in a stratum."""
    first = list(STRATA).index(unit.stratum.code) // 2 * 2
    return _interviewers(people)[first : first + 2]


def interviews(
    unit,
    version_by_source,
    people,
    dice,
    a_place,
    *,
    chances=CHANCES,
    ago=0,
    words=True,
):
    """chances: of the codes of some questions; ago: days since the round was now;
    words: whether some answer in their own words."""
    lift = dice.uniform(-1, 1)
    today = timezone.localdate()
    askers = staff(people, unit)
    plan = [(Instrument.Source.MIGRANT, False)] * a_place.migrants
    plan += [(Instrument.Source.MIGRANT, True)] * a_place.refused
    plan += [(Instrument.Source.AUTHORITY, False)] * a_place.officials
    for index, (source, refuses) in enumerate(plan):
        version = version_by_source[source]
        if refuses:
            answers = {"x_place_safe": "yes", "x_private": "full", "x_consent": "no"}
        else:
            person = draw_person(dice)
            answers = walk(
                versions.instrument_of(version),
                dice,
                lift,
                chances_for(person, unit.site.kind, chances),
                today=today,
                known=person,
            )
            answers = in_own_words(answers, index) if words else answers
        submission.submit_interview(
            version=version,
            answers=answers,
            interview_id=uuid.UUID(int=dice.getrandbits(128), version=4),
            round=unit.round,
            site=unit.site,
            by=dice.choice(askers),
            held_on=_some_day(today - timedelta(days=ago), dice),
        )


def _some_day(today: date, dice) -> date:
    return today - timedelta(days=dice.randint(1, 50))
