"""Bands, and how two of them compare: what pages need of the rule."""

from dataclasses import dataclass
from enum import StrEnum


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


class Comparison(StrEnum):
    """Rules 10 and 14, from published ranges: a figure beside another."""

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
