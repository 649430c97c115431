"""Closed questions as indicators of analysis, and their figures as rows.

Each choice is one proportion among those who answered the question, so that estimates,
ranges and the publication rule are those of every other share.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from assessment.frames.closed_questions import BETWEEN
from assessment.models import Frequency, PublishedFrequency

if TYPE_CHECKING:
    import pandas as pd

    import analysis.schema as schema
    from analysis.publication.published_figure import PublicFigure
    from assessment.frames.closed_questions import ClosedQuestion


def definitions(
    closed: Sequence[ClosedQuestion], choices: pd.DataFrame
) -> tuple[list[schema.IndicatorDefinition], dict[str, Any]]:
    """An indicator for each choice of each question, and the columns they are read of.

    choices: see assessment.frames.interview_tables.
    """
    import numpy as np
    import pandas as pd

    from analysis.schema import IndicatorDefinition

    indicators, columns = [], {}
    for question in closed:
        position, answers = pd.factorize(choices[question.name])
        chosen_codes = [frozenset(answer.split(BETWEEN)) for answer in answers]
        reasons = f"{question.name}:state"
        columns[reasons] = choices[reasons].to_numpy()
        for code in question.codes:
            name = f"{question.name}{BETWEEN}{code}"
            # The last is that of people who did not answer: at position -1.
            chosen = np.array([*(code in codes for codes in chosen_codes), np.nan])
            columns[name] = chosen[position]
            indicators.append(
                IndicatorDefinition(
                    id=name,
                    part=True,
                    asked=question.name,
                    conditional=question.conditional,
                )
            )
    return indicators, columns


def rows(interviews: pd.DataFrame, columns: dict[str, Any]) -> pd.DataFrame:
    """The interviews with these columns in place of those of indicators."""
    import pandas as pd

    plain = [
        name
        for name in ("stratum", "psu", "interviewer", "weight")
        if name in interviews.columns
    ]
    return pd.concat(
        [interviews[plain], pd.DataFrame(columns, index=interviews.index)], axis=1
    )


def exact(closed: Sequence[ClosedQuestion], figure: schema.ExactFigure) -> Frequency:
    return Frequency(
        **_about(tuple(closed), figure),
        n=figure.n or 0,
        n_base=figure.n_base or 0,
        n_clusters=figure.n_clusters or 0,
        k=figure.k or 0,
        nonresponse={key: int(count) for key, count in figure.nonresponse.items()},
        **{
            name: _number(getattr(figure, name))
            for name in ("estimate", "se", "lower", "upper", "deff")
        },
    )


def published(
    closed: Sequence[ClosedQuestion], figure: PublicFigure
) -> PublishedFrequency:
    return PublishedFrequency(
        **_about(tuple(closed), figure),
        state=str(figure.state),
        nonresponse=dict(figure.nonresponse),
        k=figure.k,
        value=_number(figure.value),
        lower=_number(figure.lower),
        upper=_number(figure.upper),
        **{
            f"{name}_{end}": None
            if getattr(figure, name) is None
            else int(getattr(getattr(figure, name), end))
            for name in ("band", "likely", "base")
            for end in ("low", "high")
        },
    )


def _about(
    closed: tuple[ClosedQuestion, ...], figure: schema.ExactFigure | PublicFigure
) -> dict[str, Any]:
    question, code = figure.indicator.split(BETWEEN)
    of_question = _by_name(closed)[question]
    return {
        "instrument_id": of_question.instrument,
        "question": question,
        "wording": of_question.wording,
        "choice": code,
        "source": figure.source,
        "design_class": str(figure.design_class),
    }


@lru_cache(maxsize=32)
def _by_name(closed: tuple[ClosedQuestion, ...]) -> dict[str, ClosedQuestion]:
    return {question.name: question for question in closed}


def _number(value: Any) -> Any:
    """A plain number for the database; NaN is no number."""
    if value is None or value != value:
        return None
    return value.item() if hasattr(value, "item") else value
