"""The only writer of judgements: people of the review body, before or after a release.

What is judged after a release changes nothing of it.
"""

from __future__ import annotations

from datetime import UTC

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessment.models import FigureSet, Judgement, Standard
from surveys import audit
from surveys.models import Act, Person


@transaction.atomic
def judge(
    *,
    figure_set: FigureSet,
    standard: Standard,
    scale: int,
    scope: int,
    irremediable: int,
    feasibility: int,
    by: Person,
) -> Judgement:
    """Add what one person judges of one gap; the earlier judgements stay."""
    locked = FigureSet.objects.select_for_update().get(pk=figure_set.pk)
    degrees = {
        "scale": scale,
        "scope": scope,
        "irremediable": irremediable,
        "feasibility": feasibility,
    }
    judgement = Judgement.objects.create(
        figure_set=locked,
        standard=standard,
        judged_by=by,
        judged_at=timezone.now().replace(microsecond=0).astimezone(UTC),
        **degrees,
    )
    details = {name: str(degree) for name, degree in degrees.items()}
    audit.record(
        Act.JUDGED,
        by=by,
        round=locked.round,
        about=f"figures:{locked.pk}",
        detail={"standard": standard.pk, **details},
    )
    return judgement


def judgements_of(figure_set: FigureSet, today: bool = False) -> dict[str, Judgement]:
    """standard id → the newest judgement of the round that these figures go with.

    How grave a gap is does not change when figures are computed again; what is judged
    after a release belongs to the next one. today: what is judged since, too, as the
    review body reads its list.
    """
    judgements: QuerySet[Judgement] = Judgement.objects.filter(
        figure_set__round=figure_set.round_id
    ).select_related("judged_by")
    if figure_set.is_released and not today:
        judgements = judgements.filter(judged_at__lte=figure_set.released_at)
    newest: dict[str, Judgement] = {}
    for judgement in judgements:
        newest.setdefault(judgement.standard_id, judgement)
    return newest
