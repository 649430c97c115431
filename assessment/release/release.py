"""Release figures: every member of the round can read the published version."""

from __future__ import annotations

from collections.abc import Generator

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessment.audit_trail import note, now
from assessment.computation.progress import ProgressStep, run_steps
from assessment.exceptions import NotPossible
from assessment.models import FigureSet
from assessment.release import standing_figures
from surveys.models import Act, Person, Round


def release_figures(*, figure_set: FigureSet, by: Person) -> FigureSet:
    """Let every member of the round read these figures, in the same moment.

    Figures that were released before stand where fewer than twenty of their respondents
    are new or gone (rule 15 of the publication rule). Raises NotPossible for figures
    that are released, stale or older than what was released.
    """
    return run_steps(release_in_steps(figure_set=figure_set, by=by))


def release_in_steps(
    *, figure_set: FigureSet, by: Person
) -> Generator[ProgressStep, None, FigureSet]:
    """`release_figures` step by step, each announced before it begins."""
    _may_be_released(figure_set)
    yield ProgressStep(1, 2, _("Comparing with what was released before"))
    earlier = standing_figures.last_release(figure_set)
    standing = standing_figures.release_rows(figure_set, earlier)
    yield ProgressStep(2, 2, _("Saving the figures"))
    return _release(figure_set, earlier, standing, by)


@transaction.atomic
def _release(
    figure_set: FigureSet,
    earlier: FigureSet | None,
    standing: standing_figures.ReleaseRows,
    by: Person,
) -> FigureSet:
    """Release the set in one transaction."""
    Round.objects.select_for_update().get(pk=figure_set.round_id)
    locked = FigureSet.objects.select_for_update().get(pk=figure_set.pk)
    _may_be_released(locked)
    if standing_figures.last_release(locked) != earlier:
        raise NotPossible(
            _("Other figures of this round were released in the meantime. Try again.")
        )
    last = FigureSet.objects.filter(round=locked.round).aggregate(
        last=Max("release_number")
    )["last"]
    locked.released_coverage = standing_figures.standing_coverage(locked, earlier)
    standing_figures.replace_published(locked, standing)
    locked.state = FigureSet.State.RELEASED
    locked.release_number = (last or 0) + 1
    locked.released_at = now()
    locked.released_by = by
    locked.save()
    note(Act.RELEASED, locked, by, stands=str(standing.stands))
    return locked


def _may_be_released(figure_set: FigureSet) -> None:
    figure_set.refresh_from_db()
    if figure_set.is_released:
        raise NotPossible(_("These figures are already released. Nothing has changed."))
    if figure_set.is_stale:
        raise NotPossible(
            _(
                "An interview was withdrawn after these figures were computed. Compute"
                " them again, then release."
            )
        )
    if not figure_set.follows_the_rule:
        raise NotPossible(
            _(
                "These figures follow an older rule of what we publish. Compute them"
                " again, then release them."
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
