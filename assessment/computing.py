"""Frames → stored figures, hidden cells already empty: what compute_figures keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings

from assessment.models import Audience, Figure, Indicator
from surveys.models import Instrument, Round

if TYPE_CHECKING:
    import analysis.schema as schema
    from assessment.frames import Frame, Record

DIRECTIONS = {"at_least": "up", "at_most": "down"}  # our word → that of analysis
NUMBERS = (
    "n",
    "n_base",
    "n_clusters",
    "k",
    "above",
    "base",
    "estimate",
    "se",
    "df",
    "ci_lower",
    "ci_upper",
    "ci50_lower",
    "ci50_upper",
    "level",
    "deff",
    "n_eff",
    "target",
    "gap",
    "gap_lower",
    "gap_upper",
    "difference",
    "diff_lower",
    "diff_upper",
    "p_value",
    "p_adjusted",
)


def figures(
    round: Round,
    source: str,
    found: Sequence[Record],
    indicators: Sequence[Indicator],
) -> Iterator[Figure]:
    from assessment import frames

    own = [one for one in indicators if one.source == source]
    for frame in frames.frames(round, source, found, own):
        for audience, computed in _released(frame, own).items():
            for figure in computed:
                yield _stored(figure, audience, own)


def _released(
    frame: Frame, indicators: Sequence[Indicator]
) -> Mapping[str, Iterable[schema.Figure]]:
    from analysis import pipeline
    from analysis import schema as columns

    audiences = {
        Audience.REVIEW.value: settings.MIN_CELL_REVIEW,
        Audience.PUBLIC.value: settings.MIN_CELL_PUBLIC,
    }
    law = frame.source == Instrument.Source.LAW
    return pipeline.release_sets(
        frame.rows,
        frame.units,
        frame.strata,
        tuple(
            columns.Indicator(
                id=one.pk,
                statistic=one.statistic,
                unit=one.unit,
                target=one.target,
                direction=DIRECTIONS[one.direction],
                zero_tolerance=one.zero_tolerance,
            )
            for one in indicators
        ),
        frame.groups,
        design_class=frame.design_class,
        source=frame.source,
        settings=_open() if law else columns.Settings(),
        audiences=dict.fromkeys(audiences, 1) if law else audiences,
        rounding={} if law else pipeline.ROUNDING,
    )


def _open() -> schema.Settings:
    """What a law says is nobody's answer: nothing of it is hidden."""
    from analysis.schema import Settings

    return Settings(min_places=1, min_interviewers=1, min_residents=0, minority=0)


def _stored(
    figure: schema.Figure, audience: str, indicators: Sequence[Indicator]
) -> Figure:
    directions = {one.pk: one.direction for one in indicators}
    numbers = {name: _number(getattr(figure, name)) for name in NUMBERS}
    return Figure(
        audience=audience,
        indicator_id=figure.indicator,
        source=figure.source,
        group_var=figure.group_var,
        group_code=figure.group_code,
        design_class=str(figure.design_class),
        state=str(figure.state),
        finding=str(figure.finding),
        direction=directions[figure.indicator],
        compare_to=figure.compare_to,
        method=figure.method,
        quality=figure.quality,
        note=figure.note,
        nonresponse={key: int(count) for key, count in figure.nonresponse.items()},
        **numbers,
    )


def _number(value: Any) -> Any:
    """A plain number for the database; NaN is no number."""
    if value is None or value != value:
        return None
    return value.item() if hasattr(value, "item") else value
