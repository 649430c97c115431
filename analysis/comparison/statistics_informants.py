"""Whether informant groups agree, place by place and never pooled (E2.7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from analysis.comparison.triangulation import (
    Agreement,
    Pooled,
    Voice,
    agreement,
    pooled,
)
from analysis.estimation.cells import factor
from analysis.material import Candidate, Form, GapStatistic, Material
from analysis.schema import DesignClass, Indicator, Settings

Ints = npt.NDArray[np.int64]
# Who speaks of the place where they are met. Organisations speak of many at once.
OF_A_PLACE = ("migrant", "child", "authority", "records")
FEWEST = 2  # places of a pooled difference
UNDER_30 = "under_30_places"  # note: a difference, and no verdict


@dataclass(frozen=True, slots=True)
class Speech:
    """What one group says of a standard, whole, as a share of its people."""

    indicator: Indicator
    voice: Voice


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """Each two groups that were asked about one standard in the same places.

    Parts of a standard, and counts in files, are other questions. Three statistics a
    pair: the share of places where most of both say the same, the same beyond chance,
    and, where chance chose both groups, the mean difference over the places.
    """
    for standard, said in _spoken(materials).items():
        for first, second in combinations(said, 2):
            if _comparable(first, second):
                yield from _pair(standard, first, second, settings)


def _spoken(materials: Sequence[Material]) -> dict[str, list[Speech]]:
    """Standard → one speech a group: those chosen at random before others."""
    found: dict[str, dict[str, Speech]] = {}
    ranked = sorted(
        (one for one in materials if one.source in OF_A_PLACE),
        key=lambda one: (
            OF_A_PLACE.index(one.source),
            one.design_class == DesignClass.PURPOSIVE,
        ),
    )
    for one in ranked:
        places, at = factor(one.rows["psu"])
        for indicator in one.indicators:
            if not indicator.standard or not _is_whole(indicator):
                continue
            speech = Speech(indicator, _voice(one, indicator, places, at))
            if speech.voice.places:
                said = found.setdefault(indicator.standard, {})
                said.setdefault(one.source, speech)
    return {standard: list(said.values()) for standard, said in found.items()}


def _is_whole(indicator: Indicator) -> bool:
    return indicator.statistic == "proportion" and not indicator.part


def _voice(
    one: Material, indicator: Indicator, places: Sequence[str], at: Ints
) -> Voice:
    """at: position of each row's place among places."""
    y = one.rows[indicator.id].to_numpy(dtype=float)
    known = ~np.isnan(y)
    n = np.bincount(at[known], minlength=len(places))
    k = np.bincount(at[known], y[known], len(places))
    counts = zip(places, k, n, strict=True)
    said = {place: (int(yes), int(asked)) for place, yes, asked in counts if asked}
    return Voice(one.source, one.design_class, said)


def _comparable(first: Speech, second: Speech) -> bool:
    here, there = first.voice.places.keys(), second.voice.places.keys()
    alike = first.indicator.direction == second.indicator.direction
    return alike and bool(here & there)


def _pair(
    standard: str, first: Speech, second: Speech, settings: Settings
) -> Iterator[Candidate]:
    here, there = first.voice, second.voice
    found = agreement(here, there)
    people = min(_people(one, found) for one in (here, there))
    chance = DesignClass.PURPOSIVE not in (here.kind, there.kind)
    made = GapStatistic(
        code="E2.7",
        about=f"{standard}:{first.indicator.id}:{second.indicator.id}",
        source=here.group,
        design_class=here.kind if chance else str(DesignClass.PURPOSIVE),
        unit="share",
        reporting=len(found.differences),
        known=len(here.places.keys() | there.places.keys()),
    )
    same = replace(made, value=found.same, method="raw_agreement")
    beyond = replace(made, value=found.ac1, unit="coefficient", method="ac1")
    rows = [_named(same, "same"), _named(beyond, "beyond_chance")]
    if chance and len(found.differences) >= FEWEST:
        rows.append(_apart(made, pooled(here, there, level=settings.level)))
    for row in rows:
        yield Candidate(row, Form.BODY, people=people, places=len(found.differences))


def _people(voice: Voice, found: Agreement) -> int:
    return sum(voice.places[place][1] for place in found.differences)


def _named(made: GapStatistic, what: str) -> GapStatistic:
    return replace(made, about=f"{made.about}:{what}")


def _apart(made: GapStatistic, found: Pooled) -> GapStatistic:
    return replace(
        _named(made, "difference"),
        value=found.difference,
        lower=found.lower,
        upper=found.upper,
        level=found.level,
        unit="difference",
        method=found.method,
        note=found.verdict or UNDER_30,
    )
