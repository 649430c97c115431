"""The published version of a figure, and the counts that decide it (see rule.py)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil, floor, log10

from analysis.publication.band import TINY, Band, Base
from analysis.publication.bands import (
    Precision,
    base_of,
    fewest_of,
    finding_of,
)
from analysis.publication.parameters import Parameters
from analysis.schema import (
    ALL,
    DesignKind,
    ExactFigure,
    FindingCode,
    IndicatorDefinition,
)


class NumberState(StrEnum):
    """Whether a number is published, or which rule keeps it for the review body."""

    PUBLISHED = "published"
    FEW_PEOPLE = "few_people"  # rules 2, 12 and 13
    FEW_FOR_MEAN = "few_for_mean"  # rule 13: enough for a share, not for this
    PERHAPS_FEW = "perhaps_few"  # rules 2 and 6: its base may be below the least
    FEW_PLACES = "few_places"  # rules 2 and 12
    FEW_INTERVIEWERS = "few_interviewers"  # rule 2
    NEAR_ANOTHER = "near_another"  # rule 4
    FEW_CASES = "few_cases"  # rule 11: a rate of one to four events
    WAITS = "waits"  # rule 15: its question has figures that stand
    BODY_ONLY = "body_only"  # of a kind that rules 5 and 17 do not publish


@dataclass(frozen=True, slots=True)
class RespondentCounts:
    """Counts of the respondents of one figure, whatever they answered.

    answered: people who were asked and answered; interviewed: people of the group;
    places, interviewers: of those who answered; conditional: whether the question was
    put only to some, because of what they said before.
    """

    answered: int
    interviewed: int
    places: int
    interviewers: int
    conditional: bool = False

    @property
    def size(self) -> int:
        """People by which groups are ordered by size, whatever anybody answered."""
        return self.interviewed if self.conditional else self.answered

    def base(self, parameters: Parameters) -> Base:
        return base_of(self.answered, self.interviewed, self.conditional, parameters)

    def fewest(self, parameters: Parameters) -> int:
        return fewest_of(self.answered, self.interviewed, self.conditional, parameters)

    def state(self, parameters: Parameters) -> NumberState:
        """Rule 2. Where a question was put only to some, it is not told which of the
        three minima is missed: it would tell something of how many they are."""
        minima = {
            NumberState.FEW_PEOPLE: self.fewest(parameters) >= parameters.fewest_people,
            NumberState.FEW_PLACES: self.places >= parameters.fewest_places,
            NumberState.FEW_INTERVIEWERS: self.interviewers
            >= parameters.fewest_interviewers,
        }
        missed = [state for state, reached in minima.items() if not reached]
        if not missed:
            return NumberState.PUBLISHED
        return NumberState.PERHAPS_FEW if self.conditional else missed[0]


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """The published version of one figure; state says why a number is missing.

    band, likely: points of a hundred; base: people, places or files. value, lower,
    upper: of means and rates, to two digits, and of places, programmes and laws, which
    are not rounded, with k of them. with_others: people who are not shown separately
    are counted in the group. finding: the same for every reader; cases: see
    schema.CaseEvidence. comparison: beside the group compare_to.
    """

    indicator: str
    source: str
    group_var: str
    group_code: str
    design_class: str
    state: NumberState
    with_others: bool = False
    band: Band | None = None
    likely: Band | None = None
    base: Base | None = None
    places: int | None = None
    k: int | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    direction: str = ""
    finding: str = FindingCode.NO_FINDING
    cases: str = ""
    compare_to: str = ""
    comparison: str = ""
    nonresponse: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """One indicator of one informant group: its figures, everyone's first.

    figures, respondents, with_others: one a group, in one order; groups of fewer than
    ten are merged before (see groups.py). few_apart: rule 4, whether one to nine people
    are between two groups; it is asked for positions in `figures`.
    """

    indicator: IndicatorDefinition
    figures: Sequence[ExactFigure]
    respondents: Sequence[RespondentCounts]
    with_others: Sequence[bool]
    few_apart: Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Survey:
    """What all figures of one informant group have in common.

    precision: what likely ranges rest on; of_places: the same for groups of places, of
    which there are fewer than of all; groupings_of_places: groupings that make them.
    """

    parameters: Parameters
    precision: Precision
    tolerance: float
    of_places: Precision | None = None
    groupings_of_places: Collection[str] = ()

    def precision_of(self, grouping: str) -> Precision:
        if self.of_places and grouping in self.groupings_of_places:
            return self.of_places
        return self.precision


def suppress(figure: ExactFigure, state: NumberState) -> PublicFigure:
    """The same cell without a number and, for few people, without a finding."""
    too_few = state in (
        NumberState.FEW_PEOPLE,
        NumberState.FEW_FOR_MEAN,
        NumberState.PERHAPS_FEW,
        NumberState.NEAR_ANOTHER,
    )
    return PublicFigure(
        indicator=figure.indicator,
        source=figure.source,
        group_var=figure.group_var,
        group_code=figure.group_code,
        design_class=figure.design_class,
        state=state,
        target=figure.target,
        direction=figure.direction,
        finding=FindingCode.NOT_PUBLISHED if too_few else FindingCode.NO_FINDING,
    )


def with_group_finding(
    shown: PublicFigure, indicator: IndicatorDefinition, survey: Survey
) -> PublicFigure:
    """Rule 8 for a group: its finding is that of its published range."""
    if shown.group_var == ALL or shown.likely is None:
        return shown
    finding = finding_of(
        shown.likely,
        indicator.target,
        indicator.direction,
        survey.tolerance,
        zero=indicator.zero_tolerance,
    )
    return replace(shown, finding=finding)


def mean(figure: ExactFigure, shown: PublicFigure) -> PublicFigure:
    """Rule 13: a mean of answers, as whole_units tells it."""
    by_chance = figure.design_class != DesignKind.PURPOSIVE
    value, lower, upper = whole_units(
        figure.estimate, figure.lower, figure.upper, by_chance=by_chance
    )
    return replace(shown, value=value, lower=lower, upper=upper)


def whole_units(
    value: float | None, lower: float | None, upper: float | None, *, by_chance: bool
) -> tuple[float | None, float | None, float | None]:
    """Rule 13: two digits, but no finer than whole days; the range outward, by one step
    at the least to each side, so that equal answers look as nearly equal ones do.

    by_chance: whether there is a range; of equal answers it is the value alone.
    """
    if value is None:
        return None, None, None
    step = 1.0 if value == 0 else max(1.0, 10.0 ** (floor(log10(abs(value))) - 1))
    number = step * floor(value / step + 0.5)
    if not by_chance:
        return number, None, None
    if lower is None and upper is None:
        lower = upper = value
    return (
        number,
        None if lower is None else _outward(lower, number, step, floor),
        None if upper is None else _outward(upper, number, step, ceil),
    )


def _outward(
    limit: float, value: float, step: float, way: Callable[[float], int]
) -> float:
    shift = TINY if way is floor else -TINY
    rounded = step * way(limit / step + shift)
    if way is floor:
        return max(0.0, min(rounded, value - step))
    return max(rounded, value + step)


def two_digits(figure: ExactFigure, shown: PublicFigure) -> PublicFigure:
    """A rate, or a mean over places, to two digits, its range outward."""
    lower, value, upper = (
        None if number is None else digits(number, way)
        for number, way in (
            (figure.lower, floor),
            (figure.estimate, round),
            (figure.upper, ceil),
        )
    )
    return replace(shown, value=value, lower=lower, upper=upper)


def digits(value: float, way: Callable[[float], int] = round) -> float:
    """A number to two significant digits, in the given way of rounding; 0 is 0."""
    if value == 0:
        return 0.0
    step = 10.0 ** (floor(log10(abs(value))) - 1)
    shift = TINY if way is floor else -TINY if way is ceil else 0.0
    # A step below 1 has no exact float: what is left of it is rounded off.
    return round(way(value / step + shift) * step, 10)
