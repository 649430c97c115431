"""From frames to stored figures: the exact rows and the published rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from assessment.computation import frequency_rows
from assessment.models import (
    Figure,
    GapStatistic,
    Indicator,
    PublishedFigure,
    PublishedFrequency,
    PublishedStatistic,
)
from assessment.models import statistics as stored
from assessment.models.figures import COUNTS, MEASURES
from assessment.presentation.group_names import OF_THINGS
from surveys.models import Instrument, Round

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    import analysis.schema as schema
    from analysis.comparison.change_between_rounds import QuestionVersion
    from analysis.comparison.statistics_rounds import EarlierRound
    from analysis.material import ExactStatistic as Computed
    from analysis.material import Material
    from analysis.publication.bands import Precision
    from analysis.publication.parameters import Parameters
    from analysis.publication.published_figure import PublicFigure as Shown
    from analysis.publication.statistics import PublicStatistic as ShownStatistic
    from analysis.published_figures import FrameFigures
    from assessment.frames.closed_questions import ClosedQuestion
    from assessment.frames.frames import Frame
    from assessment.frames.interview_rows import Record
    from assessment.frames.interview_tables import Run

    Bools = npt.NDArray[np.bool_]

OF_PLACES = "places"  # what ranges of groups of places rest on
LEADING = 2  # words of the name of a frame that leads: informant group, design class
DIFFERENCES = ("differs", "may_differ")
PAPERS = (Instrument.Source.RECORDS, Instrument.Source.LAW)
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
    "when",
    "method",
    "note",
)
SAME = ("code", "about", "part_of", "source", "design_class", "unit", "when")


@dataclass(frozen=True)
class Input:
    """Everything that the figures of one frame are computed from.

    respondents: the keyed hash of each row's interview, in the order of its rows; none
    where a snapshot is computed again. closed: the closed questions of its column
    `choices`. versions: names of the instrument versions of its interviews; "" for the
    frame that leads its informant group, see assessment.frames.question_sets.
    """

    frame: Frame
    indicators: tuple[schema.IndicatorDefinition, ...]
    settings: schema.Settings
    parameters: Parameters
    questions: Mapping[str, QuestionVersion] = field(default_factory=dict)
    respondents: tuple[str, ...] = ()
    closed: tuple[ClosedQuestion, ...] = ()
    versions: str = ""

    @property
    def name(self) -> str:
        """Its name among what ranges rest on."""
        words = (self.frame.source, self.frame.design_class, self.versions)
        return " ".join(str(word) for word in words if word)


@dataclass(frozen=True, slots=True)
class RowAndRespondents:
    """A published row, and the hashes of the respondents that it is computed from."""

    row: PublishedFigure | PublishedStatistic | PublishedFrequency
    respondents: Sequence[str]


@dataclass(frozen=True, slots=True)
class Computation:
    """Exact rows, published rows, and the precision that published ranges rest on.

    frequencies, published_frequencies: the same of closed questions.
    """

    exact: list[Any]
    published: list[RowAndRespondents]
    precision: dict[str, Any]
    frequencies: list[Any] = field(default_factory=list)
    published_frequencies: list[RowAndRespondents] = field(default_factory=list)


def parameters() -> Parameters:
    """The publication rule's parameters of this deployment."""
    from analysis.publication.parameters import Parameters

    return Parameters.of(settings.PUBLICATION)


def inputs(
    round: Round,
    records_by_source: Mapping[Instrument.Source, Sequence[Record]],
    indicators: Sequence[Indicator],
    run: Run | None = None,
) -> Iterator[Input]:
    """run: see assessment.frames.interview_tables; None reads on this machine."""
    from analysis.schema import Lonely, Settings
    from assessment.frames import frames, question_sets, question_versions

    publication_parameters = parameters()
    for source, rows in records_by_source.items():
        own = [indicator for indicator in indicators if indicator.source == source]
        for questions in question_sets.question_sets(round, source, own):
            about = (round, source, questions.indicators, questions.versions)
            for_some = question_versions.conditional_indicators(*about)
            for frame in frames.frames(
                round,
                source,
                [record for record in rows if record.version in questions.versions],
                questions.indicators,
                run or map,
                closed=questions.closed,
                everywhere=questions.leads,
            ):
                yield Input(
                    frame,
                    tuple(
                        _schema_indicator(indicator, indicator.pk in for_some)
                        for indicator in questions.indicators
                    ),
                    # A version that reached one place of a stratum stops nothing.
                    Settings() if questions.leads else Settings(lonely=Lonely.ADJUST),
                    publication_parameters,
                    question_versions.questions(*about),
                    frame.respondents,
                    questions.closed,
                    questions.name,
                )


def _schema_indicator(
    indicator: Indicator, conditional: bool
) -> schema.IndicatorDefinition:
    """The indicator as analysis takes it.

    conditional: whether its questions depend on earlier answers.
    """
    from analysis import schema as columns
    from assessment.frames.measures import questions_of

    return columns.IndicatorDefinition(
        id=indicator.pk,
        statistic=indicator.statistic,
        unit="share" if indicator.is_share else "number",
        target=indicator.target,
        direction=DIRECTIONS[indicator.direction],
        zero_tolerance=indicator.zero_tolerance,
        standard=indicator.standard_id or "",
        part=indicator.is_component,
        verified=indicator.source in PAPERS,
        rule=indicator.rule,
        asked=" ".join(questions_of(indicator)),
        conditional=conditional,
    )


def figures(inputs: Sequence[Input]) -> Iterator[Computation]:
    """The figures of each frame; their `figure_set` is not set yet."""
    for frame_input in inputs:
        yield _figures(frame_input)


def _figures(frame_input: Input) -> Computation:
    from analysis.pipeline import frame_figures

    frame = frame_input.frame
    frame_computation = frame_figures(
        frame.rows,
        frame.units,
        frame.strata,
        frame_input.indicators,
        frame.groups,
        design_class=frame.design_class,
        source=frame.source,
        settings=frame_input.settings,
        parameters=frame_input.parameters,
    )
    of_choices = _frequency_figures(frame_input, frame_computation.precision)
    directions = _directions(frame_input)
    return Computation(
        exact=[_exact(figure, directions) for figure in frame_computation.figures],
        published=list(_published(frame_computation, frame_input)),
        precision=_precision(frame_computation, frame_input.name)
        or _precision(of_choices, frame_input.name),
        frequencies=[
            frequency_rows.exact(frame_input.closed, figure)
            for figure in of_choices.figures
        ],
        published_frequencies=[
            RowAndRespondents(
                frequency_rows.published(frame_input.closed, figure),
                _hashes(frame_input, members),
            )
            for figure, members in zip(
                of_choices.published, of_choices.respondents, strict=True
            )
        ],
    )


def _frequency_figures(frame_input: Input, precision: Precision | None) -> FrameFigures:
    """Every choice of every closed question as a proportion of who answered it.

    precision: that of the indicators of the same interviews, where there are any: rule
    7 has one for an informant group.
    """
    from analysis.pipeline import frame_figures

    frame = frame_input.frame
    indicators, columns = frequency_rows.definitions(frame_input.closed, frame.choices)
    return frame_figures(
        frequency_rows.rows(frame.rows, columns),
        frame.units,
        frame.strata,
        indicators,
        (),
        design_class=frame.design_class,
        source=frame.source,
        settings=frame_input.settings,
        parameters=frame_input.parameters,
        precision=precision,
    )


def _precision(frame_computation: FrameFigures, name: str) -> dict[str, Any]:
    if frame_computation.precision is None:
        return {}
    precision = {name: asdict(frame_computation.precision)}
    if frame_computation.precision_of_places is not None:
        precision[f"{name} {OF_PLACES}"] = asdict(frame_computation.precision_of_places)
    return precision


def _published(
    frame_computation: FrameFigures, frame_input: Input
) -> Iterator[RowAndRespondents]:
    directions = _directions(frame_input)
    for figure, members in zip(
        frame_computation.published, frame_computation.respondents, strict=True
    ):
        yield RowAndRespondents(
            _published_figure(figure, directions),
            _hashes(frame_input, members),
        )


def _hashes(frame_input: Input, members: Bools | None) -> list[str]:
    """Hashes of the respondents; none where places, programmes and laws are counted."""
    if members is None or frame_input.frame.source in OF_THINGS:
        return []
    if not frame_input.respondents:
        return []
    return [frame_input.respondents[row] for row in members.nonzero()[0]]


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """The released figures that a round is compared with, and their inputs."""

    name: str
    when: str
    inputs: Sequence[Input]


def statistics(
    inputs: Sequence[Input],
    precision: Mapping[str, Mapping[str, float]],
    earlier: EarlierRelease | None = None,
    figures: Sequence[Figure] = (),
) -> Computation:
    """The statistics of a round that are not indicators.

    precision: of the figures of the same inputs, see Computation. figures: the exact
    figures of the same inputs; they say which groups differ.
    """
    from analysis.gap_statistics import gap_statistics
    from analysis.publication.bands import Precision

    inputs_without_law = [
        frame_input
        for frame_input in inputs
        if frame_input.frame.source != Instrument.Source.LAW
        and not frame_input.versions
    ]
    computation = Computation([], [], {})
    if not inputs_without_law:
        return computation
    ranges: dict[tuple[str, str], Precision] = {
        (name.split()[0], name.split()[1]): Precision(**values)
        for name, values in precision.items()
        if len(name.split()) == LEADING
    }
    by_group = {
        (frame_input.frame.source, frame_input.frame.design_class): frame_input
        for frame_input in inputs_without_law
    }
    for statistic in gap_statistics(
        [_material(frame_input, figures) for frame_input in inputs_without_law],
        earlier=_earlier_round(earlier) if earlier else None,
        settings=inputs_without_law[0].settings,
        parameters=inputs_without_law[0].parameters,
        precision=ranges,
    ):
        if statistic.exact.value is not None:
            computation.exact.append(_exact_statistic(statistic.exact))
        row = _published_statistic(statistic.published)
        own = by_group.get((statistic.exact.source, statistic.exact.design_class))
        hashes = _hashes(own, statistic.respondents) if own else []
        computation.published.append(RowAndRespondents(row, hashes))
    return computation


def _earlier_round(earlier: EarlierRelease) -> EarlierRound:
    from analysis.comparison.statistics_rounds import EarlierRound

    materials = [
        _material(frame_input)
        for frame_input in earlier.inputs
        if not frame_input.versions
    ]
    return EarlierRound(earlier.name, earlier.when, materials)


def _material(frame_input: Input, figures: Sequence[Figure] = ()) -> Material:
    from analysis.material import Material, Pair

    frame = frame_input.frame
    return Material(
        source=str(frame.source),
        design_class=str(frame.design_class),
        rows=frame.rows,
        units=frame.units,
        strata=frame.strata,
        indicators=frame_input.indicators,
        questions=frame_input.questions,
        answers=frame.answers,
        files=frame.files,
        plan=frame.plan,
        groups=tuple(frame.groups),
        apart=tuple(
            Pair(row.indicator_id, row.group_var, row.group_code, row.compare_to)
            for row in figures
            if row.comparison in DIFFERENCES
            and (row.source, row.design_class) == (frame.source, frame.design_class)
        ),
    )


# -- rows ----------------------------------------------------------------------------


def _directions(frame_input: Input) -> dict[str, str]:
    """Indicator → its direction, in our word."""
    return {
        indicator.id: WORDS[indicator.direction] for indicator in frame_input.indicators
    }


def _exact(figure: schema.ExactFigure, directions: Mapping[str, str]) -> Figure:
    numbers = {name: _number(getattr(figure, name)) for name in NUMBERS}
    return Figure(
        indicator_id=figure.indicator,
        source=figure.source,
        group_var=figure.group_var,
        group_code=figure.group_code,
        design_class=str(figure.design_class),
        finding=str(figure.finding),
        cases=str(figure.cases),
        direction=directions[figure.indicator],
        compare_to=figure.compare_to,
        comparison=str(figure.comparison),
        method=figure.method,
        quality=figure.quality,
        note=figure.note,
        nonresponse={key: int(count) for key, count in figure.nonresponse.items()},
        **numbers,
    )


def _published_figure(figure: Shown, directions: Mapping[str, str]) -> PublishedFigure:
    return PublishedFigure(
        indicator_id=figure.indicator,
        source=figure.source,
        group_var=figure.group_var,
        group_code=figure.group_code,
        design_class=str(figure.design_class),
        state=str(figure.state),
        with_others=figure.with_others,
        places=figure.places,
        target=figure.target,
        direction=directions[figure.indicator],
        finding=str(figure.finding),
        cases=str(figure.cases),
        compare_to=figure.compare_to,
        comparison=str(figure.comparison),
        nonresponse=dict(figure.nonresponse),
        k=figure.k,
        **_ends("band", figure.band),
        **_ends("likely", figure.likely),
        **_ends("base", figure.base),
        **_numbers(figure),
    )


def _ends(name: str, ends: Any) -> dict[str, int | None]:
    return {
        f"{name}_low": None if ends is None else int(ends.low),
        f"{name}_high": None if ends is None else int(ends.high),
    }


def _numbers(row: Shown | ShownStatistic) -> dict[str, Any]:
    return {name: _number(getattr(row, name)) for name in ("value", "lower", "upper")}


def _exact_statistic(statistic: Computed) -> GapStatistic:
    texts = {name: str(getattr(statistic, name)) for name in TEXTS}
    numbers = {name: _number(getattr(statistic, name)) for name in stored.NUMBERS}
    steps = [list(step) for step in statistic.steps]
    return GapStatistic(**texts, **numbers, steps=steps)


def _published_statistic(published_statistic: ShownStatistic) -> PublishedStatistic:
    """The published row; where a count is a band, the number of places is left out."""
    statistic = published_statistic.statistic
    texts = {name: str(getattr(statistic, name)) for name in SAME}
    is_band = (
        published_statistic.base is not None
        and published_statistic.base.low != published_statistic.base.high
    )
    published = published_statistic.state == "published"
    return PublishedStatistic(
        **texts,
        state=str(published_statistic.state),
        note=_note(statistic.note, published),
        method=statistic.method if published else "",
        reporting=None if is_band or not published else statistic.reporting,
        known=statistic.known,
        fewer_than=published_statistic.fewer_than,
        at_least=published_statistic.at_least,
        k=published_statistic.k,
        **_ends("band", published_statistic.band),
        **_ends("likely", published_statistic.likely),
        **_ends("base", published_statistic.base),
        **_numbers(published_statistic),
    )


def _note(note: str, published: bool) -> str:
    """The note, if published or if it is about questions or programmes, not answers."""
    open_to_all = note == "worded_otherwise" or note.startswith("missing:")
    return note if published or open_to_all else ""


def _number(value: Any) -> Any:
    """A plain number for the database; NaN is no number."""
    if value is None or value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def rows(
    computations: Iterable[Computation],
) -> tuple[list[Any], list[RowAndRespondents]]:
    """Exact and published rows of several frames, in order."""
    exact: list[Any] = []
    published: list[RowAndRespondents] = []
    for part in computations:
        exact += part.exact
        published += part.published
    return exact, published


def frequency_rows_of(
    computations: Iterable[Computation],
) -> tuple[list[Any], list[RowAndRespondents]]:
    """Exact and published frequencies of several frames, in order."""
    exact: list[Any] = []
    published: list[RowAndRespondents] = []
    for part in computations:
        exact += part.frequencies
        published += part.published_frequencies
    return exact, published
