"""What a release says of what was released before: a published figure stands until at
least twenty of its respondents are new or gone (rule 15)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from assessment import computing, respondents
from assessment.models import (
    FigureSet,
    PublishedFigure,
    PublishedStatistic,
    Respondents,
)

Row = PublishedFigure | PublishedStatistic
Rows = Sequence[Row]
NOBODY: frozenset[str] = frozenset()


@dataclass(slots=True)
class Standing:
    """rows: all published rows of a release; stands: how many are of an earlier one;
    members: who stands behind each row, by its name."""

    rows: list[Row]
    stands: int = 0
    members: dict[str, frozenset[str]] = field(default_factory=dict)


def last_release(figure_set: FigureSet) -> FigureSet | None:
    """What readers of the round were told last."""
    released = FigureSet.objects.filter(
        round=figure_set.round_id, state=FigureSet.State.RELEASED
    )
    return released.order_by("-release_number").first()


def standing(figure_set: FigureSet, earlier: FigureSet | None) -> Standing:
    """The rows of a release: new ones, and those of the earlier one that stand.

    Of what places and laws say nobody is a respondent: it is replaced whenever it
    changes. So is a figure of a set from before there were respondents. A figure that
    is not published any more, or of whose group nobody is left, stands like others.
    """
    rows = _rows(figure_set)
    members = _members(figure_set)
    if earlier is None or not earlier.follows_the_rule:
        return Standing(rows, members=members)
    new, before = _by_name(rows), _by_name(_rows(earlier))
    stood, limit = _members(earlier), computing.parameters().replaced_after
    result = Standing([], members=members)
    for name in {**new, **before}:
        row, old, people = new.get(name), before.get(name), stood.get(name)
        gone = respondents.new_or_gone(people or frozenset(), members.get(name, NOBODY))
        if old is not None and old.is_published and people and gone < limit:
            result.rows.append(_standing(old, figure_set, earlier))
            result.members[name] = people
            result.stands += 1
        elif row is not None:
            result.rows.append(row)
    return result


def _standing(old: Row, figure_set: FigureSet, earlier: FigureSet) -> Row:
    row: Any = copy(old)
    row.pk = None
    row.figure_set = figure_set
    row.stands_from = old.stands_from or earlier.release_number
    return row  # type: ignore[no-any-return]


def _rows(figure_set: FigureSet) -> list[Row]:
    return [
        *PublishedFigure.objects.filter(figure_set=figure_set).order_by("pk"),
        *PublishedStatistic.objects.filter(figure_set=figure_set).order_by("pk"),
    ]


def _by_name(rows: Rows) -> dict[str, Row]:
    return {respondents.name_of(row): row for row in rows}


def _members(figure_set: FigureSet) -> dict[str, frozenset[str]]:
    stored = Respondents.objects.filter(figure_set=figure_set).first()
    return respondents.unpack(stored.content()) if stored else {}


def keep_published(rows: Sequence[PublishedFigure | PublishedStatistic]) -> None:
    """Stores published rows of both kinds, whose set is set."""
    figures = [row for row in rows if isinstance(row, PublishedFigure)]
    PublishedFigure.objects.bulk_create(figures, batch_size=500)
    statistics = [row for row in rows if isinstance(row, PublishedStatistic)]
    PublishedStatistic.objects.bulk_create(statistics, batch_size=500)


def replace_published(figure_set: FigureSet, standing: Standing) -> None:
    """The rows of a set as they are released, in the place of those computed."""
    if not standing.stands:
        return
    for row in standing.rows:
        row.pk = None
    PublishedFigure.objects.filter(figure_set=figure_set).delete()
    PublishedStatistic.objects.filter(figure_set=figure_set).delete()
    keep_published(standing.rows)
    Respondents.objects.filter(figure_set=figure_set).delete()
    content = respondents.pack(standing.members)
    Respondents.sealed(figure_set, content).save(force_insert=True)
