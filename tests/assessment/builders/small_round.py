"""A small round with people whose answers are known. ONE place makes interviews."""

import datetime
import random
import re
import uuid

from assessment.frames.other_answers import ANSWERS
from assessment.standards import catalogue
from surveys.engine.instrument import Instrument as Compiled
from surveys.engine.instrument import (
    Language,
    Question,
    QuestionType,
    Screen,
    Section,
)
from surveys.models import (
    Instrument,
    InstrumentVersion,
    Interview,
    Membership,
    Organisation,
    Outcome,
    Person,
    PrimaryUnit,
    Round,
    Site,
    Stratum,
)

DAY = datetime.date(2026, 3, 2)


def make_round(code="r1", *, strata=2, places=3, frame_count=6, population=60):
    round = Round.objects.create(
        code=code,
        name="First assessment",
        country="GHA",
        starts_on=DAY,
        ends_on=DAY + datetime.timedelta(days=30),
        state=Round.State.OPEN,
        legal_basis="mandate",
        impact_assessment="DPIA-1",
        sharing_protocol="ISP-1",
        withdrawal_until=DAY + datetime.timedelta(days=60),
        retention_until=DAY + datetime.timedelta(days=760),
        synthetic=True,
    )
    for h in range(strata):
        stratum = Stratum.objects.create(
            round=round, code=f"{code}-h{h}", name=f"Area {h}", frame_count=frame_count
        )
        for i in range(places):
            site = Site.objects.create(
                code=f"{code}-s{h}{i}",
                name=f"Place {h}{i}",
                kind="ded" if i % 2 else "police",
            )
            PrimaryUnit.objects.create(
                round=round, stratum=stratum, site=site, population=population
            )
    return round


def _asking_the_catalogue(source):
    """An instrument that asks every question of the catalogue, without its words."""
    names = {
        name
        for row in catalogue.rows("indicators.csv")
        if row["source"] == source
        for name in re.findall(r"\$\{(\w+)\}", row["numerator"] + row["denominator"])
    } | set(ANSWERS.get(source, ()))
    questions = tuple(
        Question(name=name, type=QuestionType.TEXT, label={}) for name in sorted(names)
    )
    screen = Screen(name="screen", label={}, questions=questions)
    section = Section(name="section", label={}, screens=(screen,))
    return Compiled(
        id=source,
        version="1",
        title={},
        default_language="en",
        languages=(Language("en", "English", "ltr"),),
        sections=(section,),
    )


def make_version(source="migrant"):
    instrument, _new = Instrument.objects.get_or_create(
        code=f"small-{source}", defaults={"source": source}
    )
    version, _new = InstrumentVersion.objects.get_or_create(
        instrument=instrument,
        version="1",
        defaults={
            "fingerprint": f"{source:0<64}",
            "compiled": _asking_the_catalogue(source).to_json(),
            "workbook": b"",
        },
    )
    return version


def make_person(name, role, round, party="civil"):
    organisation, _new = Organisation.objects.get_or_create(
        code=f"org-{party}", defaults={"name": party, "party": party}
    )
    email = f"{name}@example.org"
    person = Person.objects.filter(email=email).first()
    person = person or Person.objects.create_user(email, "a long phrase", name=name)
    Membership.objects.create(
        person=person,
        organisation=organisation,
        party=party,
        role=role,
        round=round,
    )
    return person


def interview(
    unit,
    by,
    answers,
    *,
    source="migrant",
    design_class="probability",
    outcome=Outcome.COMPLETE,
    interview_id=None,
    revision=1,
):
    """The one helper that makes an accepted interview."""
    return Interview.objects.create(
        interview_id=interview_id or uuid.uuid4(),
        revision=revision,
        version=make_version(source),
        round=unit.round,
        primary_unit=unit,
        organisation=Organisation.objects.get(code="org-civil"),
        design_class=design_class,
        by=by,
        outcome=outcome,
        answers=answers,
        content_hash=uuid.uuid4().hex * 2,
        receipt=uuid.uuid4().hex[:9],
        held_on=DAY,
    )


def state(word):
    return {"state": word}


def migrant_answers(chance, *, gender=None):
    """A person held now; about half saw a judge in time, few saw a lawyer."""
    seen = chance.random() < 0.3
    return {
        "x_private": "full",
        "m_status": "current",
        "m_gender": gender or chance.choice(["woman", "man", "man"]),
        "m_age": chance.choice(["a18", "a25", "a35"]),
        "m_legal": chance.choice(["asylum", "refused", "entry"]),
        "m_order": chance.choice(["yes", "yes", "no"]),
        "m_reason_told": "yes",
        "m_reason_lang": chance.choice(["full", "part", "none"]),
        "m_judge_first": chance.choice(["h48", "d7", "never"]),
        "m_days": chance.randint(3, 200),
        "m_law_seen": "yes" if seen else "no",
        **(
            {"m_law_private": "yes", "m_law_free": "free"}
            if seen
            else {"m_law_why": "cost"}
        ),
        "m_unlisted": "no",
        "m_illtreat": ["none"],
        "m_vscreen": chance.choice(["yes", "no", "no"]),
    }


def fill(round, *, per_place=8, seed=5, interviewers=3):
    """The same interviews at each place of the round, every time."""
    chance = random.Random(seed)
    people = [
        make_person(f"asks{i}-{round.code}", "interviewer", round)
        for i in range(interviewers)
    ]
    units = PrimaryUnit.objects.filter(round=round).order_by("site__code")
    for place, unit in enumerate(units):
        for turn in range(per_place):
            by = people[(place + turn) % interviewers]
            interview(unit, by, migrant_answers(chance))
    return people


def fill_authority(round, by, *, per_place=3, always=2):
    """Officials at each place; `always` of `each` claim that all is well."""
    for unit in PrimaryUnit.objects.filter(round=round).order_by("site__code"):
        for turn in range(per_place):
            claim = "always" if turn < always else "some"
            answers = {
                "a_role": "dir",
                "a_judge": claim,
                "a_law_private": claim,
                "a_law_free": claim,
                "a_screen": claim,
            }
            interview(unit, by, answers, source="authority", design_class="purposive")
