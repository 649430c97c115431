"""Whether informant groups agree, place by place and never pooled (E2.7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from analysis.comparison.triangulation import (
    Agreement,
    PooledDifference,
    Voice,
    agreement,
    pool,
)
from analysis.estimation.cells import factor
from analysis.material import Candidate, ExactStatistic, Form, Material
from analysis.schema import DesignKind, IndicatorDefinition, Settings

Ints = npt.NDArray[np.int64]
# Who speaks of the place where they are met. Organisations speak of many at once.
OF_A_PLACE = ("migrant", "child", "authority", "records")
FEWEST = 2  # places of a pooled difference
UNDER_30 = "under_30_places"  # note: a difference, and no verdict


@dataclass(frozen=True, slots=True)
class Speech:
    """The shares of one informant group for one whole standard, by place."""

    indicator: IndicatorDefinition
    voice: Voice


def statistics(
    materials: Sequence[Material], settings: Settings
) -> Iterator[Candidate]:
    """Every pair of informant groups asked about one standard at the same places.

    Parts of a standard, and counts in files, are other questions. Three statistics a
    pair: the share of places where most of both say the same, the same beyond chance,
    and, where chance chose both groups, the mean difference over the places.
    """
    for standard, speeches in _speeches(materials).items():
        for first, second in combinations(speeches, 2):
            if _comparable(first, second):
                yield from _pair(standard, first, second, settings)


def _speeches(materials: Sequence[Material]) -> dict[str, list[Speech]]:
    """Standard → the shares of each informant group; a random sample comes first."""
    by_standard: dict[str, dict[str, Speech]] = {}
    ranked = sorted(
        (material for material in materials if material.source in OF_A_PLACE),
        key=lambda material: (
            OF_A_PLACE.index(material.source),
            material.design_class == DesignKind.PURPOSIVE,
        ),
    )
    for material in ranked:
        places, position = factor(material.rows["psu"])
        for indicator in material.indicators:
            if not indicator.standard or not _is_whole(indicator):
                continue
            speech = Speech(indicator, _voice(material, indicator, places, position))
            if speech.voice.places:
                speeches = by_standard.setdefault(indicator.standard, {})
                speeches.setdefault(material.source, speech)
    return {
        standard: list(speeches.values()) for standard, speeches in by_standard.items()
    }


def _is_whole(indicator: IndicatorDefinition) -> bool:
    return indicator.statistic == "proportion" and not indicator.part


def _voice(
    material: Material,
    indicator: IndicatorDefinition,
    places: Sequence[str],
    position: Ints,
) -> Voice:
    """Counts by place of one informant group; position: of each row's place."""
    y = material.rows[indicator.id].to_numpy(dtype=float)
    answered = ~np.isnan(y)
    n = np.bincount(position[answered], minlength=len(places))
    k = np.bincount(position[answered], y[answered], len(places))
    counts = zip(places, k, n, strict=True)
    counts_by_place = {
        place: (int(yes), int(people)) for place, yes, people in counts if people
    }
    return Voice(material.source, material.design_class, counts_by_place)


def _comparable(first: Speech, second: Speech) -> bool:
    first_places, second_places = first.voice.places.keys(), second.voice.places.keys()
    alike = first.indicator.direction == second.indicator.direction
    return alike and bool(first_places & second_places)


def _pair(
    standard: str, first: Speech, second: Speech, settings: Settings
) -> Iterator[Candidate]:
    first_voice, second_voice = first.voice, second.voice
    comparison = agreement(first_voice, second_voice)
    people = min(_people(voice, comparison) for voice in (first_voice, second_voice))
    chance = DesignKind.PURPOSIVE not in (first_voice.kind, second_voice.kind)
    statistic = ExactStatistic(
        code="E2.7",
        about=f"{standard}:{first.indicator.id}:{second.indicator.id}",
        source=first_voice.group,
        design_class=first_voice.kind if chance else str(DesignKind.PURPOSIVE),
        unit="share",
        reporting=len(comparison.differences),
        known=len(first_voice.places.keys() | second_voice.places.keys()),
    )
    same = replace(statistic, value=comparison.same, method="raw_agreement")
    beyond = replace(statistic, value=comparison.ac1, unit="coefficient", method="ac1")
    rows = [_with_name(same, "same"), _with_name(beyond, "beyond_chance")]
    if chance and len(comparison.differences) >= FEWEST:
        rows.append(
            _with_difference(
                statistic, pool(first_voice, second_voice, level=settings.level)
            )
        )
    for row in rows:
        yield Candidate(
            row, Form.BODY, people=people, places=len(comparison.differences)
        )


def _people(voice: Voice, comparison: Agreement) -> int:
    return sum(voice.places[place][1] for place in comparison.differences)


def _with_name(statistic: ExactStatistic, what: str) -> ExactStatistic:
    return replace(statistic, about=f"{statistic.about}:{what}")


def _with_difference(
    statistic: ExactStatistic, difference: PooledDifference
) -> ExactStatistic:
    return replace(
        _with_name(statistic, "difference"),
        value=difference.difference,
        lower=difference.lower,
        upper=difference.upper,
        level=difference.level,
        unit="difference",
        method=difference.method,
        note=difference.verdict or UNDER_30,
    )
