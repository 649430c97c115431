"""Totals of small categories added to those of the largest category (rule 3).

Totals add up over people who are in one category each, so that the merged category has
its exact figure like any other, and its published one from that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.cells import Cell, Table
from analysis.publication.groups import Merging, merging
from analysis.reduce import Totals
from analysis.schema import ALL

Mergings = Mapping[tuple[str, str], Merging]  # (indicator, grouping) → its categories


def mergings_of(table: Table, fewest: int) -> Mergings:
    """How the categories of each question and grouping are published (rule 3).

    By who was asked and answered, so that the groups of a question always add up to
    everyone who answered it, but for ten or more people of no category.
    """
    sizes: dict[tuple[str, str], dict[str, int]] = {}
    everyone: dict[str, int] = {}
    answered = table.totals.n.sum(axis=0).astype(int).tolist()
    for cell, people in zip(table.cells, answered, strict=True):
        if cell.group_var == ALL:
            everyone[cell.indicator.id] = people
        elif people:
            name = cell.indicator.id, cell.group_var
            sizes.setdefault(name, {})[cell.group_code] = people
    return {
        name: merging(categories, everyone[name[0]] - sum(categories.values()), fewest)
        for name, categories in sizes.items()
    }


def with_merged_cells(table: Table, mergings: Mergings) -> Table:
    """The table with the totals of small categories added to those of the largest.

    The cells stay where they are; those of small categories are left as they were.
    """
    place_of = _places(table)
    additions: dict[int, list[int]] = {}
    for place, cell in enumerate(table.cells):
        how = mergings.get((cell.indicator.id, cell.group_var))
        if how is None or not how.has_others(cell.group_code):
            continue
        others = [
            code for code in how.members(cell.group_code) if code != cell.group_code
        ]
        additions[place] = [place_of[_key(cell, code)] for code in others]
    if not additions:
        return table
    totals, nonresponse = table.totals, list(table.nonresponse)
    numbers = {
        name: getattr(table, name).copy()
        for name in ("above", "base", "interviewed", "interviewers")
    }
    parts = [part.copy() for part in totals.parts]
    for place, others in additions.items():
        sources = [(1, other) for other in others]
        sources += _without_category(table, place, mergings, place_of)
        for part, total in zip(parts, totals.parts, strict=True):
            for sign, other in sources:
                part[:, place] += sign * total[:, other]
        for name in ("above", "base", "interviewed"):
            column = getattr(table, name)
            numbers[name][place] += sum(sign * column[other] for sign, other in sources)
        nonresponse[place] = _added(table, place, sources)
        met = [table.interviewers[other] for other in (place, *others)]
        numbers["interviewers"][place] = max(met)
    return replace(
        table, totals=Totals(*parts), nonresponse=tuple(nonresponse), **numbers
    )


def cells_of(table: Table, places: Sequence[int]) -> Table:
    """Some of the cells of a table, in the given order."""
    at = list(places)
    return Table(
        cells=tuple(table.cells[place] for place in at),
        totals=table.totals.cells(at),
        interviewers=table.interviewers[at],
        nonresponse=tuple(table.nonresponse[place] for place in at),
        above=table.above[at],
        base=table.base[at],
        interviewed=table.interviewed[at],
    )


def _without_category(
    table: Table,
    place: int,
    mergings: Mergings,
    place_of: Mapping[tuple[str, str, str], int],
) -> list[tuple[int, int]]:
    """(sign, column): everyone less every category, where those people are counted."""
    cell = table.cells[place]
    how = mergings[cell.indicator.id, cell.group_var]
    if how.no_category != cell.group_code:
        return []
    everyone = place_of[cell.indicator.id, ALL, ALL]
    categories = [place_of[_key(cell, code)] for code in how.target]
    return [(1, everyone), *((-1, category) for category in categories)]


def _added(
    table: Table, place: int, sources: Sequence[tuple[int, int]]
) -> dict[str, int]:
    reasons = dict(table.nonresponse[place])
    for sign, other in sources:
        for reason, count in table.nonresponse[other].items():
            reasons[reason] = reasons.get(reason, 0) + sign * count
    return {reason: count for reason, count in reasons.items() if count}


def _key(cell: Cell, code: str) -> tuple[str, str, str]:
    return cell.indicator.id, cell.group_var, code


def _places(table: Table) -> dict[tuple[str, str, str], int]:
    return {
        _key(cell, cell.group_code): place for place, cell in enumerate(table.cells)
    }
