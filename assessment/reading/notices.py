"""What a reader of a release must know: a newer one, a correction, a withdrawal."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.models import FigureSet
from assessment.reading.release_lines import release_line


@dataclass(frozen=True)
class Notice:
    """text, and the release that it leads to, or None."""

    text: str
    release: FigureSet | None = None


def notices(figure_set, exact=False):
    """Sentences above every page of a set, the gravest first.

    exact: whether the reader reads exact figures. They alone are told at once that
    somebody took an interview back: whoever held the person would learn from such a
    sentence that it happened, and when. Everybody else reads it with the next release.
    """
    if not figure_set.is_released:
        return []
    newest = _newest(figure_set)
    rows = []
    if newest != figure_set:
        corrections = _corrections_after(figure_set)
        for correction in corrections:
            text = _("Some of these figures were wrong: %(correction)s") % {
                "correction": correction.correction
            }
            rows.append(Notice(text, correction))
        if not corrections:
            text = _("There is a newer release.")
            rows.append(Notice(f"{text} {release_line(newest)}", newest))
    if figure_set.is_correction:
        text = _("This release corrects the one before: %(correction)s")
        rows.append(Notice(text % {"correction": figure_set.correction}))
    withdrawal = figure_set.round.last_withdrawal_at
    if exact and withdrawal and withdrawal > figure_set.released_at:
        rows.append(Notice(_withdrawals()))
    elif figure_set.has_standing_figures:
        rows.append(Notice(_standing()))
    return rows


def _newest(figure_set):
    released = FigureSet.objects.filter(
        round=figure_set.round_id, state=FigureSet.State.RELEASED
    )
    return released.order_by("-release_number").first()


def _corrections_after(figure_set):
    later = FigureSet.objects.filter(
        round=figure_set.round_id, release_number__gt=figure_set.release_number
    )
    return list(later.exclude(correction_en="").order_by("-release_number"))


def _withdrawals():
    return _(
        "Since this release some people took their interview back. What they said is"
        " erased. The published figures stand; they are replaced once at least twenty"
        " people are new or gone."
    )


def _standing():
    return _(
        "Since the last release, interviews were withdrawn or added. A figure changes"
        " only when at least twenty of the people in it were added or removed."
    )
