"""Published figures that stand from an earlier release (rule 15).

A published figure stands until at least twenty of its respondents are new or gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assessment.computation import figure_inputs, respondent_hashes
from assessment.computation.row_inserts import insert_rows
from assessment.frames.measures import questions_of
from assessment.models import (
    FigureSet,
    Finding,
    Indicator,
    PublicationState,
    PublishedFigure,
    PublishedFrequency,
    PublishedStatistic,
    Respondents,
)
from assessment.models.published import NUMBERS

if TYPE_CHECKING:
    from analysis.publication.published_figure import PublicFigure as Computed

PublishedRow = PublishedFigure | PublishedStatistic | PublishedFrequency
NOBODY: frozenset[str] = frozenset()
SETTLED = (Finding.MET, Finding.NOT_MET, Finding.INCONCLUSIVE)


@dataclass(slots=True)
class ReleaseRows:
    """The published rows of a release.

    rows: all of them. stands: how many are from an earlier release. members: the
    respondents of each row, by its name.
    """

    rows: list[PublishedRow]
    stands: int = 0
    members: dict[str, frozenset[str]] = field(default_factory=dict)


def last_release(figure_set: FigureSet) -> FigureSet | None:
    """The newest released set of the round."""
    released = FigureSet.objects.filter(
        round=figure_set.round_id, state=FigureSet.State.RELEASED
    )
    return released.order_by("-release_number").first()


def release_rows(figure_set: FigureSet, earlier: FigureSet | None) -> ReleaseRows:
    """The rows of a release: new rows, and those of the earlier release that stand.

    1. Figures of places and laws have no respondents: they are replaced whenever they
       change. So is a figure of a set from before respondents were stored.
    2. A figure that is no longer published, or whose group has nobody left, stands like
       others.
    3. While a figure of a question stands, a group of it that was not published waits:
       the two together could reveal the few who are new or gone.
    4. While a figure stands of other people than now, what is first made of its
       question waits too: an indicator of the round itself, or a table of answers.
    5. Why a figure is not published stands like a figure, also where its group has
       nobody left: the reason changes when a single person is new or gone.
    6. A correction replaces figures of the same people: they were calculated wrongly
       (rule 16).
    """
    rows = _rows(figure_set)
    members = _members(figure_set)
    if earlier is None or not earlier.follows_the_rule:
        return ReleaseRows(rows, members=members)
    new, before = _by_name(rows), _by_name(_rows(earlier))
    earlier_members, limit = (
        _members(earlier),
        figure_inputs.parameters().replaced_after,
    )

    def few_changed(name: str) -> bool:
        """Whether fewer people than the limit are new or gone.

        In a correction nobody being new or gone is no reason to stand (rule 16).
        """
        people, now = earlier_members.get(name, NOBODY), members.get(name, NOBODY)
        changed = respondent_hashes.new_or_gone(people, now)
        if figure_set.is_correction and not changed:
            return False
        return bool(people) and changed < limit

    def waits(name: str, row: PublishedRow, old: PublishedRow | None) -> bool:
        first = row.is_published and (old is None or not old.is_published)
        beside = _question(row) in questions or moved & read_by(row)
        return bool(first and name in members and beside)

    standing_rows = {
        name: old
        for name, old in before.items()
        if _says_something(old) and few_changed(name)
    }
    questions = {_question(old) for old in standing_rows.values()}
    read_by = _questions_read([*rows, *standing_rows.values()])
    moved = {
        question
        for name, old in standing_rows.items()
        if respondent_hashes.new_or_gone(
            earlier_members[name], members.get(name, NOBODY)
        )
        for question in read_by(old)
    }

    def reason_stands(name: str, row: PublishedRow | None, old: PublishedRow) -> bool:
        """Whether the reason of the earlier release is kept.

        So it is of a group that was newly joined with others, while a figure of its
        question stands: one person fewer can do that, and then many are new in it.
        """
        is_joined = getattr(row, "with_others", False)
        was_joined = getattr(old, "with_others", False)
        joined = bool(is_joined) and not was_joined and _question(old) in questions
        of_people = bool(earlier_members.get(name))
        return not old.is_published and (few_changed(name) or (joined and of_people))

    result = ReleaseRows([], stands=len(standing_rows), members={**members})
    for name in {**new, **before}:
        row, old = new.get(name), before.get(name)
        if name in standing_rows:
            result.rows.append(_standing(standing_rows[name], figure_set, earlier))
            result.members[name] = earlier_members[name]
            continue
        hidden = row is None or not row.is_published or waits(name, row, old)
        if hidden and old is not None and reason_stands(name, row, old):
            result.rows.append(_standing(old, figure_set, None))
            result.members[name] = earlier_members[name]
            result.stands += 1
        elif row is not None:
            result.rows.append(_waiting(row) if waits(name, row, old) else row)
    if standing_rows:
        _compare_again(result.rows)
    return result


def _says_something(row: PublishedRow) -> bool:
    """Whether a row has a number, a finding or cases."""
    if row.is_published or not isinstance(row, PublishedFigure):
        return bool(row.is_published)
    return bool(row.cases) or row.finding in SETTLED


def _question(row: PublishedRow) -> tuple[str, str, str]:
    """Key of rows that could be combined: one indicator, one kind of statistic, or the
    choices of one question."""
    if isinstance(row, PublishedFrequency):
        about = f"{row.instrument_id} {row.question} {row.wording}"
    else:
        about = row.indicator_id if isinstance(row, PublishedFigure) else row.code
    return about, row.source, row.design_class


def _questions_read(
    rows: Sequence[PublishedRow],
) -> Callable[[PublishedRow], frozenset[tuple[str, str]]]:
    """A function from a row to (informant group, question) of what it rests on.

    Statistics that are no indicators are new in no later release: they rest on none.
    """
    ids = {row.indicator_id for row in rows if isinstance(row, PublishedFigure)}
    names = {
        indicator.pk: questions_of(indicator)
        for indicator in Indicator.objects.filter(pk__in=ids)
    }

    def read_by(row: PublishedRow) -> frozenset[tuple[str, str]]:
        questions: tuple[str, ...] = ()
        if isinstance(row, PublishedFigure):
            questions = names[row.indicator_id]
        elif isinstance(row, PublishedFrequency):
            questions = (row.question,)
        return frozenset((row.source, question) for question in questions)

    return read_by


def _waiting(row: PublishedRow) -> PublishedRow:
    """The row without its number: it is published once nothing of it stands."""
    row.state = PublicationState.WAITS
    for name in NUMBERS:
        setattr(row, name, None)
    if isinstance(row, PublishedFigure):
        row.places, row.comparison, row.compare_to, row.nonresponse = None, "", "", {}
        row.finding, row.cases = Finding.NOT_PUBLISHED, ""
    elif isinstance(row, PublishedFrequency):
        row.nonresponse = {}
    else:
        row.fewer_than = row.at_least = row.reporting = None
        row.method = row.note = ""
    return row


def _compare_again(rows: Sequence[PublishedRow]) -> None:
    """Apply rule 10 again to the rows of each question that counts people."""
    from analysis.publication.rule import compare_groups
    from analysis.schema import COUNTING, LAW

    questions: dict[tuple[str, str, str], list[PublishedFigure]] = {}
    for row in rows:
        if isinstance(row, PublishedFigure) and row.source not in (*COUNTING, LAW):
            questions.setdefault(_question(row), []).append(row)
    for of_question in questions.values():
        figures = compare_groups([_as_computed(row) for row in of_question])
        for row, figure in zip(of_question, figures, strict=True):
            row.compare_to, row.comparison = figure.compare_to, str(figure.comparison)


def _as_computed(row: PublishedFigure) -> Computed:
    """What rule 10 reads of a row."""
    from analysis.publication.band import Band, Base
    from analysis.publication.published_figure import NumberState
    from analysis.publication.published_figure import PublicFigure as Computed

    def ends(name: str, kind: Any) -> Any:
        low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
        return None if low is None else kind(low, high)

    return Computed(
        indicator=row.indicator_id,
        source=row.source,
        group_var=row.group_var,
        group_code=row.group_code,
        design_class=row.design_class,
        state=NumberState(row.state),
        band=ends("band", Band),
        likely=ends("likely", Band),
        base=ends("base", Base),
    )


def _standing(
    old: PublishedRow, figure_set: FigureSet, earlier: FigureSet | None
) -> PublishedRow:
    """earlier: the release that the row is said to stand from, if it has a number."""
    row = copy(old)
    row.pk = None
    row.figure_set = figure_set
    if earlier is not None:
        row.stands_from = old.stands_from or earlier.release_number
    return row


def standing_coverage(
    figure_set: FigureSet, earlier: FigureSet | None
) -> dict[str, Any]:
    """Numbers of interviews as they are released: of a group of people of whom fewer
    than twenty are new or gone, those of the release before.

    Asked before the rows of the set are replaced by those that stand.
    """
    counts = dict(figure_set.coverage)
    if earlier is None or not earlier.follows_the_rule:
        return counts
    now, then = _people_by_source(figure_set), _people_by_source(earlier)
    limit = figure_inputs.parameters().replaced_after
    for source, people in then.items():
        old = earlier.coverage_in_public.get(source)
        new_or_gone = respondent_hashes.new_or_gone(people, now.get(source, NOBODY))
        if old and source in counts and new_or_gone < limit:
            counts[source] = old
    return counts


def _people_by_source(figure_set: FigureSet) -> dict[str, frozenset[str]]:
    """Informant group → everybody whom a published row of it was computed from."""
    members = _members(figure_set)
    people: dict[str, set[str]] = {}
    for row in _rows(figure_set):
        known = members.get(respondent_hashes.name_of(row))
        if known:
            people.setdefault(row.source, set()).update(known)
    return {source: frozenset(known) for source, known in people.items()}


def _rows(figure_set: FigureSet) -> list[PublishedRow]:
    return [
        *PublishedFigure.objects.filter(figure_set=figure_set).order_by("pk"),
        *PublishedStatistic.objects.filter(figure_set=figure_set).order_by("pk"),
        *PublishedFrequency.objects.filter(figure_set=figure_set).order_by("pk"),
    ]


def _by_name(rows: Sequence[PublishedRow]) -> dict[str, PublishedRow]:
    return {respondent_hashes.name_of(row): row for row in rows}


def _members(figure_set: FigureSet) -> dict[str, frozenset[str]]:
    stored = Respondents.objects.filter(figure_set=figure_set).first()
    return respondent_hashes.unpack(stored.content()) if stored else {}


def keep_published(rows: Sequence[PublishedRow]) -> None:
    """Store published rows of every kind; their `figure_set` is set."""
    for kind in (PublishedFigure, PublishedStatistic, PublishedFrequency):
        insert_rows([row for row in rows if isinstance(row, kind)])


def replace_published(figure_set: FigureSet, standing: ReleaseRows) -> None:
    """Replace the computed published rows of a set by the rows as they are released."""
    if not standing.stands:
        return
    for row in standing.rows:
        row.pk = None
    PublishedFigure.objects.filter(figure_set=figure_set).delete()
    PublishedStatistic.objects.filter(figure_set=figure_set).delete()
    PublishedFrequency.objects.filter(figure_set=figure_set).delete()
    keep_published(standing.rows)
    Respondents.objects.filter(figure_set=figure_set).delete()
    content = respondent_hashes.pack(standing.members)
    Respondents.sealed(figure_set, content).save(force_insert=True)
