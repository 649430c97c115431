"""The only writers of figures. What computes is imported when it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.fingerprint import code_version, fingerprint
from assessment.models import Audience, Figure, FigureSet, Indicator
from surveys import audit
from surveys.models import Act, Instrument, Person, Round

if TYPE_CHECKING:
    import analysis.schema as schema
    from analysis.schema import FrameProblem
    from assessment.frames import Frame, Record

SOURCES = tuple(Instrument.Source)
LAW = Instrument.Source.LAW  # what a law says is nobody's answer: nothing is hidden
DIRECTIONS = {"at_least": "up", "at_most": "down"}  # our word → that of analysis
NUMBERS = (
    "n",
    "n_base",
    "n_clusters",
    "k",
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
)


class NotPossible(Exception):
    """The act cannot be done; the message says where and what to do."""


def compute_figures(*, round: Round, by: Person) -> FigureSet:
    """Compute every figure of a round and store them, hidden cells already empty.

    The same interviews, plan, definitions, settings and code give the set that is
    stored already. Raises NotPossible when a stratum or unit cannot be computed.
    """
    from analysis.schema import FrameProblem
    from assessment import frames

    found = {source: frames.records(round, source) for source in SOURCES}
    found = {source: rows for source, rows in found.items() if rows}
    covered = {source: frames.coverage(found[source]) for source in found}
    if not any(one.used for one in covered.values()):
        raise NotPossible(
            _(
                "There are no interviews with answers in this round yet: nothing to"
                " compute."
            )
        )
    indicators = list(Indicator.objects.select_related("standard"))
    if not indicators:
        raise NotPossible(
            _("The catalogue of standards is empty. Run: manage.py load_standards")
        )
    chosen = _settings()
    digest = fingerprint(round, found, indicators, chosen)
    known = FigureSet.objects.filter(round=round, fingerprint=digest).first()
    if known:
        return known
    try:
        figures = [
            figure
            for source in found
            for figure in _figures(round, source, found[source], indicators)
        ]
    except FrameProblem as problem:
        raise NotPossible(_sentence(problem)) from problem
    return _store(
        FigureSet(
            round=round,
            computed_at=_now(),
            computed_by=by,
            fingerprint=digest,
            code_version=code_version(),
            settings=chosen,
            coverage={str(source): asdict(covered[source]) for source in found},
            synthetic=round.synthetic,
        ),
        figures,
    )


@transaction.atomic
def _store(figure_set: FigureSet, figures: Sequence[Figure]) -> FigureSet:
    """All or nothing, and only now: computing holds no lock that interviews need."""
    figure_set.save(force_insert=True)
    for figure in figures:
        figure.figure_set = figure_set
    Figure.objects.bulk_create(figures, batch_size=500)
    _note(Act.COMPUTED, figure_set, figure_set.computed_by)
    return figure_set


@transaction.atomic
def release_figures(*, figure_set: FigureSet, by: Person) -> FigureSet:
    """Let every member of the round read these figures, in the same moment."""
    locked = FigureSet.objects.select_for_update().get(pk=figure_set.pk)
    if locked.is_released:
        raise NotPossible(_("These figures were released before. Nothing changed."))
    if locked.is_stale:
        raise NotPossible(
            _(
                "An interview was withdrawn after these figures were computed. Compute"
                " them again, then release."
            )
        )
    newer = FigureSet.objects.filter(
        round=locked.round,
        state=FigureSet.State.RELEASED,
        computed_at__gt=locked.computed_at,
    )
    if newer.exists():
        raise NotPossible(
            _("Newer figures of this round were already released. Compute again.")
        )
    last = FigureSet.objects.filter(round=locked.round).aggregate(
        last=Max("release_number")
    )["last"]
    locked.state = FigureSet.State.RELEASED
    locked.release_number = (last or 0) + 1
    locked.released_at = _now()
    locked.released_by = by
    locked.save()
    _note(Act.RELEASED, locked, by)
    return locked


@transaction.atomic
def note_export(*, figure_set: FigureSet, by: Person, kind: str) -> None:
    """Record who took which figures away, in which form."""
    _note(Act.EXPORTED, figure_set, by, kind=kind)


def _note(act: Act, figure_set: FigureSet, by: Person, **detail: str) -> None:
    detail["fingerprint"] = figure_set.fingerprint
    about = f"figures:{figure_set.pk}"
    audit.record(act, by=by, round=figure_set.round, about=about, detail=detail)


def recompute_stale() -> list[FigureSet]:
    """Compute again the newest figures of each round where one was withdrawn since.

    They count as computed by the person who computed the set before.
    """
    made = []
    for round in Round.objects.filter(last_withdrawal_at__isnull=False):
        newest = FigureSet.objects.filter(round=round).order_by("-computed_at").first()
        if newest and newest.is_stale:
            made.append(compute_figures(round=round, by=newest.computed_by))
    return made


def _now() -> datetime:
    return timezone.now().replace(microsecond=0).astimezone(UTC)


def _settings() -> dict[str, Any]:
    """Every decision of this deployment that changes a figure."""
    from analysis.schema import Settings

    return {
        **asdict(Settings()),
        "min_cell_public": settings.MIN_CELL_PUBLIC,
        "min_cell_review": settings.MIN_CELL_REVIEW,
    }


def _sentence(problem: FrameProblem) -> str:
    """The problem of a plan, in the language of the person who computes."""
    from analysis.design import LonelyUnit
    from analysis.weights import EmptyStratum

    if isinstance(problem, LonelyUnit):
        return _(
            "Stratum “%(stratum)s” has one place only (%(unit)s), so its uncertainty"
            " cannot be estimated. Merge it with a similar stratum, or draw a second"
            " place."
        ) % {"stratum": problem.stratum, "unit": problem.unit}
    if isinstance(problem, EmptyStratum):
        return _(
            "Weights cannot be computed: stratum “%(stratum)s” has 0 interviews but"
            " population %(population)d. Merge strata or exclude it, and say so in the"
            " methods."
        ) % {"stratum": problem.stratum, "population": problem.population}
    return str(problem)


# -- figures -----------------------------------------------------------------------


def _figures(
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
        settings=_open() if frame.source == LAW else columns.Settings(),
        audiences=dict.fromkeys(audiences, 1) if frame.source == LAW else audiences,
    )


def _open() -> schema.Settings:
    from analysis.schema import Settings

    return Settings(min_places=1, min_interviewers=1, min_residents=0)


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
