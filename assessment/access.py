"""Who may see which figures: asked as a queryset of the asking person."""

from django.db.models import Q

from assessment.models import (
    Figure,
    FigureSet,
    GapStatistic,
    PublishedFigure,
    PublishedStatistic,
)
from surveys.access import memberships_of, rounds_for
from surveys.models import Party, Role, Round

UNRELEASED = (Role.ANALYST, Role.REVIEWER)
COMPUTES = (Role.COORDINATOR, Role.ANALYST, Role.REVIEWER)
RELEASES = (Role.REVIEWER,)
PLANS = (Role.COORDINATOR,)


def figure_sets_for(person):
    """Released sets for every member of the round; others only for those who judge."""
    released = Q(state=FigureSet.State.RELEASED, round__in=rounds_for(person))
    return FigureSet.objects.filter(released | _exact(person)).select_related("round")


def _exact(person):
    """Sets of rounds in which the person judges, and is not of the State."""
    mine = memberships_of(person)
    judged = mine.filter(role__in=UNRELEASED).values("round")
    of_the_state = mine.filter(party=Party.STATE).values("round")
    rounds = rounds_for(person).filter(pk__in=judged).exclude(pk__in=of_the_state)
    return Q(round__in=rounds)


def releasable_for(person):
    """Sets that the person, of the review body, may still release."""
    return FigureSet.objects.filter(
        state=FigureSet.State.COMPUTED, round__in=rounds_for(person, *RELEASES)
    ).select_related("round")


def computable_rounds_for(person):
    return rounds_for(person, *COMPUTES)


def plannable_rounds_for(person):
    return rounds_for(person, *PLANS)


def reads_exact(person, round: Round) -> bool:
    """The review body and analysts, none of them of the State, read exact figures."""
    return FigureSet.objects.filter(_exact(person), round=round).exists()


def figures_for(person, figure_set):
    """Exact figures of a set, for those who read them; nobody else has any."""
    return Figure.objects.filter(
        figure_set__in=FigureSet.objects.filter(_exact(person)), figure_set=figure_set
    ).select_related("indicator__standard")


def statistics_for(person, figure_set):
    """Exact statistics of a set, for those who read them; nobody else has any."""
    return GapStatistic.objects.filter(
        figure_set__in=FigureSet.objects.filter(_exact(person)), figure_set=figure_set
    )


def published_figures_for(person, figure_set):
    """What everybody may read of a set that the person may open."""
    return PublishedFigure.objects.filter(
        figure_set__in=figure_sets_for(person), figure_set=figure_set
    ).select_related("indicator__standard")


def published_statistics_for(person, figure_set):
    """What everybody may read of the statistics of a set that the person may open."""
    return PublishedStatistic.objects.filter(
        figure_set__in=figure_sets_for(person), figure_set=figure_set
    )
