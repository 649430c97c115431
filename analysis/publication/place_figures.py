"""What places, programmes and laws report (rules 11 and 12): exact figures → published
ones. Numbers of places are not rounded; shares of files and people are bands."""

from dataclasses import replace

from analysis.publication.band import Base, band_of, round_count, width_for
from analysis.publication.bands import outward_range
from analysis.publication.parameters import Parameters
from analysis.publication.published_figure import (
    NumberState,
    PublicFigure,
    Survey,
    suppress,
    two_digits,
    with_group_finding,
)
from analysis.schema import (
    ALL,
    MEAN,
    PROPORTION,
    RATIO,
    SHARE,
    ExactFigure,
    IndicatorDefinition,
)


def as_it_is(figure: ExactFigure) -> PublicFigure:
    """Numbers of places, programmes and laws: not rounded (rule 11)."""
    return replace(
        suppress(figure, NumberState.PUBLISHED),
        base=None if figure.n is None else Base(figure.n, figure.n),
        places=figure.n_clusters,
        k=figure.k,
        value=figure.estimate,
        lower=figure.lower,
        upper=figure.upper,
        finding=figure.finding,
        cases=figure.cases,
    )


def figure_of_places(
    indicator: IndicatorDefinition, figure: ExactFigure, survey: Survey
) -> PublicFigure:
    """Numbers of places are not rounded; shares of files and people are bands.

    The finding rests on documents and counts, and is that of the exact figure, but for
    a group whose share is a band.
    """
    parameters = survey.parameters
    if (figure.n or 0) < parameters.fewest_places:
        blank = suppress(figure, NumberState.FEW_PLACES)
        return _with_finding(blank, figure) if figure.group_var == ALL else blank
    if indicator.statistic == PROPORTION:
        return as_it_is(figure)
    shown = replace(suppress(figure, NumberState.PUBLISHED), places=figure.n)
    shown = _with_finding(shown, figure)
    if indicator.statistic == RATIO and indicator.unit == SHARE:
        return _share_of_files(indicator, figure, shown, survey)
    events = figure.numerator or 0
    if indicator.statistic == MEAN or events == 0:
        return two_digits(figure, shown)
    if events < parameters.rounding:
        return _with_finding(suppress(figure, NumberState.FEW_CASES), figure)
    return two_digits(_of_rounded_events(figure, events, parameters), shown)


def _with_finding(shown: PublicFigure, figure: ExactFigure) -> PublicFigure:
    return replace(shown, finding=figure.finding, cases=figure.cases)


def _of_rounded_events(
    figure: ExactFigure, events: int, parameters: Parameters
) -> ExactFigure:
    """Rule 11: a rate, and its limits, as if it were of the rounded number of events.

    Who knows the denominator, as days or people, could else work out the exact number.
    """
    factor = round_count(events, parameters) / events
    estimate, lower, upper = (
        None if number is None else number * factor
        for number in (figure.estimate, figure.lower, figure.upper)
    )
    return replace(figure, estimate=estimate, lower=lower, upper=upper)


def _share_of_files(
    indicator: IndicatorDefinition,
    figure: ExactFigure,
    shown: PublicFigure,
    survey: Survey,
) -> PublicFigure:
    """Rule 12: a denominator of ten at least, and a band of rule 5.

    The likely range is that of the exact figure, outward to ends of bands.
    """
    parameters, files = survey.parameters, figure.denominator or 0
    if files < parameters.fewest_people:
        blank = suppress(figure, NumberState.FEW_PEOPLE)
        return _with_finding(blank, figure) if figure.group_var == ALL else blank
    share = figure.estimate
    if share is None:
        share = (figure.numerator or 0) / files
    band = band_of(share, files, parameters)
    size = round_count(files, parameters)
    shown = replace(shown, band=band, base=Base(size, size))
    if figure.lower is None or figure.upper is None:
        return shown
    width = width_for(files, parameters)
    likely = outward_range(band, figure.lower, figure.upper, width)
    return with_group_finding(replace(shown, likely=likely), indicator, survey)
