"""Who manages whom: asked as a queryset of the managing person.

The administrator manages every role but the review body's; who is a member of that
body, its members alone see and decide, each for the own organisation.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from surveys.access import memberships_of, roles_of, rounds_for
from surveys.models import (
    CONFIRMED_ROLES,
    Invitation,
    Membership,
    Organisation,
    Person,
    Role,
    Round,
)


def _bodies_of(person):
    mine = memberships_of(person).filter(role=Role.REVIEWER)
    return mine.values("organisation")


def _manages(person):
    """The rows with a role, round and organisation that the person manages."""
    rounds = rounds_for(person, Role.ADMINISTRATOR)
    as_administrator = Q(round__in=rounds) & ~Q(role=Role.REVIEWER)
    as_reviewer = Q(role=Role.REVIEWER, organisation__in=_bodies_of(person))
    return as_administrator | as_reviewer


def invitable_roles(person: Person) -> tuple[Role, ...]:
    """The roles that the person may offer to others."""
    mine = roles_of(person)
    roles = [role for role in Role if role != Role.REVIEWER]
    return tuple(roles if Role.ADMINISTRATOR in mine else ()) + tuple(
        [Role.REVIEWER] if Role.REVIEWER in mine else ()
    )


def rounds_managed_by(
    person: Person, role: Role, organisation: Organisation | None = None
) -> QuerySet[Round]:
    """The rounds in which the person may offer a role, for an organisation."""
    if role != Role.REVIEWER:
        return rounds_for(person, Role.ADMINISTRATOR)
    mine = memberships_of(person).filter(role=Role.REVIEWER)
    if organisation is not None:
        mine = mine.filter(organisation=organisation)
    return Round.objects.filter(pk__in=mine.values("round"))


def organisations_for(person):
    """The organisations for which the person may offer a role."""
    if Role.ADMINISTRATOR in roles_of(person):
        return Organisation.objects.order_by("name")
    bodies = Organisation.objects.filter(pk__in=_bodies_of(person))
    return bodies.order_by("name")


def memberships_managed_by(person: Person) -> QuerySet[Membership]:
    """Open memberships that the person sees and may end.

    All roles of a review body's member are in the hands of that body, since any of
    them would tell others who is in it.
    """
    reviewers = Membership.objects.filter(role=Role.REVIEWER, ended_at__isnull=True)
    own = reviewers.filter(organisation__in=_bodies_of(person))
    managed = _manages(person) & ~Q(person__in=reviewers.values("person"))
    return Membership.objects.filter(
        managed | Q(person__in=own.values("person")), ended_at__isnull=True
    ).select_related("person", "organisation", "round")


def people_for(person: Person) -> QuerySet[Person]:
    """Those whose account the person manages, closed accounts included."""
    return Person.objects.filter(
        pk__in=memberships_managed_by(person).values("person")
    ).order_by("name")


def invitations_for(person: Person) -> QuerySet[Invitation]:
    """Invitations that are open, of the kind that the person makes."""
    return open_invitations().filter(_manages(person))


def invitations_to_confirm(person: Person) -> QuerySet[Invitation]:
    """Invitations that wait for a second person, where this person may be the second.

    That is the review body, or an administrator who works for none of the organisations
    that who invited works for, or worked for in this round: ending a colleague's role
    makes nobody an outsider. Only the review body sees who is invited into it.
    """
    waiting = (
        open_invitations()
        .filter(
            role__in=CONFIRMED_ROLES, confirmed_at__isnull=True, made_by__isnull=False
        )
        .exclude(made_by=person)
        .exclude(email=person.email)
    )
    if not person.is_authenticated:
        return waiting.none()
    mine = memberships_of(person)
    as_administrator = mine.filter(round=OuterRef("round"), role=Role.ADMINISTRATOR)
    as_colleague = mine.filter(
        round=OuterRef("round"),
        organisation__in=Membership.objects.filter(
            person=OuterRef(OuterRef("made_by")),
            round=OuterRef(OuterRef("round")),
        ).values("organisation"),
    )
    as_reviewer = mine.filter(round=OuterRef("round"), role=Role.REVIEWER)
    return waiting.filter(
        Exists(as_reviewer)
        | (Exists(as_administrator) & ~Exists(as_colleague) & ~Q(role=Role.REVIEWER))
    )


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).select_related("organisation", "round", "made_by")
