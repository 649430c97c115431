"""Writers of assignments: who interviews where, with which instrument, how many."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from surveys import audit
from surveys.access import memberships_of, rounds_for
from surveys.exceptions import Refused
from surveys.instruments.versions import published_versions
from surveys.models import (
    Act,
    Assignment,
    DesignClass,
    Draft,
    Instrument,
    Interview,
    Membership,
    Organisation,
    Person,
    PrimaryUnit,
    Role,
    Round,
)

MOST_WANTED = 1_000


def own_organisations(round: Round, by: Person) -> QuerySet[Organisation]:
    """The organisations that the person coordinates in a round."""
    mine = memberships_of(by).filter(round=round, role=Role.COORDINATOR)
    return Organisation.objects.filter(pk__in=mine.values("organisation"))


def own_interviewers(round: Round, by: Person) -> QuerySet[Person]:
    """The interviewers of the organisations that the person coordinates."""
    interviewers = Membership.objects.filter(
        round=round,
        role=Role.INTERVIEWER,
        ended_at__isnull=True,
        person__is_active=True,
        organisation__in=own_organisations(round, by),
    )
    people = Person.objects.filter(pk__in=interviewers.values("person"))
    return people.order_by("name")


def usable_instruments(round: Round) -> QuerySet[Instrument]:
    """The instruments of which a version is published in the round."""
    published = published_versions(round).values("instrument")
    return Instrument.objects.filter(pk__in=published).order_by("source", "code")


def own_assignments(round: Round, by: Person) -> QuerySet[Assignment]:
    """Assignments of the organisations that the person coordinates."""
    begun = Interview.objects.filter(
        by=OuterRef("person"),
        primary_unit=OuterRef("primary_unit"),
        version__instrument=OuterRef("instrument"),
    )
    opened = Draft.objects.filter(
        by=OuterRef("person"),
        primary_unit=OuterRef("primary_unit"),
        version__instrument=OuterRef("instrument"),
    )
    return (
        Assignment.objects.filter(
            primary_unit__round=round, organisation__in=own_organisations(round, by)
        )
        .annotate(begun=Exists(begun), opened=Exists(opened))
        .select_related("person", "primary_unit__site", "instrument", "organisation")
        .order_by("primary_unit__site__code", "person__name", "instrument__code")
    )


@transaction.atomic
def assign(
    *,
    round: Round,
    people: Collection[Person],
    places: Collection[PrimaryUnit],
    instrument: Instrument,
    design_class: str,
    wanted: int,
    by: Person,
) -> int:
    """Give each person the instrument at each place; returns how many are new.

    An assignment that is there already gets the number that is wanted and the way to
    select people; nothing else of it changes.
    """
    mine = own_interviewers(round, by)
    if not {person.pk for person in people} <= set(mine.values_list("pk", flat=True)):
        raise Refused(_("Choose interviewers of your own organisation."))
    if any(place.round_id != round.pk for place in places):
        raise Refused(_("Choose places of the sample."))
    if not usable_instruments(round).filter(pk=instrument.pk).exists():
        raise Refused(_("No version of this instrument is published in this round."))
    if design_class not in DesignClass.values or not 1 <= wanted <= MOST_WANTED:
        raise Refused(_("Choose how people are selected, and a number from 1 on."))
    organisation_by_person = {
        membership.person_id: membership.organisation
        for membership in Membership.objects.filter(
            round=round,
            role=Role.INTERVIEWER,
            ended_at__isnull=True,
            person__in=people,
            organisation__in=own_organisations(round, by),
        ).select_related("organisation")
    }
    new = 0
    for place in places:
        for person in people:
            _given, created = Assignment.objects.update_or_create(
                person=person,
                primary_unit=place,
                instrument=instrument,
                defaults={"wanted": wanted, "design_class": design_class},
                create_defaults={
                    "wanted": wanted,
                    "design_class": design_class,
                    "organisation": organisation_by_person[person.pk],
                },
            )
            new += created
    detail = {
        "instrument": instrument.code,
        "people": len(people),
        "places": len(places),
        "wanted": wanted,
    }
    audit.record(Act.ASSIGNED, by=by, round=round, detail=detail)
    return new


@transaction.atomic
def take_back(*, assignment: Assignment, by: Person) -> None:
    """Take an assignment away with which no interview has begun."""
    round = assignment.primary_unit.round
    found = own_assignments(round, by).filter(pk=assignment.pk).first()
    if found is None or not rounds_for(by, Role.COORDINATOR).contains(round):
        raise Refused(_("This assignment is gone already. Nothing has changed."))
    if found.begun or found.opened:
        raise Refused(
            _("An interview was begun with this assignment, so it stays as it is.")
        )
    Assignment.objects.filter(pk=found.pk).delete()
    detail = {"instrument": found.instrument.code, "wanted": 0}
    audit.record(Act.ASSIGNED, by=by, round=round, detail=detail)
