"""Two rounds with every role in each, and what each person could ask for by its id."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from assessment.access import token_hash
from assessment.computation import compute
from assessment.models import (
    Action,
    Authority,
    Indicator,
    ReadingLink,
    Recommendation,
    Report,
)
from surveys import sealing
from surveys.demo import seed
from surveys.interviews import drafts, submission
from surveys.models import (
    CONFIRMED_ROLES,
    Assignment,
    CustodianKey,
    Device,
    Draft,
    EarlierDays,
    Incident,
    Instrument,
    InstrumentVersion,
    Interview,
    Invitation,
    LabelMedia,
    Opening,
    Organisation,
    Outcome,
    Party,
    Person,
    PrimaryUnit,
    QualityFlag,
    Quarantine,
    Recovery,
    Role,
    Round,
    Site,
    Stratum,
)
from surveys.people import roles
from surveys.sealed_answers import custodian_keys
from surveys.sealing.sealed_columns import quarantine_place, reason_place
from tests.assessment.builders.releases import release_by_two

OF_PARTY = {Role.STATE_FOCAL_POINT: "interior", Role.REVIEWER: "ombudsman"}
NOBODY = uuid.UUID(int=0)


@dataclass
class World:
    people: dict = field(default_factory=dict)  # role → person of the round
    round: Round = None
    elsewhere: Round = None  # a round of which nobody here is a member
    others: dict = field(
        default_factory=dict
    )  # relation → person whose things are seen
    figures: dict = field(default_factory=dict)  # released, unreleased, round
    objects: dict = field(default_factory=dict)


def make_world():
    """Built once; every request of the matrix is rolled back."""
    call_command("load_standards", stdout=StringIO())
    world = World(round=seed.seed_round(a_place=(1, 1, 0)))
    world.elsewhere = _another_round(world.round)
    for role in Role:
        organisation = Organisation.objects.get(
            code=OF_PARTY.get(role, "asylum-rights")
        )
        world.people[role] = _person(role, organisation, role, world.round)
    for relation, code, round in (
        ("same", "asylum-rights", world.round),
        ("other", "legal-aid", world.round),
        ("round", "elsewhere", world.elsewhere),
    ):
        organisation = Organisation.objects.get(code=code)
        world.others[relation] = _person(
            relation, organisation, Role.INTERVIEWER, round
        )
    _figures(world)
    _objects(world)
    _follow_up(world)
    _assigned(world)
    _earlier_days(world)
    _custody(world)
    _invited(world)
    _watched(world)
    return world


def _person(name, organisation, role, round):
    person = Person.objects.create(email=f"{name}@matrix.test", name=str(name))
    roles.give_role(person=person, organisation=organisation, role=role, round=round)
    return person


def _another_round(like):
    day = timezone.localdate()
    Organisation.objects.create(code="elsewhere", name="Far", party=Party.CIVIL)
    round = Round.objects.create(
        code="elsewhere",
        name="Round elsewhere",
        country="XXB",
        starts_on=day,
        ends_on=day + timedelta(days=30),
        state=Round.State.OPEN,
        legal_basis=like.legal_basis,
        impact_assessment="DPIA",
        sharing_protocol="ISP",
        withdrawal_until=day + timedelta(days=60),
        retention_until=day + timedelta(days=90),
    )
    stratum = Stratum.objects.create(round=round, code="h", name="H", frame_count=2)
    site = Site.objects.create(code="FAR-1", name="Far place", kind="ded")
    PrimaryUnit.objects.create(round=round, stratum=stratum, site=site, population=9)
    return round


def _figures(world):
    """A released set, a newer one that is not, and one of another round."""
    reviewer = world.people[Role.REVIEWER]
    released = compute.compute_figures(round=world.round, by=reviewer)
    world.figures["released"] = release_by_two(figure_set=released, by=reviewer)
    for relation, round in (("unreleased", world.round), ("round", world.elsewhere)):
        copy = type(released).objects.get(pk=released.pk)
        copy.pk, copy.round, copy.fingerprint = None, round, f"{relation:0<64}"
        if relation == "unreleased":
            copy.state, copy.release_number = copy.State.COMPUTED, None
            copy.released_at = copy.released_by = None
            copy.computed_at += timedelta(minutes=1)
        copy.save(force_insert=True)
        world.figures[relation] = copy
    for relation, figure_set in (
        ("own", world.figures["released"]),
        ("round", world.figures["round"]),
    ):
        world.objects[f"assessment:end_link {relation}"] = ReadingLink.objects.create(
            figure_set=figure_set,
            token_hash=token_hash(relation),
            reader="A newspaper",
            made_at=timezone.now(),
            made_by=reviewer,
            expires_at=timezone.now() + timedelta(days=7),
        )
    for relation, figures in world.figures.items():
        world.objects[f"report {relation}"] = _report(
            figures, reviewer, exact=relation != "released"
        )
    world.objects["report exact"] = _report(released, reviewer, exact=True)


def _report(figures, by, *, exact):
    return Report.objects.create(
        figure_set=figures,
        form="pdf",
        language="en",
        exact=exact,
        content=b"%PDF",
        sha256="0" * 64,
        made_at=figures.computed_at,
        made_by=by,
    )


def _objects(world):
    version = InstrumentVersion.objects.get(instrument__code="migrant")
    world.objects["version"] = version
    world.objects["medium"] = LabelMedia.objects.create(
        version=version, name="a.png", content_type="image/png", content=b"\x89PNG"
    )
    other = InstrumentVersion.objects.create(  # published in no round
        instrument=Instrument.objects.create(code="unpublished", source="law"),
        version="1",
        fingerprint="f" * 64,
        compiled=version.compiled,
    )
    LabelMedia.objects.create(
        version=other, name="a.png", content_type="image/png", content=b"\x89PNG"
    )
    world.objects["other version"] = other
    for relation, round in (("own", world.round), ("round", world.elsewhere)):
        world.objects[f"indicator {relation}"] = own_indicator(
            round, version.instrument, number=1 + (relation == "round")
        )
        world.objects[f"incident {relation}"] = Incident.objects.create(
            round=round,
            kind="loss",
            what="A notebook",
            noticed_at=timezone.now(),
            by=world.people[Role.COORDINATOR],
        )


def _follow_up(world):
    """Recommendations to the Interior, to an authority without contacts, and a draft;
    one and its action in another round."""
    member = world.people[Role.REVIEWER]
    interior = Authority.objects.create(
        code="interior",
        name_en="Interior",
        name_fr="Intérieur",
        organisation=Organisation.objects.get(code="interior"),
    )
    police = Authority.objects.create(code="police", name_en="Police", name_fr="Police")
    world.objects["authority"] = interior
    for relation, round, authority in (
        ("draft", world.round, interior),
        ("own", world.round, interior),
        ("other", world.round, police),
        ("round", world.elsewhere, interior),
    ):
        world.objects[f"recommendation {relation}"] = _recommendation(
            round, authority, member, issued=relation != "draft"
        )
    for relation in ("own", "round"):
        action = Action.objects.create(
            authority=interior if relation == "own" else police,
            title="Houses",
            steps="Rent",
            owner="Head",
            due_on=timezone.localdate(),
            by=world.people[Role.STATE_FOCAL_POINT],
            at=timezone.now(),
        )
        action.recommendations.set([world.objects[f"recommendation {relation}"]])
        world.objects[f"action {relation}"] = action


def _recommendation(round, authority, by, *, issued):
    today = timezone.localdate()
    row = Recommendation.objects.create(
        round=round,
        number=1 + Recommendation.objects.filter(round=round).count(),
        place=1,
        kind="law",
        do_by=today + timedelta(days=99),
        made_by=by,
        made_at=timezone.now(),
        state="issued" if issued else "draft",
        issued_on=today if issued else None,
        respond_by=today + timedelta(days=60) if issued else None,
    )
    row.texts.create(version=1, text_en="a", text_fr="b", by=by, at=timezone.now())
    row.addressees.create(authority=authority)
    row.standards.set(["LEG-01"])
    row.follow_ups.create(
        axis="life",
        value="issued",
        party="review",
        by=by,
        on=today,
        at=timezone.now(),
    )
    return row


def own_indicator(round, instrument, *, number):
    """An indicator that somebody of no organisation here proposed."""
    return Indicator.objects.create(
        id=f"OWN-{number}",
        place=Indicator.FIRST_PLACE + number,
        round=round,
        instrument=instrument,
        source=instrument.source,
        state=Indicator.State.PROPOSED,
        proposed_by=Person.objects.get(email="coordinator@demo.test"),
        proposed_at=timezone.now(),
        statistic="proportion",
        numerator="${m_order} = 'yes'",
        denominator="${m_order} != ''",
        direction="at_least",
        label_en="saw an order",
        label_fr="ont vu une décision",
    )


def _assigned(world):
    """The interviewer has something to do at one place of the round, not at others."""
    interviewer = world.people[Role.INTERVIEWER]
    unit = PrimaryUnit.objects.filter(round=world.round).last()
    Assignment.objects.create(
        person=interviewer,
        organisation=interviewer.memberships.get().organisation,
        primary_unit=unit,
        instrument=Instrument.objects.get(code="migrant"),
        wanted=1,
    )
    world.objects["assigned"] = unit


def _earlier_days(world):
    """In each round somebody asked for earlier days."""
    for round in (world.round, world.elsewhere):
        EarlierDays.objects.create(
            round=round,
            withdrawal_until=round.withdrawal_until - timedelta(days=1),
            retention_until=round.retention_until,
            asked_by=Person.objects.get(email="coordinator@demo.test"),
            asked_at=timezone.now(),
        )


def _custody(world):
    """The custodian has a key; a request waits for them, and one is elsewhere."""
    mine, asker = (
        world.people[Role.CUSTODIAN],
        Person.objects.get(email="custodian1@demo.test"),
    )
    custodian_keys.register_key(
        round=world.round, public_key=sealing.public_half(b"\x07" * 32), by=mine
    )
    for relation, round in (("own", world.round), ("round", world.elsewhere)):
        opening_id, now = uuid.uuid4(), timezone.now()
        world.objects[f"opening {relation}"] = Opening.objects.create(
            id=opening_id,
            interview=Interview.objects.filter(round=round).first()
            or interview_of(world, world.others["round"], round),
            question="m_priority",
            reason=sealing.seal(
                "why", key=settings.DRAFT_KEY, place=reason_place(opening_id)
            ),
            asked_by=asker,
            partner=mine,
            asker_key=CustodianKey.objects.get(person=asker),
            partner_key=CustodianKey.objects.get(person=mine),
            half=b"half",
            asked_at=now,
            expires_at=now + timedelta(hours=1),
        )


def draft_of(world, person, round):
    """An open interview of a person, whatever role they hold or held."""
    existing = Draft.objects.filter(by=person).first()
    if existing:
        return existing
    return drafts.new_draft(
        round=round,
        primary_unit=PrimaryUnit.objects.filter(round=round).first(),
        version=world.objects["version"],
        organisation=person.memberships.get().organisation,
        design_class="probability",
        by=person,
        language="en",
        second_language="",
    )


def device_of(person):
    """The tablet of a person, whatever role they hold or held."""
    return Device.objects.get_or_create(person=person, defaults={"name": "Tablet"})[0]


def interview_of(world, person, round, *, outcome=Outcome.COMPLETE, code="migrant"):
    existing = Interview.objects.filter(
        by=person, outcome=outcome, version__instrument__code=code
    ).first()
    if existing:
        return existing
    return Interview.objects.create(
        interview_id=uuid.uuid4(),
        version=InstrumentVersion.objects.get(instrument__code=code),
        round=round,
        primary_unit=PrimaryUnit.objects.filter(round=round).first(),
        organisation=person.memberships.get().organisation,
        design_class="probability",
        by=person,
        outcome=outcome,
        answers={},
        content_hash="",
        receipt=submission.new_reference(),
        held_on=timezone.localdate(),
    )


def _watched(world):
    """A second version and a flag of an interview of each relation."""
    for relation, person in world.others.items():
        round = world.elsewhere if relation == "round" else world.round
        interview = interview_of(world, person, round)
        shared = {"round": round, "organisation": interview.organisation}
        world.objects[f"assessment:flag {relation}"] = QualityFlag.objects.create(
            **shared,
            key=relation,
            kind="short",
            rank="look_first",
            value=60,
            comparison=1800,
            n=20,
            interview=interview,
            interviewer=person,
            found_at=timezone.now(),
        )
        copy = {
            "version": interview.version_id,
            "outcome": "complete",
            "answers": {},
            "words": None,
        }
        place = quarantine_place(interview.interview_id, "0" * 64)
        world.objects[f"second-version {relation}"] = Quarantine.objects.create(
            **shared,
            interview_id=interview.interview_id,
            by=person,
            body=sealing.seal(copy, key=settings.DRAFT_KEY, place=place),
            content_hash="0" * 64,
        )


def _invited(world):
    """An invitation of each kind, and the security key of somebody else."""
    by = world.people[Role.ADMINISTRATOR]
    member = Person.objects.get(email="reviewer@demo.test")
    for name, role, round, maker in (
        ("invitation-withdraw civil", Role.READER, world.round, by),
        ("invitation-withdraw review", Role.REVIEWER, world.round, by),
        ("invitation-withdraw round", Role.READER, world.elsewhere, by),
        ("invitation-confirm civil", Role.ANALYST, world.round, by),
        ("invitation-confirm review", Role.REVIEWER, world.round, member),
        ("invitation-confirm round", Role.ANALYST, world.elsewhere, by),
    ):
        world.objects[name] = _invitation(name, role, round, maker)
    for relation, person, asker in (
        ("civil", world.people[Role.READER], by),
        ("review", Person.objects.get(email="reviewer2@demo.test"), member),
        ("round", world.others["round"], by),
    ):
        world.objects[f"recovery-confirm {relation}"] = Recovery.objects.create(
            person=person,
            checked_how="Met",
            asked_by=asker,
            asked_at=timezone.now(),
            expires_at=timezone.now() + timedelta(hours=72),
        )
    world.objects["mfa_remove_webauthn other"] = Authenticator.objects.create(
        user=world.others["same"], type="webauthn", data={"name": "Key"}
    )


def _invitation(name, role, round, by):
    now = timezone.now()
    code = OF_PARTY.get(role, "asylum-rights")
    return Invitation.objects.create(
        email="guest@matrix.test",
        name="Guest",
        organisation=Organisation.objects.get(code=code),
        role=role,
        round=round,
        token_hash=None if role in CONFIRMED_ROLES else name,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(hours=1),
    )
