"""Bands, and how two of them compare: what pages need of the rule.

Shares in are numbers from 0 to 1; bands out are whole points of a hundred.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import floor

from analysis.publication.parameters import Parameters

TINY = 1e-9  # 0.3 · 100 is 30, not 29.999…


@dataclass(frozen=True, slots=True)
class Band:
    """low ≤ share < high, in points of a hundred; the last band also holds 100."""

    low: int
    high: int

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    def is_below(self, other: "Band") -> bool:
        return self.high <= other.low


@dataclass(frozen=True, slots=True)
class Base:
    """How many people a figure rests on: low = high where it is one rounded number."""

    low: int
    high: int


def band_of(share: float, people: int, parameters: Parameters) -> Band:
    """Rule 5: the band of a share of so many people.

    people: those it is a share of, or the fewest that may be (rule 6). Bands of equal
    width start at 0; the width depends on people alone.
    """
    width = width_for(people, parameters)
    position = floor(min(max(share, 0.0), 1.0) * 100 / width + TINY)
    low = min(position, 100 // width - 1) * width
    return Band(low, low + width)


def width_for(people: int, parameters: Parameters) -> int:
    """Points of a band, by the table of rule 5; the widest below its last row."""
    for fewest, width in parameters.widths:
        if people >= fewest:
            return width
    return parameters.widths[-1][1]


def round_count(count: float, parameters: Parameters) -> int:
    """Rule 6 and 11: to the nearest five, halves upward."""
    step = parameters.rounding
    return step * floor(count / step + 0.5)


class Comparison(StrEnum):
    """Rules 10 and 14: how two published ranges compare."""

    MORE_OFTEN = "more_often"
    LESS_OFTEN = "less_often"
    MAY_DIFFER = "may_differ"
    NOT_CLEAR = "not_clear"


def comparison(
    figure: tuple[Band | None, Band | None], other: tuple[Band | None, Band | None]
) -> Comparison:
    """(band, likely range) of a figure beside those of another.

    Ranges that do not meet: more or less often; bands that do not: may differ.
    """
    (band, likely), (other_band, other_likely) = figure, other
    if band is None or likely is None or other_band is None or other_likely is None:
        return Comparison.NOT_CLEAR
    if likely.is_below(other_likely):
        return Comparison.LESS_OFTEN
    if other_likely.is_below(likely):
        return Comparison.MORE_OFTEN
    apart = band.is_below(other_band) or other_band.is_below(band)
    return Comparison.MAY_DIFFER if apart else Comparison.NOT_CLEAR
