"""Frames → stored figures, hidden cells already empty: what compute_figures keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from assessment.models import Audience, Figure, GapStatistic, Indicator, Statistic
from assessment.models import statistics as kept
from assessment.models.figures import COUNTS, MEASURES
from surveys.models import Instrument, Round

if TYPE_CHECKING:
    import analysis.schema as schema
    from analysis.change import Question
    from analysis.statistic import GapStatistic as Computed
    from analysis.statistic import Material, OfAll
    from analysis.waves import Earlier as Wave
    from assessment.frames import Frame
    from assessment.received import Record

PAPERS = (Instrument.Source.RECORDS, Instrument.Source.LAW)
LAW = Instrument.Source.LAW  # what a law says is nobody's answer: nothing is hidden
DIRECTIONS = {"at_least": "up", "at_most": "down"}  # our word → that of analysis
WORDS = {theirs: ours for ours, theirs in DIRECTIONS.items()}
NUMBERS = (*COUNTS, *MEASURES, "level", "target")
TEXTS = (
    "code",
    "about",
    "part_of",
    "source",
    "design_class",
    "unit",
    "state",
    "when",
    "method",
    "note",
)


@dataclass(frozen=True, slots=True)
class Input:
    """All that the figures of one frame are made from."""

    frame: Frame
    indicators: tuple[schema.Indicator, ...]
    settings: schema.Settings
    audiences: Mapping[str, int]  # fewest contributors of a shown figure
    rounding: Mapping[str, int]  # audience → base of its counts
    asked: Mapping[str, Question] = field(default_factory=dict)


def inputs(
    round: Round,
    found: Mapping[Instrument.Source, Sequence[Record]],
    indicators: Sequence[Indicator],
) -> Iterator[Input]:
    from analysis.pipeline import ROUNDING
    from analysis.schema import Settings
    from assessment import frames, worded

    audiences = {
        Audience.REVIEW.value: settings.MIN_CELL_REVIEW,
        Audience.PUBLIC.value: settings.MIN_CELL_PUBLIC,
    }
    open_to_all = Settings(
        min_places=1, min_interviewers=1, min_residents=0, minority=0
    )
    for source, rows in found.items():
        own = [one for one in indicators if one.source == source]
        asked = worded.questions(round, source, own)
        rests_on = worded.rests_on(round, source, own)
        for frame in frames.frames(round, source, rows, own):
            yield Input(
                frame,
                tuple(_asked(one, rests_on[one.pk]) for one in own),
                open_to_all if source == LAW else Settings(),
                dict.fromkeys(audiences, 1) if source == LAW else audiences,
                {} if source == LAW else ROUNDING,
                asked,
            )


def _asked(indicator: Indicator, rests_on: Sequence[str]) -> schema.Indicator:
    from analysis import schema as columns
    from assessment.frames import added

    ratio = indicator.statistic == Statistic.RATIO
    adds = indicator.statistic != Statistic.PROPORTION
    return columns.Indicator(
        id=indicator.pk,
        statistic=indicator.statistic,
        unit=indicator.unit,
        target=indicator.target,
        direction=DIRECTIONS[indicator.direction],
        zero_tolerance=indicator.zero_tolerance,
        standard=indicator.standard_id,
        part=indicator.is_component,
        verified=indicator.source in PAPERS,
        above=" ".join(added(indicator.numerator)) if adds else "",
        below=" ".join(added(indicator.denominator)) if ratio else "",
        asked=" ".join(rests_on),
    )


def figures(inputs: Sequence[Input]) -> Iterator[Sequence[Figure]]:
    """The figures of each frame for each audience; their set is not set.

    All frames are looked at first: what places reported is told in totals beside.
    """
    from analysis.gap_statistics import ratios

    asked = _answered(inputs)
    found = ratios([_material(one) for one in asked], *_how(asked)) if asked else {}
    for one in inputs:
        at = [given is one for given in asked]
        shows = {
            audience: of.shows[at.index(True)]
            for audience, of in found.items()
            if any(at)
        }
        yield list(_figures(one, shows))


def _how(inputs: Sequence[Input]) -> tuple[schema.Settings, Mapping[str, int]]:
    return inputs[0].settings, inputs[0].audiences


def _answered(inputs: Sequence[Input]) -> list[Input]:
    """What people answered; what laws say is in the figures alone."""
    return [one for one in inputs if one.frame.source != LAW]


def _figures(
    given: Input, shows: Mapping[str, Mapping[schema.Cell, schema.Shows]]
) -> Iterator[Figure]:
    from analysis import pipeline

    made = pipeline.release_sets(
        given.frame.rows,
        given.frame.units,
        given.frame.strata,
        given.indicators,
        given.frame.groups,
        design_class=given.frame.design_class,
        source=given.frame.source,
        settings=given.settings,
        audiences=given.audiences,
        rounding=given.rounding,
        shows=shows,
    )
    for audience, computed in made.items():
        for figure in computed:
            yield _stored(figure, audience, given.indicators)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The released figures that a round is compared with, and what made them."""

    name: str
    when: str
    inputs: Sequence[Input]
    figures: Sequence[Figure]


def statistics(
    inputs: Sequence[Input],
    figures: Iterable[Figure],
    earlier: Earlier | None = None,
) -> Iterator[GapStatistic]:
    """The statistics of a round that are no indicator, for each audience.

    figures: of the same inputs; what they hide is not told here.
    """
    from analysis.gap_statistics import gap_statistics
    from analysis.waves import BEFORE, NOW

    asked = _answered(inputs)
    if not asked:
        return
    made = gap_statistics(
        [_material(one) for one in asked],
        earlier=_wave(earlier) if earlier else None,
        settings=asked[0].settings,
        audiences=asked[0].audiences,
        rounding=asked[0].rounding,
        hidden=_hidden({NOW: figures, BEFORE: earlier.figures if earlier else ()}),
    )
    for audience, found in made.items():
        for one in found:
            yield _kept(one, audience)


def _hidden(rounds: Mapping[str, Iterable[Figure]]) -> Mapping[str, set[OfAll]]:
    """By audience, figures of all that are hidden."""
    from analysis.schema import ALL
    from analysis.statistic import OfAll

    found: dict[str, set[OfAll]] = {}
    for when, figures in rounds.items():
        for one in figures:
            if one.group_var == ALL and not one.is_shown:
                of = OfAll(when, one.source, one.design_class, one.indicator_id)
                found.setdefault(one.audience, set()).add(of)
    return found


def _wave(earlier: Earlier) -> Wave:
    from analysis.waves import Earlier as Wave

    materials = [_material(one) for one in earlier.inputs]
    return Wave(earlier.name, earlier.when, materials)


def _material(given: Input) -> Material:
    from analysis.statistic import Material

    frame = given.frame
    return Material(
        source=str(frame.source),
        design_class=str(frame.design_class),
        rows=frame.rows,
        units=frame.units,
        strata=frame.strata,
        indicators=given.indicators,
        asked=given.asked,
        answers=frame.answers,
        files=frame.files,
        plan=frame.plan,
        groups=tuple(frame.groups),
    )


def _kept(one: Computed, audience: str) -> GapStatistic:
    texts = {name: str(getattr(one, name)) for name in TEXTS}
    numbers = {name: _number(getattr(one, name)) for name in kept.NUMBERS}
    return GapStatistic(audience=audience, **texts, **numbers)


def _stored(
    figure: schema.Figure, audience: str, indicators: Sequence[schema.Indicator]
) -> Figure:
    directions = {one.id: one.direction for one in indicators}
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
        direction=WORDS[directions[figure.indicator]],
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
