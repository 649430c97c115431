"""Figures and rounds from which something is published."""

import pandas as pd

from analysis.pipeline import frame_figures
from analysis.publication import rule
from analysis.publication.bands import Precision
from analysis.publication.parameters import Parameters
from analysis.publication.published_figure import (
    IndicatorFigures,
    RespondentCounts,
    Survey,
)
from analysis.schema import ExactFigure, FindingCode, IndicatorDefinition

PARAMETERS = Parameters()
# Nearly Wilson's interval of people drawn one by one: t on many degrees of freedom.
SURVEY = Survey(PARAMETERS, Precision(1.0, 1e6), tolerance=0.05)
ALWAYS = IndicatorDefinition("q", target=0.8, standard="A")
NEVER = IndicatorDefinition(
    "z", target=0.0, direction="down", zero_tolerance=True, standard="B"
)
ALL = ("all", "all")


def people(answered, interviewed=None, *, places=5, interviewers=3, conditional=False):
    return RespondentCounts(
        answered, interviewed or answered, places, interviewers, conditional
    )


def figure(answered, yes, group=ALL, *, source="migrant", **more):
    """An exact figure: yes of answered."""
    values = {
        "indicator": "q",
        "source": source,
        "group_var": group[0],
        "group_code": group[1],
        "design_class": "probability",
        "n": answered,
        "k": yes,
        "estimate": yes / answered,
        "finding": FindingCode.NOT_MET,
    }
    return ExactFigure(**values | more)


def published(
    *figures,
    respondents=None,
    indicator=ALWAYS,
    survey=SURVEY,
    few_apart=None,
    others=(),
):
    """The figures of one question as everybody may read them, everyone's first.

    respondents: Respondents of each, or those of people who were all asked.
    """
    respondents = respondents or [people(exact.n) for exact in figures]
    question = IndicatorFigures(
        indicator,
        figures,
        respondents,
        [exact.group_code in others for exact in figures],
        few_apart or (lambda _first, _second: False),
    )
    return rule.publish(question, survey)


def everyone(answered, yes, respondents=None, *, indicator=ALWAYS, **more):
    (shown,) = published(
        figure(answered, yes, **more),
        respondents=[respondents or people(answered)],
        indicator=indicator,
    )
    return shown


def group(answered, yes, respondents=None, *, indicator=ALWAYS, survey=SURVEY, **more):
    """A group of answered people beside everyone, of whom there are 900."""
    _all, shown = published(
        figure(900, 600),
        figure(answered, yes, ("sex", "f"), **more),
        respondents=[people(900), respondents or people(answered)],
        indicator=indicator,
        survey=survey,
    )
    return shown


# -- whole rounds --------------------------------------------------------------------


def round_of(places=6, *, interviewers=2, **categories):
    """(rows, units, strata): so many people of each category of `kind`, in turn at the
    places; "none": people of no category. Everybody says yes."""
    codes = [
        None if code == "none" else code
        for code, people in categories.items()
        for _person in range(people)
    ]
    rows = pd.DataFrame(
        {
            "stratum": "s",
            "psu": [f"p{position % places}" for position in range(len(codes))],
            "interviewer": [
                f"i{position // places % interviewers}"
                for position in range(len(codes))
            ],
            "kind": codes,
            "q": 1.0,
            "q:state": "",
        }
    )
    units = pd.DataFrame(
        {
            "psu": [f"p{position}" for position in range(places)],
            "stratum": "s",
            "population": 500,
        }
    )
    return rows, units, pd.DataFrame({"stratum": ["s"], "frame_count": [3 * places]})


def figures_of(rows, units, strata, indicator=ALWAYS, groups=("kind",), **options):
    """(grouping, category) → the figure as everybody may read it."""
    result = frame_figures(
        rows,
        units,
        strata,
        (indicator,),
        groups,
        **{"design_class": "probability", "source": "migrant"} | options,
    )
    return {(shown.group_var, shown.group_code): shown for shown in result.published}
