"""Statistics that are no indicator: what goes in, what comes out, who stands behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from analysis.change import Question
from analysis.design import design_of
from analysis.sample import Sample
from analysis.schema import (
    DesignClass,
    FigureState,
    Indicator,
    NotAtRandom,
    Settings,
)
from analysis.sums import Left, Sum
from analysis.weights import interview_weights

# What only chance can give.
BY_CHANCE = ("lower", "upper", "p_value", "p_adjusted")


@dataclass(frozen=True, slots=True)
class Material:
    """All that was recorded of one informant group in one way of choosing.

    rows, units, strata: see schema.py. answers: one row per row of rows, in its order;
    a column for each question that a statistic reads, named as the question is: codes
    as text (several apart by blanks), numbers as floats, nothing where there is no
    answer. files: one row per file that was read, see stays.py. plan: every place of
    the round: psu, stratum, population, kind, district. asked: with what each indicator
    was asked. groups: columns of rows that figures are told by.
    """

    source: str
    design_class: str
    rows: pd.DataFrame
    units: pd.DataFrame
    strata: pd.DataFrame
    indicators: tuple[Indicator, ...] = ()
    asked: Mapping[str, Question] = field(default_factory=dict)
    answers: pd.DataFrame = field(default_factory=pd.DataFrame)
    files: pd.DataFrame = field(default_factory=pd.DataFrame)
    plan: pd.DataFrame = field(default_factory=pd.DataFrame)
    groups: tuple[str, ...] = ()

    def sample(self, settings: Settings) -> Sample:
        """Rows of a sample with design and weights; a purposive one: NotAtRandom."""
        design = design_of(
            self.rows,
            self.units,
            self.strata,
            kind=self.design_class,
            lonely=settings.lonely,
            two_stage=settings.two_stage,
        )
        at = pd.Index(design.psu).get_indexer(pd.Index(self.rows["psu"].astype(str)))
        weights = interview_weights(self.rows, self.units, self.strata)
        return Sample(design, at, weights)


@dataclass(frozen=True, slots=True)
class GapStatistic:
    """One statistic of part E with everything it must travel with.

    code: of the gap statistics, as E2.12; about: what it is of, as "stock" or an
    indicator; part_of: about of the total whose part it is, or nothing; n: who or what
    it was counted from, k: how many of those said yes; numerator, denominator: what
    value is made of; reporting, known: places; unit: what value is in: "share",
    "difference", "days" or a unit of count; when: a day, or two apart by "/".
    """

    code: str
    about: str
    source: str
    design_class: str
    unit: str
    part_of: str = ""
    state: str = FigureState.SHOWN
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    level: float | None = None
    n: int | None = None
    k: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    reporting: int | None = None
    known: int | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    when: str = ""
    method: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        chance = any(getattr(self, name) is not None for name in BY_CHANCE)
        if self.design_class == DesignClass.PURPOSIVE and chance:
            raise NotAtRandom(self.design_class)

    @property
    def suppressed(self) -> bool:
        return self.state != FigureState.SHOWN


class Others(NamedTuple):
    """A group beside the one that is told: people, and how many of them said yes.

    places, interviewers: None where they tell nothing.
    """

    people: int
    yes: int
    places: int | None = None
    interviewers: int | None = None


class OfAll(NamedTuple):
    """A figure of all who were asked; round: this one or the one before."""

    round: str
    source: str
    design_class: str
    indicator: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statistic before it is protected, and who stands behind it.

    people: those it was counted from, or who are counted; None where it counts nobody,
    as money and rules. yes: of a share, those who said yes. places, interviewers: of
    the people; None where they tell nothing. Nobody at all, as no death, is told.
    follows: about of the statistic without which it is not shown, as a rate of its
    count; whoever is followed comes first. others: of one group of a whole that figures
    tell too, every other group: where one of them is few, its figure
    is hidden, and this one would give it away. few: counts that this one gives away
    beside others that are told. told: whether a figure tells its count, so that it
    hides nobody else's. sums: what places gave that is added in it; beside: sums that
    figures tell of the same people; left: totals without their parts, which count
    people too, whether or not they are told; figures: those that it gives back; total:
    whether it is the sum of all that gave a number, which is told before figures of
    fewer are.
    """

    statistic: GapStatistic
    people: int | None
    yes: int | None = None
    places: int | None = None
    interviewers: int | None = None
    follows: str = ""
    others: tuple["Others", ...] = ()
    few: tuple[int, ...] = ()
    told: bool = False
    sums: tuple[Sum, ...] = ()
    beside: tuple[Sum, ...] = ()
    left: tuple[Left, ...] = ()
    figures: frozenset[OfAll] = frozenset()
    total: bool = False
