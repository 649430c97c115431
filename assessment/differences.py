"""Statistics of two releases beside each other: who came or left in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assessment.models import CellState, FigureSet, GapStatistic
from surveys.models import Instrument

if TYPE_CHECKING:
    from analysis.told import Guard

# People who were asked; records and programmes are no answers of anybody.
ASKED = (
    Instrument.Source.MIGRANT,
    Instrument.Source.CHILD,
    Instrument.Source.AUTHORITY,
    Instrument.Source.NGO,
)
KEY = ("code", "about", "source", "design_class")


def told_apart(
    figure_set: FigureSet, earlier: Sequence[FigureSet], audience: str, guard: Guard
) -> Iterator[str]:
    """Statistics of people who were asked, of hardly fewer or more than told before.

    Whoever has both takes one from the other, and reads the few who came or left.
    Where counts are rounded nobody can tell so few.
    """
    if guard.base > 1:
        return
    new = _people_behind(figure_set, audience)
    for release in earlier:
        old = _people_behind(release, audience)
        for key in new.keys() & old.keys():
            if 0 < abs(new[key] - old[key]) < guard.threshold:
                yield _(
                    "%(statistic)s (the few who came or left since release %(number)d)"
                ) % {
                    "statistic": " ".join(key[:2]),
                    "number": release.release_number,
                }


def _people_behind(figure_set: FigureSet, audience: str) -> dict[tuple[str, ...], int]:
    shown = GapStatistic.objects.filter(
        figure_set=figure_set,
        audience=audience,
        source__in=ASKED,
        state=CellState.OK,
        n__isnull=False,
    )
    return {tuple(row[:-1]): row[-1] for row in shown.values_list(*KEY, "n")}
