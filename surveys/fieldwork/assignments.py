"""Writers of assignments: who interviews where, with which instrument, how many."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    Selection,
)

MOST_WANTED = 1_000
# What chance each way to choose people gives them.
DESIGN_CLASSES = {
    Selection.LIST: DesignClass.PROBABILITY,
    Selection.BED: DesignClass.PROBABILITY,
    Selection.EVERY_KTH: DesignClass.SYSTEMATIC,
    Selection.ALL: DesignClass.CENSUS,
    Selection.PURPOSIVE: DesignClass.PURPOSIVE,
    "": DesignClass.CENSUS,  # what is observed
}
WITH_STEP = (Selection.EVERY_KTH, Selection.BED)
OBSERVED = (Instrument.Source.RECORDS, Instrument.Source.LAW)


def selection_problem(
    source: str, selection: str, k: int | None, start: int | None
) -> tuple[str, str] | None:
    """(column, sentence) where people cannot be selected so, else None."""
    if not selection and source not in OBSERVED:
        return "selection", _("Choose how people are selected.")
    if selection and source in OBSERVED:
        return "selection", _(
            "Nobody is selected with this instrument: leave it empty."
        )
    if selection == Selection.EVERY_KTH and k is None:
        return "k", _("Write k: every how many people one is asked, 2 or more.")
    if k is not None and selection not in WITH_STEP:
        return "k", _("Leave k empty: it goes with every k-th person, or with beds.")
    if k is not None and k < 2:
        return "k", _("Write 2 or more.")
    if start is not None and not (k is not None and 1 <= start <= k):
        return "start", _("Write a number from 1 to k.")
    return None


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


def without_assignment(round: Round) -> list[str]:
    """A sentence for each organisation that has interviewers without an assignment.

    Numbers alone: a coordinator reads no names of another organisation's people.
    """
    assigned = Assignment.objects.filter(primary_unit__round=round).values("person")
    in_force = Membership.objects.filter(
        round=round, ended_at__isnull=True, person__is_active=True
    )
    idle = in_force.filter(role=Role.INTERVIEWER).exclude(person__in=assigned)
    coordinated = set(
        in_force.filter(role=Role.COORDINATOR).values_list("organisation", flat=True)
    )
    counts = idle.values_list("organisation", "organisation__name")
    counts = counts.annotate(n=Count("person", distinct=True))
    sentences = []
    for organisation, name, n in counts.order_by("organisation__name"):
        text = ngettext(
            "%(organisation)s: %(n)d interviewer has no assignment yet.",
            "%(organisation)s: %(n)d interviewers have no assignment yet.",
            n,
        )
        if organisation not in coordinated:
            text += " " + _(
                "Only a coordinator of the same organisation gives it, and there is"
                " none: ask the administrator to invite one."
            )
        sentences.append(text % {"organisation": name, "n": n})
    return sentences


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
    selection: str,
    wanted: int,
    k: int | None = None,
    start: int | None = None,
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
    if selection not in DESIGN_CLASSES or not 1 <= wanted <= MOST_WANTED:
        raise Refused(_("Choose how people are selected, and a number from 1 on."))
    problem = selection_problem(instrument.source, selection, k, start)
    if problem:
        raise Refused(problem[1])
    values = {
        "wanted": wanted,
        "selection": selection,
        "design_class": DESIGN_CLASSES[selection],
        "k": k,
        "start": start,
    }
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
    _check_not_of_others(people, places, instrument, organisation_by_person)
    new = 0
    for place in places:
        for person in people:
            _given, created = Assignment.objects.update_or_create(
                person=person,
                primary_unit=place,
                instrument=instrument,
                defaults=values,
                create_defaults=values
                | {"organisation": organisation_by_person[person.pk]},
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


def _check_not_of_others(
    people: Collection[Person],
    places: Collection[PrimaryUnit],
    instrument: Instrument,
    organisation_by_person: Mapping[int, Organisation],
) -> None:
    """Refuse what another organisation gave a person who worked for it before."""
    given = Assignment.objects.filter(
        person__in=people, primary_unit__in=places, instrument=instrument
    )
    for assignment in given.select_related("person", "primary_unit__site"):
        if (
            assignment.organisation_id
            != organisation_by_person[assignment.person_id].pk
        ):
            raise Refused(
                _(
                    "%(person)s has this assignment at %(place)s for another"
                    " organisation. Choose somebody else."
                )
                % {
                    "person": assignment.person,
                    "place": assignment.primary_unit.site.code,
                }
            )


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
