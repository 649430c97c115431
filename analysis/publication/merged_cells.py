"""Totals of small categories added to those of the largest category (rule 3).

Totals add up over people who are in one category each, so that the merged category has
its exact figure like any other, and its published one from that.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analysis.estimation.cells import Cell, Table
from analysis.estimation.totals import Totals
from analysis.publication.bands import fewest_of
from analysis.publication.groups import Merging, merging
from analysis.publication.parameters import Parameters
from analysis.schema import ALL, NOT_ASKED

Floats = npt.NDArray[np.float64]
Mergings = Mapping[tuple[str, str], Merging]  # (indicator, grouping) → its categories
Counted = Mapping[str, tuple[int, int]]  # category → people who answered, interviewed


def conditional(table: Table) -> frozenset[str]:
    """Indicators whose question was put only to some, because of what they said before:
    by the questionnaire, or as somebody was not asked."""
    return frozenset(
        cell.indicator.id
        for cell, reasons in zip(table.cells, table.nonresponse, strict=True)
        if cell.indicator.conditional
        or (cell.group_var == ALL and reasons.get(NOT_ASKED))
    )


def mergings_of(
    table: Table, conditional_ids: Collection[str], fewest: int, parameters: Parameters
) -> Mergings:
    """How the categories of each question and grouping are published (rule 3).

    conditional_ids: see `conditional`; fewest: people of a category that stands alone.

    Of a question for everybody it goes by who answered, so that the groups always add
    up to everyone who did, but for ten or more people of no category. Of a question for
    some it goes by the fewest that the band of a category allows, and by who was
    interviewed, so that it does not tell how many were asked.
    """
    groups: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    everyone: dict[str, tuple[int, int]] = {}
    answered = table.totals.n.sum(axis=0).astype(int).tolist()
    for position, (cell, people) in enumerate(zip(table.cells, answered, strict=True)):
        name = cell.indicator.id
        counted = (people, int(table.interviewed[position]))
        if cell.group_var == ALL:
            everyone[name] = counted
        elif counted[1] if name in conditional_ids else people:
            group = groups.setdefault((name, cell.group_var), {})
            group[cell.group_code] = counted
    return {
        name: _for_some(categories, everyone[name[0]], fewest, parameters)
        if name[0] in conditional_ids
        else _for_everybody(categories, everyone[name[0]], fewest)
        for name, categories in groups.items()
    }


def _for_everybody(
    categories: Counted, everyone: tuple[int, int], fewest: int
) -> Merging:
    sizes = {code: answered for code, (answered, _interviewed) in categories.items()}
    without = everyone[0] - sum(sizes.values())
    return merging(sizes, 0 < without < fewest, fewest)


def _for_some(
    categories: Counted,
    everyone: tuple[int, int],
    fewest: int,
    parameters: Parameters,
) -> Merging:
    sizes = {
        code: fewest_of(answered, interviewed, True, parameters)
        for code, (answered, interviewed) in categories.items()
    }
    ranks = {code: interviewed for code, (_answered, interviewed) in categories.items()}
    answered = everyone[0] - sum(people for people, _interviewed in categories.values())
    interviewed = everyone[1] - sum(ranks.values())
    few_without = (
        interviewed > 0 and fewest_of(answered, interviewed, True, parameters) < fewest
    )
    return merging(sizes, few_without, fewest, ranks)


def with_merged_cells(table: Table, mergings: Mergings) -> Table:
    """The table with the totals of small categories added to those of the largest.

    The cells stay where they are; those of small categories are left as they were.
    """
    position_of = _positions(table)
    additions: dict[int, list[int]] = {}
    for position, cell in enumerate(table.cells):
        how = mergings.get((cell.indicator.id, cell.group_var))
        if how is None or not how.has_others(cell.group_code):
            continue
        additions[position] = [
            position_of[_key(cell, code)]
            for code in how.members(cell.group_code)
            if code != cell.group_code
        ]
    if not additions:
        return table
    totals, nonresponse = table.totals, list(table.nonresponse)
    numbers = {
        name: getattr(table, name).copy()
        for name in ("numerator", "denominator", "interviewed", "interviewers")
    }
    parts = [part.copy() for part in totals.parts]
    for position, others in additions.items():
        sources = [(1, other) for other in others]
        sources += _without_category(table, position, mergings, position_of)
        for part, total in zip(parts, totals.parts, strict=True):
            for sign, other in sources:
                part[:, position] += sign * total[:, other]
        for name in ("numerator", "denominator", "interviewed"):
            column = getattr(table, name)
            numbers[name][position] += sum(
                sign * column[other] for sign, other in sources
            )
        _clear_rounding(parts, position)
        nonresponse[position] = _add_nonresponse(table, position, sources)
        # At least so many: who met people of two categories is not counted twice.
        met = [table.interviewers[other] for other in (position, *others)]
        numbers["interviewers"][position] = max(met)
    return replace(
        table, totals=Totals(*parts), nonresponse=tuple(nonresponse), **numbers
    )


def _clear_rounding(parts: Sequence[Floats], position: int) -> None:
    """Zero at the places where nobody of the cell answered: everyone less categories
    leaves a hair there, of which a share could be made. The first part counts people.
    """
    nobody = parts[0][:, position] == 0
    for part in parts:
        part[nobody, position] = 0.0


def cells_of(table: Table, positions: Sequence[int]) -> Table:
    """Some of the cells of a table, in the given order."""
    order = list(positions)
    return Table(
        cells=tuple(table.cells[position] for position in order),
        totals=table.totals.cells(order),
        interviewers=table.interviewers[order],
        nonresponse=tuple(table.nonresponse[position] for position in order),
        numerator=table.numerator[order],
        denominator=table.denominator[order],
        interviewed=table.interviewed[order],
    )


def _without_category(
    table: Table,
    position: int,
    mergings: Mergings,
    position_of: Mapping[tuple[str, str, str], int],
) -> list[tuple[int, int]]:
    """(sign, column): everyone less every category, where those people are counted."""
    cell = table.cells[position]
    how = mergings[cell.indicator.id, cell.group_var]
    if how.no_category != cell.group_code:
        return []
    everyone = position_of[cell.indicator.id, ALL, ALL]
    categories = [position_of[_key(cell, code)] for code in how.target]
    return [(1, everyone), *((-1, category) for category in categories)]


def _add_nonresponse(
    table: Table, position: int, sources: Sequence[tuple[int, int]]
) -> dict[str, int]:
    reasons = dict(table.nonresponse[position])
    for sign, other in sources:
        for reason, count in table.nonresponse[other].items():
            reasons[reason] = reasons.get(reason, 0) + sign * count
    return {reason: count for reason, count in reasons.items() if count}


def _key(cell: Cell, code: str) -> tuple[str, str, str]:
    return cell.indicator.id, cell.group_var, code


def _positions(table: Table) -> dict[tuple[str, str, str], int]:
    return {
        _key(cell, cell.group_code): position
        for position, cell in enumerate(table.cells)
    }
