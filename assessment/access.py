"""Who may see which figures: asked as a queryset of the asking person."""

from django.db.models import Q

from assessment.models import Audience, Figure, FigureSet, GapStatistic
from surveys.access import memberships_of, rounds_for
from surveys.models import Role, Round

UNRELEASED = (Role.ANALYST, Role.REVIEWER)
COMPUTES = (Role.COORDINATOR, Role.ANALYST, Role.REVIEWER)
RELEASES = (Role.REVIEWER,)
PLANS = (Role.COORDINATOR,)


def figure_sets_for(person):
    """Released sets for every member of the round; others only for those who judge."""
    released = Q(state=FigureSet.State.RELEASED, round__in=rounds_for(person))
    judged = Q(round__in=rounds_for(person, *UNRELEASED))
    return FigureSet.objects.filter(released | judged).select_related("round")


def releasable_for(person):
    """Sets that the person, of the review body, may still release."""
    return FigureSet.objects.filter(
        state=FigureSet.State.COMPUTED, round__in=rounds_for(person, *RELEASES)
    ).select_related("round")


def computable_rounds_for(person):
    return rounds_for(person, *COMPUTES)


def plannable_rounds_for(person):
    return rounds_for(person, *PLANS)


def audience_of(person, round: Round) -> str:
    """The smaller threshold is for those who judge; everyone else reads "public"."""
    judges = memberships_of(person).filter(round=round, role__in=UNRELEASED)
    return Audience.REVIEW if judges.exists() else Audience.PUBLIC


def figures_for(person, figure_set):
    """The figures of a set in the one version that the person may read."""
    return Figure.objects.filter(
        figure_set__in=figure_sets_for(person),
        figure_set=figure_set,
        audience=audience_of(person, figure_set.round),
    ).select_related("indicator__standard")


def statistics_for(person, figure_set):
    """The statistics of a set in the one version that the person may read."""
    return GapStatistic.objects.filter(
        figure_set__in=figure_sets_for(person),
        figure_set=figure_set,
        audience=audience_of(person, figure_set.round),
    )
