"""Release figures: every member of the round can read the published version.

A release takes two members of the review body. The first proposes it, after reading
what will be published; the second reads the same and releases, or sends it back.
"""

from __future__ import annotations

from collections.abc import Generator

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessment.audit_trail import note, now
from assessment.computation.progress import ProgressStep, run_steps
from assessment.models import FigureSet
from assessment.release import standing_figures
from surveys.exceptions import Refused
from surveys.models import Act, Person, Round


@transaction.atomic
def propose_release(
    *,
    figure_set: FigureSet,
    correction_en: str = "",
    correction_fr: str = "",
    by: Person,
) -> FigureSet:
    """Propose that a second member releases these figures.

    correction_en, correction_fr: what was calculated wrongly in the release before, in
    both languages, where this one corrects it. Raises Refused for figures that are
    proposed already or may not be released.
    """
    locked = FigureSet.objects.select_for_update().get(pk=figure_set.pk)
    _may_be_released(locked)
    if locked.proposed_by_id:
        raise Refused(_("A member already proposed to release these figures."))
    corrections = {correction_en.strip(), correction_fr.strip()}
    if corrections != {""}:
        if "" in corrections:
            raise Refused(_("Write what was wrong in English and in French."))
        if standing_figures.last_release(locked) is None:
            raise Refused(_("Nothing was released yet, so nothing can be corrected."))
    locked.correction_en = correction_en.strip()
    locked.correction_fr = correction_fr.strip()
    locked.proposed_by, locked.proposed_at = by, now()
    locked.sent_back_because = ""
    locked.save()
    note(Act.RELEASE_PROPOSED, locked, by, correction=str(locked.is_correction))
    return locked


@transaction.atomic
def send_back(*, figure_set: FigureSet, reason: str, by: Person) -> FigureSet:
    """Take the proposal back, with a reason that the body reads; figures stay."""
    locked = FigureSet.objects.select_for_update().get(pk=figure_set.pk)
    if locked.is_released or not locked.proposed_by_id:
        raise Refused(_("Nobody proposes to release these figures now."))
    if not reason.strip():
        raise Refused(_("Write why you send it back."))
    locked.proposed_by = locked.proposed_at = None
    locked.correction_en = locked.correction_fr = ""
    locked.sent_back_because = reason.strip()
    locked.save()
    note(Act.RELEASE_SENT_BACK, locked, by)
    return locked


def release_figures(*, figure_set: FigureSet, by: Person) -> FigureSet:
    """Let every member of the round read these figures, in the same moment.

    Figures that were released before stand where fewer than twenty of their respondents
    are new or gone (rule 15 of the publication rule); a correction replaces those of
    the same people (rule 16). Raises Refused for figures that are released, stale,
    older than what was released, or not proposed by another member.
    """
    return run_steps(release_in_steps(figure_set=figure_set, by=by))


def release_in_steps(
    *, figure_set: FigureSet, by: Person
) -> Generator[ProgressStep, None, FigureSet]:
    """`release_figures` step by step, each announced before it begins."""
    _may_be_released(figure_set)
    _was_proposed_by_another(figure_set, by)
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
    _was_proposed_by_another(locked, by)
    if standing_figures.last_release(locked) != earlier:
        raise Refused(
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


def _was_proposed_by_another(figure_set: FigureSet, by: Person) -> None:
    if figure_set.proposed_by_id is None:
        raise Refused(
            _("One member of the review body proposes the release, another releases.")
        )
    if figure_set.proposed_by_id == by.pk:
        raise Refused(
            _("You proposed this release. Another member of the review body decides.")
        )


def _may_be_released(figure_set: FigureSet) -> None:
    figure_set.refresh_from_db()
    if figure_set.is_released:
        raise Refused(_("These figures are already released. Nothing has changed."))
    if figure_set.is_stale:
        raise Refused(
            _(
                "An interview was withdrawn after these figures were computed. Compute"
                " them again, then release."
            )
        )
    if not figure_set.follows_the_rule:
        raise Refused(
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
        raise Refused(
            _("Newer figures of this round were already released. Compute again.")
        )
