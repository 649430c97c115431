"""Permissions: for each kind of object, the queryset that a person may see."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from surveys.models import (
    Assignment,
    AuditEntry,
    CustodianKey,
    Device,
    Draft,
    EarlierDays,
    Incident,
    Instrument,
    InstrumentVersion,
    Interview,
    LabelMedia,
    Membership,
    Opening,
    Organisation,
    Outcome,
    Person,
    PrimaryUnit,
    QualityFlag,
    Quarantine,
    Role,
    Round,
    Site,
    UrgentRisk,
    Visit,
)

WRITES_INSTRUMENTS = (Role.AUTHOR,)
PUBLISHES_INSTRUMENTS = (Role.AUTHOR, Role.COORDINATOR)


def memberships_of(person: Person | AnonymousUser) -> QuerySet[Membership]:
    if not person.is_authenticated or not person.is_active:
        return Membership.objects.none()
    mine = Membership.objects.filter(person=person, ended_at__isnull=True)
    return mine.select_related("round")


def rounds_for(person: Person | AnonymousUser, *roles: Role) -> QuerySet[Round]:
    """The rounds in which the person has one of the roles (any role when none)."""
    mine = memberships_of(person)
    if roles:
        mine = mine.filter(role__in=roles)
    return Round.objects.filter(pk__in=mine.values("round"))


def has_role(person: Person | AnonymousUser, round: Round, *roles: Role) -> bool:
    return memberships_of(person).filter(round=round, role__in=roles).exists()


def has_any_role(person: Person | AnonymousUser, *roles: Role) -> bool:
    """Whether the person has one of the roles in some round."""
    return memberships_of(person).filter(role__in=roles).exists()


def roles_of(person, round=None):
    mine = memberships_of(person)
    if round is not None:
        mine = mine.filter(round=round)
    return frozenset(Role(role) for role in mine.values_list("role", flat=True))


def assignments_for(person):
    """What the person is asked to do, for organisations that they interview for."""
    return Assignment.objects.filter(
        Exists(
            memberships_of(person).filter(
                role=Role.INTERVIEWER,
                round=OuterRef("primary_unit__round"),
                organisation=OuterRef("organisation"),
            )
        ),
        person=person,
    ).select_related(
        "primary_unit__site", "primary_unit__round", "instrument", "organisation"
    )


def drafts_for(person):
    """A person's own open interviews; nobody else reads a draft.

    The compiled instrument is large and cached per process, so it is not read along.
    """
    return (
        Draft.objects.filter(_drafts_of_roles(person), by=person)
        .select_related(
            "version__instrument", "primary_unit__site", "round", "organisation"
        )
        .defer("version__compiled", "version__workbook", "version__written")
    )


def _drafts_of_roles(person):
    """Open interviews of interviewers, practice of interviewers and of authors."""
    interviewing = Q(round__in=rounds_for(person, Role.INTERVIEWER))
    writing = Q(practice=True, round__in=rounds_for(person, Role.AUTHOR))
    return interviewing | writing


def locked_drafts_for(person):
    """The same; what is read of them is locked until the transaction ends.

    Who saves or finishes the same draft meanwhile waits. SQLite locks the whole
    database when the transaction begins.
    """
    return drafts_for(person).select_for_update(of=("self",))


def own_devices_for(person):
    """A person's own tablets: they alone send what is on them."""
    return Device.objects.filter(person=person)


def devices_for(person):
    """Tablets to look after: a person's own, and those of everybody who interviews, or
    interviewed, for an organisation that the person coordinates."""
    mine = Q(person=person)
    for membership in memberships_of(person).filter(role=Role.COORDINATOR):
        interviewers = Membership.objects.filter(
            role=Role.INTERVIEWER,
            round=membership.round,
            organisation=membership.organisation_id,
        )
        mine |= Q(person__in=interviewers.values("person"))
    return Device.objects.filter(mine).select_related("person", "revoked_by")


def interviews_for(person):
    """Coded interviews that the person may read, row by row.

    An analyst reads what the sharing protocol of the round covers, once it is signed.
    The State focal point is answered only with the questionnaires of their own
    agency's officials; a migrant interview is not even a count to them.
    """
    allowed = Q(pk__in=[])
    for membership in memberships_of(person):
        in_round = Q(round=membership.round)
        if membership.role == Role.ANALYST:
            allowed |= in_round & ~Q(round__sharing_protocol="")
        elif membership.role == Role.REVIEWER:
            allowed |= in_round
        elif membership.role == Role.COORDINATOR:
            allowed |= in_round & Q(organisation=membership.organisation_id)
        elif membership.role == Role.STATE_FOCAL_POINT:
            allowed |= (
                in_round
                & Q(organisation=membership.organisation_id)
                & Q(version__instrument__source=Instrument.Source.AUTHORITY)
            )
    return Interview.objects.filter(allowed)


def receipts_for(person):
    """Interviews whose receipt a person sees, because they held them in a round."""
    rounds = rounds_for(person, Role.INTERVIEWER)
    return Interview.objects.filter(by=person, round__in=rounds, revision=1)


def sealed_interviews_for(person):
    """Interviews with own words that the person keeps the keys of; never the words."""
    return Interview.objects.filter(
        round__in=rounds_for(person, Role.CUSTODIAN), sealed_key__isnull=False
    ).select_related("round", "sealed_key", "version__instrument")


def custodian_keys_for(person):
    """All keys of the rounds whose custodian the person is."""
    return CustodianKey.objects.filter(
        round__in=rounds_for(person, Role.CUSTODIAN)
    ).select_related("person", "round")


def openings_for(person):
    """Requests to open an answer, for the custodians of its round."""
    return Opening.objects.filter(
        interview__round__in=rounds_for(person, Role.CUSTODIAN)
    ).select_related(
        "interview__round",
        "interview__version__instrument",
        "asked_by",
        "partner",
        "asker_key",
        "partner_key",
    )


def readable_for(person):
    """Interviews to open one by one; of a withdrawn one there is nothing to read."""
    return interviews_for(person).exclude(outcome=Outcome.WITHDRAWN)


def withdrawable_for(person):
    """Interviews of a coordinator's own organisation, which they may withdraw."""
    allowed = Q(pk__in=[])
    for membership in memberships_of(person).filter(role=Role.COORDINATOR):
        own_interviews = Q(
            round=membership.round, organisation=membership.organisation_id
        )
        allowed |= own_interviews
    return Interview.objects.filter(allowed, revision=1)


def decidable_for(person):
    """Interviews that a coordinator decides about: of their own organisation."""
    return withdrawable_for(person).exclude(outcome=Outcome.WITHDRAWN)


def judged_for(person):
    """Interviews whose exclusion a second person answers: the review body."""
    return Interview.objects.filter(
        round__in=rounds_for(person, Role.REVIEWER), revision=1
    ).exclude(outcome=Outcome.WITHDRAWN)


def second_look_for(person):
    """Interviews of a team lead's organisation; they see no answer of them."""
    allowed = Q(pk__in=[])
    for membership in memberships_of(person).filter(role=Role.TEAM_LEAD):
        allowed |= Q(round=membership.round, organisation=membership.organisation_id)
    return Interview.objects.filter(allowed, revision=1).exclude(
        outcome=Outcome.WITHDRAWN
    )


def listed_for(person):
    """Interviews in the list of a round, without their answers."""
    return decidable_for(person) | judged_for(person) | second_look_for(person)


def listed_rounds_for(person):
    """Rounds of which the person sees the list of interviews."""
    return rounds_for(person, Role.COORDINATOR, Role.REVIEWER, Role.TEAM_LEAD)


def copies_for(person):
    """Second versions of interviews of a coordinator's own organisation."""
    allowed = Q(pk__in=[])
    for membership in memberships_of(person).filter(role=Role.COORDINATOR):
        allowed |= Q(round=membership.round, organisation=membership.organisation_id)
    return Quarantine.objects.filter(allowed).order_by("-received_at", "-pk")


def flags_for(person):
    """Flags of field quality: of the organisations that the person coordinates or
    leads a team of, and of every organisation for the review body and analysts."""
    allowed = Q(round__in=rounds_for(person, Role.REVIEWER, Role.ANALYST))
    for membership in memberships_of(person).filter(
        role__in=(Role.COORDINATOR, Role.TEAM_LEAD)
    ):
        allowed |= Q(round=membership.round, organisation=membership.organisation_id)
    return QualityFlag.objects.filter(allowed)


def sites_for(person, round):
    """The sites of a round, for those who look after its safeguards."""
    if not has_role(person, round, Role.COORDINATOR):
        return Site.objects.none()
    return Site.objects.filter(primary_units__round=round).distinct()


def visited_units_for(person):
    """Places at which the person records visits: those of rounds that they coordinate,
    and those at which they interview."""
    coordinated = Q(round__in=rounds_for(person, Role.COORDINATOR))
    interviewed = Q(pk__in=assignments_for(person).values("primary_unit"))
    return PrimaryUnit.objects.filter(coordinated | interviewed).select_related(
        "site", "round", "stratum"
    )


def visiting_organisations(person, unit):
    """The organisations whose visits to a place the person records and sees."""
    coordinated = memberships_of(person).filter(round=unit.round, role=Role.COORDINATOR)
    interviewed = assignments_for(person).filter(primary_unit=unit)
    return Organisation.objects.filter(
        Q(pk__in=coordinated.values("organisation"))
        | Q(pk__in=interviewed.values("organisation"))
    ).order_by("name")


def visits_for(person, unit):
    """Visits to a place by the person's own organisation."""
    return Visit.objects.filter(
        primary_unit=unit, organisation__in=visiting_organisations(person, unit)
    ).select_related("organisation", "recorded_by")


def coordinated_visits_for(person, round):
    """All visits of a round by the organisations that the person coordinates."""
    mine = memberships_of(person).filter(round=round, role=Role.COORDINATOR)
    return Visit.objects.filter(
        primary_unit__round=round, organisation__in=mine.values("organisation")
    )


def incidents_for(person):
    """The incident register, for coordinators and for the review body."""
    rounds = rounds_for(person, Role.COORDINATOR, Role.REVIEWER)
    return Incident.objects.filter(round__in=rounds)


def urgent_risks_for(person):
    """Urgent risks: only for the protection focal point of the round."""
    return UrgentRisk.objects.filter(round__in=rounds_for(person, Role.PROTECTION))


def audit_for(person):
    """The audit log, for auditors; none of them works for the State, which would learn
    from a time and a place who was called out of a cell."""
    if not memberships_of(person).filter(role=Role.AUDITOR).exists():
        return AuditEntry.objects.none()
    return AuditEntry.objects.select_related("by", "round")


def sees_instruments(person):
    return memberships_of(person).filter(role__in=PUBLISHES_INSTRUMENTS).exists()


def writes_instruments(person):
    return memberships_of(person).filter(role__in=WRITES_INSTRUMENTS).exists()


def versions_for(person):
    """Versions of instruments for those who write or publish them.

    The compiled instrument and the workbook are large and not read along.
    """
    if not sees_instruments(person):
        return InstrumentVersion.objects.none()
    return InstrumentVersion.objects.select_related(
        "instrument", "loaded_by", "checked_by"
    ).defer("compiled", "workbook", "written")


def interviewing_versions_for(person):
    """Versions that were published in the rounds in which the person interviews."""
    return (
        InstrumentVersion.objects.filter(
            round_versions__round__in=rounds_for(person, Role.INTERVIEWER)
        )
        .distinct()
        .defer("workbook", "written")
    )


def interviewing_organisations(person, version):
    """The organisations for which the person interviews with a version, by name."""
    mine = memberships_of(person).filter(
        role=Role.INTERVIEWER, round__round_versions__version=version
    )
    return Organisation.objects.filter(pk__in=mine.values("organisation")).order_by(
        "name"
    )


def media_for(person):
    """Pictures and sounds of labels: for authors, and for those who interview."""
    if sees_instruments(person):
        return LabelMedia.objects.all()
    return LabelMedia.objects.filter(
        Q(version__in=drafts_for(person).values("version"))
        | Q(version__in=interviewing_versions_for(person).values("pk"))
    )


def navigation_for(person):
    """The parts of the product that the person's roles open: (address, name)."""
    held = memberships_of(person).order_by("-round__starts_on")
    rounds_by_role = list(held.values_list("role", "round__code"))
    roles = frozenset(Role(role) for role, _code in rounds_by_role)
    pages = []
    if Role.INTERVIEWER in roles:
        pages.append((reverse("today"), _("Interviews")))
    if Role.COORDINATOR in roles:
        pages.append((reverse("progress"), _("Progress")))
    if Role.CUSTODIAN in roles:
        pages.append((reverse("custody"), _("Keys")))
    if roles & set(PUBLISHES_INSTRUMENTS):
        pages.append((reverse("instruments"), _("Instruments")))
    people = [(reverse("people"), _("People"))]
    if Role.ADMINISTRATOR in roles:
        pages += [*people, (reverse("rounds"), _("Rounds"))]
    if Role.PROTECTION in roles:
        pages.append((reverse("urgent"), _("Urgent risks")))
    if Role.AUDITOR in roles:
        pages.append((reverse("audit"), _("Audit log")))
    if roles & {Role.AUDITOR, Role.ADMINISTRATOR}:
        pages.append((reverse("status"), _("Status")))
    if roles:
        pages.append((reverse("assessment:home"), _("Findings")))
    pages += _watched(rounds_by_role)
    pages += _earlier_days(person, roles)
    if Role.REVIEWER in roles:
        pages += [] if people[0] in pages else people
        if Role.CUSTODIAN not in roles:
            pages.append((reverse("custody-confirm"), _("Keys")))
    return pages


def _watched(rounds_by_role):
    """Interviews and quality of the newest round that a team lead or the review body
    watches; coordinators come there from the page of a round.

    rounds_by_role: (role, code of the round), the newest round first.
    """
    watching = (Role.TEAM_LEAD, Role.REVIEWER)
    codes = [code for role, code in rounds_by_role if role in watching]
    return [
        (reverse(name, args=[code]), text)
        for code in codes[:1]
        for name, text in (
            ("interviews", _("Interview list")),
            ("assessment:quality", _("Quality")),
        )
    ]


def _earlier_days(person, roles):
    """Requests for earlier days that coordinators and reviewers agree to, or not."""
    if not roles & {Role.REVIEWER, Role.COORDINATOR}:
        return []
    rounds = rounds_for(person, Role.REVIEWER, Role.COORDINATOR)
    asked = EarlierDays.objects.filter(round__in=rounds).order_by("round__code")
    return [
        (reverse("earlier-days", args=[code]), _("Earlier days"))
        for code in asked.values_list("round__code", flat=True)
    ]
