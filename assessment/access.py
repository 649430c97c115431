"""Access to figures: one queryset for each right of a person."""

import hashlib

from django.db.models import Q
from django.utils import timezone

from assessment.models import FigureSet, PublicAddress, ReadingLink
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


def judgeable_for(person):
    """Sets whose gaps a member of the review body may rate."""
    return figure_sets_for(person).filter(round__in=rounds_for(person, *RELEASES))


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


def sits_on_the_body(person, round: Round) -> bool:
    """Whether the person is a member of the review body of the round."""
    return rounds_for(person, *RELEASES).filter(pk=round.pk).exists()


def reads_exact(person, round: Round) -> bool:
    """Whether the person may read exact figures of the round."""
    return FigureSet.objects.filter(_exact(person), round=round).exists()


def public_rounds_for(person):
    """Rounds that the person may open to everybody."""
    return rounds_for(person, *RELEASES)


def reading_links_for(person):
    """Links of rounds of which the person sits on the review body."""
    return ReadingLink.objects.filter(
        figure_set__round__in=public_rounds_for(person)
    ).select_related("figure_set__round", "made_by")


# -- without an account --------------------------------------------------------


def public_figure_sets():
    """Released sets of rounds that the review body opened to everybody."""
    opened = PublicAddress.objects.filter(ended_at__isnull=True).values("round")
    return FigureSet.objects.filter(
        state=FigureSet.State.RELEASED, round__in=opened
    ).select_related("round")


def linked_figure_sets(token):
    """The released set that a reading link opens, as long as the link holds."""
    links = ReadingLink.objects.filter(
        token_hash=token_hash(token),
        ended_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
    return FigureSet.objects.filter(
        state=FigureSet.State.RELEASED, pk__in=links.values("figure_set")
    ).select_related("round")


def token_hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
