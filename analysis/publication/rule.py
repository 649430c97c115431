"""The publication rule for figures: exact figures and counts of respondents →
published figures.

The numbers of rules are those of docs/publication.md. What is published of a person's
answers is a band; rules 2 to 4 look at who was interviewed and asked, never at what
was said.
"""

from collections.abc import Sequence
from dataclasses import replace

from analysis.publication.band import band_of, comparison, round_count
from analysis.publication.bands import likely_range
from analysis.publication.parameters import Parameters
from analysis.publication.place_figures import as_it_is, figure_of_places
from analysis.publication.published_figure import (
    IndicatorFigures,
    NumberState,
    PublicFigure,
    RespondentCounts,
    Survey,
    mean,
    suppress,
    with_group_finding,
)
from analysis.schema import (
    ALL,
    COUNTING,
    LAW,
    NOT_ASKED,
    PROPORTION,
    SHARE,
    DesignKind,
    ExactFigure,
    FindingCode,
    IndicatorDefinition,
)


def publish(question: IndicatorFigures, survey: Survey) -> list[PublicFigure]:
    """The published version of every figure of a question, in their order."""
    source = question.figures[0].source
    if source == LAW:
        return [as_it_is(figure) for figure in question.figures]
    if source in COUNTING:
        return [
            figure_of_places(question.indicator, figure, survey)
            for figure in question.figures
        ]
    return compare_groups(_without_near_groups(question, _of_people(question, survey)))


# -- what people answered: rules 2 to 10 and 13 --------------------------------------


def _of_people(question: IndicatorFigures, survey: Survey) -> list[PublicFigure]:
    parts = zip(
        question.figures, question.respondents, question.with_others, strict=True
    )
    return [
        _person_figure(question.indicator, figure, people, others, survey)
        for figure, people, others in parts
    ]


def _person_figure(
    indicator: IndicatorDefinition,
    figure: ExactFigure,
    people: RespondentCounts,
    with_others: bool,
    survey: Survey,
) -> PublicFigure:
    """Rules 2, 5 to 9 and 13 for one group; a mean of shares is a band like a share."""
    parameters = survey.parameters
    fewest = people.fewest(parameters)
    state = people.state(parameters)
    blank = replace(suppress(figure, state), with_others=with_others)
    if figure.group_var == ALL and blank.finding != FindingCode.NOT_PUBLISHED:
        blank = replace(blank, finding=figure.finding, cases=figure.cases)
    if state is not NumberState.PUBLISHED:
        return blank
    shown = replace(
        blank,
        base=people.base(parameters),
        places=None if people.conditional else people.places,
        nonresponse=_nonresponse(figure, parameters),
    )
    if indicator.statistic != PROPORTION:
        if fewest < parameters.fewest_for_mean:
            too_few = suppress(figure, NumberState.FEW_FOR_MEAN)
            return replace(too_few, finding=blank.finding, cases=blank.cases)
        if indicator.unit != SHARE or figure.estimate is None:
            return mean(figure, shown)
    share = figure.estimate
    if share is None:
        share = (figure.k or 0) / people.answered
    shown = replace(shown, band=band_of(share, fewest, parameters))
    if figure.design_class == DesignKind.PURPOSIVE:
        return shown
    return _with_range(shown, indicator, fewest, survey)


def _with_range(
    shown: PublicFigure, indicator: IndicatorDefinition, fewest: int, survey: Survey
) -> PublicFigure:
    """Rule 7, and rule 8 for a group: everyone's finding is that of the exact figure.

    A range rests on the base as it is published, so that anybody can work it out.
    """
    if shown.band is None or shown.base is None:
        return shown
    precision = survey.precision_of(shown.group_var)
    likely = likely_range(shown.band, shown.base.low, precision)
    shown = replace(shown, likely=likely)
    return with_group_finding(shown, indicator, survey)


def _nonresponse(figure: ExactFigure, parameters: Parameters) -> dict[str, int]:
    """Rule 6: why people did not answer, for everyone only, rounded.

    Whom the question was not put to is not among them: it is what the base would tell.
    """
    if figure.group_var != ALL:
        return {}
    return {
        reason: round_count(count, parameters)
        for reason, count in sorted(figure.nonresponse.items())
        if reason != NOT_ASKED
    }


def _without_near_groups(
    question: IndicatorFigures, figures: Sequence[PublicFigure]
) -> list[PublicFigure]:
    """Rule 4: of two groups with few people between them the larger is shown.

    The largest are taken first, and everyone before a group as large.
    """
    order = sorted(
        range(len(figures)),
        key=lambda position: (-question.respondents[position].size, position),
    )
    result, shown = list(figures), list[int]()
    for position in order:
        if figures[position].state is not NumberState.PUBLISHED:
            continue
        if any(question.few_apart(position, larger) for larger in shown):
            near = suppress(question.figures[position], NumberState.NEAR_ANOTHER)
            result[position] = replace(near, with_others=figures[position].with_others)
        else:
            shown.append(position)
    return result


def compare_groups(figures: Sequence[PublicFigure]) -> list[PublicFigure]:
    """Rule 10: each published group in words beside the largest of its grouping."""
    largest: dict[str, PublicFigure] = {}
    for figure in figures:
        if figure.group_var != ALL and figure.likely and figure.base:
            before = largest.setdefault(figure.group_var, figure)
            if before.base and figure.base.low > before.base.low:
                largest[figure.group_var] = figure
    return [
        _with_comparison(figure, largest[figure.group_var])
        if figure.likely and figure.group_var in largest
        else figure
        for figure in figures
    ]


def _with_comparison(figure: PublicFigure, reference: PublicFigure) -> PublicFigure:
    if figure is reference or not (figure.likely and reference.likely):
        return figure
    return replace(
        figure,
        compare_to=reference.group_code,
        comparison=comparison(
            (figure.band, figure.likely), (reference.band, reference.likely)
        ),
    )


def merged_away(figure: ExactFigure, question: IndicatorFigures) -> PublicFigure:
    """Rule 3: a category that is counted in another has no figure of its own."""
    conditional = question.respondents[0].conditional
    return suppress(
        figure, NumberState.PERHAPS_FEW if conditional else NumberState.FEW_PEOPLE
    )
