"""Who sees and writes recommendations: one queryset for each right of a person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from assessment.models import Authority, Recommendation, RecommendationState
from surveys.access import memberships_of, rounds_for
from surveys.models import Party, Role, Round

RELATED = (
    "texts",
    "standards",
    "groups",
    "addressees__authority",
    "follow_ups__addressee__authority",
)


def body_rounds_for(person: Any) -> QuerySet[Round]:
    """Rounds of which the person is a member of the review body."""
    return rounds_for(person, Role.REVIEWER)


def answering_rounds_for(person: Any) -> QuerySet[Round]:
    """Rounds in which the person is a focal point of the State."""
    return rounds_for(person, Role.STATE_FOCAL_POINT)


def observing_rounds_for(person: Any) -> QuerySet[Round]:
    """Rounds in which the person is of civil society, whatever the role."""
    mine = memberships_of(person).filter(party=Party.CIVIL)
    return Round.objects.filter(pk__in=mine.values("round"))


def public_recommendations(round: Round) -> QuerySet[Recommendation]:
    """Issued recommendations of a round that are not confidential."""
    return _related(
        Recommendation.objects.filter(round=round, confidential=False).exclude(
            state=RecommendationState.DRAFT
        )
    )


def recommendations_for(person: Any, round: Round) -> QuerySet[Recommendation]:
    """What a person reads in a round.

    1. The review body reads all of its own.
    2. A focal point reads what is addressed to its organisation, and nothing else.
    3. Every other member reads what is public.
    """
    of_round = Recommendation.objects.filter(round=round)
    if body_rounds_for(person).filter(pk=round.pk).exists():
        return _related(of_round)
    if answering_rounds_for(person).filter(pk=round.pk).exists():
        return answerable_for(person, round)
    if rounds_for(person).filter(pk=round.pk).exists():
        return public_recommendations(round)
    return Recommendation.objects.none()


def readable_for(person: Any, round: Round) -> QuerySet[Recommendation]:
    """What a member reads beside figures: what is public, and what is their own."""
    if body_rounds_for(person).filter(pk=round.pk).exists():
        return recommendations_for(person, round)
    own = own_authorities_for(person, round).values("pk")
    issued = Recommendation.objects.filter(round=round).exclude(
        state=RecommendationState.DRAFT
    )
    either = Q(confidential=False) | Q(addressees__authority__in=own)
    return _related(issued.filter(either).distinct())


def answerable_for(person: Any, round: Round) -> QuerySet[Recommendation]:
    """Issued recommendations that are addressed to the person's own organisation."""
    authorities = own_authorities_for(person, round).values("pk")
    issued = Recommendation.objects.filter(round=round).exclude(
        state=RecommendationState.DRAFT
    )
    return _related(issued.filter(addressees__authority__in=authorities).distinct())


def own_authorities_for(person: Any, round: Round) -> QuerySet[Authority]:
    """The authority for which the person answers in a round."""
    mine = memberships_of(person).filter(round=round, role=Role.STATE_FOCAL_POINT)
    return Authority.objects.filter(organisation__in=mine.values("organisation"))


def judgeable_for(person: Any, round: Round) -> QuerySet[Recommendation]:
    """Recommendations that the person, of the review body, writes and judges."""
    return _related(
        Recommendation.objects.filter(
            round__in=body_rounds_for(person).filter(pk=round.pk)
        )
    )


def observable_for(person: Any, round: Round) -> QuerySet[Recommendation]:
    """Public recommendations on which the person may say what civil society knows."""
    rounds = observing_rounds_for(person).filter(pk=round.pk)
    return public_recommendations(round).filter(Q(round__in=rounds))


def _related(recommendations: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    related = recommendations.select_related("round", "parent__round")
    return related.prefetch_related(*RELATED)
