"""The publication rule for figures: exact figures and who stands behind them →
published figures.

The numbers of rules are those of docs/publication.md. What is published of a person's
answers is a band; rules 2 to 4 look at who was interviewed and asked, never at what
was said.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil, floor, log10

from analysis.publication.band import Band, Base, comparison
from analysis.publication.bands import (
    TINY,
    Precision,
    band_of,
    base_of,
    fewest_of,
    finding_of,
    likely_range,
    rounded,
    width_for,
)
from analysis.publication.parameters import Parameters
from analysis.schema import (
    ALL,
    COUNTING,
    LAW,
    MEAN,
    NOT_ASKED,
    PROPORTION,
    RATIO,
    SHARE,
    DesignClass,
    Figure,
    Finding,
    Indicator,
)


class State(StrEnum):
    """Whether a number is published, or which rule keeps it for the review body."""

    PUBLISHED = "published"
    FEW_PEOPLE = "few_people"  # rules 2, 12 and 13
    PERHAPS_FEW = "perhaps_few"  # rules 2 and 6: its base may be below the least
    FEW_PLACES = "few_places"  # rules 2 and 12
    FEW_INTERVIEWERS = "few_interviewers"  # rule 2
    NEAR_ANOTHER = "near_another"  # rule 4
    FEW_CASES = "few_cases"  # rule 11: a rate of one to four events
    BODY_ONLY = "body_only"  # of a kind that rules 5 and 17 do not publish


@dataclass(frozen=True, slots=True)
class Respondents:
    """Who stands behind one figure, whatever they said.

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
        """What the larger of two groups is told by, whatever anybody said."""
        return self.interviewed if self.conditional else self.answered


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """What everybody may read of one figure. A number is missing where state says why.

    band, likely: points of a hundred; base: people, places or files. value, lower,
    upper: of means and rates, to two digits, and of places, programmes and laws, which
    are not rounded, with k of them. with_others: people who are not shown separately
    are counted in the group. finding: the same for every reader; cases: see
    schema.Cases. comparison: beside the group compare_to.
    """

    indicator: str
    source: str
    group_var: str
    group_code: str
    design_class: str
    state: State
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
    finding: str = Finding.NO_FINDING
    cases: str = ""
    compare_to: str = ""
    comparison: str = ""
    nonresponse: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One indicator of one informant group: its figures, everyone's first.

    figures, respondents, with_others: one a group, in one order; groups of fewer than
    ten are merged before (see groups.py). few_apart: rule 4, whether one to nine people
    are between two groups; it is asked for positions in `figures`.
    """

    indicator: Indicator
    figures: Sequence[Figure]
    respondents: Sequence[Respondents]
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


def published(question: Question, survey: Survey) -> list[PublishedFigure]:
    """Every figure of a question as it is published, in the order of its figures."""
    source = question.figures[0].source
    if source == LAW:
        return [_as_it_is(figure) for figure in question.figures]
    if source in COUNTING:
        return [
            _of_places(question.indicator, figure, survey)
            for figure in question.figures
        ]
    return compared(_without_near_groups(question, _of_people(question, survey)))


# -- what people answered: rules 2 to 10 and 13 --------------------------------------


def _of_people(question: Question, survey: Survey) -> list[PublishedFigure]:
    parts = zip(
        question.figures, question.respondents, question.with_others, strict=True
    )
    return [
        _person_figure(question.indicator, figure, people, others, survey)
        for figure, people, others in parts
    ]


def _person_figure(
    indicator: Indicator,
    figure: Figure,
    people: Respondents,
    with_others: bool,
    survey: Survey,
) -> PublishedFigure:
    """Rules 2, 5 to 9 and 13 for one group."""
    parameters = survey.parameters
    base = base_of(people.answered, people.interviewed, people.conditional, parameters)
    fewest = fewest_of(
        people.answered, people.interviewed, people.conditional, parameters
    )
    state = _state(people, fewest, parameters)
    blank = replace(unpublished(figure, state), with_others=with_others)
    if figure.group_var == ALL and blank.finding != Finding.NOT_PUBLISHED:
        blank = replace(blank, finding=figure.finding, cases=figure.cases)
    if state is not State.PUBLISHED:
        return blank
    shown = replace(
        blank,
        base=base,
        places=None if people.conditional else people.places,
        nonresponse=_nonresponse(figure, parameters),
    )
    if indicator.statistic != PROPORTION:
        return _mean(figure, shown, fewest, parameters)
    share = figure.estimate
    if share is None:
        share = (figure.k or 0) / people.answered
    shown = replace(shown, band=band_of(share, fewest, parameters))
    if figure.design_class == DesignClass.PURPOSIVE:
        return shown
    return _with_range(shown, indicator, fewest, survey)


def _state(people: Respondents, fewest: int, parameters: Parameters) -> State:
    """Rule 2. Where a question was put only to some, it is not told which of the three
    minima is missed: it would tell something of how many they are."""
    minima = {
        State.FEW_PEOPLE: fewest >= parameters.fewest_people,
        State.FEW_PLACES: people.places >= parameters.fewest_places,
        State.FEW_INTERVIEWERS: people.interviewers >= parameters.fewest_interviewers,
    }
    missed = [state for state, reached in minima.items() if not reached]
    if not missed:
        return State.PUBLISHED
    return State.PERHAPS_FEW if people.conditional else missed[0]


def _with_range(
    shown: PublishedFigure, indicator: Indicator, fewest: int, survey: Survey
) -> PublishedFigure:
    """Rule 7, and rule 8 for a group: everyone's finding is that of the exact figure.

    A range rests on the base as it is published, so that anybody can work it out.
    """
    if shown.band is None or shown.base is None:
        return shown
    precision = survey.precision_of(shown.group_var)
    likely = likely_range(shown.band, shown.base.low, precision)
    shown = replace(shown, likely=likely)
    if shown.group_var == ALL:
        return shown
    finding = finding_of(
        likely,
        indicator.target,
        indicator.direction,
        survey.tolerance,
        zero=indicator.zero_tolerance,
    )
    return replace(shown, finding=finding)


def _nonresponse(figure: Figure, parameters: Parameters) -> dict[str, int]:
    """Rule 6: why people did not answer, for everyone only, rounded.

    Whom the question was not put to is not among them: it is what the base would tell.
    """
    if figure.group_var != ALL:
        return {}
    return {
        reason: rounded(count, parameters)
        for reason, count in sorted(figure.nonresponse.items())
        if reason != NOT_ASKED
    }


def _mean(
    figure: Figure, shown: PublishedFigure, fewest: int, parameters: Parameters
) -> PublishedFigure:
    """Rule 13: two digits, the range outward; none of fewer than twenty people."""
    if fewest < parameters.fewest_for_mean:
        few = State.PERHAPS_FEW if shown.places is None else State.FEW_PEOPLE
        blank = unpublished(figure, few)
        return replace(blank, finding=shown.finding, cases=shown.cases)
    return _two_digits(figure, shown)


def _two_digits(figure: Figure, shown: PublishedFigure) -> PublishedFigure:
    lower, value, upper = (
        None if number is None else digits(number, way)
        for number, way in (
            (figure.ci_lower, floor),
            (figure.estimate, round),
            (figure.ci_upper, ceil),
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


def _without_near_groups(
    question: Question, figures: Sequence[PublishedFigure]
) -> list[PublishedFigure]:
    """Rule 4: of two groups with few people between them the larger is shown.

    The largest are taken first, and everyone before a group as large.
    """
    order = sorted(
        range(len(figures)),
        key=lambda place: (-question.respondents[place].size, place),
    )
    result, shown = list(figures), list[int]()
    for place in order:
        if figures[place].state is not State.PUBLISHED:
            continue
        if any(question.few_apart(place, larger) for larger in shown):
            near = unpublished(question.figures[place], State.NEAR_ANOTHER)
            result[place] = replace(near, with_others=figures[place].with_others)
        else:
            shown.append(place)
    return result


def compared(figures: Sequence[PublishedFigure]) -> list[PublishedFigure]:
    """Rule 10: each published group in words beside the largest of its grouping."""
    largest: dict[str, PublishedFigure] = {}
    for figure in figures:
        if figure.group_var != ALL and figure.likely and figure.base:
            before = largest.setdefault(figure.group_var, figure)
            if before.base and figure.base.low > before.base.low:
                largest[figure.group_var] = figure
    return [
        _beside(figure, largest[figure.group_var])
        if figure.likely and figure.group_var in largest
        else figure
        for figure in figures
    ]


def _beside(figure: PublishedFigure, reference: PublishedFigure) -> PublishedFigure:
    if figure is reference or not (figure.likely and reference.likely):
        return figure
    return replace(
        figure,
        compare_to=reference.group_code,
        comparison=comparison(
            (figure.band, figure.likely), (reference.band, reference.likely)
        ),
    )


# -- what places report: rules 11 and 12 ---------------------------------------------


def _of_places(indicator: Indicator, figure: Figure, survey: Survey) -> PublishedFigure:
    """Numbers of places are not rounded; shares of files and people are bands.

    The finding rests on documents and counts, and is that of the exact figure, but for
    a group whose share is a band.
    """
    parameters = survey.parameters
    if (figure.n or 0) < parameters.fewest_places:
        blank = unpublished(figure, State.FEW_PLACES)
        return _judged(blank, figure) if figure.group_var == ALL else blank
    if indicator.statistic == PROPORTION:
        return _as_it_is(figure)
    shown = replace(unpublished(figure, State.PUBLISHED), places=figure.n)
    shown = _judged(shown, figure)
    if indicator.statistic == RATIO and indicator.unit == SHARE:
        return _share_of_files(indicator, figure, shown, survey)
    events = figure.above or 0
    if indicator.statistic == MEAN or events == 0:
        return _two_digits(figure, shown)
    if events < parameters.rounding:
        return _judged(unpublished(figure, State.FEW_CASES), figure)
    return _two_digits(_of_rounded_events(figure, events, parameters), shown)


def _judged(shown: PublishedFigure, figure: Figure) -> PublishedFigure:
    return replace(shown, finding=figure.finding, cases=figure.cases)


def _of_rounded_events(figure: Figure, events: int, parameters: Parameters) -> Figure:
    """Rule 11: a rate, and its limits, as if it were of the rounded number of events.

    Who knows below the line, as days or people, could else work out the exact number.
    """
    factor = rounded(events, parameters) / events
    estimate, lower, upper = (
        None if number is None else number * factor
        for number in (figure.estimate, figure.ci_lower, figure.ci_upper)
    )
    return replace(figure, estimate=estimate, ci_lower=lower, ci_upper=upper)


def _share_of_files(
    indicator: Indicator, figure: Figure, shown: PublishedFigure, survey: Survey
) -> PublishedFigure:
    """Rule 12: ten below the line at least, and a band of rule 5.

    The likely range is that of the exact figure, outward to ends of bands.
    """
    parameters, files = survey.parameters, figure.base or 0
    if files < parameters.fewest_people:
        blank = unpublished(figure, State.FEW_PEOPLE)
        return _judged(blank, figure) if figure.group_var == ALL else blank
    share = figure.estimate
    if share is None:
        share = (figure.above or 0) / files
    band = band_of(share, files, parameters)
    size = rounded(files, parameters)
    shown = replace(shown, band=band, base=Base(size, size))
    if figure.ci_lower is None or figure.ci_upper is None:
        return shown
    width = width_for(files, parameters)
    likely = Band(
        min(band.low, floor(figure.ci_lower * 100 / width + TINY) * width),
        max(band.high, min(100, ceil(figure.ci_upper * 100 / width - TINY) * width)),
    )
    shown = replace(shown, likely=likely)
    if figure.group_var == ALL:
        return shown
    finding = finding_of(
        likely,
        indicator.target,
        indicator.direction,
        survey.tolerance,
        zero=indicator.zero_tolerance,
    )
    return replace(shown, finding=finding)


def merged_away(figure: Figure, question: Question) -> PublishedFigure:
    """Rule 3: a category that is counted in another has no figure of its own."""
    conditional = question.respondents[0].conditional
    return unpublished(figure, State.PERHAPS_FEW if conditional else State.FEW_PEOPLE)


# -- the same for all -----------------------------------------------------------------


def _as_it_is(figure: Figure) -> PublishedFigure:
    """Numbers of places, programmes and laws: not rounded (rule 11)."""
    return replace(
        unpublished(figure, State.PUBLISHED),
        base=None if figure.n is None else Base(figure.n, figure.n),
        places=figure.n_clusters,
        k=figure.k,
        value=figure.estimate,
        lower=figure.ci_lower,
        upper=figure.ci_upper,
        finding=figure.finding,
        cases=figure.cases,
    )


def unpublished(figure: Figure, state: State) -> PublishedFigure:
    """The same cell without a number and, for few people, without a finding."""
    few = state in (State.FEW_PEOPLE, State.PERHAPS_FEW, State.NEAR_ANOTHER)
    return PublishedFigure(
        indicator=figure.indicator,
        source=figure.source,
        group_var=figure.group_var,
        group_code=figure.group_code,
        design_class=figure.design_class,
        state=state,
        target=figure.target,
        direction=figure.direction,
        finding=Finding.NOT_PUBLISHED if few else Finding.NO_FINDING,
    )
