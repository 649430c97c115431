"""Statistics of two releases beside each other: who came or left in between."""

from __future__ import annotations

from collections import defaultdict
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
    Where counts are rounded nobody can tell so few people; places are not rounded. Nor
    may other parts of a total be hidden than before: who is hidden in both would be the
    rest of both.
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
        yield from _hidden_otherwise(figure_set, release, audience)


def _hidden_otherwise(
    figure_set: FigureSet, release: FigureSet, audience: str
) -> Iterator[str]:
    new, old = (_hidden_parts(one, audience) for one in (figure_set, release))
    for row in sorted(new.keys() & old.keys()):
        if new[row] != old[row]:
            yield _(
                "%(statistic)s (other parts of it were hidden in release %(number)d)"
            ) % {"statistic": " ".join(row[:2]), "number": release.release_number}


def _hidden_parts(
    figure_set: FigureSet, audience: str
) -> dict[tuple[str, ...], frozenset[str]]:
    """(code, way of dividing, group, way of choosing) → its hidden parts, if any is.

    Parts are one way of dividing a total whose names are alike up to the last ":".
    """
    hidden = GapStatistic.objects.filter(
        figure_set=figure_set, audience=audience
    ).exclude(state=CellState.OK)
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for code, about, *rest in hidden.exclude(part_of="").values_list(*KEY):
        found[(code, about.rpartition(":")[0], *rest)].add(about)
    return {row: frozenset(parts) for row, parts in found.items()}


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
