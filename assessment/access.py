"""Access to figures: one queryset for each right of a person."""

from django.db.models import Q

from assessment.models import (
    Figure,
    FigureSet,
    Frequency,
    GapStatistic,
    PublishedFigure,
    PublishedFrequency,
    PublishedStatistic,
)
from surveys.access import memberships_of, rounds_for
from surveys.models import Party, Role, Round

UNRELEASED = (Role.ANALYST, Role.REVIEWER)
COMPUTES = (Role.COORDINATOR, Role.ANALYST, Role.REVIEWER)
RELEASES = (Role.REVIEWER,)
PLANS = (Role.COORDINATOR,)
PROPOSES = (Role.COORDINATOR, Role.ANALYST)


def figure_sets_for(person):
    """Released sets for all members of the round; others for analysts and reviewers."""
    released = Q(state=FigureSet.State.RELEASED, round__in=rounds_for(person))
    return FigureSet.objects.filter(released | _exact(person)).select_related("round")


def _exact(person):
    """Sets of rounds in which the person is analyst or reviewer, not of the State."""
    memberships = memberships_of(person)
    rounds_of_analysis = memberships.filter(role__in=UNRELEASED).values("round")
    of_the_state = memberships.filter(party=Party.STATE).values("round")
    rounds = (
        rounds_for(person)
        .filter(pk__in=rounds_of_analysis)
        .exclude(pk__in=of_the_state)
    )
    return Q(round__in=rounds)


def releasable_for(person):
    """Sets that a reviewer may still release."""
    return FigureSet.objects.filter(
        state=FigureSet.State.COMPUTED, round__in=rounds_for(person, *RELEASES)
    ).select_related("round")


def computable_rounds_for(person):
    return rounds_for(person, *COMPUTES)


def plannable_rounds_for(person):
    return rounds_for(person, *PLANS)


def proposable_rounds_for(person):
    """Rounds for which the person may propose an indicator; nobody of the State."""
    return _without_the_state(person, rounds_for(person, *PROPOSES))


def own_indicator_rounds_for(person):
    """Rounds whose own indicators the person reads, and may confirm."""
    return _without_the_state(person, rounds_for(person, *PROPOSES, Role.REVIEWER))


def _without_the_state(person, rounds):
    of_the_state = memberships_of(person).filter(party=Party.STATE).values("round")
    return rounds.exclude(pk__in=of_the_state)


def drawable_rounds_for(person):
    """Rounds whose sample the person may draw."""
    return rounds_for(person, Role.COORDINATOR)


def quality_rounds_for(person):
    """Rounds of which the person sees flags of field quality, without answers."""
    return rounds_for(
        person, Role.COORDINATOR, Role.TEAM_LEAD, Role.REVIEWER, Role.ANALYST
    )


def checkable_rounds_for(person):
    """Rounds whose interviews the person may have checked for flags."""
    return rounds_for(person, Role.COORDINATOR, Role.REVIEWER, Role.ANALYST)


def reads_exact(person, round: Round) -> bool:
    """Whether the person may read exact figures of the round."""
    return FigureSet.objects.filter(_exact(person), round=round).exists()


def figures_for(person, figure_set):
    """Exact figures of a set; empty for people who may not read them."""
    return Figure.objects.filter(
        figure_set__in=FigureSet.objects.filter(_exact(person)), figure_set=figure_set
    ).prefetch_related("indicator__standard")


def statistics_for(person, figure_set):
    """Exact statistics of a set; empty for people who may not read them."""
    return GapStatistic.objects.filter(
        figure_set__in=FigureSet.objects.filter(_exact(person)), figure_set=figure_set
    )


def published_figures_for(person, figure_set):
    """Published figures of a set that the person may open."""
    return PublishedFigure.objects.filter(
        figure_set__in=figure_sets_for(person), figure_set=figure_set
    ).prefetch_related("indicator__standard")


def published_statistics_for(person, figure_set):
    """Published statistics of a set that the person may open."""
    return PublishedStatistic.objects.filter(
        figure_set__in=figure_sets_for(person), figure_set=figure_set
    )


def frequencies_for(person, figure_set):
    """Exact frequencies of a set; empty for people who may not read them."""
    return Frequency.objects.filter(
        figure_set__in=FigureSet.objects.filter(_exact(person)), figure_set=figure_set
    )


def published_frequencies_for(person, figure_set):
    """Published frequencies of a set that the person may open."""
    return PublishedFrequency.objects.filter(
        figure_set__in=figure_sets_for(person), figure_set=figure_set
    )
