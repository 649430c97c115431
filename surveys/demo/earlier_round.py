"""The round before the demo's: the same places a year ago, when less was done.

It lets the pages of change be seen. Fewer people were asked, all of them migrants, and
nothing was taken down in their own words: the round has no custodians.
"""

import random
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from surveys.demo import seed
from surveys.demo.answers import CHANCES
from surveys.demo.conversations import PerPlace
from surveys.demo.story import ROUND_BEFORE
from surveys.fieldwork import rounds
from surveys.interviews.urgent_risks import file_waiting_risks
from surveys.models import (
    Instrument,
    LegalBasis,
    Organisation,
    Person,
    PrimaryUnit,
    Round,
    Stratum,
)
from surveys.people import roles

ROUND = "demo-2025"
AGO = 365  # days
# Interviews with migrants at each place of a stratum, and refusals.
A_PLACE = {
    "border": PerPlace(33, 0, 1),
    "police": PerPlace(29, 0, 1),
    "centres": PerPlace(54, 0, 1),
    "closed": PerPlace(40, 0, 1),
}


@transaction.atomic
def seed_earlier(*, follower, random_seed=seed.SEED):
    """The closed round that `follower` follows, with its interviews."""
    now = timezone.localdate()
    round = Round.objects.create(
        code=ROUND,
        name="Demonstration round 2025",
        country=follower.country,
        starts_on=follower.starts_on - timedelta(days=AGO),
        ends_on=now - timedelta(days=AGO - 30),
        state=Round.State.OPEN,
        synthetic=True,
        legal_basis=LegalBasis.MANDATE,
        impact_assessment="Synthetic impact assessment 0",
        sharing_protocol="Synthetic protocol 0",
        withdrawal_until=now + timedelta(days=30),
        retention_until=now + timedelta(days=700),
        most_interviews_a_day=8,
    )
    people = _people(round)
    seed.publish_instruments(round)
    units = _plan(round, follower)
    version_by_source = seed.published(Instrument.Source.MIGRANT)
    seed.safeguard(round, units, people["coordinator@demo.test"])
    seed.assign(units, version_by_source, people)
    dice = random.Random(random_seed + 1)  # noqa: S311 - synthetic answers, not a secret
    for unit in units:
        seed.interviews(
            unit,
            version_by_source,
            people,
            dice,
            A_PLACE[unit.stratum.code],
            chances=CHANCES | ROUND_BEFORE,
            ago=AGO,
            words=False,
        )
    file_waiting_risks()
    rounds.close_round(round=round, by=people["coordinator@demo.test"])
    Round.objects.filter(pk=follower.pk).update(follows=round)
    return round


def _people(round):
    people = {}
    for email, (_name, organisation, role) in seed.PEOPLE.items():
        people[email] = Person.objects.get(email=email)
        roles.give_role(
            person=people[email],
            organisation=Organisation.objects.get(code=organisation),
            role=role,
            round=round,
        )
    return people


def _plan(round, follower):
    """The same places and strata."""
    units = []
    for stratum in Stratum.objects.filter(round=follower):
        of_round = Stratum.objects.create(
            round=round,
            code=stratum.code,
            name=stratum.name,
            frame_count=stratum.frame_count,
        )
        for unit in PrimaryUnit.objects.filter(stratum=stratum).select_related("site"):
            units.append(
                PrimaryUnit.objects.create(
                    round=round,
                    stratum=of_round,
                    site=unit.site,
                    population=unit.population,
                )
            )
    return units
