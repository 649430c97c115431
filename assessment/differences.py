"""Statistics of two releases beside each other: who came or left in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assessment.models import CellState, FigureSet, GapStatistic
from surveys.models import Instrument

if TYPE_CHECKING:
    from analysis.told import Guard

FEWEST_PLACES = 3
# People who were asked; records and programmes speak of places.
ASKED = (
    Instrument.Source.MIGRANT,
    Instrument.Source.CHILD,
    Instrument.Source.AUTHORITY,
    Instrument.Source.NGO,
)
PEOPLE, PLACES = "people", "places"
OF_FILES = ("E1.5", "E2.4")
KEY = ("code", "about", "source", "design_class")


def told_apart(
    figure_set: FigureSet, earlier: Sequence[FigureSet], audience: str, guard: Guard
) -> Iterator[str]:
    """Statistics of hardly fewer or more people or places than told before.

    Whoever has both takes one from the other, and reads the few who came or left.
    Where counts are rounded nobody can tell so few people; places are not rounded.
    """
    people = 0 if guard.base > 1 else guard.threshold
    new = _behind(figure_set, audience)
    for release in earlier:
        old = _behind(release, audience)
        for key in sorted(new.keys() & old.keys()):
            fewest = FEWEST_PLACES if key[-1] == PLACES else people
            if 0 < abs(new[key] - old[key]) < fewest:
                yield _(
                    "%(statistic)s (the few who came or left since release %(number)d)"
                ) % {
                    "statistic": " ".join(key[:2]),
                    "number": release.release_number,
                }


def _behind(figure_set: FigureSet, audience: str) -> dict[tuple[str, ...], int]:
    """People who were asked or whose files were read; places of what is of places."""
    shown = GapStatistic.objects.filter(
        figure_set=figure_set, audience=audience, state=CellState.OK
    )
    found = {}
    for *key, n, reporting in shown.values_list(*KEY, "n", "reporting"):
        asked = key[2] in ASKED
        if n is not None and (asked or key[0] in OF_FILES):
            found[(*key, PEOPLE)] = n
        if reporting is not None and not asked:
            found[(*key, PLACES)] = reporting
    return found
