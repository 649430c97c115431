"""Statistics beside the indicators: their input, the exact result, the respondents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.comparison.change_between_rounds import QuestionVersion
from analysis.estimation.design import design_of
from analysis.estimation.sample import Sample
from analysis.estimation.weights import interview_weights
from analysis.publication.published_figure import RespondentCounts
from analysis.schema import DesignKind, IndicatorDefinition, NotAtRandom, Settings

Bools = npt.NDArray[np.bool_]

# What only chance can give.
BY_CHANCE = ("lower", "upper", "p_value", "p_adjusted")


@dataclass(frozen=True, slots=True)
class Pair:
    """A group and the reference group of its grouping, for one indicator."""

    indicator: str
    variable: str
    group: str
    reference: str


@dataclass(frozen=True, slots=True)
class Material:
    """All that was recorded of one informant group in one way of choosing.

    rows, units, strata: see schema.py. answers: one row per row of rows, in its order;
    a column for each question that a statistic reads, named as the question is: codes
    as text (several apart by blanks), numbers as floats, nothing where there is no
    answer. files: one row per file that was read, see stays.py. plan: every place of
    the round: psu, stratum, population, kind, district. questions: with what each
    indicator was asked. groups: columns of rows that figures are told by. apart: groups
    that differ, or may differ, from the reference of their grouping.
    """

    source: str
    design_class: str
    rows: pd.DataFrame
    units: pd.DataFrame
    strata: pd.DataFrame
    indicators: tuple[IndicatorDefinition, ...] = ()
    questions: Mapping[str, QuestionVersion] = field(default_factory=dict)
    answers: pd.DataFrame = field(default_factory=pd.DataFrame)
    files: pd.DataFrame = field(default_factory=pd.DataFrame)
    plan: pd.DataFrame = field(default_factory=pd.DataFrame)
    groups: tuple[str, ...] = ()
    apart: tuple[Pair, ...] = ()

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
        position = pd.Index(design.psu).get_indexer(
            pd.Index(self.rows["psu"].astype(str))
        )
        weights = interview_weights(self.rows, self.units, self.strata)
        return Sample(design, position, weights)


@dataclass(frozen=True, slots=True)
class ExactStatistic:
    """One statistic of part E with everything it must travel with.

    code: of the gap statistics, as E2.12; about: what it is of, as "stock" or an
    indicator; part_of: about of the total whose part it is, or nothing; n: who or what
    it was counted from, k: how many of those said yes; numerator, denominator: what
    value is made of; reporting, known: places; unit: what value is in: "share",
    "difference", "days" or a unit of count; when: a day, or two apart by "/". steps: of
    a curve, every day on which somebody left: (day, share, lower, upper, at risk).
    """

    code: str
    about: str
    source: str
    design_class: str
    unit: str
    part_of: str = ""
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
    steps: tuple[tuple[float, float, float, float, int], ...] = ()

    def __post_init__(self) -> None:
        chance = any(getattr(self, name) is not None for name in BY_CHANCE)
        if self.design_class == DesignKind.PURPOSIVE and chance:
            raise NotAtRandom(self.design_class)


class Form(StrEnum):
    """What a statistic is, and so by which rules it is published (docs/publication.md).

    It says nothing of the value: the same statistic has the same form in every round.
    """

    FACT = "fact"  # rule 11: a number of places or programmes, a price
    COUNT = "count"  # rule 11: people, files or events of records
    PART = "part"  # rules 11 and 12: a count and its share of a total of records
    RATE = "rate"  # rule 11: events by the time at risk
    ESTIMATE = "estimate"  # rules 6 and 11: a number of people that was estimated
    PEOPLE = "people"  # rules 2, 5 and 6: how many of the people asked, or their share
    LENGTH = "length"  # rule 13: a mean of days
    QUANTILE = "quantile"  # rule 13: a median or another quantile
    CURVE = "curve"  # rule 13: a share still held, or gone, on one day
    BODY = "body"  # rules 5 and 17: not published


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exact statistic, and what decides how it is published.

    people: those it was counted from, or who are counted; places: that reported, or
    where they were asked; None where it is no sum over places. respondents: of the
    people asked, and rows: who they are, n of bool. at_risk: of a curve, people under
    observation on its day; beyond: of a quantile, people on its smaller side.
    estimated: how an estimate that rests on answers follows from a share of them.
    """

    statistic: ExactStatistic
    form: Form
    people: int | None = None
    places: int | None = None
    respondents: RespondentCounts | None = None
    rows: Bools | None = None
    at_risk: int | None = None
    beyond: int | None = None
    estimated: "Estimated | None" = None


@dataclass(frozen=True, slots=True)
class Estimated:
    """How a number of people follows from a share of answers: times · share + plus."""

    share: float
    times: float
    plus: float

    def of(self, percent: float) -> float:
        return self.times * percent / 100 + self.plus


def of_people_asked(
    statistic: ExactStatistic, rows: pd.DataFrame, inside: Bools
) -> Candidate:
    """A statistic of a subgroup of the respondents; inside: n of bool.

    Which of them it is of rests on what they said before, as whether they are held now:
    its base is published as rule 6 says.
    """
    people = rows[inside]
    return Candidate(
        statistic,
        Form.PEOPLE,
        people=len(people),
        respondents=RespondentCounts(
            answered=len(people),
            interviewed=len(rows),
            places=int(people["psu"].nunique()),
            interviewers=int(people["interviewer"].nunique()),
            conditional=True,
        ),
        rows=inside,
    )
