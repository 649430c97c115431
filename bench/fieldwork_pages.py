"""Pages of fieldwork in a large round: python -m bench.fieldwork_pages [postgresql]

A throw-away database with a country of 5,000 places in 40 strata and a round of 20,000
interviews at the 400 places that were drawn: 200 interviewers of eight organisations
over 50 days, 40 quotas, decisions, flags, second versions, visits. The organisation of
the coordinator holds two interviews in five; the review body sees all of them.
Pages are asked for through all middleware, by somebody who is signed in. Printed is the
median of five after a warm-up: CPU seconds of this process and of the reader of
workbooks (never of PostgreSQL's), seconds on the clock, queries, size.
Gates: reading and accepting the places 5 s, the draw 1 s, a page 0.3 s, one whole check
for flags 20 s; CPU.
"""

import gc
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from config.keys import make_keys
from tests.postgresql import cluster

INTERVIEWS, PLACES, STRATA, DRAWN = 20_000, 5_000, 40, 10  # drawn of each stratum
INTERVIEWERS, DAYS, QUOTAS, MODELS = 200, 50, 40, 150
OWN, OTHERS = "asylum-rights", 7
RUNS, SEED = 5, 20270301
GATES = {"page": 0.3, "draw": 1.0, "upload": 5.0, "check": 20.0}


# -- measuring -----------------------------------------------------------------------


class Meter:
    """Asks for pages and prints a line for each."""

    def __init__(self):
        self.over = []
        print(f"{'page':<42}{'CPU s':>8}{'wall s':>8}{'queries':>9}{'kB':>8}  gate")

    def page(self, name, client, address, *, runs=RUNS):
        self.act(name, [lambda: client.get(address)] * (runs + 1), "page")

    def act(self, name, acts, kind):
        """acts: each asks for the same; the first is the warm-up and counts queries."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            content, _seconds = timed(acts[0])
            number = len(queries)
        spent = []
        for act in acts[1:] or acts[:1]:
            content, seconds = timed(act)
            spent.append(seconds)
        cpu, wall = (statistics.median(column) for column in zip(*spent, strict=True))
        gate = GATES[kind]
        size = len(content) / 1000
        print(
            f"{name:<42}{cpu:>8.3f}{wall:>8.3f}{number:>9}{size:>8.0f}  {gate}"
            f"{' OVER' if cpu > gate else ''}",
            flush=True,
        )
        if cpu > gate:
            self.over.append(name)
        return content


def timed(act):
    """(what was answered, (CPU seconds, also of children that ended, wall seconds))."""
    gc.collect()
    before, began = os.times(), time.perf_counter()
    answer = act()
    content = answer.getvalue()  # reads a page that is streamed to its end
    wall, after = time.perf_counter() - began, os.times()
    assert answer.status_code in (200, 302), answer.status_code
    return content, (sum(after[:4]) - sum(before[:4]), wall)


def client_of(name):
    from django.test import Client

    from surveys.models import Person
    from tests.signed_in import signed_in

    client = Client(headers={"host": "127.0.0.1"})
    return signed_in(client, Person.objects.get(email=f"{name}@demo.test"))


# -- the frame and the draw ----------------------------------------------------------


def frame_rows(dice, today):
    from surveys.models import SiteKind

    kinds = list(SiteKind.values)
    rows = []
    for number in range(PLACES):
        stratum, held = number % STRATA, int(dice.lognormvariate(3.5, 1)) + 1
        rows.append(
            {
                "code": f"P-{number:04}",
                "name": f"Place of detention number {number}",
                "kind": kinds[stratum % len(kinds)],
                "region_pcode": f"XX{stratum:02}",
                "district_pcode": f"XX{stratum:02}{number % 7:02}",
                "stratum": f"Stratum {stratum:02}",
                "room_for": held + 10,
                "people_held": held,
                "number_is": "counted",
                "counted_on": today - timedelta(days=30),
                "access": "granted",
            }
        )
    return rows


def planned_round(code):
    """A round with its people, instruments and keys; without places."""
    from django.utils import timezone

    from surveys.demo import seed
    from surveys.demo.custodians import make_keys as make_custodians_keys
    from surveys.models import LegalBasis, Organisation, Person, Round
    from surveys.people import roles

    today = timezone.localdate()
    round = Round.objects.create(
        code=code,
        name=f"Round {code}",
        country="XXA",
        starts_on=today - timedelta(days=DAYS + 2),
        ends_on=today + timedelta(days=40),
        synthetic=True,
        legal_basis=LegalBasis.MANDATE,
        impact_assessment="Synthetic impact assessment",
        sharing_protocol="Synthetic protocol",
        withdrawal_until=today + timedelta(days=90),
        retention_until=today + timedelta(days=800),
    )
    for email, (_name, organisation, role) in seed.PEOPLE.items():
        roles.give_role(
            person=Person.objects.get(email=email),
            organisation=Organisation.objects.get(code=organisation),
            role=role,
            round=round,
        )
    make_custodians_keys(round, f" in {code}")
    seed.publish_instruments(round)
    return round


def frames_and_draws(meter, today):
    """Upload, accept and draw in a round for each run; the last of them."""
    import re

    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from surveys.fieldwork.frame_columns import SHEET, SHEET_COLUMNS
    from surveys.fieldwork.table_workbooks import workbook
    from surveys.models import Stratum

    rows = frame_rows(random.Random(SEED), today)
    corrected = [row | {"people_held": row["people_held"] + 1} for row in rows]
    files = [workbook(SHEET, SHEET_COLUMNS, table) for table in (rows, corrected)]
    rounds = [planned_round(f"bench-{number}") for number in range(RUNS + 1)]
    client = client_of("coordinator")
    parcels = {}

    def show(round, file):
        sent = {"file": SimpleUploadedFile("places.xlsx", file)}
        answer = client.post(reverse("frame", args=[round.code]), sent)
        text = answer.content.decode()
        parcels[round] = re.search(r'name="parcel"\s+value="([^"]+)"', text)[1]
        return answer

    def accept(round):
        return client.post(
            reverse("frame-accept", args=[round.code]), {"parcel": parcels[round]}
        )

    def draw(round):
        fields = {"draw": "yes"}
        for stratum in Stratum.objects.filter(round=round):
            fields[f"method-{stratum.pk}"] = "by_size"
            fields[f"places-{stratum.pk}"] = DRAWN
        answer = client.post(reverse("assessment:draw", args=[round.code]), fields)
        assert answer.status_code == 302
        return answer

    for file, name in zip(files, ("new", "each corrected"), strict=True):
        meter.act(
            f"{PLACES:,} places: read and shown, {name}",
            [lambda r=r, f=file: show(r, f) for r in rounds],
            "upload",
        )
        meter.act(
            f"{PLACES:,} places: accepted, {name}",
            [lambda r=r: accept(r) for r in rounds],
            "upload",
        )
    meter.page("list of places", client, reverse("frame", args=[rounds[-1].code]))
    address = reverse("assessment:draw", args=[rounds[-1].code])
    meter.page("page of the draw, before", client, address)
    client = client_of("coordinator")
    meter.act("draw", [lambda r=r: draw(r) for r in rounds], "draw")
    meter.page("page of the draw, after", client, address)
    return rounds[-1]


# -- a round of 20,000 interviews ----------------------------------------------------


def organisations():
    """(organisation, its interviewers): the coordinator's own first and largest."""
    from surveys.models import Organisation, Party, Person

    own = Organisation.objects.get(code=OWN)
    groups = [own] + [
        Organisation.objects.create(
            code=f"partner-{number}", name=f"Partner {number}", party=Party.CIVIL
        )
        for number in range(OTHERS)
    ]
    people = [
        Person.objects.create(
            email=f"bench{number}@demo.test",
            name=f"Interviewer {number}",
            password="!",
        )
        for number in range(INTERVIEWERS)
    ]
    first = INTERVIEWERS * 2 // 5
    shares = [people[:first]]
    shares += [people[first + number :: OTHERS] for number in range(OTHERS)]
    return list(zip(groups, shares, strict=True))


def fill(round, today):
    """Everything that happens while a round runs, by bulk insertion."""
    from surveys.fieldwork import rounds
    from surveys.models import Membership, Person, PrimaryUnit, Role

    dice = random.Random(SEED + 1)
    teams = organisations()
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organisation=organisation,
            party=organisation.party,
            role=Role.INTERVIEWER,
            round=round,
        )
        for organisation, people in teams
        for person in people
    )
    coordinator = Person.objects.get(email="coordinator@demo.test")
    units = list(PrimaryUnit.objects.filter(round=round).select_related("stratum"))
    places = []  # (place, organisation, its two interviewers there)
    for number, unit in enumerate(units):
        own = number % 5 < 2
        organisation, people = teams[0] if own else teams[1 + number % OTHERS]
        places.append((unit, organisation, dice.sample(people, 2)))
    keep_plan(round, places, coordinator, dice, today)
    rounds.open_round(round=round, by=coordinator)
    keep_interviews(round, places, dice, today)
    decide(round, coordinator, dice)


def keep_plan(round, places, coordinator, dice, today):
    """Assignments, safeguards, quotas, visits and open interviews."""
    from django.utils import timezone

    from surveys.models import (
        Assignment,
        Draft,
        Instrument,
        InstrumentVersion,
        Quota,
        ReferralPartner,
        RiskAssessment,
        Service,
        Visit,
    )

    wanted = {
        instrument: number
        for instrument in Instrument.objects.filter(code__in=("migrant", "authority"))
        for number in ([30] if instrument.code == "migrant" else [3])
    }
    migrant = next(i for i in wanted if i.code == "migrant")
    Assignment.objects.bulk_create(
        Assignment(
            person=person,
            organisation=organisation,
            primary_unit=unit,
            instrument=instrument,
            selection="list",
            wanted=number,
        )
        for unit, organisation, people in places
        for person in people
        for instrument, number in wanted.items()
    )
    shared = {"round": round, "by": coordinator}
    until = {"expires_on": today + timedelta(days=300)}
    RiskAssessment.objects.bulk_create(
        RiskAssessment(
            site_id=unit.site_id,
            document="Synthetic risk assessment",
            assessed_on=today - timedelta(days=30),
            **shared,
            **until,
        )
        for unit, *_others in places
    )
    ReferralPartner.objects.bulk_create(
        ReferralPartner(
            site_id=unit.site_id,
            service=service,
            name="Synthetic partner",
            contact="Synthetic number",
            confirmed_on=today - timedelta(days=5),
            **shared,
            **until,
        )
        for unit, *_others in places
        for service in Service.values
    )
    for number in range(QUOTAS):
        Quota.objects.create(
            round=round,
            instrument=migrant,
            stratum=places[number * DRAWN % len(places)][0].stratum,
            question=("m_gender", "m_age", "m_status")[number % 3],
            codes=(["woman"], ["a18", "a25"], ["current"])[number % 3],
            label=f"Group {number}",
            wanted=40,
        )
    Visit.objects.bulk_create(
        Visit(
            primary_unit=unit,
            organisation=organisation,
            held_on=today - timedelta(days=days + number % 20),
            access="given",
            people_present=unit.population,
            agreed=dice.randint(5, 25),
            refused=dice.randint(0, 5),
            absent=1,
            recorded_by=coordinator,
            recorded_at=timezone.now(),
        )
        for number, (unit, organisation, _people) in enumerate(places)
        for days in (3, 30)
    )
    version = InstrumentVersion.objects.get(instrument=migrant)
    Draft.objects.bulk_create(
        Draft(
            round=round,
            primary_unit=unit,
            version=version,
            organisation=organisation,
            design_class="probability",
            by=people[0],
            language="en",
            body=b"",
        )
        for unit, organisation, people in places[::4]
    )


def keep_interviews(round, places, dice, today):
    from surveys.interviews import row_hashes
    from surveys.interviews.submission import new_reference
    from surveys.models import InstrumentVersion, Interview, Quarantine, Round

    versions = {
        code: InstrumentVersion.objects.get(instrument__code=code)
        for code in ("migrant", "authority")
    }
    answers = {code: model_answers(version, dice) for code, version in versions.items()}
    rows = []
    for number in range(1, INTERVIEWS + 1):
        unit, organisation, people = places[number % len(places)]
        code = "authority" if dice.random() < 0.08 else "migrant"
        outcome = dice.choices(
            ("complete", "stopped", "refused", "not_begun", "withdrawn"),
            (88, 5, 5, 1, 1),
        )[0]
        rows.append(
            Interview(
                interview_id=uuid.UUID(int=dice.getrandbits(128), version=4),
                number=number,
                version=versions[code],
                round=round,
                primary_unit=unit,
                organisation=organisation,
                design_class="probability",
                by=dice.choice(people),
                outcome=outcome,
                answers=mixed(dice, answers[code])
                if outcome in ("complete", "stopped")
                else {},
                content_hash="",
                receipt=new_reference(),
                held_on=today - timedelta(days=int(DAYS * dice.random() ** 1.2)),
                minutes=max(3, int(dice.gauss(41, 9))),
            )
        )
    Interview.objects.bulk_create(rows, batch_size=500)
    Round.objects.filter(pk=round.pk).update(
        interviews_received=INTERVIEWS,
        received_hash=row_hashes.count_hash(round.pk, INTERVIEWS),
    )
    Quarantine.objects.bulk_create(
        Quarantine(
            interview_id=row.interview_id,
            round=round,
            organisation=row.organisation,
            by=row.by,
            body=b"",
            content_hash="other",
        )
        for row in rows[:: INTERVIEWS // 40]
    )


def model_answers(version, dice):
    from django.utils import timezone

    from surveys.demo.answers import walk
    from surveys.instruments.versions import instrument_of
    from surveys.interviews.answer_checks import URGENT

    walks = (
        walk(
            instrument_of(version),
            dice,
            dice.uniform(-1, 1),
            today=timezone.localdate(),
        )
        for _model in range(MODELS)
    )
    return [{n: v for n, v in w.items() if n not in URGENT} for w in walks]


def mixed(dice, models):
    """The questions of one person, each answered as somebody answered it."""
    others = dice.choices(models, k=6)
    return {
        name: dice.choice(others).get(name, value)
        for name, value in dice.choice(models).items()
    }


def decide(round, coordinator, dice):
    """Six in ten are accepted, some excluded, to be looked at, or waiting."""
    from django.utils import timezone

    from surveys.models import Decision, Interview

    kinds = ("accepted", "excluded", "look_again", "waiting", "")
    rows = []
    for pk in Interview.objects.filter(round=round).values_list("pk", flat=True):
        kind = dice.choices(kinds, (60, 2, 1, 1, 36))[0]
        if kind:
            waits = kind == "waiting"
            excluded = kind in ("excluded", "waiting")
            rows.append(
                Decision(
                    interview_id=pk,
                    kind="excluded" if excluded else kind,
                    state="waiting" if waits else "in_force",
                    reason="practice" if excluded else "",
                    by=coordinator,
                    made_at=timezone.now(),
                )
            )
    Decision.objects.bulk_create(rows, batch_size=500)


def settle_some(round, reviewer):
    from django.utils import timezone

    from surveys.models import QualityFlag

    for flag in QualityFlag.objects.filter(round=round).order_by("key")[:150]:
        flag.finding, flag.why = "explained", "The interviewer told us how it was"
        flag.settled_by, flag.settled_at = reviewer, timezone.now()
        flag.save()


# -- the pages -----------------------------------------------------------------------


def fieldwork(meter, round):
    from django.urls import reverse

    from surveys.models import Interview, Person, QualityFlag

    address = {
        name: reverse(name, args=[round.code])
        for name in (
            *("round-progress", "progress-workbook", "progress-table", "interviews"),
            *("round", "round-close", "assignments", "contacts", "quotas"),
            *("assessment:quality", "assessment:quality-check"),
        )
    }
    coordinator = client_of("coordinator")
    check = meter.act(
        f"check of {INTERVIEWS:,} interviews, once",
        [lambda: coordinator.post(address["assessment:quality-check"])],
        "check",
    )
    assert b"All interviews are checked" in check, check[-500:]
    settle_some(round, Person.objects.get(email="reviewer@demo.test"))
    kinds = Counter(
        QualityFlag.objects.filter(round=round).values_list("kind", flat=True)
    )
    print(f"  flags: {dict(kinds)}")
    numbers = Interview.objects.filter(round=round).order_by("pk")
    late = numbers.values_list("pk", flat=True)[60]
    place = numbers[0].primary_unit
    for name in ("coordinator", "teamlead", "reviewer"):
        client = client_of(name)
        listed = address["interviews"]
        meter.page(f"interviews, {name}", client, listed)
        meter.page(f"interviews, last page, {name}", client, f"{listed}?before={late}")
        for filters in (
            f"place={place.site.code}",
            "decision=none&flag=open",
            "decision=excluded",
        ):
            meter.page(f"interviews?{filters}", client, f"{listed}?{filters}")
        meter.page(f"field quality, {name}", client, address["assessment:quality"])
    client = client_of("coordinator")
    meter.page("progress of all rounds (home)", client, reverse("progress"))
    meter.page("progress of the round", client, address["round-progress"])
    instrument = f"{address['round-progress']}?instrument=migrant"
    meter.page("progress of one instrument", client, instrument)
    meter.page("tables of progress, .xlsx", client, address["progress-workbook"])
    meter.page("tables of progress, .csv", client, address["progress-table"])
    meter.page("page of the round", client, address["round"])
    meter.page("closing", client, address["round-close"])
    meter.page("assignments", client, address["assignments"])
    meter.page("quotas", client, address["quotas"])
    meter.page("visits and contacts", client, address["contacts"])
    visits = reverse("visits", args=[round.code, place.site.code])
    meter.page("visits to one place", client, visits)


def prepare(folder, url):
    """Settings of a demo with a database of its own, migrated, with instruments."""
    make_keys(folder)
    os.environ |= {
        "SECRET_KEY_FILE": str(folder / "secret-key"),
        "DRAFT_KEY_FILE": str(folder / "draft-key"),
        "DATABASE_URL": url,
        "STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "1",
    }
    import django

    django.setup()
    from django.core.management import call_command

    from surveys.demo import seed
    from surveys.instruments import versions
    from surveys.instruments.build import build, names
    from surveys.xlsform.compile import compile_workbook

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    for name in names():
        content = build(name)
        compiled = compile_workbook(content)
        version = versions.store_version(
            compiled=compiled,
            workbook=content,
            source=compiled.instrument.settings["source"],
        )
        versions.check_version(version=version)
    seed.seed_round(a_place=(0, 0, 0))


def main(database):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        if database == "postgresql":
            url = stack.enter_context(cluster())
        prepare(folder, url)
        from django.utils import timezone

        print(f"{database}, seed {SEED}")
        meter = Meter()
        round = frames_and_draws(meter, timezone.localdate())
        fill(round, timezone.localdate())
        fieldwork(meter, round)
        from django.db import connection

        connection.close()
    print(f"over the gate: {', '.join(meter.over)}" if meter.over else "gates passed")
    return bool(meter.over)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "sqlite"))
