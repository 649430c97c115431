"""Letting every member of a round read its figures, once nobody can work out more."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessment import releasing
from assessment.models import FigureSet, ReleasedTables
from assessment.services.refusals import NotPossible
from assessment.services.traces import note, now
from assessment.steps import Step, finished
from surveys.models import Act, Person, Round


def release_figures(*, figure_set: FigureSet, by: Person) -> FigureSet:
    """Let every member of the round read these figures, in the same moment.

    Raises NotPossible, with the cells named, when readers could work out a hidden
    figure or a small group from them and from what was released before.
    """
    return finished(release_in_steps(figure_set=figure_set, by=by))


def release_in_steps(
    *, figure_set: FigureSet, by: Person
) -> Generator[Step, None, FigureSet]:
    """`release_figures`, telling which readers are imagined to attack what."""
    _may_be_released(figure_set)
    earlier = releasing.earlier_releases(figure_set)
    try:
        entries = yield from releasing.audited(figure_set, earlier)
    except releasing.Refused as problem:
        raise NotPossible(str(problem)) from problem
    return _release(figure_set, earlier, entries, by)


@transaction.atomic
def _release(
    figure_set: FigureSet,
    earlier: Sequence[FigureSet],
    entries: Sequence[ReleasedTables],
    by: Person,
) -> FigureSet:
    """All or nothing, and only now: the attack holds no lock that interviews need."""
    Round.objects.select_for_update().get(pk=figure_set.round_id)
    locked = FigureSet.objects.select_for_update().get(pk=figure_set.pk)
    _may_be_released(locked)
    if releasing.earlier_releases(locked) != list(earlier):
        raise NotPossible(
            _("Other figures of this round were released in the meantime. Try again.")
        )
    last = FigureSet.objects.filter(round=locked.round).aggregate(
        last=Max("release_number")
    )["last"]
    locked.state = FigureSet.State.RELEASED
    locked.release_number = (last or 0) + 1
    locked.released_at = now()
    locked.released_by = by
    locked.save()
    ReleasedTables.objects.bulk_create(entries)
    note(Act.RELEASED, locked, by)
    return locked


def _may_be_released(figure_set: FigureSet) -> None:
    figure_set.refresh_from_db()
    if figure_set.is_released:
        raise NotPossible(_("These figures were released before. Nothing changed."))
    if figure_set.is_stale:
        raise NotPossible(
            _(
                "An interview was withdrawn after these figures were computed. Compute"
                " them again, then release."
            )
        )
    newer = FigureSet.objects.filter(
        round=figure_set.round,
        state=FigureSet.State.RELEASED,
        computed_at__gt=figure_set.computed_at,
    )
    if newer.exists():
        raise NotPossible(
            _("Newer figures of this round were already released. Compute again.")
        )
