"""Compute the figures of a round and store them, all or nothing."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assessment.audit_trail import note, now
from assessment.computation import figure_inputs, reproduction, respondent_hashes
from assessment.computation.fingerprint import code_version, fingerprint
from assessment.computation.place_facts import place_facts
from assessment.computation.progress import ProgressStep, run_steps
from assessment.computation.row_inserts import insert_rows
from assessment.models import (
    Figure,
    FigureSet,
    Frequency,
    GapStatistic,
    Indicator,
    PlaceFact,
    Respondents,
    Snapshot,
)
from assessment.release import standing_figures
from assessment.sampling import how_chosen
from surveys.exceptions import Refused
from surveys.models import (
    Act,
    Instrument,
    InstrumentVersion,
    Interview,
    Person,
    RetentionRun,
    Round,
)

if TYPE_CHECKING:
    from analysis.schema import FrameProblem
    from assessment.frames import interview_rows
    from assessment.frames.interview_tables import Run

SOURCES = tuple(Instrument.Source)


def compute_figures(*, round: Round, by: Person, run: Run | None = None) -> FigureSet:
    """Compute every figure of a round and store it, exact and as everybody reads it.

    The same interviews, plan, definitions, settings and code give the set that is
    stored already. run: reads the answers elsewhere, see on_cluster.py. Raises
    Refused when a stratum or unit cannot be computed.
    """
    return run_steps(compute_in_steps(round=round, by=by, run=run))


def compute_in_steps(
    *, round: Round, by: Person, run: Run | None = None
) -> Generator[ProgressStep, None, FigureSet]:
    """`compute_figures` step by step, each announced before it begins."""
    from analysis.schema import FrameProblem
    from assessment.frames import interview_rows
    from assessment.frames.frames import coverage_left_out
    from assessment.frames.visited_people import exceeded_places

    yield ProgressStep(0, 0, _("Reading the interviews"))
    earlier = _earlier_figure_set(round)
    withdrawn = _withdrawals(round, earlier)
    records_by_source = {
        source: interview_rows.read_records(round, source) for source in SOURCES
    }
    records_by_source = {
        source: rows for source, rows in records_by_source.items() if rows
    }
    counts_by_source = {
        source: interview_rows.count_interviews(records_by_source[source])
        for source in records_by_source
    }
    _require_answers(counts_by_source)
    indicators = list(indicators_of(round))
    if not indicators:
        raise Refused(
            _("The catalogue of standards is empty. Run: manage.py load_standards")
        )
    settings = _settings()
    digest = fingerprint(round, records_by_source, indicators, settings, earlier)
    stored_set = FigureSet.objects.filter(round=round, fingerprint=digest).first()
    if stored_set:
        return stored_set
    figure_set = FigureSet(
        round=round,
        earlier=earlier,
        computed_by=by,
        fingerprint=digest,
        code_version=code_version(),
        settings=settings,
        coverage={
            str(source): {
                **asdict(counts_by_source[source]),
                **_by_instrument(records),
                "exceeded": exceeded_places(round, source, records),
                "left_out": coverage_left_out(round, source, records),
                **_how_chosen(round, source),
            }
            for source, records in records_by_source.items()
        },
        synthetic=round.synthetic,
        versions=_versions(round),
    )
    try:
        rows = yield from _rows(
            round, records_by_source, indicators, _earlier_release(earlier), run
        )
    except FrameProblem as problem:
        sentence = _needed_sentences(round, records_by_source, problem)
        raise Refused(sentence or _problem_sentence(problem)) from problem
    return _store(figure_set, rows, withdrawn)


def indicators_of(round: Round) -> QuerySet[Indicator]:
    """The catalogue, and the confirmed indicators of this round alone."""
    of_catalogue = Q(round__isnull=True, place__lt=Indicator.RETIRED)
    of_round = Q(round=round, state=Indicator.State.CONFIRMED)
    return Indicator.objects.filter(of_catalogue | of_round).select_related("standard")


def _require_answers(
    counts_by_source: Mapping[Instrument.Source, interview_rows.InterviewCounts],
) -> None:
    if not any(counts.used for counts in counts_by_source.values()):
        raise Refused(
            _(
                "There are no interviews with answers in this round yet: nothing to"
                " compute."
            )
        )


@dataclass(frozen=True, slots=True)
class ComputedRows:
    """All rows that a set of figures is stored as, and its snapshot."""

    figures: Sequence[Figure]
    statistics: Sequence[GapStatistic]
    frequencies: Sequence[Frequency]
    places: Sequence[PlaceFact]
    published: Sequence[figure_inputs.RowAndRespondents]
    precision: Mapping[str, Any]
    snapshot: bytes


def _rows(
    round: Round,
    records_by_source: Mapping[Instrument.Source, Sequence[interview_rows.Record]],
    indicators: Sequence[Indicator],
    earlier: figure_inputs.EarlierRelease | None,
    run: Run | None,
) -> Generator[ProgressStep, None, ComputedRows]:
    """Figures, statistics and the snapshot, one informant group after the other."""
    from assessment.computation import snapshots

    steps = len(records_by_source) + 4
    inputs: list[figure_inputs.Input] = []
    for position, (source, rows) in enumerate(records_by_source.items(), start=1):
        yield ProgressStep(position, steps, Instrument.Source(source).label)
        inputs += figure_inputs.inputs(round, {source: rows}, indicators, run)
    parts: list[figure_inputs.Computation] = []
    for frame_input, part in zip(inputs, figure_inputs.figures(inputs), strict=True):
        label = Instrument.Source(frame_input.frame.source).label
        yield ProgressStep(
            len(records_by_source) + 1,
            steps,
            _("Figures: %(group)s") % {"group": label},
        )
        parts.append(part)
    precision = {
        name: value for part in parts for name, value in part.precision.items()
    }
    yield ProgressStep(
        steps - 2, steps, _("What the groups say together, and what changed")
    )
    exact, published = figure_inputs.rows(parts)
    frequencies, published_frequencies = figure_inputs.frequency_rows_of(parts)
    statistics = figure_inputs.statistics(inputs, precision, earlier, exact)
    yield ProgressStep(steps - 1, steps, _("Saving the figures"))
    return ComputedRows(
        exact,
        statistics.exact,
        frequencies,
        place_facts(inputs),
        [*published, *statistics.published, *published_frequencies],
        precision,
        snapshots.pack(inputs),
    )


def _by_instrument(records: Sequence[interview_rows.Record]) -> dict[str, Any]:
    """Counts of each instrument, where an informant group was asked with several."""
    from assessment.frames import interview_rows

    keys = {record.instrument for record in records}
    if len(keys) < 2:
        return {}
    codes = dict(Instrument.objects.filter(pk__in=keys).values_list("pk", "code"))
    return {
        "instruments": {
            code: asdict(
                interview_rows.count_interviews(
                    [record for record in records if record.instrument == key]
                )
            )
            for key, code in codes.items()
        }
    }


def _versions(round: Round) -> list[str]:
    """Keys of the instrument versions that the interviews of a round were held with."""
    versions = InstrumentVersion.objects.filter(
        pk__in=Interview.objects.filter(round=round).values("version")
    )
    return [
        str(uuid) for uuid in versions.order_by("pk").values_list("uuid", flat=True)
    ]


@transaction.atomic
def _store(
    figure_set: FigureSet,
    rows: ComputedRows,
    withdrawn: Sequence[datetime | None],
) -> FigureSet:
    """Store everything in one transaction; computing itself locks nothing."""
    from assessment.frames import interview_rows

    changed = _withdrawals(figure_set.round, figure_set.earlier) != withdrawn
    twin = FigureSet.objects.filter(
        round=figure_set.round, fingerprint=figure_set.fingerprint
    )
    if not changed and twin.exists():  # somebody computed the same meanwhile
        return twin.get()
    if changed:
        raise Refused(interview_rows.WITHDRAWN_MEANWHILE)
    if RetentionRun.objects.filter(round=figure_set.round).exists():
        raise Refused(
            _(
                "The interviews of this round were deleted, so its figures cannot be"
                " computed again."
            )
        )
    figure_set.computed_at = _computed_at(withdrawn)
    figure_set.precision = dict(rows.precision)
    figure_set.save(force_insert=True)
    published = [row.row for row in rows.published]
    for row in (*rows.figures, *rows.statistics, *rows.frequencies, *published):
        row.figure_set = figure_set
    for fact in rows.places:
        fact.figure_set = figure_set
    insert_rows(rows.figures)
    insert_rows(rows.statistics)
    insert_rows(rows.frequencies)
    insert_rows(rows.places)
    standing_figures.keep_published(published)
    members = {
        respondent_hashes.name_of(row.row): frozenset(row.respondents)
        for row in rows.published
        if row.respondents
    }
    Respondents.sealed(figure_set, respondent_hashes.pack(members)).save(
        force_insert=True
    )
    snapshot = Snapshot.sealed(figure_set, rows.snapshot)
    snapshot.save(force_insert=True)
    note(Act.COMPUTED, figure_set, figure_set.computed_by, snapshot=snapshot.sha256)
    return figure_set


def _computed_at(withdrawn: Sequence[datetime | None]) -> datetime:
    """The time to store, in whole seconds: always after the last withdrawal."""
    since = [moment + timedelta(seconds=1) for moment in withdrawn if moment]
    return max([now(), *(moment.replace(microsecond=0) for moment in since)])


def _withdrawals(round: Round, earlier: FigureSet | None) -> list[datetime | None]:
    """Time of the last withdrawal in each round that the figures use.

    Inside a transaction it locks the rounds, so that nobody withdraws meanwhile.
    """
    round_ids = [round.pk] + ([earlier.round_id] if earlier else [])
    rounds = Round.objects.filter(pk__in=round_ids).order_by("pk")
    if transaction.get_connection().in_atomic_block:
        rounds = rounds.select_for_update()
    return list(rounds.values_list("last_withdrawal_at", flat=True))


def _earlier_figure_set(round: Round) -> FigureSet | None:
    """The newest released figures of the round before, if their snapshot still exists.

    A snapshot is deleted when somebody withdraws or when retention ends.
    """
    released = FigureSet.objects.filter(
        round=round.follows_id, state=FigureSet.State.RELEASED
    )
    newest = released.order_by("-release_number").select_related("round").first()
    if newest is None or newest.is_stale:
        return None
    return newest if Snapshot.objects.filter(figure_set=newest).exists() else None


def _earlier_release(
    figure_set: FigureSet | None,
) -> figure_inputs.EarlierRelease | None:
    if figure_set is None:
        return None
    try:
        return reproduction.earlier_release(figure_set)
    except reproduction.NotReproducible as problem:
        raise Refused(
            _("We cannot compare with the previous round. %(problem)s")
            % {"problem": problem}
        ) from problem


def recompute_stale() -> list[FigureSet]:
    """Compute again the newest figures of each round with a withdrawal since then.

    They count as computed by the person who computed the set before.
    """
    figure_sets = []
    withdrawn = Q(last_withdrawal_at__isnull=False)
    before = Q(follows__last_withdrawal_at__isnull=False)
    for round in Round.objects.filter(withdrawn | before):
        newest = FigureSet.objects.filter(round=round).order_by("-computed_at").first()
        if newest and newest.is_stale:
            figure_sets.append(compute_figures(round=round, by=newest.computed_by))
    return figure_sets


def _how_chosen(round: Round, source: str) -> dict[str, Any]:
    """Told once, with the people held."""
    if source != Instrument.Source.MIGRANT:
        return {}
    return {"chosen": how_chosen.stored(round)}


def _settings() -> dict[str, Any]:
    """Every decision of this deployment that changes a figure."""
    from analysis.schema import Settings

    return {**asdict(Settings()), "publication": asdict(figure_inputs.parameters())}


def _needed_sentences(
    round: Round,
    records_by_source: Mapping[Instrument.Source, Sequence[interview_rows.Record]],
    problem: FrameProblem,
) -> str:
    """All strata of people that need more places; "" where the problem is another."""
    from assessment.frames.frames import places_still_needed
    from assessment.frames.visited_people import OF_PEOPLE

    sentences, codes = [], set()
    for source, records in records_by_source.items():
        if source not in OF_PEOPLE:
            continue
        for stratum, asked, open_ones in places_still_needed(round, records):
            codes.add(stratum.code)
            text = _("%(who)s, stratum “%(stratum)s”: no interview counts yet.")
            if asked:
                text = _(
                    "%(who)s, stratum “%(stratum)s”: of the places that chance drew,"
                    " interviews count at %(place)s only; a likely range needs two."
                )
            values = {
                "who": source.label,
                "stratum": stratum.name,
                "place": ", ".join(asked),
            }
            sentences.append(text % values)
            if open_ones:
                text = _("Still to visit: %(places)s.")
                sentences.append(text % {"places": ", ".join(open_ones)})
    if getattr(problem, "stratum", "") not in codes:
        return ""
    sentences.append(
        _(
            "If a place lets nobody in, the coordinator records that on the page"
            " “Sample of places”. A stratum of which all places let nobody in is"
            " left out of figures, and they say so; one that is left with a single"
            " place is joined there with a similar stratum."
        )
    )
    return " ".join(sentences)


def _problem_sentence(problem: FrameProblem) -> str:
    """The problem of a plan, in the language of the person who computes."""
    from analysis.estimation.design import LonelyUnit
    from analysis.estimation.weights import EmptyStratum

    if isinstance(problem, LonelyUnit):
        return _(
            "In stratum “%(stratum)s” people were asked at one place only (%(unit)s):"
            " no likely range can be worked out. Visit a second place, or join the"
            " stratum with a similar one: the coordinator does that on the page “Sample"
            " of places”."
        ) % {"stratum": problem.stratum, "unit": problem.unit}
    if isinstance(problem, EmptyStratum):
        return _(
            "No interview counts yet in stratum “%(stratum)s”, where %(population)d"
            " people are held. Interview somebody there. If its places let nobody in,"
            " the coordinator records that on the page “Sample of places”; figures then"
            " leave the stratum out and say so."
        ) % {"stratum": problem.stratum, "population": problem.population}
    return str(problem)
